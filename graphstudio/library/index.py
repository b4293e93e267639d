"""What is known of every model, kept in SQLite: it can be made again by scanning."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphstudio import paths
from graphstudio.database import open_or_set_aside
from graphstudio.library.entries import Entry
from graphstudio.library.walking import Candidate

_BUSY_S = 20.0
_FORM = 1  # raised with the table, and when headers are read otherwise: all is read once again
_SCHEMA = """
CREATE TABLE IF NOT EXISTS models (
    path BLOB PRIMARY KEY,
    stamp TEXT NOT NULL,
    inode INTEGER NOT NULL,
    name TEXT NOT NULL,
    stem TEXT NOT NULL,
    kind TEXT NOT NULL,
    family TEXT NOT NULL,
    precision TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    parameters INTEGER NOT NULL,
    changed_ns INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    title TEXT NOT NULL,
    words TEXT NOT NULL,
    preview BLOB NOT NULL,
    details TEXT NOT NULL,
    problem TEXT NOT NULL,
    away TEXT NOT NULL,
    revision INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS revisions (number INTEGER PRIMARY KEY AUTOINCREMENT);
CREATE INDEX IF NOT EXISTS by_name ON models (name);
CREATE INDEX IF NOT EXISTS by_stem ON models (stem);
CREATE INDEX IF NOT EXISTS by_kind ON models (kind);
CREATE INDEX IF NOT EXISTS by_revision ON models (revision);
"""
_COLUMNS = (
    "path, kind, family, precision, size_bytes, parameters, changed_ns, sha256, title, words, "
    "preview, details, problem, away"
)


@dataclass(frozen=True, slots=True)
class Known:
    """Name what the index holds of a path, to tell whether it must be read again."""

    stamp: str
    inode: int
    size_bytes: int
    changed_ns: int
    sha256: str
    away: str


class Index:
    """Keep entries by path. Callers see to it that one thread at a time comes in."""

    def __init__(self) -> None:
        """Open the file, and make it where it is not there or was damaged.

        Raises:
            OSError: The folder cannot be made.
            sqlite3.Error: The file cannot be opened.
        """
        file = index_file()
        file.parent.mkdir(parents=True, exist_ok=True)
        self._base, self.damaged = open_or_set_aside(
            file, _SCHEMA, busy_s=_BUSY_S, is_shared=True, is_checked=True
        )
        self._entries: dict[bytes, Entry] = {}
        self._version, self._revision = (-1, -1), -1

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def known(self) -> dict[str, Known]:
        """Name everything by its path."""
        rows = self._base.execute(
            "SELECT path, stamp, inode, size_bytes, changed_ns, sha256, away FROM models"
        )
        return {os.fsdecode(path): Known(*row) for path, *row in rows}

    def entries(self) -> Mapping[bytes, Entry]:
        """Give everything by its path as `os.fsencode` writes it; only what changed is read.

        Another process that scans meanwhile is noticed.
        """
        (others,) = self._base.execute("PRAGMA data_version").fetchone()
        version = (others, self._base.total_changes)
        if version != self._version:
            there = [path for (path,) in self._base.execute("SELECT path FROM models")]
            rows = self._base.execute(
                f"SELECT revision, {_COLUMNS} FROM models WHERE revision > ?",  # noqa: S608
                (self._revision,),
            ).fetchall()
            fresh = {row[1]: _entry(row[1:]) for row in rows}
            old = self._entries
            # What is gone since the first question is in neither: the next question settles it.
            self._entries = {
                path: fresh[path] if path in fresh else old[path]
                for path in there
                if path in fresh or path in old
            }
            self._revision = max((row[0] for row in rows), default=self._revision)
            self._version = version
        return self._entries

    def named(self, names: Sequence[str], stem: str) -> list[Entry]:
        """Give those that have one of the names, or that name without their ending."""
        rows = self._base.execute(
            f"SELECT {_COLUMNS} FROM models WHERE name IN ({_slots(names)}) OR stem = ?",  # noqa: S608
            [*map(_storable, names), _storable(stem)],
        )
        return [_entry(row) for row in rows]

    def put(self, read: Iterable[tuple[Candidate, Entry]]) -> None:
        """Keep what was read, in place of what was known of it."""
        rows = [_row(found, entry) for found, entry in read]
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            command = f"INSERT OR REPLACE INTO models VALUES ({marks}, ?)"  # noqa: S608
            with self._write() as revision:
                self._base.executemany(command, ((*row, revision) for row in rows))

    def drop(self, gone: Iterable[str]) -> None:
        """Forget paths."""
        with self._base:
            self._base.executemany(
                "DELETE FROM models WHERE path = ?", ((os.fsencode(one),) for one in gone)
            )

    def set_away(self, reasons: Mapping[str, str]) -> None:
        """Keep why paths cannot be reached now; "" for those that can again."""
        if reasons:
            with self._write() as revision:
                self._base.executemany(
                    "UPDATE models SET away = ?, revision = ? WHERE path = ?",
                    ((why, revision, os.fsencode(path)) for path, why in reasons.items()),
                )

    def set_hash(self, path: Path, sha256: str) -> None:
        """Keep the hash of a path's content."""
        with self._write() as revision:
            self._base.execute(
                "UPDATE models SET sha256 = ?, revision = ? WHERE path = ?",
                (sha256, revision, os.fsencode(path)),
            )

    @contextmanager
    def _write(self) -> Iterator[int]:
        """Begin to write, and give a number that is larger than those of all writes before."""
        with self._base:
            revision = self._base.execute("INSERT INTO revisions DEFAULT VALUES").lastrowid
            assert revision is not None
            self._base.execute("DELETE FROM revisions")  # the counter goes on all the same
            yield revision


def index_file() -> Path:
    """Find the index; it may not exist."""
    return paths.cache() / f"models-{_FORM}.db"


def named_in_index(names: Iterable[str], kinds: Iterable[str]) -> list[Path]:
    """Find paths by their file or folder name, with or without its ending.

    Opens and closes the index: about a millisecond, for whoever has no library open. An index that
    is not there, or cannot be read, knows nothing.
    """
    wanted, listed = list(names), list(kinds)
    of_kind, by_name = _slots(listed), _slots(wanted)
    command = (
        f"SELECT path FROM models WHERE away = '' AND kind IN ({of_kind}) "  # noqa: S608
        f"AND (name IN ({by_name}) OR stem IN ({by_name})) ORDER BY path"
    )
    return list(_look_up(command, [*listed, *wanted, *wanted]))


def of_kinds_in_index(kinds: Iterable[str]) -> list[Path]:
    """Give the paths of all models of these kinds; as `named_in_index`."""
    listed = list(kinds)
    command = (
        f"SELECT path FROM models WHERE away = '' AND kind IN ({_slots(listed)}) ORDER BY path"  # noqa: S608
    )
    return list(_look_up(command, listed))


def all_in_index() -> set[Path]:
    """Give the paths of all models; as `named_in_index`."""
    return set(_look_up("SELECT path FROM models WHERE away = ''", []))


def _look_up(command: str, values: list[str]) -> Iterator[Path]:
    file = index_file()
    if not file.is_file():
        return
    try:
        base = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=1.0)
    except sqlite3.Error:
        return
    try:
        yield from (Path(os.fsdecode(path)) for (path,) in base.execute(command, values))
    except sqlite3.Error:  # damaged: the next scan sets it aside and makes it again
        return
    finally:
        base.close()


