"""Files that are named by what is in them: whole or not there, checked whenever they are read."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

# Another process may be about to name a file in the index, or still be writing it.
_SPARED_S = 3600.0


class Objects:
    """Keep pieces of bytes in a folder.

    Several processes may use one folder at once. Nothing is forced to the disk: what a power cut
    spoils is found out by its hash.

    Args:
        folder: Made with the first piece.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._count = 0

    def write(self, data: bytes) -> str:
        """Keep a piece; give its name.

        Raises:
            OSError: It could not be written; nothing is left of it.
        """
        name = _name(data)
        final = self._path(name)
        with suppress(OSError):
            if final.stat().st_size == len(data):
                return name  # should it be damaged, whoever reads it removes it
        final.parent.mkdir(parents=True, exist_ok=True)
        self._count += 1
        part = final.with_name(f"{name}.{os.getpid()}-{time.time_ns()}-{self._count}.part")
        try:
            part.write_bytes(data)
            part.replace(final)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        return name

    def read(self, name: str) -> bytes | None:
        """Give a piece; None, and it is removed, where it is not what was written.

        Raises:
            OSError: It cannot be read now, which says nothing about it.
        """
        if not _is_name(name):
            return None
        try:
            data = self._path(name).read_bytes()
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        if _name(data) == name:
            return data
        self.remove([name])
        return None

    def path(self, name: str) -> Path | None:
        """Say where a piece is; None where it is not there."""
        found = self._path(name) if _is_name(name) else None
        return found if found is not None and found.is_file() else None

    def remove(self, names: Iterable[str]) -> None:
        """Remove pieces; what cannot be removed now is swept up later."""
        for name in names:
            if _is_name(name):
                with suppress(OSError):
                    self._path(name).unlink(missing_ok=True)

    def sweep(self, known: Iterable[str], *, spared_s: float = _SPARED_S) -> int:
        """Remove what nobody knows and what killed processes left; say how many bytes that was."""
        wanted = set(known)
        before = time.time() - spared_s
        freed = 0
        for entry in self._files():
            with suppress(OSError):
                facts = entry.stat()
                if entry.name not in wanted and facts.st_mtime <= before:
                    Path(entry.path).unlink()
                    freed += facts.st_size
        return freed

    def _files(self) -> Iterator[os.DirEntry[str]]:
        with suppress(OSError):
            for place in sorted(self.folder.iterdir()):
                with suppress(OSError), os.scandir(place) as entries:
                    yield from entries

    def _path(self, name: str) -> Path:
        return self.folder / name[:2] / name


def _name(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=32).hexdigest()


def _is_name(name: str) -> bool:
    return len(name) == 64 and set(name) <= set("0123456789abcdef")
