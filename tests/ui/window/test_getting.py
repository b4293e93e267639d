"""The window opens the sheet for getting models, and nothing is asked of any hub by that."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog

from graphstudio.ui.panels.downloads import DownloadsSheet
from graphstudio.ui.window.main_window import MainWindow


def test_the_command_opens_one_sheet(window: MainWindow) -> None:
    assert window.findChild(DownloadsSheet) is None

    window.desk.commands.run("file.models")
    window.desk.commands.run("file.models")

    (sheet,) = window.findChildren(DownloadsSheet)
    dialog = sheet.window()
    assert isinstance(dialog, QDialog)
    assert dialog.isVisible()
    assert sheet.cards


def test_what_has_come_is_told_in_the_status_bar(window: MainWindow) -> None:
    window.desk.commands.run("file.models")
    sheet = window.findChild(DownloadsSheet)
    assert sheet is not None

    sheet.arrived.emit(sheet.cards[0].wish.places[0] / "fox")

    assert window.status.currentMessage() == "fox is here."
