"""Files read at given places by several threads, over networks that stumble.

A share that loses its server for a moment answers with an error that goes away: such a read is
tried again a few times, and said so. A file that changes while it is read is noticed.
"""

from __future__ import annotations

import errno
import logging
import os
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from graphstudio.errors import ModelBroken

T = TypeVar("T")

PAUSES_S = (0.2, 1.0, 3.0)
"""How long is waited before a read is tried again."""

_PASSING = frozenset(
    {errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EAGAIN, errno.EINTR, errno.EHOSTDOWN}
    | {errno.ENETDOWN, errno.ENETRESET, errno.ENOTCONN, errno.ECONNRESET, errno.EREMOTEIO}
    if os.name == "posix"
    else {errno.EIO, errno.EAGAIN, errno.ETIMEDOUT}
)
_log = logging.getLogger(__name__)


class OpenFile:
    """A file that is read at given places; any thread may read.

    Args:
        path: The file.
        pause: Waits for some seconds; tests give another.

    Raises:
        ModelBroken: It cannot be opened.
    """

    def __init__(self, path: Path, pause: Callable[[float], None] = time.sleep) -> None:
        self.path = path
        self._pause = pause
        self._turn = threading.Lock()
        self._file = self._patiently(lambda: path.open("rb", buffering=0))
        self._stamp = _stamp(os.fstat(self._file.fileno()))
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(self._file.fileno(), 0, 0, os.POSIX_FADV_SEQUENTIAL)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def read_into(self, memory: memoryview, offset: int) -> bool:
        """Fill memory with the bytes from an offset on.

        Returns:
            Whether the file holds that many.

        Raises:
            ModelBroken: It cannot be read, though it was tried again.
        """
        done = 0
        while done < len(memory):
            rest, place = memory[done:], offset + done
            count = self._patiently(partial(self._read, rest, place))
            if count == 0:
                return False
            done += count
        return True

    def has_changed(self) -> bool:
        """Say whether the file is another than it was when it was opened."""
        try:
            return _stamp(self.path.stat()) != self._stamp
        except OSError:
            return True

    def _read(self, memory: memoryview, offset: int) -> int:
        if hasattr(os, "preadv"):
            return os.preadv(self._file.fileno(), [memory], offset)
        with self._turn:
            self._file.seek(offset)
            return self._file.readinto(memory) or 0

    def _patiently(self, act: Callable[[], T]) -> T:
        for pause_s in PAUSES_S:
            try:
                return act()
            except OSError as error:
                if error.errno not in _PASSING:
                    raise self._unreadable(error) from error
                _log.warning("%s: %s; trying again in %g s", self.path, error.strerror, pause_s)
                self._pause(pause_s)
        try:
            return act()
        except OSError as error:
            raise self._unreadable(error, f" {len(PAUSES_S) + 1} times over") from error

    def _unreadable(self, error: OSError, times: str = "") -> ModelBroken:
        return ModelBroken(
            f"{self.path} cannot be read{times} ({error.strerror}). Check the drive and the "
            "connection to it, and that you may read the file."
        )


def _stamp(facts: os.stat_result) -> tuple[int, ...]:
    return (facts.st_size, facts.st_mtime_ns, facts.st_ino)
