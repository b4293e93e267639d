"""Naming a file."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from graphstudio.ui.values.fields.file import FileField
from graphstudio.ui.values.surroundings import Surroundings
from tests.ui.values.conftest import MakeField


def file(field: MakeField, name: str = "file", within: Surroundings | None = None) -> FileField:
    made = field(name, "", within)
    assert isinstance(made, FileField)
    return made


def test_a_picked_file_is_taken(qtbot: QtBot, field: MakeField) -> None:
    edited = file(field)

    with qtbot.waitSignal(edited.taken) as taken:
        edited.take_path("/pictures/cat.png")

    assert taken.args == ["/pictures/cat.png"]


def test_a_file_in_the_workflows_folder_is_named_from_there(
    qtbot: QtBot, field: MakeField, surroundings: Surroundings, tmp_path: Path
) -> None:
    edited = file(field, within=replace(surroundings, folder=tmp_path))

    with qtbot.waitSignal(edited.taken) as taken:
        edited.take_path(str(tmp_path / "in" / "cat.png"))

    assert taken.args == ["in/cat.png"]


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("file", QFileDialog.FileMode.ExistingFile),
        ("folder", QFileDialog.FileMode.Directory),
        ("model", QFileDialog.FileMode.Directory),
    ],
)
def test_the_picker_shows_what_the_knob_takes_and_blocks_nothing(
    qtbot: QtBot, field: MakeField, name: str, mode: QFileDialog.FileMode
) -> None:
    edited = file(field, name)

    edited.pick()
    picker = edited.picker
    assert picker is not None

    assert picker.fileMode() == mode
    assert not picker.isModal()
    picker.reject()
    assert edited.picker is None


def test_a_dropped_file_is_taken(qtbot: QtBot, field: MakeField) -> None:
    edited = file(field)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/pictures/dog.png")])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip

    with qtbot.waitSignal(edited.taken) as taken:
        edited.dropEvent(event)

    assert taken.args == ["/pictures/dog.png"]
