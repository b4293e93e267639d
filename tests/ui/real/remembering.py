"""What a run left is used again: steps are scrubbed and forked, and a killed worker goes on.

What came of it is told in a file: the steps of each node's work, and which were there already.
"""

from __future__ import annotations

import json
from pathlib import Path

import psutil
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu

from graphstudio import paths
from graphstudio.engine.events import StepKept
from graphstudio.graph.edits import SetValue
from graphstudio.ui.canvas.canvas import Canvas
from graphstudio.ui.panels.viewer.panel import ViewerPanel
from graphstudio.ui.panels.viewer.step_track import StepTrack
from graphstudio.ui.window.main_window import MainWindow
from tests.ui.real.hands import Hands, middle
from tests.ui.real.sight import (
    Script,
    at_header,
    editor_is_open,
    find_button,
    find_shown,
    left_part,
    open_canvas,
    outcome_of,
    shoot,
    status_of,
    value_of,
)

FORKED_AT = 8
FORKED_PROMPT = "a green star on a white background"
STEPS_FILE = "steps.json"
_WIDTH_PX, _HEIGHT_PX = 1600, 1000
_TRACK_EDGE_PX = 10  # where its first and its last step are, from its ends
_MANY_STEPS = 300
_STEPS_BEFORE_THE_KILL = 5


def scrub_and_fork(window: MainWindow, folder: Path) -> Script:
    """Run, drag through the steps, fork from one of them, run, and take the fork back."""
    hands, kept = Hands(window), _Steps(window)
    yield from _open(window)
    canvas = open_canvas(window)
    yield from _run(hands, window)
    kept.note("first")
    yield from _show_steps(hands, window)
    viewer = window.pages.viewer
    assert viewer is not None
    track, seen = viewer.steps.track, viewer.steps
    hands.drag(_at_step(track, 20), _at_step(track, FORKED_AT))
    yield lambda: (seen.place, seen.note) == (f"{FORKED_AT} / 20", "In full")
    hands.key("Left", "Left", "Right")
    yield lambda: seen.place == f"{FORKED_AT - 1} / 20"
    hands.key("Right")
    yield lambda: (seen.place, seen.note) == (f"{FORKED_AT} / 20", "In full")
    shoot(window, folder, "scrubbed")
    before = set(canvas.document.graph.nodes)
    yield from _fork(hands, window, canvas, viewer)
    yield lambda: editor_is_open(canvas)
    hands.key("ctrl+a")
    hands.type(FORKED_PROMPT)
    hands.key("Escape")  # keeps the text
    (prompt,) = _new(canvas, before, "prompt.encode")
    yield lambda: value_of(canvas, prompt, "text") == FORKED_PROMPT
    yield from _run(hands, window)
    kept.note("fork", *_new(canvas, before, "latent.sample"))
    shoot(window, folder, "forked")
    hands.key("ctrl+z", "ctrl+z")  # the prompt, and the fork as a whole
    yield lambda: set(canvas.document.graph.nodes) == before
    kept.write(folder)


def kill_the_worker(window: MainWindow, folder: Path) -> Script:
    """Kill the worker in the middle of a picture: the window lives, and Run goes on."""
    hands, kept = Hands(window), _Steps(window)
    yield from _open(window)
    canvas = open_canvas(window)
    canvas.document.do(SetValue("sampler", "steps", _MANY_STEPS), "Choose many steps")
    hands.click(left_part(find_button(window, "Run")))
    yield lambda: status_of(window, "sampler").done >= _STEPS_BEFORE_THE_KILL
    _worker().kill()
    yield lambda: outcome_of(window) == "failed"
    kept.note("killed")
    shoot(window, folder, "killed")
    yield lambda: window.desk.runner.is_ready
    hands.click(left_part(find_button(window, "Run")))
    yield lambda: kept.has_new_one()
    kept.note("gone on")
    shoot(window, folder, "gone-on")
    hands.click(middle(find_button(window, "Stop")))
    yield lambda: outcome_of(window) == "stopped"
    kept.write(folder)


class _Steps:
    """Listen to which steps are told, and to whether they were there already."""

    def __init__(self, window: MainWindow) -> None:
        self._heard: list[StepKept] = []
        self._noted: dict[str, dict[str, list[int]]] = {}
        window.desk.runner.event.connect(self._take)

    def has_new_one(self) -> bool:
        """Tell whether a step was done since the last note."""
        return any(not one.is_old for one in self._heard)

    def note(self, name: str, node: str = "sampler") -> None:
        """Note under a name what was heard of a node since the last note."""
        found = [one for one in self._heard if one.node == node]
        self._noted[name] = {
            "old": [one.done for one in found if one.is_old],
            "new": [one.done for one in found if not one.is_old],
        }
        self._heard.clear()

    def write(self, folder: Path) -> None:
        """Leave what was noted for the test."""
        (folder / STEPS_FILE).write_text(json.dumps(self._noted))

    def _take(self, job: str, event: object) -> None:
        del job
        if isinstance(event, StepKept):
            self._heard.append(event)


def _open(window: MainWindow) -> Script:
    window.resize(_WIDTH_PX, _HEIGHT_PX)
    yield lambda: window.width() == _WIDTH_PX
    window.files.open_template(paths.bundled("workflows") / "text-to-image.json")
    yield lambda: window.pages.canvas is not None
    yield lambda: window.desk.runner.is_ready


def _run(hands: Hands, window: MainWindow) -> Script:
    """Press Run, and wait until that run, no earlier one, is over."""
    page = window.pages.page
    assert page is not None
    runs = window.runs.of(page.sheet)
    job = runs.job
    hands.click(left_part(find_button(window, "Run")))
    yield lambda: runs.job != job and outcome_of(window) is not None
    assert outcome_of(window) == "done"


def _show_steps(hands: Hands, window: MainWindow) -> Script:
    """Press the button for it in the inspector of the sampler."""
    canvas = open_canvas(window)
    canvas.show_node("sampler")
    yield lambda: not canvas.view.is_gliding
    hands.click(at_header(canvas, "sampler"))
    yield lambda: canvas.selection.nodes == {"sampler"}
    hands.click(middle(find_button(window, "Scrub through the steps")))
    yield lambda: window.pages.viewer is not None and window.pages.viewer.steps.isVisible()


def _fork(hands: Hands, window: MainWindow, canvas: Canvas, viewer: ViewerPanel) -> Script:
    """Choose another prompt, the first of the ways to go on."""
    count = len(canvas.document.graph.nodes)
    hands.click(middle(viewer.steps.fork))
    yield lambda: find_shown(window, QMenu)
    hands.key("Down", "Return")
    yield lambda: len(canvas.document.graph.nodes) > count


def _at_step(track: StepTrack, step: int) -> QPoint:
    room = track.width() - 2 * _TRACK_EDGE_PX
    share = (step - track.minimum()) / (track.maximum() - track.minimum())
    return track.mapToGlobal(QPoint(round(_TRACK_EDGE_PX + share * room), track.height() // 2))


def _new(canvas: Canvas, before: set[str], type_: str) -> list[str]:
    """Find the nodes of a type that were added."""
    nodes = canvas.document.graph.nodes
    return [id_ for id_, node in nodes.items() if id_ not in before and node.type == type_]


def _worker() -> psutil.Process:
    """Find the worker's process among the children of this one."""
    (found,) = (
        one for one in psutil.Process().children() if "graphstudio.session.worker" in one.cmdline()
    )
    return found
