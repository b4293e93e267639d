"""The window's downloads: the sheet for getting models, and what it means that one has come."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout

from graphstudio import paths

if TYPE_CHECKING:
    from pathlib import Path

    from graphstudio.library.downloads import Wish
    from graphstudio.session.models.fetching import FetchItem, FetchQueue
    from graphstudio.ui.window.main_window import MainWindow

_WIDTH_PX, _HEIGHT_PX = 720, 760
_TELL_MS = 100  # progress comes faster than anybody reads


class Getting(QObject):
    """Fetch models, whether or not the sheet is open, and tell the window of each that came.

    Queue and sheet are made when they are first wanted: a start must be quick.

    Attributes:
        changed: How far a download is, or what became of it, is different now.
        arrived: Emits the `Path` of a model that has come.
    """

    changed = Signal()
    arrived = Signal(object)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._told: set[str] = set()
        self._has_queue = False
        self._soon = QTimer(self, singleShot=True, interval=_TELL_MS)
        self._soon.timeout.connect(self._tell)
        self.arrived.connect(self._take)

    @cached_property
    def queue(self) -> FetchQueue:
        """Fetches in the background; what was not finished last time waits in it."""
        from graphstudio.session.models.fetching import FetchQueue

        queue = FetchQueue(paths.state() / "downloads.json")
        queue.changed.connect(self._hear)
        self._has_queue = True
        return queue

    @property
    def has_begun(self) -> bool:
        """Whether anything was fetched, or the sheet was opened."""
        return self._has_queue

    def open(self) -> None:
        """Show the sheet; unfinished downloads of last time are offered in it."""
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def start(self, wish: Wish) -> None:
        """Fetch something, after what is fetched already."""
        self.queue.add(wish)

    def pause(self, wish: Wish) -> None:
        """Stop fetching something, and keep what came of it."""
        item = self.item(wish)
        if item is not None:
            self.queue.pause(item.id)

    def item(self, wish: Wish) -> FetchItem | None:
        """Say what became of a wish; None where nobody had it in this window."""
        return self.queue.find(wish) if self._has_queue else None

    def end(self) -> None:
        """Stop what is under way, keeping what came of it."""
        if self._has_queue:
            self.queue.changed.disconnect(self._hear)
            self.queue.close()

    @cached_property
    def _dialog(self) -> QDialog:
        from graphstudio.ui.panels.downloads import DownloadsSheet

        dialog = QDialog(self._window)
        dialog.setWindowTitle(self.tr("Get models"))
        dialog.resize(_WIDTH_PX, _HEIGHT_PX)
        sheet = DownloadsSheet(self._window.desk.appearance, self.queue, dialog)
        layout = QVBoxLayout(dialog)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(sheet)
        return dialog

    def _hear(self, _id: str) -> None:
        """Called in whichever thread."""
        self._window.desk.doorway.post(self._tell_soon)

    def _tell_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _tell(self) -> None:
        self.changed.emit()
        for item in self.queue.items:
            if item.state == "done" and item.id not in self._told:
                self._told.add(item.id)
                self.arrived.emit(item.path)

    def _take(self, path: Path) -> None:
        self._window.status.tell(self.tr("{name} is here.").format(name=path.name))
        self._window.models.take_arrival(path)
        if self._window.docks["models"].is_built:
            self._window.panels.models.rescan()
