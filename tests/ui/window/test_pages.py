"""The tabs: one page for each open workflow, and the pages that are none."""

import json
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTabBar
from pytestqt.qtbot import QtBot

from graphstudio.session.worker.protocol import Previewed
from graphstudio.ui.panels.start.page import StartPage
from graphstudio.ui.panels.viewer.panel import ViewerPanel
from graphstudio.ui.preferences.page import PreferencesPage
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.ui.window.pages import GraphPage

from .conftest import MakePicture
from .engine import FakeEngine


def _titles(window: MainWindow) -> list[str]:
    return [window.tabs.tabText(index) for index in range(window.tabs.count())]


def test_the_start_page_offers_text_to_image_first(window: MainWindow) -> None:
    page = window.tabs.currentWidget()

    assert isinstance(page, StartPage)
    names = [card.path.stem for card in page.cards]
    assert names[:4] == ["text-to-image", "image-to-image", "inpaint", "hires-fix"]


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        pytest.param("view.start", StartPage, id="start"),
        pytest.param("file.preferences", PreferencesPage, id="preferences"),
        pytest.param("help.shortcuts", PreferencesPage, id="shortcuts"),
    ],
)
def test_a_page_that_is_no_workflow_is_there_once_and_can_be_closed(
    window: MainWindow, page: GraphPage, command: str, kind: type
) -> None:
    window.desk.commands.run(command)
    window.tabs.step(1)
    window.desk.commands.run(command)
    assert isinstance(window.tabs.currentWidget(), kind)
    assert sum(isinstance(one, kind) for one in window.tabs.pages) == 1

    window.desk.commands.run("file.close")
    assert not any(isinstance(one, kind) for one in window.tabs.pages)
    window.desk.commands.run(command)

    assert isinstance(window.tabs.currentWidget(), kind)


def test_commands_know_whether_a_workflow_is_in_front(window: MainWindow, page: GraphPage) -> None:
    commands = window.desk.commands
    assert commands.action("run.run").isEnabled()

    window.pages.show_preferences()
    commands.refresh()

    assert window.pages.page is None
    assert not commands.action("run.run").isEnabled()
    assert not commands.action("file.save").isEnabled()


def test_a_tab_that_was_dragged_is_there_again_at_the_next_start(
    window: MainWindow, page: GraphPage
) -> None:
    window.files.new()
    window.files.new()

    window.tabs.tabBar().moveTab(window.tabs.count() - 1, 0)

    titles = [sheet.title for sheet in window.desk.workspace.sheets]
    assert titles == ["Untitled 2", "Text to image", "Untitled"]


def test_the_cross_of_a_tab_closes_that_tab(
    window: MainWindow, page: GraphPage, qtbot: QtBot
) -> None:
    window.files.new()
    index = window.tabs.indexOf(page)
    cross = window.tabs.tabBar().tabButton(index, QTabBar.ButtonPosition.RightSide)

    QTest.mouseClick(cross, Qt.MouseButton.LeftButton)

    assert [sheet.title for sheet in window.desk.workspace.sheets] == ["Untitled"]


def test_the_keyboard_goes_around_the_tabs(window: MainWindow, page: GraphPage) -> None:
    window.files.new()
    last = window.tabs.count() - 1

    window.desk.commands.run("view.next_tab")
    assert window.tabs.currentIndex() == 0
    window.desk.commands.run("view.previous_tab")

    assert window.tabs.currentIndex() == last


def test_the_viewer_shows_a_picture_and_sends_it_to_the_graph(
    window: MainWindow, page: GraphPage, make_picture: MakePicture
) -> None:
    path = make_picture()

    window.pages.show_pictures([path], path)
    viewer = window.pages.viewer
    assert isinstance(viewer, ViewerPanel)
    assert window.tabs.currentWidget() is viewer
    viewer.use_wanted.emit(path)

    assert window.pages.page is page
    loaded = [one for one in page.sheet.document.graph.nodes.values() if one.type == "image.load"]
    assert [one.values["file"] for one in loaded] == [str(path)]


def test_a_picture_is_sent_to_a_new_graph_where_none_is_open(
    window: MainWindow, make_picture: MakePicture
) -> None:
    window.following.pages.use_picture(make_picture())

    assert len(window.desk.workspace.sheets) == 1


def test_two_pictures_are_compared(window: MainWindow, make_picture: MakePicture) -> None:
    window.pages.compare(make_picture("a.png"), make_picture("b.png"))

    assert isinstance(window.tabs.currentWidget(), ViewerPanel)


def test_a_nodes_picture_is_shown_large(
    window: MainWindow, page: GraphPage, engine: FakeEngine, make_picture: MakePicture
) -> None:
    job = window.runs.run(page.sheet)
    engine.begin(job, "decode")
    image = make_picture().read_bytes()
    engine.tell(job, Previewed("decode", image, 16, 16, is_final=True))

    page.canvas.view_requested.emit("decode")

    assert window.tabs.currentWidget() is window.pages.viewer


def test_the_zoom_of_the_canvas_in_front_is_in_the_status_bar(
    window: MainWindow, page: GraphPage
) -> None:
    page.canvas.view.zoom_to(0.5)

    assert "50%" in [getattr(one, "text", str)() for one in window.status.children()]


def test_what_starts_on_the_start_page_opens_in_a_tab(window: MainWindow, template: Path) -> None:
    start = window.tabs.currentWidget()
    assert isinstance(start, StartPage)

    start.template_chosen.emit(template)
    start.new_wanted.emit()
    start.file_chosen.emit(template)

    assert _titles(window)[1:] == ["Text to image", "Untitled", "text-to-image"]


def test_a_graph_is_seen_as_a_whole_when_it_is_opened(window: MainWindow, page: GraphPage) -> None:
    seen = page.canvas.view.visible_rect()

    assert seen.contains(page.canvas.scene.bounds())


def test_a_page_that_is_seen_again_is_where_it_was_left(
    window: MainWindow, page: GraphPage
) -> None:
    page.canvas.view.zoom_to(1.0)

    window.pages.show_preferences()
    window.pages.show_sheet(page.sheet)

    assert page.canvas.view.zoom == 1.0


def test_a_workflow_without_places_is_laid_out_when_it_is_opened(
    window: MainWindow, template: Path, tmp_path: Path
) -> None:
    bare = json.loads(template.read_text())
    del bare["layout"]
    path = tmp_path / "bare.json"
    path.write_text(json.dumps(bare))

    window.files.open(path)

    page = window.pages.page
    assert page is not None
    rects = [page.canvas.scene.node_rect(node) for node in page.sheet.document.graph.nodes]
    assert not any(one.intersects(other) for one, other in combinations(rects, 2))
    assert page.canvas.view.visible_rect().contains(page.canvas.scene.bounds())
    assert page.sheet.document.history.labels == ("Tidy layout",)


def test_an_empty_workflow_is_opened_as_it_is(window: MainWindow) -> None:
    sheet = window.files.new()

    assert sheet.is_clean
