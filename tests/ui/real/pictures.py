"""The pictures of the window in README and resources/screenshots: made, not painted.

xvfb-run -s "-screen 0 1600x1000x24" python -m tests.ui.real.play pictures FOLDER
"""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

from graphstudio import paths
from graphstudio.graph import editing
from graphstudio.graph.edits import SetValue
from graphstudio.graph.graph import Graph
from graphstudio.ui.search import NodeSearch
from graphstudio.ui.window.main_window import MainWindow
from tests.ui.real.hands import Hands
from tests.ui.real.sight import Claim, Script, outcome_of, shoot, status_of

_WIDTH_PX, _HEIGHT_PX = 1600, 1000
_PROMPT = "a snowy landscape with mountains and a pine tree"


def pictures(window: MainWindow, folder: Path) -> Script:
    """Show the window in all its states, and keep a picture of each."""
    hands = Hands(window)
    window.resize(_WIDTH_PX, _HEIGHT_PX)
    yield partial(_is_wide, window)
    yield after(2.5)
    shoot(window, folder, "start")
    yield from _running(window, folder)
    yield from _scrubbing(hands, window, folder)
    yield from _searching(hands, window, folder)
    yield from _failing(window, folder)
    yield from _large(window, folder)
    for theme in ("light", "contrast"):
        window.desk.appearance.use(theme)
        window.tabs.setCurrentIndex(1)
        _look_at_sampler(window)
        yield after(0.8)
        shoot(window, folder, theme)
    window.desk.appearance.use("dark")


def after(seconds: float) -> Claim:
    """Come true after a while: for what moves or is decoded in a thread."""
    began = time.monotonic()
    return lambda: time.monotonic() - began > seconds


def _running(window: MainWindow, folder: Path) -> Script:
    window.files.open_template(paths.bundled("workflows") / "text-to-image.json")
    yield lambda: window.pages.canvas
    canvas = window.pages.canvas
    assert canvas is not None
    document = canvas.document
    document.do(SetValue("positive", "text", _PROMPT), "Write the prompt")
    yield after(0.8)
    _look_at_sampler(window)
    yield lambda: window.desk.runner.is_ready
    window.desk.commands.run("run.run")
    yield lambda: status_of(window, "sampler").done >= 14
    shoot(window, folder, "running")
    yield lambda: outcome_of(window) == "done"
    for seed in (11, 12, 13, 14):
        document.do(SetValue("noise", "seed", seed), "Choose a seed")
        window.desk.commands.run("run.run")
        yield lambda: outcome_of(window) == "done"
    window.docks["gallery"].show()
    window.docks["gallery"].raise_()
    yield lambda: len(window.desk.gallery.pictures()) == 5
    yield after(0.8)
    shoot(window, folder, "finished")


def _scrubbing(hands: Hands, window: MainWindow, folder: Path) -> Script:
    page = window.pages.page
    assert page is not None
    window.scrubbing.show_steps(page, "sampler")
    yield lambda: window.pages.viewer is not None and window.pages.viewer.steps.isVisible()
    viewer = window.pages.viewer
    assert viewer is not None
    hands.key(*["Left"] * 11)
    yield lambda: viewer.steps.note == "In full"
    yield after(0.8)
    shoot(window, folder, "steps")
    window.tabs.setCurrentIndex(1)
    yield lambda: window.pages.canvas is not None


def _look_at_sampler(window: MainWindow) -> None:
    canvas = window.pages.canvas
    assert canvas is not None
    canvas.view.zoom_to(0.75)
    place = canvas.document.graph.places["sampler"]
    canvas.view.centerOn(place.x + 140, place.y + 240)


def _searching(hands: Hands, window: MainWindow, folder: Path) -> Script:
    canvas = window.pages.canvas
    assert canvas is not None
    canvas.setFocus()
    canvas.verbs.adding.search()
    yield lambda: any(one.isVisible() for one in window.findChildren(NodeSearch))
    hands.type("mask")
    yield after(0.8)
    shoot(window, folder, "search")
    hands.key("Escape")
    yield lambda: not any(one.isVisible() for one in window.findChildren(NodeSearch))


def _failing(window: MainWindow, folder: Path) -> Script:
    canvas = window.pages.canvas
    assert canvas is not None
    canvas.document.do(SetValue("canvas", "width", 100), "Choose a width")
    window.desk.commands.run("run.run")
    yield lambda: outcome_of(window) == "failed"
    window.docks["problems"].show()
    window.docks["problems"].raise_()
    canvas.show_node("canvas")
    yield after(0.8)
    shoot(window, folder, "error")
    canvas.document.undo()
    canvas.verbs.sight.select_none()
    window.desk.commands.run("run.run")
    yield lambda: outcome_of(window) == "done"
    window.docks["gallery"].raise_()


def _large(window: MainWindow, folder: Path) -> Script:
    canvas = window.pages.canvas
    assert canvas is not None
    small = canvas.document.graph
    text = editing.copy_text(small, small.nodes, (), ())
    graph = Graph(window.desk.registry)
    for number in range(30):
        at = (number % 6 * 1700.0, number // 6 * 1400.0)
        editing.paste(graph, text, at).edit.apply(graph)
    window.desk.workspace.adopt(graph, "Three hundred nodes")
    yield lambda: window.pages.canvas is not canvas
    yield after(0.8)
    large = window.pages.canvas
    assert large is not None
    large.view.frame_all()
    yield after(0.8)
    shoot(window, folder, "many-nodes")


def _is_wide(window: MainWindow) -> bool:
    return window.width() == _WIDTH_PX
