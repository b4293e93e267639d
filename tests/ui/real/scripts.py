"""What a new user does: build the graph by hand, run it, stop it, change it, find the picture."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QAbstractButton, QApplication, QTabBar, QWidget

from graphstudio.graph.elements import Port
from graphstudio.ui.canvas.canvas import Canvas
from graphstudio.ui.canvas.editors import Editor
from graphstudio.ui.canvas.pick_list import PickList
from graphstudio.ui.panels.start.page import StartPage
from graphstudio.ui.search import NodeSearch
from graphstudio.ui.window.main_window import MainWindow
from tests.ui.real.hands import Hands, at_socket, middle, on_canvas
from tests.ui.real.pictures import pictures

Claim = Callable[[], object]
Script = Generator[Claim, None, None]
Kind = TypeVar("Kind", bound=QWidget)

FIRST_PROMPT = "a red circle on a blue background"
SECOND_PROMPT = "a green star on a white background"
_SEARCHES = (
    "load model",
    "encode prompt",
    "encode prompt",
    "scheduler",
    "cfg",
    "noise",
    "empty latent",
    "sample",
    "vae decode",
    "save image",
)
# Where each of them goes, in scene pixels.
_PLACES = (
    (0, 0),
    (300, -180),
    (300, 40),
    (300, 240),
    (300, 500),
    (0, 240),
    (0, 360),
    (620, -100),
    (920, -100),
    (1220, -100),
)
_WIRES = (
    ("load.text_encoder", "encode.text_encoder"),
    ("load.text_encoder", "encode_2.text_encoder"),
    ("load.denoiser", "empty.denoiser"),
    ("load.denoiser", "sample.denoiser"),
    ("encode.conditioning", "sample.positive"),
    ("encode_2.conditioning", "sample.negative"),
    ("choose.scheduler", "sample.scheduler"),
    ("cfg.guidance", "sample.guidance"),
    ("seeded.noise", "sample.noise"),
    ("empty.latent", "sample.latent"),
    ("sample.latent", "decode.latent"),
    ("load.vae", "decode.vae"),
    ("decode.image", "save.image"),
)


def with_the_mouse(window: MainWindow, folder: Path) -> Script:
    """Build text to image with the mouse; run, stop, change, run again, find the picture."""
    hands = Hands(window)
    yield lambda: isinstance(window.tabs.currentWidget(), StartPage)
    hands.click(middle(_button(window, "New graph")))
    yield lambda: window.pages.canvas is not None
    canvas = _canvas(window)
    canvas.view.zoom_to(0.6)
    canvas.view.centerOn(640, 160)
    yield lambda: True
    for words, (x, y) in zip(_SEARCHES, _PLACES, strict=True):
        count = len(canvas.document.graph.nodes)
        hands.click(on_canvas(canvas, QPointF(x, y)), times=2)
        yield lambda: _visible(window, NodeSearch)
        hands.type(words)
        hands.key("Return")
        yield partial(_has_nodes, canvas, count + 1)
    _shoot(window, folder, "dropped")
    # The last one moved the view: without this a wire would lead to a socket that is out of sight.
    hands.key("Home")
    yield lambda: not canvas.view.is_gliding
    for source, target in _WIRES:
        start, end = _port(source), _port(target)
        hands.drag(at_socket(canvas, start, "output"), at_socket(canvas, end, "input"))
        yield partial(_is_wired, canvas, start, end)
    _shoot(window, folder, "built")
    canvas.view.zoom_to(1.0)
    canvas.show_node("encode")
    yield lambda: not canvas.view.is_gliding
    hands.click(_row(canvas, "encode", "text"), times=2)
    yield lambda: _editor_is_open(canvas)
    hands.type(FIRST_PROMPT)
    hands.click(_nowhere(canvas))
    yield lambda: _value(canvas, "encode", "text") == FIRST_PROMPT
    yield from _run_by_mouse(hands, window, folder)


def with_the_keyboard(window: MainWindow, folder: Path) -> Script:
    """Do the same without ever touching the mouse."""
    hands = Hands(window)
    yield lambda: isinstance(window.tabs.currentWidget(), StartPage)
    hands.key("ctrl+n")
    yield lambda: window.pages.canvas is not None
    canvas = _canvas(window)
    yield lambda: canvas.view.hasFocus()
    for words in _SEARCHES:
        count = len(canvas.document.graph.nodes)
        hands.key("Tab")
        yield lambda: _visible(window, NodeSearch)
        hands.type(words)
        hands.key("Return")
        yield partial(_has_nodes, canvas, count + 1)
        node = list(canvas.document.graph.nodes)[-1]
        for source, target in _wires_of(node):
            yield from _connect_by_keyboard(hands, window, source, target)
    hands.key("shift+l", "Home")
    yield lambda: True
    _shoot(window, folder, "built")
    yield from _write_by_keyboard(hands, window, FIRST_PROMPT)
    hands.key("ctrl+Return")
    yield lambda: _outcome(window) == "done"
    _shoot(window, folder, "finished")
    yield from _write_by_keyboard(hands, window, SECOND_PROMPT)
    hands.key("ctrl+Return")
    yield lambda: _outcome(window) == "done" and _phase(window, "encode_2") == "cached"
    hands.key("ctrl+shift+5")
    yield lambda: window.docks["gallery"].is_built and len(_pictures(window)) == 2
    yield lambda: True
    _shoot(window, folder, "gallery")


def _run_by_mouse(hands: Hands, window: MainWindow, folder: Path) -> Script:
    canvas = _canvas(window)
    run = _button(window, "Run")
    hands.click(_left_part(run))
    yield lambda: window.runs.of(window.pages.page.sheet).status.node("sample").done > 3  # type: ignore[union-attr]
    _shoot(window, folder, "running")
    yield lambda: _outcome(window) == "done"
    _shoot(window, folder, "finished")
    canvas.show_node("sample")
    yield lambda: not canvas.view.is_gliding
    hands.click(_row(canvas, "sample", "steps"), times=2)
    yield lambda: _editor_is_open(canvas)
    hands.key("ctrl+a")
    hands.type("900")
    hands.key("Return")
    yield lambda: _value(canvas, "sample", "steps") == 900
    hands.click(_left_part(run))
    yield lambda: window.runs.of(window.pages.page.sheet).status.node("sample").done > 3  # type: ignore[union-attr]
    hands.click(middle(_button(window, "Stop")))
    yield lambda: _outcome(window) == "stopped"
    _shoot(window, folder, "stopped")
    hands.key("ctrl+z")
    yield lambda: _value(canvas, "sample", "steps") in (None, 20)
    canvas.show_node("encode")
    yield lambda: not canvas.view.is_gliding
    hands.click(_row(canvas, "encode", "text"), times=2)
    yield lambda: _editor_is_open(canvas)
    hands.key("ctrl+a")
    hands.type(SECOND_PROMPT)
    hands.click(_nowhere(canvas))
    yield lambda: _value(canvas, "encode", "text") == SECOND_PROMPT
    hands.click(_left_part(run))
    yield lambda: _outcome(window) == "done" and _phase(window, "encode_2") == "cached"
    hands.click(_dock_tab(window, "Gallery"))
    yield lambda: window.docks["gallery"].is_built and len(_pictures(window)) == 2
    yield lambda: True
    _shoot(window, folder, "gallery")


def _connect_by_keyboard(hands: Hands, window: MainWindow, source: Port, target: Port) -> Script:
    canvas = _canvas(window)
    graph = canvas.document.graph
    hands.key("c")
    yield lambda: _visible(window, PickList)
    output = graph.definition(source.node).output(source.socket)  # type: ignore[union-attr]
    hands.type(f"{graph.definition(source.node).title} {output.title}")  # type: ignore[union-attr]
    wanted = graph.definition(target.node).input(target.socket).title  # type: ignore[union-attr]
    hands.type(f" {wanted}")
    number = _number_of(_visible(window, PickList), source, target)
    hands.key(*["Down"] * number, "Return")
    yield lambda: _is_wired(canvas, source, target)


def _number_of(picks: PickList | None, source: Port, target: Port) -> int:
    """Tell how far down in the list a wire is: two prompts have one name."""
    assert picks is not None
    same = [index for index, text in enumerate(picks.texts) if text == picks.texts[0]]
    return len(same) - 1 if source.node == "encode" or target.node == "encode" else 0


def _write_by_keyboard(hands: Hands, window: MainWindow, prompt: str) -> Script:
    """Find the prompt's node, go to its text, and write."""
    canvas = _canvas(window)
    hands.key("Escape", "ctrl+f")
    yield lambda: canvas.find_bar.isVisible()
    hands.type("encode prompt")
    hands.key("Return", "Escape")
    yield lambda: canvas.selection.nodes
    hands.key("Return")
    yield lambda: _editor_is_open(canvas)
    hands.key("ctrl+a")
    hands.type(prompt)
    hands.key("Escape")  # keeps the text
    yield lambda: prompt in (_value(canvas, "encode", "text"), _value(canvas, "encode_2", "text"))
    hands.key("Escape")


