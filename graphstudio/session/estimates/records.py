"""What nodes took in earlier runs on this machine, kept in a small file.

It is never a reason for a run to fail: a damaged file is set aside, and what cannot be written or
read is not known.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TypeVar

from graphstudio.database import open_or_set_aside

T = TypeVar("T")

MOST_KEPT = 48
"""Records of nodes that are alike; older ones are forgotten."""

_FORMAT = 1
_BUSY_S = 0.5
_COLUMNS = (
    "kind, models, device, way, megapixels, pictures, steps, calls, is_whole, is_first, seconds, "
    "peak_bytes"
)
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS node_v{_FORMAT} (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, models TEXT NOT NULL, device TEXT NOT NULL,
    way TEXT NOT NULL, megapixels REAL, pictures INTEGER NOT NULL, steps REAL, calls INTEGER,
    is_whole INTEGER NOT NULL, is_first INTEGER NOT NULL, seconds REAL NOT NULL, peak_bytes INTEGER
);
CREATE INDEX IF NOT EXISTS alike_v{_FORMAT} ON node_v{_FORMAT} (kind, models, device);
CREATE TABLE IF NOT EXISTS load_v{_FORMAT} (
    id INTEGER PRIMARY KEY, model TEXT NOT NULL, device TEXT NOT NULL, seconds REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS device (choice TEXT PRIMARY KEY, name TEXT NOT NULL);
"""
_INSERT = f"INSERT INTO node_v{_FORMAT} ({_COLUMNS}) VALUES ({', '.join('?' * 12)})"  # noqa: S608 - our own names
_SELECT = (
    f"SELECT {_COLUMNS} FROM node_v{_FORMAT} "  # noqa: S608 - our own names
    "WHERE kind = ? AND models = ? AND device = ? ORDER BY id DESC"
)
_FORGET = (
    f"DELETE FROM node_v{_FORMAT} WHERE kind = ? AND models = ? AND device = ? AND id NOT IN "  # noqa: S608
    f"(SELECT id FROM node_v{_FORMAT} WHERE kind = ? AND models = ? AND device = ? "
    f"ORDER BY id DESC LIMIT {MOST_KEPT})"
)


@dataclass(frozen=True, slots=True)
class NodeRecord:
    """Hold what one node took in one run.

    Attributes:
        kind: Its definition's id.
        models: Likeness of the networks that it lent.
        device: Where it ran.
        way: See `Workload`.
        megapixels: Of all pictures; None where nobody knew before the run.
        pictures: How many there were, as far as was known.
        steps: How many it was asked for; None where it is not asked.
        calls: How many it really did; None where it did not count.
        is_whole: Whether it did all of them: a run that went on from a kept state did fewer.
        is_first: Whether it was the first of its kind in its process, which imports what it needs.
        seconds: How long its code took, loading networks left out.
        peak_bytes: What it took at most beside what was there before and after; None where
            nobody can measure it.
    """

    kind: str
    models: str
    device: str
    way: str
    megapixels: float | None
    pictures: int
    steps: float | None
    calls: int | None
    is_whole: bool
    is_first: bool
    seconds: float
    peak_bytes: int | None = None


class Records:
    """Keep records in a file; may be used from several threads, and by several processes.

    Args:
        path: The file; it is made when the first record is written.

    Attributes:
        warm: Kinds of node that have run in this process.
    """

    def __init__(self, path: Path) -> None:
        self.warm: set[str] = set()
        self._path = path
        self._lock = threading.Lock()
        self._base: sqlite3.Connection | None = None

    def add(
        self,
        nodes: Iterable[NodeRecord],
        loads: Iterable[tuple[str, str, float]] = (),
        device: tuple[str, str] | None = None,
    ) -> bool:
        """Keep what a run took; False where that cannot be.

        Args:
            nodes: Its nodes.
            loads: For each network that was loaded its likeness, the device and the seconds.
            device: What was asked for, and which one that is.
        """
        rows = [astuple(one) for one in nodes]

        def write(base: sqlite3.Connection) -> bool:
            base.executemany(_INSERT, rows)
            base.executemany(_FORGET, [one * 2 for one in sorted({row[:3] for row in rows})])
            base.executemany(
                f"INSERT INTO load_v{_FORMAT} (model, device, seconds) VALUES (?, ?, ?)",  # noqa: S608
                list(loads),
            )
            if device is not None:
                base.execute("INSERT OR REPLACE INTO device VALUES (?, ?)", device)
            return True

        return self._with_base(write, otherwise=False, makes=True)

    def alike(self, kind: str, models: str, device: str) -> tuple[NodeRecord, ...]:
        """Give what nodes of a kind took with alike networks, the newest first."""

        def read(base: sqlite3.Connection) -> tuple[NodeRecord, ...]:
            return tuple(_record(*row) for row in base.execute(_SELECT, (kind, models, device)))

        return self._with_base(read, otherwise=())

    def loads(self, model: str, device: str) -> tuple[float, ...]:
        """Give how many seconds it took to load alike networks, the newest first."""
        query = (
            f"SELECT seconds FROM load_v{_FORMAT} WHERE model = ? AND device = ? "  # noqa: S608
            f"ORDER BY id DESC LIMIT {MOST_KEPT}"
        )

        def read(base: sqlite3.Connection) -> tuple[float, ...]:
            return tuple(row[0] for row in base.execute(query, (model, device)))

        return self._with_base(read, otherwise=())

    def device(self, choice: str) -> str:
        """Say which device a choice, such as "auto", meant last; "" where nobody knows."""

        def read(base: sqlite3.Connection) -> str:
            found = base.execute("SELECT name FROM device WHERE choice = ?", (choice,)).fetchone()
            return "" if found is None else str(found[0])

        return self._with_base(read, otherwise="")

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._base is not None:
                self._base.close()
                self._base = None

    def _with_base(
        self, work: Callable[[sqlite3.Connection], T], *, otherwise: T, makes: bool = False
    ) -> T:
        """Do something with the file, in one transaction; give something else where it fails."""
        with self._lock:
            try:
                if self._base is None:
                    if not makes and not self._path.exists():
                        return otherwise
                    self._path.parent.mkdir(parents=True, exist_ok=True)
                    self._base, _ = open_or_set_aside(
                        self._path, _SCHEMA, busy_s=_BUSY_S, is_shared=True
                    )
                with self._base:
                    return work(self._base)
            except (sqlite3.Error, OSError) as error:
                self._give_up(error)
                return otherwise

    def _give_up(self, error: Exception) -> None:
        """Open the file anew next time: what is damaged is then found out, and set aside."""
        if self._base is not None and not isinstance(error, sqlite3.OperationalError):
            with closing(self._base):
                self._base = None


def _record(
    kind: str,
    models: str,
    device: str,
    way: str,
    megapixels: float | None,
    pictures: int,
    steps: float | None,
    calls: int | None,
    is_whole: int,
    is_first: int,
    seconds: float,
    peak_bytes: int | None,
) -> NodeRecord:
    return NodeRecord(
        *(kind, models, device, way, megapixels, pictures, steps, calls),
        is_whole=bool(is_whole),
        is_first=bool(is_first),
        seconds=seconds,
        peak_bytes=peak_bytes,
    )
