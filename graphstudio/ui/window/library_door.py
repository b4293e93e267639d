"""The model library, opened when it is first needed: a start must be quick."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphstudio.library.library import Library


class LibraryDoor:
    """Hold the one library of a window; any thread may ask for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._library: Library | None = None

    def open(self) -> Library:
        """Give the library, opened now if nobody has asked before."""
        from graphstudio.library.library import open_library

        with self._lock:
            if self._library is None:
                self._library = open_library()
            return self._library

    def close(self) -> None:
        """Close the library, if anybody opened it."""
        with self._lock:
            if self._library is not None:
                self._library.close()
                self._library = None