def _wires_of(node: str) -> list[tuple[Port, Port]]:
    """Give the wires that can be made once a node is there: they end at it."""
    pairs = [(_port(source), _port(target)) for source, target in _WIRES]
    return [(source, target) for source, target in pairs if target.node == node]


def _button(window: QWidget, text: str) -> QAbstractButton:
    """Find a button that shows, by what it says or is called."""
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and text in (button.text(), button.accessibleName()):
            return button
    raise LookupError(f"There is no button {text!r}.")


def _visible(window: QWidget, kind: type[Kind]) -> Kind | None:
    """Find a widget of a kind that shows, in the window or floating over it."""
    found = [*window.findChildren(kind), *(one for one in QApplication.topLevelWidgets())]
    shown = [one for one in found if isinstance(one, kind) and one.isVisible()]
    return shown[0] if shown else None


def _left_part(button: QWidget) -> QPoint:
    """Give a point on a button that is beside its menu's arrow."""
    return button.mapToGlobal(QPoint(16, button.height() // 2))


def _dock_tab(window: MainWindow, title: str) -> QPoint:
    for bar in window.findChildren(QTabBar):
        for index in range(bar.count()):
            if bar.isVisible() and bar.tabText(index).replace("&", "") == title:
                return bar.mapToGlobal(bar.tabRect(index).center())
    raise LookupError(f"There is no tab {title!r}.")


def _canvas(window: MainWindow) -> Canvas:
    canvas = window.pages.canvas
    assert canvas is not None
    return canvas


def _row(canvas: Canvas, node: str, row: str) -> QPoint:
    return on_canvas(canvas, canvas.scene.row_rect(node, row).center())


def _nowhere(canvas: Canvas) -> QPoint:
    """Give a point of the canvas that nothing is at."""
    return canvas.view.viewport().mapToGlobal(QPoint(24, 24))


def _editor_is_open(canvas: Canvas) -> bool:
    return canvas.view.viewport().findChild(Editor) is not None


def _value(canvas: Canvas, node: str, name: str) -> object:
    return canvas.document.graph.node(node).values.get(name)


def _outcome(window: MainWindow) -> str | None:
    page = window.pages.page
    return None if page is None else window.runs.of(page.sheet).status.outcome


def _phase(window: MainWindow, node: str) -> str:
    page = window.pages.page
    assert page is not None
    return window.runs.of(page.sheet).status.node(node).phase


def _pictures(window: MainWindow) -> tuple[object, ...]:
    return window.desk.gallery.pictures()


def _port(text: str) -> Port:
    node, _, socket = text.partition(".")
    return Port(node, socket)


def _has_nodes(canvas: Canvas, count: int) -> bool:
    return len(canvas.document.graph.nodes) == count


def _is_wired(canvas: Canvas, source: Port, target: Port) -> bool:
    return canvas.document.graph.inputs(target.node).get(target.socket) == source


def _shoot(window: MainWindow, folder: Path, name: str) -> None:
    screen = window.screen()
    screen.grabWindow(0).save(str(folder / f"{name}.png"))


SCRIPTS: dict[str, Callable[[MainWindow, Path], Script]] = {
    "mouse": with_the_mouse,
    "keyboard": with_the_keyboard,
    "pictures": pictures,
}
