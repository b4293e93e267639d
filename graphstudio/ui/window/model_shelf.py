"""The model library as the window has it: opened when somebody first wants to see it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphstudio.library.library import Library
    from graphstudio.ui.panels.models.scan_face import Ended, Told, UnderWay


class ModelShelf:
    """Hold the library; a start must be quick, and many a session never asks for it."""

    def __init__(self) -> None:
        self._library: Library | None = None

    def open(self) -> Library:
        """Give the library, opened now if nobody has asked before.

        Raises:
            BadValue: The list of folders is damaged.
            OSError: The folders of the program's own files cannot be made.
            sqlite3.Error: Its files cannot be opened.
        """
        if self._library is None:
            from graphstudio.library.library import open_library

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
        if self._library is not None:
            self._library.close()
            self._library = None
