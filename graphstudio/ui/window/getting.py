"""The window's sheet for getting models, made when it is first wanted: a start must be quick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QVBoxLayout

from graphstudio import paths

if TYPE_CHECKING:
    from pathlib import Path

    from graphstudio.session.models.fetching import FetchQueue
    from graphstudio.ui.window.main_window import MainWindow

_WIDTH_PX, _HEIGHT_PX = 720, 760


class Getting(QObject):
    """Open the sheet, and keep what it fetches going while it is closed."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._queue: FetchQueue | None = None
        self._dialog: QDialog | None = None

    def open(self) -> None:
        """Show the sheet; unfinished downloads of last time are offered in it."""
        if self._dialog is None:
            self._dialog = self._make()
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def end(self) -> None:
        """Stop what is under way, keeping what came of it."""
        if self._queue is not None:
            self._queue.close()

    def _make(self) -> QDialog:
        from graphstudio.session.models.fetching import FetchQueue
        from graphstudio.ui.panels.downloads import DownloadsSheet

        self._queue = FetchQueue(paths.state() / "downloads.json")
        dialog = QDialog(self._window)
        dialog.setWindowTitle(self.tr("Get models"))
        dialog.resize(_WIDTH_PX, _HEIGHT_PX)
        sheet = DownloadsSheet(self._window.desk.appearance, self._queue, dialog)
        sheet.arrived.connect(self._tell)
        layout = QVBoxLayout(dialog)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(sheet)
        return dialog

    def _tell(self, path: Path) -> None:
        self._window.status.tell(self.tr("{name} is here.").format(name=path.name))
