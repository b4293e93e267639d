"""Nothing holds up the window for longer than 50 ms, measured in CPU time of its thread.

That is on a machine where the yardstick, painting and a loop in Python, takes 35 ms: the ratio is
1.45. What is known to take longer on 1,000 nodes has a bar of its own here, so that it does not get
worse. Run with -s to see the figures.
"""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QEvent, QPointF

from graphstudio.graph.edits import SetValue
from graphstudio.graph.elements import Node, Place, Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.ui.window.pages import GraphPage
from tests.ui.canvas.tools.hand import LEFT, NONE, Hand

from .stalls import StallMeter

pytestmark = [pytest.mark.benchmark, pytest.mark.slow]

MOST = 2.6  # of the yardstick: 50 ms, and what a shared machine adds
MOST_PASTE = 6.5  # 200 nodes: read, checked, added and drawn in one turn
MOST_TIDY = 9.0  # moving 1,000 nodes with their wires
MOST_FIRST = 5.0  # the first time: its code is imported
MOST_INSPECTOR = 4.5  # making a page of fields and giving them the style sheet
COUNT = 1000
_ROW = 25


@pytest.fixture
def page(window: MainWindow, registry: Registry) -> GraphPage:
    """Give a page of 1,000 samplers, each of which feeds the next."""
    ids = [f"n{at}" for at in range(COUNT)]
    graph, dropped = Graph.build(
        registry,
        [Node(id_, "latent.sample") for id_ in ids],
        [Wire(Port(ids[at - 1], "latent"), Port(ids[at], "latent")) for at in range(1, COUNT)],
        places={id_: Place(at % _ROW * 320, at // _ROW * 640) for at, id_ in enumerate(ids)},
    )
    assert not dropped
    sheet = window.desk.workspace.adopt(graph, "Chain")
    window.pages.show_sheet(sheet)
    found = window.pages.of(sheet)
    assert found is not None
    return found


@pytest.fixture
def hand(page: GraphPage) -> Hand:
    """Give a hand on its canvas, which shows some nodes at half their size."""
    page.canvas.setFocus()
    page.canvas.view.zoom_to(0.5)
    page.canvas.view.centre_on_node("n60")
    return Hand(page.canvas)


@pytest.fixture
def meter(hand: Hand) -> StallMeter:
    """Give a meter, in a window that has come to rest."""
    StallMeter().measure("rest", lambda: None)
    return StallMeter()


def test_selecting_dragging_and_taking_back_a_hundred_nodes(
    window: MainWindow, page: GraphPage, hand: Hand, meter: StallMeter
) -> None:
    run, select = window.desk.commands.run, page.canvas.scene.select
    start = hand.header("n60")

    meter.measure("select all", lambda: run("edit.select_all"))
    meter.measure("select none", lambda: select(Selection.of()))
    meter.measure("select 100", lambda: select(Selection.of(f"n{at}" for at in range(100))))
    meter.measure("press", lambda: hand.press(start))
    for step in range(1, 9):
        _move(meter, "drag", hand, start + QPointF(8 * step, 8 * step))
    meter.measure("release", lambda: hand.release(start + QPointF(64, 64)))
    meter.measure("undo", lambda: run("edit.undo"))
    meter.measure("redo", lambda: run("edit.redo"))

    _judge(meter, {})


def test_pulling_a_wire_and_picking_its_end_from_a_list(
    page: GraphPage, hand: Hand, meter: StallMeter
) -> None:
    verbs, start = page.canvas.verbs, hand.socket("n60", "latent", "output")

    meter.measure("press a socket", lambda: hand.press(start))
    for step in range(1, 9):
        _move(meter, "pull a wire", hand, start + QPointF(8 * step, 30 * step))
    meter.measure("drop it", page.canvas.tools.cancel)
    hand.release(start)
    meter.measure("look at a node", lambda: verbs.walking.focus(Port("n60", "latent"), "output"))
    meter.measure("connect", verbs.connecting.connect)
    meter.measure("close the list", page.canvas.picks.close_up)

    _judge(meter, {"look at a node": MOST_FIRST})


def test_typing_searching_and_changing_tabs(
    window: MainWindow, page: GraphPage, hand: Hand, meter: StallMeter
) -> None:
    canvas, document = page.canvas, page.sheet.document

    meter.measure("search", lambda: canvas.verbs.adding.search())
    canvas.close_popups()
    for steps in (9, 10):
        meter.measure("set", lambda: document.do(SetValue("n60", "steps", steps), "Set"))  # noqa: B023 - called at once
    meter.measure("select one", lambda: canvas.scene.select(Selection.of(["n60"])))
    meter.measure("select another", lambda: canvas.scene.select(Selection.of(["n61"])))
    meter.measure("new tab", window.files.new)
    meter.measure("change tab", lambda: window.pages.show_sheet(page.sheet))
    meter.measure("show all", canvas.verbs.sight.frame_all)
    meter.measure("run", lambda: window.runs.run(page.sheet))
    for name in ("history", "inspector", "queue", "problems", "gallery", "log"):
        meter.measure(f"open {name}", window.docks[name].reveal)
    meter.measure("find a command", window.find_command)

    _judge(
        meter,
        {
            "search": MOST_FIRST,
            "select one": MOST_FIRST,
            "open gallery": MOST_FIRST,
            "select another": MOST_INSPECTOR,
            "change tab": MOST_INSPECTOR,
        },
    )


def test_pasting_and_tidying(
    window: MainWindow, page: GraphPage, hand: Hand, meter: StallMeter
) -> None:
    run, canvas = window.desk.commands.run, page.canvas
    canvas.scene.select(Selection.of(f"n{at}" for at in range(200)))

    meter.measure("copy", lambda: run("edit.copy"))
    meter.measure("paste", lambda: run("edit.paste"))
    meter.measure("undo paste", lambda: run("edit.undo"))
    meter.measure("tidy", canvas.verbs.arranging.tidy_all)
    assert page.sheet.document.history.undo_step is not None
    meter.measure("undo tidy", lambda: run("edit.undo"))

    _judge(meter, {"paste": MOST_PASTE, "tidy": MOST_TIDY, "undo tidy": MOST_TIDY})


def _move(meter: StallMeter, name: str, hand: Hand, to: QPointF) -> None:
    meter.measure(name, lambda: hand._send(QEvent.Type.MouseMove, to, LEFT, NONE))


def _judge(meter: StallMeter, bars: dict[str, float]) -> None:
    for name, taken in meter.worst_s.items():
        sys.stdout.write(f"\n{taken * 1e3:7.1f} ms  {taken / meter.yardstick_s:4.1f}  {name}")
    over = {
        name: f"{taken * 1e3:.0f} ms"
        for name, taken in meter.worst_s.items()
        if taken > bars.get(name, MOST) * meter.yardstick_s
    }
    assert not over
