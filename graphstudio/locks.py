"""Say that a folder is in use, so that even a killed process lets go of it."""

from __future__ import annotations

import os
import sys
from pathlib import Path


class FolderLock:
    """Hold a lock file; the system takes it back when the process dies, however it dies."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, path: Path) -> FolderLock | None:
        """Take the lock of a path, which is made; None while another process holds it."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(descriptor)
        except OSError:
            os.close(descriptor)
            return None
        return cls(path, descriptor)

    def release(self, *, forget: bool = False) -> None:
        """Let others take it.

        Args:
            forget: Remove the lock file, because what it guarded is gone.
        """
        if forget and os.name == "posix":  # Windows removes no open file
            self._path.unlink(missing_ok=True)
        os.close(self._descriptor)
        if forget:
            self._path.unlink(missing_ok=True)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
