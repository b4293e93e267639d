"""What the panel asks of scans and watchers, which go on elsewhere."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from graphstudio.library.scans import Progress, ScanReport

Told = Callable[[Progress], None]
Ended = Callable[[ScanReport | None, str], None]


class UnderWay(Protocol):
    """Go on until it is stopped."""

    def stop(self) -> None:
        """End soon; what was read is kept."""


class Rounds(Protocol):
    """Begin what looks at folders, such as `library.scanning.ScanProcess`."""

    def begin_scan(self, told: Told, ended: Ended) -> UnderWay:
        """Look through the folders.

        Args:
            told: Hears how far it is, in a thread of its own.
            ended: Hears there, once, the report, or None and what went wrong.

        Raises:
            OSError: It cannot be begun.
        """

    def begin_watch(self, changed: Callable[[], None]) -> UnderWay:
        """Watch the folders; `changed` is called in a thread of its own. May take its time."""


class Watching:
    """Hold the one watcher there is; it is begun in a thread, and may be over before that."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watcher: UnderWay | None = None
        self._is_over = False

    def begin(self, start: Callable[[], UnderWay]) -> None:
        """Watch, instead of what was watched before."""
        with self._lock:
            self._stop()
            if not self._is_over:
                self._watcher = start()

    def end(self) -> None:
        """Watch no more, ever."""
        with self._lock:
            self._is_over = True
            self._stop()

    def _stop(self) -> None:
        if self._watcher is not None:
            self._watcher.stop()
            self._watcher = None
