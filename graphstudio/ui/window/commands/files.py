"""The File menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices

from graphstudio.ui.commands import Command, always
from graphstudio.ui.window.desk import out_folder

if TYPE_CHECKING:
    from graphstudio.ui.window.main_window import MainWindow


def file_commands(window: MainWindow) -> list[Command]:
    """Give the commands that open, save and close."""
    translate, group = QCoreApplication.translate, QCoreApplication.translate("File", "File")
    files, pages = window.files, window.pages

    def has_sheet() -> bool:
        return pages.sheet is not None

    def save() -> None:
        if pages.sheet is not None:
            files.save(pages.sheet)

    def save_as() -> None:
        if pages.sheet is not None:
            files.ask_save(pages.sheet)

    def command(id_: str, title: str, run: object, *keys: str, icon: str = "") -> Command:
        assert callable(run)
        return Command(
            id=id_,
            title=title,
            run=run,
            shortcuts=keys,
            group=group,
            icon=icon,
            is_enabled=has_sheet if id_.startswith("file.save") else always,
        )

    return [
        command("file.new", translate("File", "New workflow"), files.new, "Ctrl+N", icon="new"),
        command("file.open", translate("File", "Open…"), files.ask_open, "Ctrl+O", icon="open"),
        command("file.save", translate("File", "Save"), save, "Ctrl+S", icon="save"),
        command(
            "file.save_as", translate("File", "Save as…"), save_as, "Ctrl+Shift+S", icon="save-as"
        ),
        command(
            "file.pictures",
            translate("File", "Show the pictures' folder"),
            lambda: _show_pictures(window),
            icon="folder",
        ),
        command("file.models", translate("File", "Get models…"), window.getting.open, icon="model"),
        command(
            "file.close", translate("File", "Close tab"), window.close_tab, "Ctrl+W", icon="close"
        ),
        command(
            "file.reopen", translate("File", "Reopen closed tab"), files.reopen, "Ctrl+Shift+T"
        ),
        command(
            "file.preferences",
            translate("File", "Preferences"),
            pages.show_preferences,
            "Ctrl+,",
            icon="preferences",
        ),
        command("file.quit", translate("File", "Quit"), window.close, "Ctrl+Q", icon="quit"),
    ]


def _show_pictures(window: MainWindow) -> None:
    folder = out_folder(window.desk.settings)
    folder.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
