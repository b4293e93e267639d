"""The viewer goes through the steps of a picture, and a fork begins at one of them."""

import io
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from graphstudio.engine.events import ImageSaved, NodeDone, NodeStarted, RunStarted, StepKept
from graphstudio.graph.edits import Disconnect
from graphstudio.graph.elements import Port
from graphstudio.session.worker.protocol import Previewed, ShowStep, StepShown
from graphstudio.ui.panels.viewer.panel import ViewerPanel
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.ui.window.pages import GraphPage

from .conftest import MakePicture
from .engine import FakeEngine

TOTAL = 6


def kept(step: int, run: str = "a") -> StepKept:
    return StepKept("sampler", f"{run}{step}", step, TOTAL)


def drawn(step: int) -> bytes:
    """Draw a step: the further on, the brighter."""
    file = io.BytesIO()
    Image.new("RGB", (32, 32), (40 * step, 0, 0)).save(file, "PNG")
    return file.getvalue()


class Scrubbed:
    """A window whose engine has something to show, and the viewer in it."""

    def __init__(self, window: MainWindow, engine: FakeEngine, page: GraphPage) -> None:
        self.window = window
        self.engine = engine
        self.page = page
        self._answered = 0

    @property
    def viewer(self) -> ViewerPanel:
        viewer = self.window.pages.viewer
        assert viewer is not None
        return viewer

    @property
    def asked(self) -> list[ShowStep]:
        return [one for one in self.engine.sent if isinstance(one, ShowStep)]

    def answer(self) -> None:
        """Answer everything that was asked for, what is asked because of that too."""
        while self._answered < len(self.asked):
            one = self.asked[self._answered]
            self._answered += 1
            step = int(one.key[1:])
            shown = StepShown(one.ticket, one.key, drawn(step), 64, 64, is_full=one.is_full)
            self.engine.say(shown)

    def run(self, picture: Path, *, last: int = TOTAL, run: str = "a") -> str:
        """Let a run go on up to a step; at the last step, it makes a picture."""
        job = self.window.runs.run(self.page.sheet)
        self.engine.tell(job, RunStarted((), 3), NodeStarted("sampler"))
        self.engine.tell(job, *(kept(step, run) for step in range(1, last + 1)))
        if last == TOTAL:
            self.engine.tell(job, NodeDone("sampler", 1.0, False), ImageSaved("save", picture))
            self.engine.finish(job)
        return job

    def redness(self) -> int:
        plate = self.viewer.surface._plate
        assert plate is not None
        return plate.image.pixelColor(5, 5).red()

    def scrub(self, step: int) -> None:
        """Drag the slider to a step, as a mouse does."""
        track = self.viewer.steps.track
        at = QPoint(round(track._x(step)), track.height() // 2)
        QTest.mouseClick(track, Qt.MouseButton.LeftButton, pos=at)


@pytest.fixture
def scrubbed(window: MainWindow, engine: FakeEngine, page: GraphPage) -> Scrubbed:
    return Scrubbed(window, engine, page)


@pytest.fixture
def finished(qtbot: QtBot, scrubbed: Scrubbed, make_picture: MakePicture) -> Scrubbed:
    """Give a finished run whose picture shows in the viewer."""
    picture = make_picture("made.png")
    scrubbed.run(picture)
    scrubbed.window.pages.show_pictures([picture], picture)
    qtbot.waitUntil(lambda: scrubbed.viewer.surface._plate is not None)
    return scrubbed


def test_a_finished_picture_offers_its_steps_from_the_end(finished: Scrubbed) -> None:
    steps = finished.viewer.steps

    assert steps.isVisible()
    assert (steps.place, steps.note) == ("6 / 6", "Finished picture")
    assert not finished.asked


def test_a_picture_of_another_time_offers_none(
    finished: Scrubbed, make_picture: MakePicture
) -> None:
    finished.viewer.show_picture(make_picture("old.png"))

    assert not finished.viewer.steps.isVisible()


def test_a_click_shows_that_step_and_soon_in_full(qtbot: QtBot, finished: Scrubbed) -> None:
    finished.scrub(2)
    finished.answer()

    assert finished.viewer.steps.place == "2 / 6"
    assert finished.asked[0] == ShowStep(finished.asked[0].ticket, "a2", "sampler")
    qtbot.waitUntil(lambda: finished.redness() == 80)
    assert finished.viewer.surface._plate.size.width() == 64  # type: ignore[union-attr]  # see above
    qtbot.waitUntil(lambda: finished.asked[-1].is_full)
    finished.answer()
    assert finished.viewer.steps.note == "In full"


def test_the_end_shows_the_finished_picture_again(qtbot: QtBot, finished: Scrubbed) -> None:
    finished.scrub(2)
    finished.answer()
    qtbot.waitUntil(lambda: finished.redness() == 80)

    QTest.keyClick(finished.viewer.steps.track, Qt.Key.Key_End)

    assert finished.viewer.steps.note == "Finished picture"
    plate = finished.viewer.surface._plate
    assert plate is not None
    assert plate.path == finished.viewer.current


def test_keys_go_from_step_to_step(finished: Scrubbed) -> None:
    track, steps = finished.viewer.steps.track, finished.viewer.steps
    places = []
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home):
        QTest.keyClick(track, key)
        places.append(steps.place)
    QTest.keyClick(finished.viewer.surface, Qt.Key.Key_Period)

    assert [*places, steps.place] == ["5 / 6", "4 / 6", "5 / 6", "1 / 6", "2 / 6"]


def test_a_drag_asks_for_one_look_at_a_time_and_ends_where_it_ends(finished: Scrubbed) -> None:
    for step in (5, 4, 3, 2):
        finished.scrub(step)
    assert [one.key for one in finished.asked] == ["a5"]

    finished.answer()

    assert [one.key for one in finished.asked] == ["a5", "a2"]


