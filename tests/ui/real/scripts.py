"""What a new user does: build the graph by hand, run it, stop it, change it, find the picture."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPointF

from graphstudio.graph.elements import Port
from graphstudio.ui.canvas.pick_list import PickList
from graphstudio.ui.panels.start.page import StartPage
from graphstudio.ui.search import NodeSearch
from graphstudio.ui.window.main_window import MainWindow
from tests.ui.real.building import build
from tests.ui.real.families import FAMILIES
from tests.ui.real.hands import Hands, at_socket, middle, on_canvas
from tests.ui.real.lost_models import LOST_MODELS
from tests.ui.real.model_pictures import model_pictures
from tests.ui.real.pictures import pictures
from tests.ui.real.remembering import kill_the_worker, scrub_and_fork
from tests.ui.real.sight import (
    Script,
    at_row,
    dock_tab,
    editor_is_open,
    find_button,
    find_shown,
    has_nodes,
    is_wired,
    left_part,
    nowhere,
    open_canvas,
    outcome_of,
    pictures_of,
    port_of,
    shoot,
    status_of,
    value_of,
)

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
    hands.click(middle(find_button(window, "New graph")))
    yield lambda: window.pages.canvas is not None
    canvas = open_canvas(window)
    canvas.view.zoom_to(0.6)
    canvas.view.centerOn(640, 160)
    yield lambda: True
    for words, (x, y) in zip(_SEARCHES, _PLACES, strict=True):
        count = len(canvas.document.graph.nodes)
        hands.click(on_canvas(canvas, QPointF(x, y)), times=2)
        yield lambda: find_shown(window, NodeSearch)
        hands.type(words)
        hands.key("Return")
        yield partial(has_nodes, canvas, count + 1)
    shoot(window, folder, "dropped")
    # The last one moved the view: without this a wire would lead to a socket that is out of sight.
    hands.key("Home")
    yield lambda: not canvas.view.is_gliding
    for source, target in _WIRES:
        start, end = port_of(source), port_of(target)
        hands.drag(at_socket(canvas, start, "output"), at_socket(canvas, end, "input"))
        yield partial(is_wired, canvas, start, end)
    shoot(window, folder, "built")
    canvas.view.zoom_to(1.0)
    canvas.show_node("encode")
    yield lambda: not canvas.view.is_gliding
    hands.click(at_row(canvas, "encode", "text"), times=2)
    yield lambda: editor_is_open(canvas)
    hands.type(FIRST_PROMPT)
    hands.click(nowhere(canvas))
    yield lambda: value_of(canvas, "encode", "text") == FIRST_PROMPT
    yield from _run_by_mouse(hands, window, folder)


def with_the_keyboard(window: MainWindow, folder: Path) -> Script:
    """Do the same without ever touching the mouse."""
    hands = Hands(window)
    yield lambda: isinstance(window.tabs.currentWidget(), StartPage)
    hands.key("ctrl+n")
    yield lambda: window.pages.canvas is not None
    canvas = open_canvas(window)
    yield lambda: canvas.view.hasFocus()
    for words in _SEARCHES:
        count = len(canvas.document.graph.nodes)
        hands.key("Tab")
        yield lambda: find_shown(window, NodeSearch)
        hands.type(words)
        hands.key("Return")
        yield partial(has_nodes, canvas, count + 1)
        node = list(canvas.document.graph.nodes)[-1]
        for source, target in _wires_of(node):
            yield from _connect_by_keyboard(hands, window, source, target)
    hands.key("shift+l", "Home")
    yield lambda: True
    shoot(window, folder, "built")
    yield from _write_by_keyboard(hands, window, FIRST_PROMPT)
    hands.key("ctrl+Return")
    yield lambda: outcome_of(window) == "done"
    shoot(window, folder, "finished")
    yield from _write_by_keyboard(hands, window, SECOND_PROMPT)
    hands.key("ctrl+Return")
    yield lambda: outcome_of(window) == "done" and status_of(window, "encode_2").phase == "cached"
    hands.key("ctrl+shift+5")
    yield lambda: window.docks["gallery"].is_built and len(pictures_of(window)) == 2
    yield lambda: True
    shoot(window, folder, "gallery")


def _run_by_mouse(hands: Hands, window: MainWindow, folder: Path) -> Script:
    canvas = open_canvas(window)
    run = find_button(window, "Run")
    hands.click(left_part(run))
    yield lambda: status_of(window, "sample").done > 3
    shoot(window, folder, "running")
    yield lambda: outcome_of(window) == "done"
    shoot(window, folder, "finished")
    canvas.show_node("sample")
    yield lambda: not canvas.view.is_gliding
    hands.click(at_row(canvas, "sample", "steps"), times=2)
    yield lambda: editor_is_open(canvas)
    hands.key("ctrl+a")
    hands.type("900")
    hands.key("Return")
    yield lambda: value_of(canvas, "sample", "steps") == 900
    hands.click(left_part(run))
    yield lambda: status_of(window, "sample").done > 3
    hands.click(middle(find_button(window, "Stop")))
    yield lambda: outcome_of(window) == "stopped"
    shoot(window, folder, "stopped")
    hands.key("ctrl+z")
    yield lambda: value_of(canvas, "sample", "steps") in (None, 20)
    canvas.show_node("encode")
    yield lambda: not canvas.view.is_gliding
    hands.click(at_row(canvas, "encode", "text"), times=2)
    yield lambda: editor_is_open(canvas)
    hands.key("ctrl+a")
    hands.type(SECOND_PROMPT)
    hands.click(nowhere(canvas))
    yield lambda: value_of(canvas, "encode", "text") == SECOND_PROMPT
    hands.click(left_part(run))
    yield lambda: outcome_of(window) == "done" and status_of(window, "encode_2").phase == "cached"
    hands.click(dock_tab(window, "Gallery"))
    yield lambda: window.docks["gallery"].is_built and len(pictures_of(window)) == 2
    yield lambda: True
    shoot(window, folder, "gallery")


def _connect_by_keyboard(hands: Hands, window: MainWindow, source: Port, target: Port) -> Script:
    canvas = open_canvas(window)
    graph = canvas.document.graph
    hands.key("c")
    yield lambda: find_shown(window, PickList)
    output = graph.definition(source.node).output(source.socket)  # type: ignore[union-attr]
    hands.type(f"{graph.definition(source.node).title} {output.title}")  # type: ignore[union-attr]
    wanted = graph.definition(target.node).input(target.socket).title  # type: ignore[union-attr]
    hands.type(f" {wanted}")
    number = _number_of(find_shown(window, PickList), source, target)
    hands.key(*["Down"] * number, "Return")
    yield lambda: is_wired(canvas, source, target)


def _number_of(picks: PickList | None, source: Port, target: Port) -> int:
    """Tell how far down in the list a wire is: two prompts have one name."""
    assert picks is not None
    same = [index for index, text in enumerate(picks.texts) if text == picks.texts[0]]
    return len(same) - 1 if source.node == "encode" or target.node == "encode" else 0


def _write_by_keyboard(hands: Hands, window: MainWindow, prompt: str) -> Script:
    """Find the prompt's node, go to its text, and write."""
    canvas = open_canvas(window)
    hands.key("Escape", "ctrl+f")
    yield lambda: canvas.find_bar.isVisible()
    hands.type("encode prompt")
    hands.key("Return", "Escape")
    yield lambda: canvas.selection.nodes
    hands.key("Return")
    yield lambda: editor_is_open(canvas)
    hands.key("ctrl+a")
    hands.type(prompt)
    hands.key("Escape")  # keeps the text
    yield (
        lambda: prompt in (value_of(canvas, "encode", "text"), value_of(canvas, "encode_2", "text"))
    )
    hands.key("Escape")


def _wires_of(node: str) -> list[tuple[Port, Port]]:
    """Give the wires that can be made once a node is there: they end at it."""
    pairs = [(port_of(source), port_of(target)) for source, target in _WIRES]
    return [(source, target) for source, target in pairs if target.node == node]


SCRIPTS: dict[str, Callable[[MainWindow, Path], Script]] = {
    "mouse": with_the_mouse,
    "keyboard": with_the_keyboard,
    "pictures": pictures,
    "model-pictures": model_pictures,
    "scrub": scrub_and_fork,
    "kill": kill_the_worker,
    **LOST_MODELS,
    **{name: partial(build, family) for name, family in FAMILIES.items()},
}
