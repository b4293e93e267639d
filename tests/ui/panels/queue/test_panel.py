from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from graphstudio.engine.events import (
    ImageSaved,
    NodeProgress,
    NodeStarted,
    RunDone,
    RunStarted,
)
from graphstudio.graph.registry import Registry
from graphstudio.session.queue.runner import Runner
from graphstudio.session.worker.protocol import Previewed, RunEvent
from graphstudio.ui.panels.queue import QueuePanel
from graphstudio.ui.panels.queue.model import MIME
from graphstudio.ui.theme.appearance import Appearance
from tests.ui.panels.conftest import MakePicture
from tests.ui.panels.queue.conftest import NotingWorker


@pytest.fixture
def workflow(root: Path) -> str:
    return (root / "workflows" / "text-to-image.json").read_text("utf-8")


@pytest.fixture
def panel(qtbot: QtBot, appearance: Appearance, runner: Runner, registry: Registry) -> QueuePanel:
    panel = QueuePanel(runner, registry, appearance)
    qtbot.addWidget(panel)
    panel.resize(320, 400)
    panel.show()
    return panel


def submit(runner: Runner, workflow: str, *titles: str) -> list[str]:
    return [runner.submit("sheet", title, workflow, "", None, "out") for title in titles]


def titles(panel: QueuePanel) -> list[str]:
    return [job.title for job in panel.jobs()]


def test_an_empty_queue_says_how_to_fill_it(panel: QueuePanel) -> None:
    assert panel.is_empty


def test_what_runs_comes_first_and_what_is_over_last(
    panel: QueuePanel, runner: Runner, worker: NotingWorker, workflow: str
) -> None:
    first, _, _ = submit(runner, workflow, "one", "two", "three")

    worker.tell(RunEvent(first, RunDone("done", 2.0, 3, 0)))

    assert titles(panel) == ["two", "three", "one"]


def test_progress_names_the_node_and_its_step(
    panel: QueuePanel,
    runner: Runner,
    worker: NotingWorker,
    workflow: str,
    make_picture: MakePicture,
) -> None:
    (job,) = submit(runner, workflow, "one")
    worker.tell(RunEvent(job, RunStarted(("save",), 10)))
    worker.tell(RunEvent(job, NodeStarted("sampler")))

    worker.tell(RunEvent(job, NodeProgress("sampler", 12, 20, 8.4)))
    worker.tell(RunEvent(job, Previewed("sampler", make_picture().read_bytes(), 16, 16, False)))

    progress = panel._rows.progress[job]
    assert progress.line() == "Sample, step 12 of 20"
    assert progress.time_left() == "8.4 s left"
    assert progress.share == pytest.approx(0.06)
    assert progress.preview is not None


def test_delete_cancels_what_waits_and_removes_what_is_over(
    qtbot: QtBot, panel: QueuePanel, runner: Runner, workflow: str
) -> None:
    _, second = submit(runner, workflow, "one", "two")
    panel.select(second)

    QTest.keyClick(panel.list, Qt.Key.Key_Delete)
    assert runner.job(second).state == "stopped"
    QTest.keyClick(panel.list, Qt.Key.Key_Delete)

    assert titles(panel) == ["one"]


def test_alt_and_arrows_reorder_what_waits(
    qtbot: QtBot, panel: QueuePanel, runner: Runner, workflow: str
) -> None:
    _, _, third = submit(runner, workflow, "one", "two", "three")
    panel.select(third)

    QTest.keyClick(panel.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert titles(panel) == ["one", "three", "two"]
    QTest.keyClick(panel.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)

    assert titles(panel) == ["one", "two", "three"]


def test_a_job_dropped_above_another_runs_before_it(
    panel: QueuePanel, runner: Runner, workflow: str
) -> None:
    _, _, third = submit(runner, workflow, "one", "two", "three")
    data = QMimeData()
    data.setData(MIME, third.encode())

    panel.list.model().dropMimeData(data, Qt.DropAction.MoveAction, 1, 0, QModelIndex())

    assert titles(panel) == ["one", "three", "two"]


def test_a_job_dropped_below_all_runs_last(
    panel: QueuePanel, runner: Runner, workflow: str
) -> None:
    _, second, _ = submit(runner, workflow, "one", "two", "three")
    data = QMimeData()
    data.setData(MIME, second.encode())

    panel.list.model().dropMimeData(data, Qt.DropAction.MoveAction, 3, 0, QModelIndex())

    assert titles(panel) == ["one", "three", "two"]


def test_only_what_waits_can_be_dragged(panel: QueuePanel, runner: Runner, workflow: str) -> None:
    submit(runner, workflow, "one", "two")
    model = panel.list.model()

    draggable = [
        bool(model.flags(model.index(row, 0)) & Qt.ItemFlag.ItemIsDragEnabled) for row in (0, 1)
    ]

    assert draggable == [False, True]


def test_the_button_of_a_row_stops_or_retries_it(
    qtbot: QtBot, panel: QueuePanel, runner: Runner, worker: NotingWorker, workflow: str
) -> None:
    (job,) = submit(runner, workflow, "one")
    box = panel.list.visualRect(panel.list.model().index(0, 0))
    spot = QPoint(box.right() - 24, box.center().y())

    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert worker.stopped == [job]
    worker.tell(RunEvent(job, RunDone("stopped", 1.0, 0, 0)))
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    assert runner.job(job).state == "running"


def test_pausing_is_told_and_taken_back(
    qtbot: QtBot, panel: QueuePanel, runner: Runner, workflow: str
) -> None:
    submit(runner, workflow, "one", "two")

    QTest.mouseClick(panel._pause, Qt.MouseButton.LeftButton)
    assert runner.is_paused
    assert panel._summary.text() == "Paused, 1 waiting"
    QTest.mouseClick(panel._pause, Qt.MouseButton.LeftButton)

    assert not runner.is_paused


def test_enter_opens_the_job(
    qtbot: QtBot, panel: QueuePanel, runner: Runner, workflow: str
) -> None:
    (job,) = submit(runner, workflow, "one")
    panel.select(job)

    with qtbot.waitSignal(panel.opened) as opened:
        QTest.keyClick(panel.list, Qt.Key.Key_Return)

    assert opened.args[0].id == job


def test_the_selection_outlives_changes_of_the_queue(
    panel: QueuePanel, runner: Runner, workflow: str
) -> None:
    _, second = submit(runner, workflow, "one", "two")
    panel.select(second)

    submit(runner, workflow, "three")

    current = panel._current()
    assert current is not None
    assert current.id == second


def test_the_pictures_of_a_job_are_a_menu_entry_away(
    qtbot: QtBot,
    panel: QueuePanel,
    runner: Runner,
    worker: NotingWorker,
    workflow: str,
    make_picture: MakePicture,
) -> None:
    (job,) = submit(runner, workflow, "one")
    path = make_picture()
    worker.tell(RunEvent(job, ImageSaved("save", path)))
    worker.tell(RunEvent(job, RunDone("done", 1.0, 1, 0)))
    panel.select(job)

    panel.list.menu_wanted.emit(QPoint(0, 0))
    menu = panel.findChildren(QMenu)[0]
    with qtbot.waitSignal(panel.view_wanted) as viewed:
        menu.actions()[0].trigger()
    menu.close()

    assert viewed.args == [(path,), path]
