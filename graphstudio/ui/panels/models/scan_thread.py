"""A scan in a thread of this process, with the face of one in a process of its own."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from typing import Protocol

from graphstudio.errors import GraphStudioError
from graphstudio.library.scans import Progress, ScanReport

Told = Callable[[Progress], None]
Ended = Callable[[ScanReport | None, str], None]


class Scan(Protocol):
    """Be under way."""

    def stop(self) -> None:
        """End soon; what was read is kept."""


BeginScan = Callable[[Told, Ended], Scan]
"""Begin a scan. Both hear in a thread of its own: how far it is; once, the report, or None and
what went wrong."""


class Scans(Protocol):
    """What a thread asks of a `library.Library`."""

    def scan(
        self, told: Told | None = None, is_stopped: Callable[[], bool] | None = None
    ) -> ScanReport:
        """Bring the index up to date."""


class ThreadScan:
    """Scan in a thread."""

    def __init__(self, library: Scans, told: Told, ended: Ended) -> None:
        self._stopped = threading.Event()
        self._library, self._told, self._ended = library, told, ended
        self._thread = threading.Thread(target=self._run, name="scan", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End soon, and wait for that."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            report = self._library.scan(self._told, self._stopped.is_set)
        except (GraphStudioError, OSError, sqlite3.Error) as error:
            self._ended(None, str(error))
        else:
            self._ended(report, "")
