"""What nodes were like when they last gave results: so that a change can be named later.

A ledger holds no results. It is there after a restart, and several processes may share one.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
import threading
import time
import weakref
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple

from graphstudio.database import connect
from graphstudio.engine.keys import Key, node_key
from graphstudio.engine.plan import Plan

MOST_OF_A_NODE = 6
MOST = 20_000  # entries; about 10 MB
_MOST_TEXT = 2000  # characters of a value; a longer one is only told apart from others
_BUSY_S = 1.0
_NOTHING: Mapping[str, float] = MappingProxyType({})
UNSTABLE = "~"  # in place of a key that is another one at each plan

_TABLES = """
CREATE TABLE IF NOT EXISTS entry (
    node TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL,
    told TEXT NOT NULL, PRIMARY KEY (node, kind, key)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS entry_at ON entry (at);
CREATE TABLE IF NOT EXISTS pace (kind TEXT PRIMARY KEY, seconds REAL NOT NULL);
"""
_ADD = (
    "INSERT INTO entry VALUES (:node, :kind, :key, :at, :told) "
    "ON CONFLICT DO UPDATE SET at = :at, told = :told"
)
_TRIM = (
    "DELETE FROM entry WHERE node = :node AND kind = :kind AND at < (SELECT at FROM entry "
    "WHERE node = :node AND kind = :kind ORDER BY at DESC LIMIT 1 OFFSET :most - 1)"
)
_PRUNE = "DELETE FROM entry WHERE at < (SELECT at FROM entry ORDER BY at DESC LIMIT 1 OFFSET ? - 1)"
_FIND = "SELECT key, told FROM entry WHERE node = ? AND kind = ? ORDER BY at DESC LIMIT ?"


class Source(NamedTuple):
    """Name the other end of a wire: the node's id and output, and what people call it."""

    node: str
    output: str
    caption: str


class Entry(NamedTuple):
    """Hold what a node was like when it gave a result.

    Attributes:
        key: Tells it from the node's other entries: its key, where that is stable.
        parts: What the node did itself, piece by piece, as in `PlannedNode.parts`.
        wires: For each wire, the key at its other end; "~" where that is another at each plan.
        sources: Where each wire came from.
    """

    key: Key
    parts: Mapping[str, str]
    wires: Mapping[str, Key]
    sources: Mapping[str, Source]


def entry_of(plan: Plan, id_: str) -> Entry:
    """Say what a planned node is like."""
    planned = plan.by_id[id_]
    wires: dict[str, Key] = {}
    sources: dict[str, Source] = {}
    for link, (name, key, output) in zip(planned.links, planned.feeds, strict=True):
        source = plan.by_id[link.source]
        wires[name] = key if source.is_kept else UNSTABLE
        sources[name] = Source(link.source, output, source.caption)
    key = planned.key
    if not planned.is_kept:
        key = node_key(planned.own, [(*one, sources[one[0]].output) for one in wires.items()])
    parts = {
        name: text if len(text) <= _MOST_TEXT else _told_apart(text)
        for name, text in planned.parts.items()
        if not name.startswith("wire ")
    }
    return Entry(key, parts, wires, sources)


class Ledger:
    """Remember what nodes were like that gave results, the last few times of each.

    May be used from several threads. It is no great loss: where the disk is full or the file is
    locked, what was to be remembered is not, and a damaged file begins anew.

    Args:
        path: Where it is kept; its folder is made. None keeps it in memory.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._base = _open(path)
        self._closing = weakref.finalize(self, self._base.close)

    def close(self) -> None:
        """Let go of the file."""
        self._closing()

    def note(self, plan: Plan, nodes: Iterable[str], pace: Mapping[str, float] = _NOTHING) -> None:
        """Remember that nodes gave results; those that run every time are left out.

        Args:
            plan: Of the run.
            nodes: Their ids.
            pace: How long kinds of nodes take that may be cut off; see `CutOff.seconds`.
        """
        now = time.time_ns()
        rows = []
        limit = {"most": MOST_OF_A_NODE}
        for id_ in nodes:
            planned = plan.by_id[id_]
            if planned.is_repeatable:
                key, *told = entry_of(plan, id_)
                text = json.dumps(told, separators=(",", ":"))
                kind = planned.definition.id
                rows.append(
                    {"node": id_, "kind": kind, "key": key, "at": now, "told": text, **limit}
                )
        with self._using() as base:
            base.executemany(_ADD, rows)
            base.executemany(_TRIM, rows)
            base.execute(_PRUNE, (MOST,))
            base.executemany("INSERT OR REPLACE INTO pace VALUES (?, ?)", list(pace.items()))

    def of(self, node: str, kind: str) -> tuple[Entry, ...]:
        """Give the entries of a node, the newest first.

        Args:
            node: Its id.
            kind: The id of its definition.
        """
        found: list[tuple[str, str]] = []
        with self._using() as base:
            found = base.execute(_FIND, (node, kind, MOST_OF_A_NODE)).fetchall()
        return tuple(_entry(key, told) for key, told in found)

    def pace(self) -> dict[str, float]:
        """Say how long kinds of nodes took that may be cut off."""
        found: list[tuple[str, float]] = []
        with self._using() as base:
            found = base.execute("SELECT kind, seconds FROM pace").fetchall()
        return dict(found)

    @contextlib.contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        """Lend the file; what goes wrong with it ends the block and no more."""
        with self._lock:
            try:
                with self._base:
                    yield self._base
            except sqlite3.OperationalError:  # full, or locked by another process for long
                return
            except sqlite3.DatabaseError:
                self._closing()
                self._base = _connect(":memory:") if self._path is None else _anew(self._path)
                self._closing = weakref.finalize(self, self._base.close)


def _entry(key: Key, told: str) -> Entry:
    parts, wires, sources = json.loads(told)
    return Entry(key, parts, wires, {name: Source(*one) for name, one in sources.items()})


def _told_apart(text: str) -> str:
    return f"#{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}"


def _open(path: Path | None) -> sqlite3.Connection:
    if path is None:
        return _connect(":memory:")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _connect(path)
    except (sqlite3.OperationalError, OSError):  # locked, or nothing may be written there
        return _connect(":memory:")
    except sqlite3.DatabaseError:
        return _anew(path)


def _anew(path: Path) -> sqlite3.Connection:
    """Begin a new file in place of a damaged one."""
    try:
        for ending in ("", "-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        return _connect(path)
    except (sqlite3.Error, OSError):
        return _connect(":memory:")


def _connect(place: Path | Literal[":memory:"]) -> sqlite3.Connection:
    return connect(place, _TABLES, busy_s=_BUSY_S, is_shared=True)
