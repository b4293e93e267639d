"""What people say of their models: tags, notes, favourites. Kept apart from all that is remade."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from graphstudio import paths
from graphstudio.database import open_or_set_aside

_BUSY_S = 10.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS marks (
    path BLOB PRIMARY KEY,
    sha256 TEXT NOT NULL,
    tags TEXT NOT NULL,
    note TEXT NOT NULL,
    favourite INTEGER NOT NULL,
    changed_ns INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS by_content ON marks (sha256);
"""


@dataclass(frozen=True, slots=True)
class Marks:
    """Hold what somebody said of a model.

    Attributes:
        tags: In the order in which they were given, each once.
        note: Any text.
        is_favourite: Whether it stands among the favourites.
    """

    tags: tuple[str, ...] = ()
    note: str = ""
    is_favourite: bool = False


NO_MARKS = Marks()
"""Nothing said."""


class MarkBook:
    """Keep marks by path, and by content as soon as the hash is known.

    A file that is renamed, or stands twice, keeps its marks where its content is known; what is
    newer counts. Callers see to it that one thread at a time comes in.
    """

    def __init__(self) -> None:
        """Open the file, and make it where it is not there.

        Raises:
            OSError: The folder cannot be made.
            sqlite3.Error: The file cannot be opened.
        """
        folder = paths.state()
        folder.mkdir(parents=True, exist_ok=True)
        self._base, self.damaged = open_or_set_aside(
            folder / "model-marks.db", _SCHEMA, busy_s=_BUSY_S, is_shared=True, is_checked=True
        )

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def set(self, path: Path, sha256: str, marks: Marks) -> None:
        """Keep marks.

        Args:
            path: Of the model.
            sha256: Of its content; "" where nobody took it.
            marks: All that holds from now on.
        """
        row = (os.fsencode(path), sha256, *_written(marks), time.time_ns())
        with self._base:
            self._base.execute("INSERT OR REPLACE INTO marks VALUES (?, ?, ?, ?, ?, ?)", row)

    def bind(self, path: Path, sha256: str) -> None:
        """Let marks that were set before the hash was known follow the content from now on."""
        with self._base:
            self._base.execute(
                "UPDATE marks SET sha256 = ? WHERE path = ? AND sha256 = ''",
                (sha256, os.fsencode(path)),
            )

    def move(self, old: str, new: str) -> None:
        """Follow a file to its new name."""
        with self._base:
            self._base.execute(
                "UPDATE OR REPLACE marks SET path = ? WHERE path = ?",
                (os.fsencode(new), os.fsencode(old)),
            )

    def finder(self) -> Callable[[Path, str], Marks]:
        """Read all marks, and give what finds those of a model by its path and its hash."""
        rows = self._base.execute(
            "SELECT path, sha256, tags, note, favourite FROM marks ORDER BY changed_ns"
        )
        by_path: dict[bytes, tuple[str, int, Marks]] = {}
        by_content: dict[str, tuple[int, Marks]] = {}
        for place, (path, sha256, tags, note, favourite) in enumerate(rows):
            marks = _marks(tags, note, favourite)
            by_path[bytes(path)] = (sha256, place, marks)
            if sha256:
                by_content[sha256] = (place, marks)

        def find(path: Path, sha256: str) -> Marks:
            return _newest(by_path.get(os.fsencode(path)), by_content, sha256)

        return find


def _newest(
    here: tuple[str, int, Marks] | None, by_content: Mapping[str, tuple[int, Marks]], sha256: str
) -> Marks:
    alike = by_content.get(sha256) if sha256 else None
    if here is not None and here[0] and sha256 and here[0] != sha256:
        here = None  # another file took the place of the one that was marked
    if here is None or (alike is not None and alike[0] > here[1]):
        return NO_MARKS if alike is None else alike[1]
    return here[2]


def _written(marks: Marks) -> tuple[str, str, int]:
    return json.dumps(list(dict.fromkeys(marks.tags))), marks.note, int(marks.is_favourite)


def _marks(tags: str, note: str, favourite: int) -> Marks:
    return Marks(tuple(json.loads(tags)), note, bool(favourite))
