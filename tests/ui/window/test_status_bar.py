from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from graphstudio.engine.events import (
    NodeProgress,
    NodeSkipped,
    NodeStarted,
    RunDone,
    RunStarted,
    StepKept,
)
from graphstudio.session.estimates.fit import Estimate
from graphstudio.session.estimates.outlook import NodeOutlook, Outlook
from graphstudio.session.status import RunStatus
from graphstudio.session.worker.protocol import RunForeseen
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.ui.window.pages import GraphPage
from graphstudio.ui.window.status_bar import StatusBar


def test_runs_that_wait_are_counted_and_none_is_not_told(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)

    bar.show_queue(2, is_paused=False)
    waiting = bar._queue.text()
    bar.show_queue(3, is_paused=True)
    paused = bar._queue.text()
    bar.show_queue(0, is_paused=True)

    assert (waiting, paused) == ("2 waiting", "3 waiting, paused")
    assert bar._queue.isHidden()


def test_the_count_leads_to_the_queue(qtbot: QtBot, window: MainWindow, page: GraphPage) -> None:
    window.docks["log"].reveal()
    window.desk.runner.pause()
    window.desk.commands.run("run.run")
    qtbot.waitUntil(window.status._queue.isVisible)

    QTest.mouseClick(window.status._queue, Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: window.docks["queue"].is_in_front)
    assert window.status._queue.accessibleName() == "Queue: 1 waiting, paused"


def test_a_run_that_left_nodes_out_does_not_just_say_done(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    status = RunStatus()
    status.take(NodeSkipped("decode", "Noise is muted"))
    status.take(NodeSkipped("save", "VAE Decode is skipped"))
    status.take(RunDone("done", 1.0, 0, 0))

    bar.show_run(status, "")

    assert bar._run.text() == "Done in 1.0 s, 2 skipped"


def test_what_the_next_run_takes_shows_until_there_is_news_of_a_run(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    status = RunStatus()

    bar.show_ahead("Next run: about 12 s")
    before = bar._run.text()
    status.take(RunDone("done", 1.0, 1, 0))
    bar.show_run(status, "")
    bar.show_ahead("Next run: about 3 s")

    assert before == "Next run: about 12 s"
    assert bar._run.text() == "Done in 1.0 s"


def test_the_whole_run_s_time_left_is_told_where_it_is_known(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    status = RunStatus()
    decode = NodeOutlook("decode", "VAE Decode", Estimate(30.0, 20.0, 40.0))
    sample = NodeOutlook("sample", "Sample", Estimate(30.0, 20.0, 40.0))
    status.take(RunForeseen(Outlook((sample, decode))))
    status.take(RunStarted(("decode",), 2))
    status.take(NodeStarted("sample"))
    status.take(NodeProgress("sample", 10, 20, 15.0))

    bar.show_run(status, "Sample")

    assert bar._run.text() == "Sample · 45 s left"


def test_once_something_is_changed_what_the_next_run_takes_is_the_news(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    status = RunStatus()
    status.take(RunDone("done", 1.0, 1, 0))
    bar.show_run(status, "")

    bar.show_ahead("Next run: about 3 s", is_changed=True)
    changed = bar._run.text()
    status.take(RunStarted((), 1))
    bar.show_run(status, "Sample")
    running = bar._run.text()
    status.take(RunDone("done", 2.0, 1, 0))
    bar.show_run(status, "")

    assert (changed, running, bar._run.text()) == ("Next run: about 3 s", "Sample", "Done in 2.0 s")


def test_a_failure_stays_until_it_is_run_again(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    status = RunStatus()
    status.take(RunDone("failed", 1.0, 1, 0))
    bar.show_run(status, "")

    bar.show_ahead("Next run: about 3 s", is_changed=True)

    assert bar._run.text() == "Failed"


def test_a_run_that_was_stopped_says_how_many_steps_it_leaves(qtbot: QtBot) -> None:
    bar = StatusBar()
    qtbot.addWidget(bar)
    status = RunStatus()
    status.take(RunStarted((), 1))
    status.take(NodeStarted("sample"))
    status.take(StepKept("sample", "a1", 1, 20))
    status.take(StepKept("sample", "a2", 2, 20))
    status.take(RunDone("stopped", 1.0, 0, 0))
    bar.show_run(status, "")
    in_the_middle = bar._run.text()

    status.take(RunStarted((), 1))
    status.take(NodeStarted("sample"))
    status.take(RunDone("stopped", 1.0, 0, 0))
    bar.show_run(status, "")

    assert in_the_middle == "Stopped: 2 of 20 steps are kept"
    assert bar._run.text() == "Stopped"
