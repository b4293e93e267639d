"""Bring what was written to the disk, in a thread of its own.

A write survives the death of its process at once; a power cut it survives only after the system
has been told to wait for the disk, which takes milliseconds. So that waits here.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_DELAY_S = 0.5

_log = logging.getLogger(__name__)


class Disk:
    """Run jobs that wait for the disk within a second, each once however often it was asked for."""

    def __init__(self, delay_s: float = _DELAY_S) -> None:
        self._delay_s = delay_s
        self._jobs: dict[Callable[[], None], None] = {}
        self._news = threading.Condition()
        self._is_closed = False
        self._thread = threading.Thread(target=self._work, name="disk", daemon=True)
        self._thread.start()

    def soon(self, job: Callable[[], None]) -> None:
        """Run a job in the thread before a second has passed. Jobs that are equal run once."""
        with self._news:
            self._jobs[job] = None
            self._news.notify()

    def close(self) -> None:
        """Run what is left, and end the thread."""
        with self._news:
            self._is_closed = True
            self._news.notify()
        self._thread.join()

    def _work(self) -> None:
        while True:
            with self._news:
                self._news.wait_for(lambda: self._jobs or self._is_closed)
                # More of the same comes with the next keys and mouse moves: wait once for all.
                self._news.wait_for(lambda: self._is_closed, self._delay_s)
                jobs, self._jobs = self._jobs, {}
                is_last = self._is_closed
            for job in jobs:
                try:
                    job()
                except OSError as error:
                    _log.warning("The disk did not take what was written: %s", error)
            if is_last:
                return


def sync_file(path: Path) -> None:
    """Wait until a file and its name are on the disk; one that is gone needs no waiting."""
    with suppress(FileNotFoundError):
        descriptor = os.open(path, os.O_RDWR)  # Windows syncs only what is open for writing
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system can."""
    if os.name == "posix":
        with suppress(OSError):  # some network disks cannot, and the names are there all the same
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
