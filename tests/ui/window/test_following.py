"""What happens in one part of the window shows in the others."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from graphstudio import paths
from graphstudio.engine.events import ImageSaved, RunDone
from graphstudio.engine.why import Change
from graphstudio.graph.edits import SetValue
from graphstudio.session.estimates.fit import Estimate
from graphstudio.session.estimates.outlook import NodeOutlook, Outlook
from graphstudio.session.forecast import Forecast
from graphstudio.session.worker.protocol import (
    Checked,
    Failed,
    LogLine,
    Refused,
    Trouble,
    Usage,
    WorkerOptions,
)
from graphstudio.ui.window.following import _ENGINE_SETTINGS
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.ui.window.pages import GraphPage

from .conftest import MakePicture
from .engine import FakeEngine


def _log(window: MainWindow) -> str:
    model = window.panels.log.list.model()
    rows = range(model.rowCount())
    return "\n".join(str(model.index(row, 0).data()) for row in rows)


def _is_logged(window: MainWindow, text: str) -> Callable[[], bool]:
    return lambda: text in _log(window)


def test_a_loss_is_told_in_a_bar_marked_on_the_node_and_the_next_run_works(
    window: MainWindow, page: GraphPage, engine: FakeEngine
) -> None:
    job, after = window.runs.run(page.sheet), window.runs.run(page.sheet)
    engine.begin(job, "sampler")

    engine.die(job, "The engine was killed, probably out of memory. Make pictures smaller.")
    engine.get_ready()

    assert "out of memory" in window.questions.texts[0]
    assert engine.runs[-1].run == after
    engine.begin(after, "sampler")
    engine.finish(after)
    assert window.runs.of(page.sheet).status.outcome == "done"


def test_what_is_told_in_a_bar_is_in_the_log_too(
    window: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    engine.die("", "The engine was killed.")

    qtbot.waitUntil(_is_logged(window, "The engine was killed."))


def test_a_refusal_brings_the_problems_and_the_node_to_the_front(
    window: MainWindow, page: GraphPage, engine: FakeEngine
) -> None:
    job = window.runs.run(page.sheet)

    engine.say(Refused(job, (Trouble("save", "Nothing is connected."),)))

    assert window.docks["problems"].isVisible()
    assert page.canvas.selection.nodes == frozenset({"save"})


def test_a_refusal_of_a_node_that_is_gone_shows_none(
    window: MainWindow, page: GraphPage, engine: FakeEngine
) -> None:
    job = window.runs.run(page.sheet)

    engine.say(Refused(job, (Trouble("gone", "Nothing is connected."),)))

    assert window.docks["problems"].isVisible()


def test_lines_that_came_before_the_log_was_seen_are_in_it(
    window: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    assert not window.docks["log"].is_built
    engine.say(LogLine("info", "pack", "hello from a pack"))

    window.docks["log"].reveal()
    engine.say(LogLine("info", "pack", "and again"))

    qtbot.waitUntil(_is_logged(window, "and again"))
    assert "hello from a pack" in _log(window)


def test_the_title_says_how_far_a_run_is(
    window: MainWindow, page: GraphPage, engine: FakeEngine
) -> None:
    job = window.runs.run(page.sheet)
    engine.begin(job, "sampler", nodes=4)

    assert window.windowTitle().startswith("0% - ")
    engine.finish(job)

    assert window.windowTitle().startswith("Text to image")


def test_the_status_bar_says_that_a_run_is_done_when_the_viewer_is_in_front(
    window: MainWindow, page: GraphPage, engine: FakeEngine
) -> None:
    job = window.runs.run(page.sheet)
    engine.begin(job, "sampler")
    window.pages.open_viewer()

    engine.finish(job)

    assert "Done in" in _texts(window.status)


def test_a_mark_in_the_title_says_that_edits_are_not_saved(
    window: MainWindow, page: GraphPage
) -> None:
    page.sheet.document.do(SetValue("sampler", "steps", 7), "Set steps")

    assert window.windowTitle() == "● Text to image - GraphStudio"
    name = window.tabs.tabBar().accessibleTabName(window.tabs.currentIndex())
    assert name == "Text to image, not saved"
    page.sheet.document.undo()
    assert window.windowTitle() == "Text to image - GraphStudio"


def test_the_device_is_in_the_status_bar(window: MainWindow, engine: FakeEngine) -> None:
    engine.say(Usage("NVIDIA H100", 8 * 1024**3, 80 * 1024**3))

    assert "NVIDIA H100 · 8.0 of 80 GiB" in _texts(window.status)


def _texts(widget: QWidget) -> str:
    shown = [one for one in widget.findChildren(QWidget) if hasattr(one, "text")]
    return "\n".join(str(one.text()) for one in shown)


def test_a_picture_that_was_saved_is_in_the_gallery(
    window: MainWindow, page: GraphPage, engine: FakeEngine, make_picture: MakePicture, qtbot: QtBot
) -> None:
    path = make_picture(has_workflow=True)
    job = window.runs.run(page.sheet)
    engine.begin(job, "save")

    engine.tell(job, ImageSaved("save", path))

    qtbot.waitUntil(lambda: [one.path for one in window.desk.gallery.pictures()] == [path])


def test_the_desktop_is_told_of_a_run_that_ends_behind_other_windows(
    window: MainWindow, page: GraphPage, engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(QApplication, "alert", lambda window, _ms=0: told.append(window))
    monkeypatch.setattr(window, "isActiveWindow", lambda: False)
    job = window.runs.run(page.sheet)

    engine.finish(job)

    assert told == [window]


@pytest.mark.parametrize(
    ("notifies", "is_active"),
    [pytest.param(False, False, id="not wanted"), pytest.param(True, True, id="looked at")],
)
def test_the_desktop_is_not_told_without_need(
    window: MainWindow,
    page: GraphPage,
    engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
    notifies: bool,
    is_active: bool,
) -> None:
    told: list[object] = []
    monkeypatch.setattr(QApplication, "alert", lambda window, _ms=0: told.append(window))
    monkeypatch.setattr(window, "isActiveWindow", lambda: is_active)
    window.desk.settings.notifies = notifies
    job = window.runs.run(page.sheet)

    engine.finish(job)

    assert told == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("device", "cuda:1", id="device"),
        pytest.param("precision", "float16", id="precision"),
        pytest.param("cache_gib", 4.0, id="cache"),
        pytest.param("models_folder", "/models", id="models"),
    ],
)
def test_what_the_engine_depends_on_starts_it_anew_after_a_pause(
    window: MainWindow,
    engine: FakeEngine,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    name: str,
    value: object,
) -> None:
    window.following._restart.setInterval(1)

    setattr(window.desk.settings, name, value)

    qtbot.waitUntil(lambda: bool(engine.options))
    assert name in _ENGINE_SETTINGS
    assert isinstance(engine.options[0], WorkerOptions)


def test_another_models_folder_is_seen_at_once_and_the_standard_one_again(
    window: MainWindow, tmp_path: Path
) -> None:
    before = paths.models()

    window.desk.settings.models_folder = str(tmp_path)
    assert paths.models() == tmp_path
    window.desk.settings.models_folder = ""

    assert paths.models() == before


def test_another_folder_for_pictures_is_looked_through(
    window: MainWindow, make_picture: MakePicture, qtbot: QtBot
) -> None:
    path = make_picture("elsewhere/fox.png", has_workflow=True)

    window.desk.settings.out_folder = str(path.parent)

    assert window.desk.gallery.folder == path.parent
    qtbot.waitUntil(lambda: [one.path for one in window.desk.gallery.pictures()] == [path])


def test_the_saved_step_is_marked_in_the_history(
    window: MainWindow, page: GraphPage, tmp_path: Path
) -> None:
    from graphstudio.ui.panels.history.model import SAVED_ROLE

    window.docks["history"].reveal()
    page.sheet.document.do(SetValue("sampler", "steps", 7), "Set steps")
    window.desk.workspace.save(page.sheet, tmp_path / "fox.json")

    model = window.panels.history.list.model()
    marks = [model.index(row, 0).data(SAVED_ROLE) for row in range(model.rowCount())]
    assert marks == [False, True]


def test_an_alarm_is_told_until_it_is_over(window: MainWindow) -> None:
    window.desk.workspace.alarmed.emit("The disk is full. Make room.")
    window.desk.workspace.alarmed.emit("The disk is full. Make room.")
    assert window.questions.texts == ("The disk is full. Make room.",)

    window.desk.workspace.alarmed.emit("")

    assert not window.questions.texts


def test_a_failed_node_is_marked_and_told_in_the_status_bar(
    window: MainWindow, page: GraphPage, engine: FakeEngine
) -> None:
    job = window.runs.run(page.sheet)
    engine.begin(job, "sampler")

    engine.tell(job, Failed("sampler", "NodeFailed", "Sampler: it is not to be."))

    assert window.runs.of(page.sheet).status.node("sampler").phase == "failed"


SAMPLE = NodeOutlook("sampler", "Sample", Estimate(4.0, 3.0, 6.0), weights_bytes=1 << 20)
SWITCH = NodeOutlook("switch", "Switch Prompt", None)
DECODE = NodeOutlook("decode", "VAE Decode", None, weights_bytes=1 << 20)


@pytest.mark.parametrize(
    ("nodes", "said"),
    [
        pytest.param(
            (SAMPLE, SWITCH),
            "Next run: about 4.0 s, 3.0 s to 6.0 s; not known yet for Switch Prompt",
            id="what takes long is known",
        ),
        pytest.param((SAMPLE, DECODE), "Done in 1.0 s", id="it is not"),
        pytest.param((SWITCH,), "Done in 1.0 s", id="nothing is"),
    ],
)
def test_after_a_change_the_time_of_the_next_run_is_told_if_it_is_known(
    window: MainWindow,
    page: GraphPage,
    engine: FakeEngine,
    nodes: tuple[NodeOutlook, ...],
    said: str,
) -> None:
    job = window.runs.run(page.sheet)
    engine.begin(job, "sampler")
    engine.tell(job, RunDone("done", 1.0, 1, 0))
    change = Change("value", "sampler", "Sample", "steps", "20", "30")
    told = Forecast("sampler", "Sample", "runs", "steps: 20 → 30", "", (change,))

    engine.say(Checked(1, page.sheet.id, (), (told,), Outlook(nodes)))

    assert window.status._run.text() == said
