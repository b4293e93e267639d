"""What is in a file, as a hash: so that an overwritten file is never mistaken for the old one."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

from graphstudio.ticks import is_settled

_BLOCK_BYTES = 1 << 20


class _Stamp(NamedTuple):
    size: int
    changed_ns: int
    status_ns: int  # also moves when somebody sets the time of change by hand
    number: int


class FileHashes:
    """Hash files and folders, remembering each file until its size or times change."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[_Stamp, str]] = {}

    def digest(self, path: Path) -> str:
        """Say what is at a path now, as text that changes exactly when the content does.

        For a folder: the names and contents of everything in it. For what cannot be read: its
        name and why, so that it counts as changed once it is there.
        """
        try:
            if path.is_dir():
                return self._of_folder(path)
            return self._of_file(os.fspath(path))
        except FileNotFoundError:
            return f"missing:{path}"
        except (OSError, ValueError) as error:
            return f"unreadable:{path}:{type(error).__name__}"

    def _of_folder(self, folder: Path) -> str:
        total = hashlib.blake2b(b"folder", digest_size=16)
        for place, folders, names in os.walk(folder):
            folders.sort()
            for name in sorted(names):
                file = os.path.join(place, name)  # noqa: PTH118 - Path is slow for many files
                within = os.path.relpath(file, folder)
                total.update(f"\0{within}\0{self._of_entry(file)}".encode(errors="surrogatepass"))
        return total.hexdigest()

    def _of_entry(self, file: str) -> str:
        try:
            return self._of_file(file)
        except OSError as error:  # a dangling link, say: it is there and has no content
            return type(error).__name__

    def _of_file(self, file: str) -> str:
        stamp = _stamp(file)
        known = self._known.get(file)
        if known is not None and known[0] == stamp:
            return known[1]
        digest = hashlib.blake2b(digest_size=16)
        with open(file, "rb") as stream:  # noqa: PTH123 - a plain name, as the key is
            while block := stream.read(_BLOCK_BYTES):
                digest.update(block)
        text = digest.hexdigest()
        if is_settled(stamp.changed_ns, stamp.status_ns) and _stamp(file) == stamp:
            self._known[file] = stamp, text
        return text


def _stamp(file: str) -> _Stamp:
    facts = os.stat(file)  # noqa: PTH116 - called for every file at every plan
    return _Stamp(facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino)