def test_what_was_looked_at_is_not_asked_for_again(finished: Scrubbed) -> None:
    for step in (2, 3, 2):
        finished.scrub(step)
        finished.answer()

    assert [one.key for one in finished.asked] == ["a2", "a3"]


def test_a_step_that_is_gone_says_so_and_leaves_the_last_picture(
    qtbot: QtBot, finished: Scrubbed
) -> None:
    finished.scrub(3)
    finished.answer()
    qtbot.waitUntil(lambda: finished.redness() == 120)

    finished.scrub(2)
    finished.engine.say(StepShown(finished.asked[-1].ticket, "a2", b"", lack="gone"))

    assert finished.viewer.steps.note == "Kept no more"
    assert finished.redness() == 120


def test_a_running_node_is_followed_until_somebody_scrubs(
    qtbot: QtBot, scrubbed: Scrubbed, make_picture: MakePicture
) -> None:
    job = scrubbed.run(make_picture("made.png"), last=2)
    scrubbed.engine.tell(job, Previewed("sampler", drawn(2), 64, 64, is_final=False))
    scrubbed.page.canvas.view_requested.emit("sampler")
    steps = scrubbed.viewer.steps
    assert steps.place == "2 / 6"
    scrubbed.answer()

    scrubbed.engine.tell(job, kept(3))
    qtbot.waitUntil(lambda: steps.place == "3 / 6")
    scrubbed.answer()
    qtbot.waitUntil(lambda: scrubbed.redness() == 120)
    scrubbed.scrub(1)
    scrubbed.engine.tell(job, kept(4))
    qtbot.wait(20)

    assert steps.place == "1 / 6"


def test_during_a_run_nothing_is_asked_for_in_full_and_after_it_is(
    qtbot: QtBot, scrubbed: Scrubbed, make_picture: MakePicture
) -> None:
    job = scrubbed.run(make_picture("made.png"), last=4)
    scrubbed.engine.tell(job, Previewed("sampler", drawn(2), 64, 64, is_final=False))
    scrubbed.page.canvas.view_requested.emit("sampler")
    scrubbed.scrub(2)
    scrubbed.answer()
    qtbot.waitUntil(lambda: scrubbed.window.scrubbing._is_owed)
    assert not any(one.is_full for one in scrubbed.asked)

    scrubbed.engine.finish(job)

    qtbot.waitUntil(lambda: scrubbed.asked[-1].is_full)
    assert scrubbed.asked[-1].key == "a2"


@pytest.mark.parametrize(
    "steps", [pytest.param((2,), id="asked"), pytest.param((5, 2), id="waiting")]
)
def test_a_new_engine_is_asked_for_what_the_old_one_owed(
    finished: Scrubbed, steps: tuple[int, ...]
) -> None:
    for step in steps:
        finished.scrub(step)

    finished.engine.die("", "It died.")
    finished.engine.get_ready()

    assert [one.key for one in finished.asked] == [f"a{steps[0]}", "a2"]


def test_the_canvas_opens_the_steps_of_a_node(finished: Scrubbed) -> None:
    canvas = finished.page.canvas
    finished.window.pages.show_sheet(finished.page.sheet)
    canvas.show_node("decode")

    finished.window.desk.commands.run("view.steps")

    assert finished.viewer.isVisible()
    assert finished.viewer.steps.place == "6 / 6"


def test_the_inspector_of_a_sampler_opens_its_steps(qtbot: QtBot, finished: Scrubbed) -> None:
    window = finished.window
    window.docks["inspector"].reveal()
    window.pages.show_sheet(finished.page.sheet)
    finished.page.canvas.show_node("sampler")
    wanted = "Scrub through the steps"

    def offered() -> QPushButton | None:
        buttons = window.panels.inspector.findChildren(QPushButton)
        return next((one for one in buttons if one.text() == wanted and one.isVisible()), None)

    qtbot.waitUntil(lambda: offered() is not None)
    button = offered()
    assert button is not None

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    assert finished.viewer.isVisible()
    assert finished.viewer.steps.isVisible()


def test_a_fork_is_one_step_of_undo_and_its_prompt_is_open_for_typing(
    finished: Scrubbed,
) -> None:
    document = finished.page.sheet.document
    before = document.graph.copy()
    finished.scrub(2)

    finished.window.desk.commands.run("graph.fork_prompt")

    canvas = finished.page.canvas
    (chosen,) = canvas.selection.nodes
    assert document.graph.nodes[chosen].type == "prompt.encode"
    assert chosen not in before.nodes
    editor = finished.window.focusWidget()
    assert editor is not None
    assert canvas.isAncestorOf(editor)
    assert editor is not canvas.view
    canvas.close_popups()
    document.undo()
    assert document.graph == before


def test_at_the_last_step_there_is_nothing_to_fork(finished: Scrubbed) -> None:
    assert "choose one before" in finished.viewer.steps.fork.toolTip()
    assert not finished.viewer.steps.fork.isEnabled()

    finished.scrub(3)

    assert finished.viewer.steps.fork.isEnabled()


def test_the_button_offers_three_ways_and_says_why_one_is_closed(finished: Scrubbed) -> None:
    document = finished.page.sheet.document
    document.do(Disconnect(Port("sampler", "guidance")), "Cut")
    finished.scrub(3)

    QTest.mouseClick(finished.viewer.steps.fork, Qt.MouseButton.LeftButton)

    menu = finished.viewer.findChildren(QMenu)[-1]
    prompt, guidance, seed = menu.actions()
    assert [one.isEnabled() for one in (prompt, guidance, seed)] == [True, False, True]
    assert "Nothing is wired to 'guidance'" in guidance.toolTip()
    menu.close()
