from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QToolButton
from pytestqt.qtbot import QtBot

from graphstudio import paths
from graphstudio.ui.panels.start.page import StartPage
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.ui.window.pages import GraphPage
from graphstudio.ui.window.questions import Answer

from .conftest import Open, shut
from .engine import FakeEngine


def test_the_first_start_shows_the_start_page(window: MainWindow) -> None:
    assert isinstance(window.tabs.currentWidget(), StartPage)
    assert window.windowTitle() == "GraphStudio"


def test_closing_and_opening_brings_back_every_tab_with_its_edits_and_its_history(
    open_window: Open, template: Path
) -> None:
    first = open_window()
    first.files.open_template(template)
    sheet = first.files.new()
    page = first.pages.page
    assert page is not None
    page.canvas.add_node(first.desk.registry.require("image.load"))
    shut(first)

    second = open_window()

    assert [one.title for one in second.desk.workspace.sheets] == ["Text to image", sheet.title]
    assert second.pages.page is not None
    assert list(second.pages.page.sheet.document.graph.nodes) == ["load"]
    assert second.pages.page.sheet.document.undo()


def test_the_tab_that_was_in_front_is_in_front_again(open_window: Open, template: Path) -> None:
    first = open_window()
    wanted = first.files.open_template(template)
    assert wanted is not None
    first.files.new()
    first.pages.show_sheet(wanted)
    shut(first)

    second = open_window()

    assert second.pages.sheet is not None
    assert second.pages.sheet.title == wanted.title


def test_tabs_that_shall_not_come_back_stay_away_but_for_unsaved_edits(
    open_window: Open, template: Path, tmp_path: Path
) -> None:
    first = open_window()
    first.desk.settings.restores_tabs = False
    path = tmp_path / "fox.json"
    path.write_bytes(template.read_bytes())
    first.files.open(path)
    first.files.new()
    page = first.pages.page
    assert page is not None
    page.canvas.add_node(first.desk.registry.require("image.load"))
    shut(first)

    second = open_window()

    assert [one.title for one in second.desk.workspace.sheets] == ["Untitled"]


def test_files_of_the_command_line_are_opened_in_front(open_window: Open, template: Path) -> None:
    window = open_window(template)

    assert window.pages.sheet is not None
    assert window.pages.sheet.path == template


def test_what_did_not_come_back_is_told_in_words(open_window: Open, tmp_path: Path) -> None:
    first = open_window()
    path = tmp_path / "fox.json"
    path.write_text('{"format": 1, "nodes": {}}')
    first.files.open(path)
    shut(first)
    path.write_text("torn")

    second = open_window()

    assert second.questions.texts[0].startswith("fox: The tab cannot be opened again.")


def test_a_damaged_list_of_runs_is_told_and_kept(open_window: Open) -> None:
    queue = paths.state() / "queue.sqlite"
    queue.parent.mkdir(parents=True)
    queue.write_bytes(b"no database at all, but long enough to look at" * 40)

    window = open_window()

    aside = window.desk.queue_aside
    assert aside is not None
    assert aside.is_file()
    assert str(aside) in window.questions.texts[0]


def test_an_error_that_nobody_caught_is_told_and_logged(window: MainWindow, qtbot: QtBot) -> None:
    window.tell_mishap("ValueError: no luck", "Traceback: ...")

    assert "nothing is lost" in window.questions.texts[0]
    assert "no luck" in window.questions.texts[0]


def test_files_dropped_beside_a_canvas_are_taken(window: MainWindow, template: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(template))])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip

    window.dropEvent(event)

    assert [one.path for one in window.desk.workspace.sheets] == [template]


def test_closing_the_window_keeps_its_size_and_asks_nothing(
    open_window: Open, template: Path
) -> None:
    first = open_window()
    first.files.open_template(template)
    first.resize(760, 600)
    shut(first)

    second = open_window()

    assert (second.width(), second.height()) == (760, 600)


def test_escape_in_a_bar_gives_the_keyboard_back_to_the_canvas(
    window: MainWindow, page: GraphPage, qtbot: QtBot
) -> None:
    window.questions.ask("key", "Save it?", [Answer("Yes", lambda _: None, is_default=True)])

    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Escape)

    assert page.canvas.view.hasFocus()


def test_control_enter_in_a_prompt_takes_the_text_and_runs(
    window: MainWindow, page: GraphPage, engine: FakeEngine, qtbot: QtBot
) -> None:
    window.activateWindow()
    page.canvas.setFocus()
    prompt = next(
        id_ for id_, one in page.sheet.document.graph.nodes.items() if one.type == "prompt.encode"
    )
    page.canvas.show_node(prompt)
    QTest.keyClick(page.canvas.view, Qt.Key.Key_Return)
    field = page.canvas.view.viewport().findChild(QPlainTextEdit)
    assert isinstance(field, QPlainTextEdit)
    field.selectAll()
    QTest.keyClicks(field, "a red fox")

    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    assert [("a red fox" in one.workflow) for one in engine.runs] == [True]


def test_f1_shows_the_help_of_a_node_and_takes_the_keyboard_there(
    window: MainWindow, page: GraphPage, qtbot: QtBot
) -> None:
    window.docks["inspector"].hide()
    page.canvas.show_node("save")
    page.canvas.setFocus()

    window.desk.commands.run("node.help")

    inspector = window.panels.inspector
    assert inspector.isVisible()
    headings = [
        one for one in inspector.findChildren(QToolButton) if one.text() == "About this node"
    ]
    qtbot.waitUntil(lambda: not headings[0].visibleRegion().isEmpty())
    assert page.canvas.selection.nodes == frozenset({"save"})
