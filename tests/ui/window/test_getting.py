"""The window opens the sheet for getting models, and nothing is asked of any hub by that."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from graphstudio.library.downloads import Fetched, IsStopped, Told, Wish
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


def test_what_has_come_is_told_in_the_status_bar_with_the_sheet_closed(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fetch(wish: Wish, *, told: Told, is_stopped: IsStopped) -> Fetched:
        return Fetched(tmp_path / wish.name, 7)

    monkeypatch.setattr(window.getting.queue, "_fetch", fetch)

    window.getting.start(Wish(name="fox", place=tmp_path, repository="ada/fox"))

    qtbot.waitUntil(lambda: window.status.currentMessage() == "fox is here.")
    assert window.findChild(DownloadsSheet) is None
