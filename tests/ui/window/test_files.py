"""Open, save and close, with bars for questions and no dialog that blocks."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from graphstudio.errors import WorkflowFileError
from graphstudio.graph.edits import AddNote, RemoveNode
from graphstudio.graph.elements import Note
from graphstudio.session.workspace.sheet import Sheet
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.workflow.files import read

from .conftest import MakePicture, answer


@pytest.fixture
def file(tmp_path: Path, template: Path) -> Path:
    path = tmp_path / "fox.json"
    path.write_bytes(template.read_bytes())
    return path


@pytest.fixture
def sheet(window: MainWindow, file: Path) -> Sheet:
    """Give the sheet of a file, with an edit that is saved nowhere."""
    sheet = window.files.open(file)
    assert sheet is not None
    _edit(sheet)
    return sheet


def _edit(sheet: Sheet) -> None:
    sheet.document.do(RemoveNode("save"), "Delete")


def _dialog(window: MainWindow) -> QFileDialog:
    return next(one for one in window.findChildren(QFileDialog) if one.isVisible())


def _choose(window: MainWindow, path: Path) -> None:
    dialog = _dialog(window)
    dialog.setDirectory(str(path.parent))
    dialog.selectFile(path.name)
    dialog.accept()


def test_a_file_that_is_not_there_is_told_in_a_bar(window: MainWindow, tmp_path: Path) -> None:
    assert window.files.open(tmp_path / "none.json") is None

    assert "none.json" in window.questions.texts[0]


def test_files_are_chosen_in_a_dialog_that_blocks_nothing(window: MainWindow, file: Path) -> None:
    window.desk.commands.run("file.open")

    assert not _dialog(window).isModal()
    _choose(window, file)
    assert [one.title for one in window.desk.workspace.sheets] == ["fox"]


def test_a_ready_made_workflow_is_opened_as_a_copy(window: MainWindow, template: Path) -> None:
    sheet = window.files.open_template(template)

    assert sheet is not None
    assert sheet.path is None
    assert sheet.title == "Text to image"


def test_saving_writes_where_it_came_from(window: MainWindow, sheet: Sheet, file: Path) -> None:
    window.desk.commands.run("file.save")

    assert sheet.is_clean
    assert "save" not in read(file, window.desk.registry).graph.nodes


def test_saving_for_the_first_time_asks_where(window: MainWindow, tmp_path: Path) -> None:
    sheet = window.files.new()

    window.desk.commands.run("file.save")
    dialog = _dialog(window)
    proposed = dialog.selectedFiles()[0]
    _choose(window, tmp_path / "mine")

    assert Path(proposed).name == "untitled.json"
    assert sheet.path == tmp_path / "mine.json"
    assert sheet.path.is_file()
    assert window.tabs.tabText(window.tabs.currentIndex()) == "mine"


def test_a_second_dialog_takes_the_place_of_the_first(window: MainWindow) -> None:
    window.files.ask_open()
    window.files.ask_open()

    shown = [one for one in window.findChildren(QFileDialog) if one.isVisible()]
    assert len(shown) == 1


def test_a_file_that_is_there_is_replaced_only_when_that_is_wanted(
    window: MainWindow, sheet: Sheet, tmp_path: Path
) -> None:
    other = tmp_path / "other.json"
    other.write_text("precious")

    window.desk.commands.run("file.save_as")
    _choose(window, other)

    assert other.read_text() == "precious"
    assert window.questions.texts == ("other.json is there already.",)
    answer(window, "Replace it")
    assert sheet.path == other
    assert other.read_text() != "precious"


def test_another_name_can_be_chosen_instead(
    window: MainWindow, sheet: Sheet, tmp_path: Path
) -> None:
    other = tmp_path / "other.json"
    other.write_text("precious")
    window.desk.commands.run("file.save_as")
    _choose(window, other)

    answer(window, "Choose another name")
    _choose(window, tmp_path / "third.json")

    assert other.read_text() == "precious"
    assert sheet.path == tmp_path / "third.json"


def test_a_file_that_another_program_changed_is_not_overwritten_unasked(
    window: MainWindow, sheet: Sheet, file: Path
) -> None:
    file.write_text("changed by somebody else")

    window.desk.commands.run("file.save")

    assert file.read_text() == "changed by somebody else"
    assert "changed by another program" in window.questions.texts[0]


def test_a_changed_file_is_overwritten_when_that_is_wanted(
    window: MainWindow, sheet: Sheet, file: Path
) -> None:
    file.write_text("changed by somebody else")
    window.desk.commands.run("file.save")

    answer(window, "Overwrite it")

    assert sheet.is_clean
    assert file.read_text() != "changed by somebody else"


def test_a_changed_file_is_left_alone_when_another_name_is_chosen(
    window: MainWindow, sheet: Sheet, file: Path, tmp_path: Path
) -> None:
    file.write_text("changed by somebody else")
    window.desk.commands.run("file.save")

    answer(window, "Save as another file")
    _choose(window, tmp_path / "mine.json")

    assert file.read_text() == "changed by somebody else"
    assert sheet.path == tmp_path / "mine.json"
    assert sheet.is_clean


def test_what_cannot_be_written_is_told_and_stays_unsaved(
    window: MainWindow, sheet: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise WorkflowFileError("The disk is full. Make room.")

    monkeypatch.setattr(window.desk.workspace, "save", fail)

    window.desk.commands.run("file.save")

    assert window.questions.texts == ("The disk is full. Make room.",)
    assert not sheet.is_clean


def test_a_clean_tab_closes_at_once(window: MainWindow, file: Path) -> None:
    window.files.open(file)

    window.desk.commands.run("file.close")

    assert window.desk.workspace.sheets == ()
    assert window.questions.texts == ()


def test_unsaved_edits_are_asked_about_before_the_tab_closes(
    window: MainWindow, sheet: Sheet
) -> None:
    window.desk.commands.run("file.close")

    assert window.desk.workspace.sheets == (sheet,)
    assert "not saved" in window.questions.texts[0]


def test_a_tab_is_saved_and_closed(window: MainWindow, sheet: Sheet, file: Path) -> None:
    window.desk.commands.run("file.close")

    answer(window, "Save and close")

    assert window.desk.workspace.sheets == ()
    assert "save" not in read(file, window.desk.registry).graph.nodes


def test_a_tab_without_a_file_is_closed_when_it_has_got_one(
    window: MainWindow, template: Path, tmp_path: Path
) -> None:
    sheet = window.files.open_template(template)
    assert sheet is not None
    _edit(sheet)
    window.desk.commands.run("file.close")

    answer(window, "Save and close")
    assert window.pages.sheet is sheet
    _choose(window, tmp_path / "mine.json")

    assert not window.desk.workspace.sheets
    assert (tmp_path / "mine.json").is_file()


def test_a_tab_closed_without_saving_leaves_the_file_and_comes_back_with_its_edits(
    window: MainWindow, sheet: Sheet, file: Path
) -> None:
    window.desk.commands.run("file.close")

    answer(window, "Close without saving")
    assert window.desk.workspace.sheets == ()
    window.desk.commands.run("file.reopen")

    assert "save" in read(file, window.desk.registry).graph.nodes
    assert window.pages.sheet is sheet
    assert "save" not in sheet.document.graph.nodes
    assert sheet.document.undo()


def test_a_sheet_that_holds_only_a_note_is_asked_about(window: MainWindow) -> None:
    sheet = window.files.new()
    sheet.document.do(AddNote(Note("note", "Remember the fox.", 0, 0, 200, 100)), "Add note")

    window.desk.commands.run("file.close")

    assert window.desk.workspace.sheets == (sheet,)


def test_a_file_that_was_emptied_is_asked_about(window: MainWindow, sheet: Sheet) -> None:
    for node in list(sheet.document.graph.nodes):
        sheet.document.do(RemoveNode(node), "Delete")

    window.desk.commands.run("file.close")

    assert window.desk.workspace.sheets == (sheet,)


def test_an_empty_sheet_closes_at_once(window: MainWindow) -> None:
    window.files.new()

    window.desk.commands.run("file.close")

    assert window.desk.workspace.sheets == ()


def test_reopening_with_nothing_closed_says_so(window: MainWindow) -> None:
    window.desk.commands.run("file.reopen")

    assert "Nothing was closed" in window.questions.texts[0]


def test_a_workflow_from_a_picture_is_called_like_the_picture(
    window: MainWindow, make_picture: MakePicture
) -> None:
    window.files.open(make_picture("fox in snow.png", has_workflow=True))

    assert window.tabs.tabText(window.tabs.currentIndex()) == "fox in snow"
