"""What is kept, where, and what it is worth: an SQLite file that several processes share."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from graphstudio.database import connect
from graphstudio.engine.keys import Key

_BUSY_S = 1.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS result (
    key TEXT NOT NULL, world TEXT NOT NULL, object TEXT NOT NULL, bytes INTEGER NOT NULL,
    seconds REAL NOT NULL, made REAL NOT NULL, node TEXT NOT NULL, title TEXT NOT NULL,
    type TEXT NOT NULL, parts TEXT NOT NULL, seal BLOB NOT NULL,
    used REAL NOT NULL, worth REAL NOT NULL, pinned INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (key, world)
);
CREATE INDEX IF NOT EXISTS result_object ON result (object, bytes);
CREATE TABLE IF NOT EXISTS world (world TEXT PRIMARY KEY, parts TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value REAL NOT NULL);
"""
_SAID = "key, world, object, bytes, seconds, made, node, title, type, parts"
_ADD = (
    f"INSERT OR REPLACE INTO result ({_SAID}, seal, used, worth, pinned) VALUES "  # noqa: S608
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
    "ifnull((SELECT pinned FROM result WHERE key = ?1 AND world = ?2), 0))"
)
_ALL = f"SELECT {_SAID}, seal, used, worth, pinned FROM result"  # noqa: S608 - our own names
_SHARED = (
    "SELECT object, max(bytes), max(worth), max(pinned), max(used) FROM result GROUP BY object"
)
# Our statements are right: where SQLite finds a fault in one, the tables are not ours any more.
# And where it quotes such a fault in what is no text, Python cannot even say so.
_Faults = (sqlite3.DatabaseError, UnicodeDecodeError)
_DAMAGED = frozenset({sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


@dataclass(frozen=True, slots=True)
class Entry:
    """Say what is kept under one key.

    Attributes:
        key: Of the node.
        world: What besides the key decides the result, as a hash.
        object: The name of the file.
        bytes: Its size.
        seconds: How long making the result took.
        made: When, in seconds since 1970.
        node: The id of the node that gave it, in the workflow that ran.
        title: What people read on that node.
        type: The node's kind.
        parts: What the key is made of, as JSON.
        used: When it was last asked for.
        worth: How much it is worth keeping; the least goes first.
        pinned: Whether it never goes.
    """

    key: Key
    world: str
    object: str
    bytes: int
    seconds: float
    made: float
    node: str
    title: str
    type: str
    parts: str
    used: float = 0.0
    worth: float = 0.0
    pinned: bool = False

    @property
    def said(self) -> tuple[Any, ...]:  # Any: what SQLite takes
        """Everything that never changes."""
        return (
            self.key,
            self.world,
            self.object,
            self.bytes,
            self.seconds,
            self.made,
            self.node,
            self.title,
            self.type,
            self.parts,
        )


class Shared(NamedTuple):
    """Say what the entries of one object have in common: size, and the best of each."""

    object: str
    bytes: int
    worth: float
    pinned: bool
    used: float


class Index:
    """Read and change the index; may be used from several threads.

    A file that is damaged is set aside, and a new one begun.

    Args:
        path: The file; its folder is made.

    Raises:
        sqlite3.Error: From every method: it cannot be used now.
        OSError: Likewise.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.RLock()
        self._number = 0  # of the file that is open
        self._base = self._open()

    def find(self, key: Key, world: str) -> Entry | None:
        """Give the entry of a key; None where there is none, or a damaged one."""
        found = self._read(f"{_ALL} WHERE key = ? AND world = ?", (key, world))
        return next(filter(None, map(_entry, found)), None)

    def keys(self, world: str) -> set[Key]:
        """Give the keys that have an entry."""
        return {one for (one,) in self._read("SELECT key FROM result WHERE world = ?", (world,))}

    def version(self) -> int:
        """Give a number that changes when another connection has changed anything."""
        return int(self._read("PRAGMA data_version")[0][0])

    def entries(self) -> list[Entry]:
        """Give all entries, the largest first; damaged ones are left out."""
        found = self._read(f"{_ALL} ORDER BY bytes DESC, made")
        return [one for one in map(_entry, found) if one is not None]

    def shared(self) -> list[Shared]:
        """Give all objects."""
        found = self._read(_SHARED)
        return [
            Shared(str(name), int(_number(size)), _number(worth), bool(pinned), _number(used))
            for name, size, worth, pinned, used in found
        ]

    def total(self) -> int:
        """Add up the sizes of all objects."""
        found = self._read("SELECT sum(size) FROM (SELECT max(bytes) size FROM result "
                           "GROUP BY object)")  # fmt: skip
        return int(_number(found[0][0]))

    def add(self, entries: Iterable[Entry]) -> None:
        """Add entries in place of those with their keys; what is pinned stays it."""
        rows = [(*one.said, _seal(one.said), one.used, one.worth) for one in entries]
        self._write(_ADD, rows)

    def touch(self, uses: Mapping[tuple[Key, str], tuple[float, float]]) -> None:
        """Note when entries were used, and what they are worth now, by key and world."""
        rows = [(*when, *name) for name, when in uses.items()]
        self._write("UPDATE result SET used = ?, worth = ? WHERE key = ? AND world = ?", rows)

    def pin(self, key: Key, *, pinned: bool) -> None:
        """Pin all results of a key, or let them go again."""
        self._write("UPDATE result SET pinned = ? WHERE key = ?", [(int(pinned), key)])

    def drop(self, objects: Iterable[str]) -> None:
        """Forget the entries of objects."""
        self._write("DELETE FROM result WHERE object = ?", [(one,) for one in objects])

    def note_world(self, world: str, parts: Mapping[str, str]) -> None:
        """Keep what a world is made of."""
        told = json.dumps(parts, sort_keys=True)
        self._write("INSERT OR REPLACE INTO world VALUES (?, ?)", [(world, told)])

    def world(self, world: str) -> dict[str, str]:
        """Say what a world is made of; empty where nobody knows."""
        found = self._read("SELECT parts FROM world WHERE world = ?", (world,))
        return parse_parts(found[0][0]) if found else {}

    def setting(self, name: str) -> float:
        """Give a number that all processes share; 0 before anybody set it."""
        found = self._read("SELECT value FROM setting WHERE name = ?", (name,))
        return _number(found[0][0]) if found else 0.0

    def set(self, name: str, value: float) -> None:
        """Set a number that all processes share."""
        self._write("INSERT OR REPLACE INTO setting VALUES (?, ?)", [(name, value)])

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._base.close()

    def __del__(self) -> None:
        if base := getattr(self, "_base", None):
            base.close()

    def _read(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:  # Any: SQLite's
        with self._lock:
            self._follow()
            try:
                return self._base.execute(statement, values).fetchall()
            except _Faults as error:
                self._heal(error)
                return self._base.execute(statement, values).fetchall()

    def _write(self, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:  # Any: as above
        with self._lock:
            self._follow()
            try:
                with self._base:
                    self._base.executemany(statement, rows)
            except _Faults as error:
                self._heal(error)
                with self._base:
                    self._base.executemany(statement, rows)

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return self._connect()
        except _Faults as error:
            if not _is_damage(error):
                raise
            self._set_aside()
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        base = _connect(self._path)
        self._number = _number_of(self._path)
        return base

    def _follow(self) -> None:
        """Open the file anew where another one has taken its place, or it was removed."""
        if _number_of(self._path) != self._number:
            self._base.close()
            self._base = self._open()

    def _heal(self, error: Exception) -> None:
        """Begin a new file where this one is damaged; raise the error where it is not."""
        if not _is_damage(error):
            raise error
        self._base.close()
        self._base = self._open()  # another process may have begun one already
        if not _is_whole(self._base):
            self._base.close()
            self._set_aside()
            self._base = self._connect()

    def _set_aside(self) -> None:
        with suppress(FileNotFoundError):  # another process was quicker
            self._path.rename(self._path.with_name(f"{self._path.name}.damaged-{time.time_ns()}"))
        for ending in ("-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)


def parse_parts(text: str) -> dict[str, str]:
    """Read what a key or a world is made of; empty where that cannot be read."""
    try:
        found = json.loads(text)
    except (ValueError, TypeError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(name): str(value) for name, value in found.items()}


def _connect(path: Path) -> sqlite3.Connection:
    base = connect(path, _SCHEMA, busy_s=_BUSY_S, is_shared=True, is_dispensable=True)
    base.text_factory = _text
    return base


def _number_of(path: Path) -> int:
    """Give the number that the file system has for a file; 0 where there is none."""
    try:
        return path.stat().st_ino
    except FileNotFoundError:
        return 0


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")  # damage is found by the seal


def _is_damage(error: Exception) -> bool:
    if isinstance(error, UnicodeDecodeError):
        return True
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def _is_whole(base: sqlite3.Connection) -> bool:
    try:
        (told,) = base.execute("PRAGMA quick_check(1)").fetchone()
        base.execute(f"{_ALL} LIMIT 1").fetchall()
    except _Faults:
        return False
    return bool(told == "ok")


def _entry(row: Sequence[Any]) -> Entry | None:  # Any: what SQLite gives
    *said, seal, used, worth, pinned = row
    if seal != _seal(said):
        return None
    values: list[Any] = [*said, _number(used), _number(worth), bool(pinned)]  # Any: as above
    return Entry(*values)


def _seal(said: Sequence[Any]) -> bytes:  # Any: as above
    return hashlib.blake2b(repr(list(said)).encode("utf-8", "replace"), digest_size=16).digest()


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
