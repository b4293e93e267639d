"""Build a graph with the mouse from nothing, run it, and look at the picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QToolTip

from graphstudio.ui.canvas.canvas import Canvas
from graphstudio.ui.panels.start.page import StartPage
from graphstudio.ui.search import NodeSearch
from graphstudio.ui.values.fields.choice import ChoicePopover
from graphstudio.ui.values.fields.suggestion import Suggestions
from graphstudio.ui.values.kinds import kind_of
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.workflow.files import dump
from tests.ui.real.families import Add, Choose, Join, Refused, Remove, Step, outcome
from tests.ui.real.hands import Hands, at_socket, middle, on_canvas
from tests.ui.real.sight import (
    Script,
    at_header,
    at_row,
    editor_is_open,
    find_button,
    find_shown,
    is_in_sight,
    is_wired,
    left_part,
    nowhere,
    open_canvas,
    outcome_of,
    port_of,
    shoot,
    status_of,
    value_of,
)

_WIDTH_PX, _HEIGHT_PX = 1600, 1000


def build(steps_in: Callable[[Path], Sequence[Step]], window: MainWindow, folder: Path) -> Script:
    """Take all steps, press Run, and wait for the picture."""
    hands = Hands(window)
    window.resize(_WIDTH_PX, _HEIGHT_PX)
    yield lambda: window.width() == _WIDTH_PX
    yield lambda: isinstance(window.tabs.currentWidget(), StartPage)
    hands.click(middle(find_button(window, "New graph")))
    yield lambda: window.pages.canvas is not None
    canvas = open_canvas(window)
    builder = Builder(hands, window, canvas, folder)
    steps = steps_in(folder)
    for step in steps:
        yield from builder.take(step)
    hands.click(nowhere(canvas))
    yield from builder.show_all()
    shoot(window, folder, "built")
    _compare(canvas, steps)
    hands.click(left_part(find_button(window, "Run")))
    yield lambda: outcome_of(window) in ("done", "failed")
    shoot(window, folder, "finished")
    assert outcome_of(window) == "done", status_of(window, "save").message
    canvas.show_node("save")
    yield lambda: not canvas.view.is_gliding
    shoot(window, folder, "picture")


class Builder:
    """Take one step after the other.

    Args:
        hands: Take them.
        window: Where.
        canvas: The one that shows in it.
        folder: Where pictures of the screen go.
    """

    def __init__(self, hands: Hands, window: MainWindow, canvas: Canvas, folder: Path) -> None:
        self._hands = hands
        self._window = window
        self._canvas = canvas
        self._folder = folder

    def take(self, step: Step) -> Script:
        """Take a step, and wait until it is done."""
        match step:
            case Add():
                return self._add(step)
            case Choose():
                return self._choose(step)
            case Join():
                return self._join(step)
            case Refused():
                return self._try_in_vain(step)
            case Remove():
                return self._remove(step)

    def show_all(self) -> Script:
        """Bring the whole graph into sight; the keyboard must be on the canvas."""
        self._hands.key("Home")
        yield self._is_still

    def _add(self, step: Add) -> Script:
        point = QPointF(step.x, step.y)
        self._look_at(point, zoom=0.8)
        self._hands.click(on_canvas(self._canvas, point), times=2)
        yield lambda: find_shown(self._window, NodeSearch)
        self._hands.type(step.words)
        yield lambda: find_shown(self._window, NodeSearch).line.text() == step.words  # type: ignore[union-attr]  # it shows
        self._hands.key("Return")
        nodes = self._canvas.document.graph.nodes
        yield lambda: find_shown(self._window, NodeSearch) is None and self._is_still()
        found = {one: nodes[one].type for one in [*nodes][-1:]}
        assert found == {step.node: step.type}, f"{step.words!r} gave {found}"

    def _choose(self, step: Choose) -> Script:
        node, _, knob = step.knob.partition(".")
        canvas = self._canvas
        self._look_at(canvas.scene.row_rect(node, knob).center(), zoom=1.0)
        definition = canvas.document.graph.definition(node).input(knob)  # type: ignore[union-attr]  # it was added
        assert definition is not None
        self._hands.click(at_row(canvas, node, knob), times=2)
        text = step.typed or str(step.value)
        match kind_of(definition):
            case "prose":
                yield partial(editor_is_open, canvas)
                self._hands.type(text)
                self._hands.click(nowhere(canvas))
            case "suggestion":
                yield self._offers_something
                self._hands.type(text)
                yield partial(self._offers, step.value)
                self._hands.key("Down", "Return")
            case "choice":
                yield lambda: find_shown(self._window, ChoicePopover)
                self._hands.type(text)
                self._hands.key("Return")
            case "switch":
                pass
            case _:
                yield partial(editor_is_open, canvas)
                self._hands.key("ctrl+a")
                self._hands.type(text)
                self._hands.key("Return")
        yield lambda: value_of(canvas, node, knob) == step.value and not editor_is_open(canvas)

    def _join(self, step: Join) -> Script:
        yield from self._bring(step)
        self._hands.drag(*self._ends(step))
        yield partial(is_wired, self._canvas, port_of(step.source), port_of(step.target))

    def _try_in_vain(self, step: Refused) -> Script:
        """Try a wire: the reason shows at the mouse and below, and nothing is changed."""
        before = dump(self._canvas.document.graph)
        done = self._canvas.document.history.undo_step
        yield from self._bring(step)
        self._hands.carry(*self._ends(step))
        yield lambda: QToolTip.isVisible() and step.reason in QToolTip.text()
        shoot(self._window, self._folder, f"refused-{step.target}")
        self._hands.let_go()
        yield lambda: step.reason in self._window.status.currentMessage()
        shoot(self._window, self._folder, f"told-{step.target}")
        assert dump(self._canvas.document.graph) == before
        assert self._canvas.document.history.undo_step is done

    def _remove(self, step: Remove) -> Script:
        # Two titles in the middle of the view, one after the other, would be one double click.
        yield from self.show_all()
        self._hands.click(at_header(self._canvas, step.node))
        yield lambda: self._canvas.selection.nodes == {step.node}
        self._hands.key("Delete")
        yield lambda: step.node not in self._canvas.document.graph.nodes

    def _bring(self, step: Join | Refused) -> Script:
        """Bring both ends of a wire into sight."""
        if not all(is_in_sight(self._canvas, end) for end in self._places(step)):
            yield from self.show_all()
        else:
            yield self._is_still

    def _look_at(self, point: QPointF, zoom: float) -> None:
        self._canvas.view.zoom_to(zoom)
        self._canvas.view.centerOn(point)

    def _ends(self, step: Join | Refused) -> tuple[QPoint, QPoint]:
        start = at_socket(self._canvas, port_of(step.source), "output")
        return start, at_socket(self._canvas, port_of(step.target), "input")

    def _places(self, step: Join | Refused) -> tuple[QPointF, QPointF]:
        scene = self._canvas.scene
        start = scene.socket_pos(port_of(step.source), "output")
        return start, scene.socket_pos(port_of(step.target), "input")

    def _is_still(self) -> bool:
        return not self._canvas.view.is_gliding

    def _offers_something(self) -> bool:
        found = find_shown(self._window, Suggestions)
        return found is not None and found.list.choices.rowCount() > 0

    def _offers(self, value: object) -> bool:
        """Tell whether a value is the first of the choices that match what was typed."""
        found = find_shown(self._window, Suggestions)
        return found is not None and found.list.choices.row_of(value) == 0


def _compare(canvas: Canvas, steps: Sequence[Step]) -> None:
    wanted, graph = outcome(steps), canvas.document.graph
    assert {node.id: node.type for node in graph.nodes.values()} == wanted.nodes
    wires = {
        f"{node}.{socket}": str(source)
        for node in graph.nodes
        for socket, source in graph.inputs(node).items()
    }
    assert wires == wanted.wires
