"""Lines of JSON that survive the death of the process that writes them."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from graphstudio.graph.elements import Json
from graphstudio.session.workspace.disk import Disk, sync_file, sync_folder

Entry = Mapping[str, Json]


class Journal:
    """Append entries to a file, each with one write, which a killed process has done or not.

    Used by one thread; the disk's thread only waits for what was written.

    Attributes:
        path: The file; its folder is there.
        lines: How many lines it has by now.
    """

    def __init__(self, path: Path, disk: Disk, entries: Iterable[Entry] = ()) -> None:
        """Begin a journal anew; a file that was there is replaced as a whole."""
        self.path = path
        self.lines = 0
        self._disk = disk
        self._lock = threading.Lock()
        self._descriptor = -1
        self.replace(entries)

    def append(self, entry: Entry) -> None:
        """Write one more line.

        Raises:
            OSError: It was not written, or only a part of it; call `replace` before the next.
        """
        _write(self._descriptor, _line(entry))
        self.lines += 1
        self._disk.soon(self._sync)

    def replace(self, entries: Iterable[Entry]) -> None:
        """Write all lines anew; until they are whole, the old ones stay.

        Raises:
            OSError: They were not written, and the old lines are there.
        """
        lines = [_line(entry) for entry in entries]
        part = self.path.with_name(f".{self.path.name}.part")
        descriptor = _open(part, os.O_TRUNC)
        try:
            _write(descriptor, b"".join(lines))
            if self.path.exists():
                # Or a power cut could give the old lines' name to a file that is empty yet.
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
        self.close()  # Windows replaces no file that is open
        part.replace(self.path)
        self._descriptor = _open(self.path, os.O_APPEND)
        self.lines = len(lines)
        self._disk.soon(self._sync_name)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._descriptor >= 0:
                os.close(self._descriptor)
                self._descriptor = -1

    def _sync(self) -> None:
        with self._lock:
            # Of a twin, so that the other thread never waits for the disk to close or replace.
            twin = os.dup(self._descriptor) if self._descriptor >= 0 else -1
        if twin < 0:
            sync_file(self.path)
            return
        try:
            os.fsync(twin)
        finally:
            os.close(twin)

    def _sync_name(self) -> None:
        sync_folder(self.path.parent)
        sync_folder(self.path.parent.parent)


@dataclass(frozen=True, slots=True)
class JournalRead:
    """Hold what could be read of a journal.

    Attributes:
        entries: Every entry up to the first that cannot be read.
        damage: What is wrong in the middle of the file; "" when nothing is. A last line that is
            cut off is no damage: it had not been written when the process died.
    """

    entries: tuple[dict[str, Json], ...]
    damage: str = ""


def read_journal(path: Path) -> JournalRead:
    """Read a journal that another process wrote.

    Raises:
        OSError: There is none, or it cannot be read.
    """
    *lines, _torn = path.read_bytes().split(b"\n")
    entries: list[dict[str, Json]] = []
    for number, line in enumerate(lines, 1):
        try:
            entry = json.loads(line)
        except (ValueError, RecursionError):
            return JournalRead(tuple(entries), f"line {number} of {len(lines)} is damaged")
        if not isinstance(entry, dict):
            return JournalRead(tuple(entries), f"line {number} of {len(lines)} is no entry")
        entries.append(entry)
    return JournalRead(tuple(entries))


def _line(entry: Entry) -> bytes:
    return json.dumps(entry, separators=(",", ":")).encode() + b"\n"


def _open(path: Path, how: int) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | how | getattr(os, "O_BINARY", 0), 0o600)


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