def _slots(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _row(found: Candidate, entry: Entry) -> tuple[object, ...]:
    return (
        os.fsencode(found.path),
        found.stamp,
        # SQLite's numbers are signed; an inode of some file systems is not.
        found.inode & 0x7FFF_FFFF_FFFF_FFFF,
        _storable(entry.name),
        _storable(Path(entry.name).stem),
        entry.kind,
        entry.family,
        entry.precision,
        entry.size_bytes,
        entry.parameters,
        entry.changed_ns,
        entry.sha256,
        _storable(entry.title),
        json.dumps(entry.words),
        os.fsencode(entry.preview) if entry.preview else b"",
        json.dumps(dict(entry.details)),
        _storable(entry.problem),
        "",
    )


def _entry(row: tuple[Any, ...]) -> Entry:  # Any: a row of SQLite is typed by its table
    path, kind, family, precision, size, parameters, changed, sha256 = row[:8]
    title, words, preview, details, problem, away = row[8:]
    return Entry(
        Path(os.fsdecode(path)),
        kind,
        family,
        precision,
        size,
        parameters,
        changed,
        sha256,
        title,
        tuple(json.loads(words)) if words != "[]" else (),
        Path(os.fsdecode(preview)) if preview else None,
        json.loads(details) if details != "{}" else {},
        away or problem,
    )


def _storable(text: str) -> str:
    """Make a text that SQLite keeps of one with bytes that are no letters, as file names may be."""
    return text.encode("utf-8", "replace").decode("utf-8")
