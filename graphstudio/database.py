"""SQLite files of our own: opened so that a kill loses nothing, set aside when damaged."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Literal


def open_or_set_aside(
    path: Path, schema: str, *, busy_s: float, is_shared: bool = False, is_checked: bool = False
) -> tuple[sqlite3.Connection, Path | None]:
    """Open a file with a write-ahead log; an empty one takes the place of a damaged one.

    Args:
        path: The file; its folder is there.
        schema: Commands that make what is missing.
        busy_s: How long to wait for another process.
        is_shared: Whether several threads use the connection, one at a time.
        is_checked: Whether to look at every page: about 10 ms for a megabyte. Otherwise only
            damage that opening meets is found.

    Returns:
        The connection, and where a damaged file was put; None where all was well.

    Raises:
        sqlite3.OperationalError: It is locked, or cannot be written: the file is not to blame.
    """
    try:
        base = connect(path, schema, busy_s=busy_s, is_shared=is_shared)
        if is_checked:
            _check(base)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        aside = path.with_name(f"{path.name}.damaged-{time.time_ns()}")
        path.rename(aside)
        for ending in ("-wal", "-shm"):
            path.with_name(path.name + ending).unlink(missing_ok=True)
        return connect(path, schema, busy_s=busy_s, is_shared=is_shared), aside
    return base, None


def _check(base: sqlite3.Connection) -> None:
    """Look at every page.

    Raises:
        sqlite3.DatabaseError: One is damaged; the connection is closed.
    """
    try:
        (told,) = base.execute("PRAGMA quick_check(1)").fetchone()
        if told != "ok":
            raise sqlite3.DatabaseError(told)
    except sqlite3.Error:
        base.close()
        raise


def connect(
    place: Path | Literal[":memory:"],
    schema: str,
    *,
    busy_s: float,
    is_shared: bool = False,
    is_dispensable: bool = False,
) -> sqlite3.Connection:
    """Open a file with a write-ahead log.

    A killed process loses nothing; a pulled plug may cost the last changes, never the file.

    Args:
        place: The file; its folder is there.
        schema: Commands that make what is missing.
        busy_s: How long to wait for another process.
        is_shared: Whether several threads use the connection, one at a time.
        is_dispensable: Whether a pulled plug may cost the file: all in it can be made again.

    Raises:
        sqlite3.Error: It is damaged, locked, or cannot be written.
        UnicodeDecodeError: It is damaged, and what SQLite says of it is no text.
    """
    base = sqlite3.connect(place, timeout=busy_s, check_same_thread=not is_shared)
    try:
        base.execute("PRAGMA journal_mode = WAL")
        base.execute(f"PRAGMA synchronous = {'OFF' if is_dispensable else 'NORMAL'}")
        base.executescript(schema)
    except BaseException:
        base.close()
        raise
    return base
