"""The model library as the window has it: opened when somebody first wants to see it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphstudio.library.library import Library
    from graphstudio.ui.panels.models.scan_face import Ended, Told, UnderWay


class ModelShelf:
    """Hold the one library of the window; any thread may ask for it.

    A start must be quick, and many a session never asks.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._library: Library | None = None

    def open(self) -> Library:
        """Give the library, opened now if nobody has asked before.

        Raises:
            BadValue: The list of folders is damaged.
            OSError: The folders of the program's own files cannot be made.
            sqlite3.Error: Its files cannot be opened.
        """
        from graphstudio.library.library import open_library

        with self._lock:
            if self._library is None:
                self._library = open_library()
            return self._library

    def begin_scan(self, told: Told, ended: Ended) -> UnderWay:
        """Look through the folders, in a process of its own: nothing here waits for it.

        Raises:
            OSError: No process can be started.
        """
        from graphstudio.library.scanning import ScanProcess

        return ScanProcess(told, ended)

    def begin_watch(self, changed: Callable[[], None]) -> UnderWay:
        """Watch the folders, as far as the system can; the others are looked at now and then."""
        from graphstudio.library.watching import Watcher

        return Watcher(self.open().folders, changed)

    def close(self) -> None:
        """Close the library, if anybody opened it."""
        with self._lock:
            if self._library is not None:
                self._library.close()
                self._library = None
