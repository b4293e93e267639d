"""What panels show of the page in front, and what they ask of the window."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from graphstudio.graph.edits import SetValue
from graphstudio.session.worker.protocol import Checked, Trouble
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.ui.window.pages import GraphPage
from graphstudio.ui.window.panels import PANELS

from .conftest import MakePicture
from .engine import FakeEngine


@pytest.mark.parametrize("name", [spec.name for spec in PANELS])
def test_every_panel_is_shown_and_hidden_by_its_command(window: MainWindow, name: str) -> None:
    commands, dock = window.desk.commands, window.docks[name]
    dock.hide()

    commands.run(f"panel.{name}")
    assert dock.isVisible()
    assert dock.is_built
    assert commands.action(f"panel.{name}").isChecked()
    commands.run(f"panel.{name}")

    assert not dock.isVisible()
    assert not commands.action(f"panel.{name}").isChecked()


def test_a_panel_behind_another_comes_to_the_front_first(window: MainWindow, qtbot: QtBot) -> None:
    window.docks["queue"].reveal()

    window.docks.toggle("gallery")

    assert window.docks["gallery"].isVisible()
    qtbot.waitUntil(lambda: window.docks["gallery"].is_in_front)
    assert not window.docks["queue"].is_in_front


def test_panels_that_nobody_has_seen_cost_nothing(window: MainWindow) -> None:
    assert not window.docks["log"].is_built


def test_a_node_of_the_library_is_added_to_the_graph(window: MainWindow, page: GraphPage) -> None:
    window.panels.library.chosen.emit(window.desk.registry.require("image.load"))

    assert any(one.type == "image.load" for one in page.sheet.document.graph.nodes.values())


def test_a_node_of_the_library_begins_a_graph_where_none_is_open(window: MainWindow) -> None:
    window.panels.library.chosen.emit(window.desk.registry.require("image.load"))

    assert len(window.desk.workspace.sheets) == 1


def test_the_inspector_shows_what_is_selected(
    window: MainWindow, page: GraphPage, qtbot: QtBot
) -> None:
    window.docks["inspector"].reveal()

    page.canvas.show_node("save")

    qtbot.waitUntil(lambda: window.panels.inspector._nodes == ("save",))
    window.pages.show_preferences()
    assert window.panels.inspector.page is None


def test_the_history_is_that_of_the_page_in_front(window: MainWindow, page: GraphPage) -> None:
    window.docks["history"].reveal()
    page.sheet.document.do(SetValue("sampler", "steps", 7), "Set steps")
    model = window.panels.history.list.model()
    assert model.rowCount() == 2

    window.files.new()

    assert model.rowCount() == 1


def test_problems_jump_to_their_node_and_are_counted_in_the_title(
    window: MainWindow, page: GraphPage, engine: FakeEngine
) -> None:
    window.docks["problems"].reveal()

    engine.say(Checked(1, page.sheet.id, (Trouble("save", "Nothing is connected."),)))
    assert window.docks["problems"].windowTitle().endswith(" 1")
    window.panels.problems.jumped.emit("save")

    assert page.canvas.selection.nodes == frozenset({"save"})
    assert page.canvas.view.hasFocus()


def test_problems_of_another_page_are_not_shown(
    window: MainWindow, page: GraphPage, engine: FakeEngine
) -> None:
    window.docks["problems"].reveal()
    window.files.new()

    engine.say(Checked(1, page.sheet.id, (Trouble("save", "Nothing is connected."),)))

    assert not window.docks["problems"].windowTitle().endswith(" 1")
    window.pages.show_sheet(page.sheet)
    assert window.docks["problems"].windowTitle().endswith(" 1")


def test_a_job_shows_its_tab_or_the_graph_as_it_was(window: MainWindow, page: GraphPage) -> None:
    job = window.desk.runner.job(window.runs.run(page.sheet))
    queue = window.panels.queue
    window.pages.show_preferences()

    queue.opened.emit(job)
    assert window.pages.page is page
    page.sheet.document.do(SetValue("sampler", "steps", 7), "Set steps")
    queue.opened.emit(job)

    sheet = window.pages.sheet
    assert sheet is not None
    assert sheet is not page.sheet
    assert sheet.document.graph.node("sampler").values.get("steps") != 7


def test_a_job_that_cannot_be_read_is_told(window: MainWindow, page: GraphPage) -> None:
    job = window.desk.runner.job(window.runs.run(page.sheet))

    window.panels.queue.opened.emit(replace(job, workflow="torn", sheet=""))

    assert len(window.questions.texts) == 1


def test_the_workflow_of_a_picture_of_the_gallery_opens_in_a_tab(
    window: MainWindow, make_picture: MakePicture
) -> None:
    path = make_picture("fox.png", has_workflow=True)

    window.panels.gallery.workflow_wanted.emit(path)

    assert window.pages.sheet is not None
    assert window.pages.sheet.title == "fox"


def test_a_picture_that_was_thrown_away_is_gone_from_the_viewer(
    window: MainWindow, make_picture: MakePicture
) -> None:
    path = make_picture()
    window.pages.show_pictures([path], path)

    window.panels.gallery.trashed.emit(path)

    viewer = window.pages.viewer
    assert viewer is not None
    assert viewer.current is None


def test_titles_of_docks_are_actions_with_names(window: MainWindow) -> None:
    for dock in window.docks.all:
        assert isinstance(dock.toggleViewAction(), QAction)
        assert dock.accessibleName()


def test_a_queue_that_is_paused_starts_nothing_until_it_goes_on(
    window: MainWindow, page: GraphPage, engine: FakeEngine
) -> None:
    commands = window.desk.commands
    commands.run("run.pause")

    commands.run("run.run")
    assert engine.runs == []
    assert commands.action("run.pause").isChecked()
    commands.run("run.pause")

    assert len(engine.runs) == 1


def test_stopping_asks_the_engine(window: MainWindow, page: GraphPage, engine: FakeEngine) -> None:
    job = window.runs.run(page.sheet)

    window.desk.commands.run("run.stop")

    assert engine.stopped == [job]


def test_undo_and_redo_are_those_of_the_page_in_front(window: MainWindow, page: GraphPage) -> None:
    before = page.sheet.text()
    page.sheet.document.do(SetValue("sampler", "steps", 7), "Set steps")
    after = page.sheet.text()

    window.desk.commands.run("edit.undo")
    assert page.sheet.text() == before
    window.desk.commands.run("edit.redo")

    assert page.sheet.text() == after


def test_the_engine_is_started_anew_on_demand(window: MainWindow, engine: FakeEngine) -> None:
    window.desk.commands.run("run.restart")

    assert len(engine.options) == 1


def test_the_pictures_folder_is_made_where_it_is_not_there(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(
        "graphstudio.ui.window.commands.files.QDesktopServices.openUrl",
        lambda url: shown.append(url.toLocalFile()),
    )
    window.desk.settings.out_folder = str(tmp_path / "new")

    window.desk.commands.run("file.pictures")

    assert shown == [str(tmp_path / "new")]
    assert (tmp_path / "new").is_dir()
