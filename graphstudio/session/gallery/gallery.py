"""Every picture that was made, here and by headless runs: newest first, found by its words."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

from psygnal import Signal

from graphstudio import paths
from graphstudio.database import open_or_set_aside
from graphstudio.session.gallery.picture import Picture, read_size, read_texts
from graphstudio.session.gallery.thumbnails import Thumbnails
from graphstudio.workflow.pictures import read_workflow

_TABLE = """
    CREATE TABLE IF NOT EXISTS pictures (
        path BLOB PRIMARY KEY, made REAL, width INTEGER, height INTEGER, title TEXT, prompt TEXT,
        words TEXT, stamp TEXT, is_starred INTEGER DEFAULT 0, is_forgotten INTEGER DEFAULT 0,
        is_missing INTEGER DEFAULT 0
    );
    CREATE INDEX IF NOT EXISTS by_age ON pictures (made);
"""
_INSERT = """
    INSERT INTO pictures (path, made, width, height, title, prompt, words, stamp)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (path) DO UPDATE SET
        made = excluded.made, width = excluded.width, height = excluded.height,
        title = excluded.title, prompt = excluded.prompt, words = excluded.words,
        is_missing = 0, is_forgotten = is_forgotten AND stamp = excluded.stamp,
        stamp = excluded.stamp
"""
_BATCH = 100  # pictures found by a scan before they are shown
_BUSY_S = 10.0

_Row = tuple[bytes, float, int, int, str, str, str, str]


class Gallery:
    """Keep an index of pictures. Any thread may ask; several windows share one index.

    The pictures themselves are never touched: the index can always be made again, but for stars.

    Attributes:
        changed: Emits nothing, after pictures came, went or got a star, in the thread that did it.
        folder: Where pictures are made; `scan` looks here.
    """

    changed: ClassVar[Signal] = Signal()

    def __init__(self, state_folder: Path, pictures_folder: Path) -> None:
        """Open the index, or begin one.

        Args:
            state_folder: Where the index is kept; made if it is not there.
            pictures_folder: Where pictures are made; it need not be there yet.
        """
        self.folder = pictures_folder
        self._thumbnails = Thumbnails(paths.cache() / "thumbnails")
        self._lock = threading.Lock()
        state_folder.mkdir(parents=True, exist_ok=True)
        self._base = _opened(state_folder / "gallery.sqlite")
        self._is_closed = threading.Event()

    def add(self, path: Path, title: str = "") -> None:
        """Take in a picture that was just made; one that carries no workflow is left out.

        Args:
            path: The file.
            title: What to call it when its workflow has no title.
        """
        row = _read(path, title)
        if row is not None:
            self._write(_INSERT, [row])

    def pictures(
        self, search: str = "", *, starred: bool = False, limit: int | None = None
    ) -> tuple[Picture, ...]:
        """Give the pictures, newest first.

        Args:
            search: Words that must all occur in the texts of the workflow or the file's name.
            starred: Give only those with a star.
            limit: At most so many.
        """
        words = search.casefold().split()
        wanted = ["NOT is_forgotten", "NOT is_missing", *["instr(words, ?) > 0"] * len(words)]
        if starred:
            wanted.append("is_starred")
        # Only the fixed pieces above are put together; what people type is passed apart.
        query = (
            "SELECT path, made, width, height, title, prompt, is_starred FROM pictures "  # noqa: S608
            f"WHERE {' AND '.join(wanted)} ORDER BY made DESC, path DESC LIMIT ?"
        )
        found = self._rows(query, (*words, -1 if limit is None else limit))
        return tuple(
            Picture(Path(os.fsdecode(path)), made, width, height, title, prompt, bool(star))
            for path, made, width, height, title, prompt, star in found
        )

    def star(self, path: Path, is_starred: bool = True) -> None:
        """Mark a picture, or take its mark away."""
        self._write("UPDATE pictures SET is_starred = ? WHERE path = ?", [(is_starred, _key(path))])

    def forget(self, path: Path) -> None:
        """Show a picture no more; the file stays, and scanning does not bring it back."""
        self._write("UPDATE pictures SET is_forgotten = 1 WHERE path = ?", [(_key(path),)])

    def workflow_text(self, path: Path) -> str:
        """Read the text of the workflow file that a picture carries.

        Raises:
            NotAWorkflow: It carries none, or cannot be read; says why and what to do.
        """
        return read_workflow(path)

    def thumbnail(self, path: Path) -> Path:
        """Find or make a small version of a picture; takes long for a new one.

        A picture that cannot be made small is given itself.
        """
        return self._thumbnails.get(path) or path

    def scan(self, folder: Path | None = None) -> None:
        """Find pictures that were made elsewhere, and notice those that are gone.

        To be run in a thread: a thousand new pictures take about a second. Ends early when the
        gallery is closed.

        Args:
            folder: Where to look, with the folders in it; None takes `folder`.
        """
        rows = self._rows("SELECT path, stamp, is_missing FROM pictures")
        known = {path: (stamp, is_missing) for path, stamp, is_missing in rows}
        batch: list[_Row] = []
        for path in _png_files(folder or self.folder):
            if self._is_closed.is_set():
                return
            stamp, is_missing = known.get(_key(path), ("", 0))
            if is_missing or stamp != _stamp(path):
                row = _read(path)
                if row is not None:
                    batch.append(row)
            if len(batch) == _BATCH:
                self._write(_INSERT, batch)
                batch = []
        self._write(_INSERT, batch)
        gone = [(key,) for key, (_, is_missing) in known.items() if not is_missing and _gone(key)]
        self._write("UPDATE pictures SET is_missing = 1 WHERE path = ?", gone)
        self._thumbnails.prune()

    def close(self) -> None:
        """Let go of the index."""
        self._is_closed.set()
        with self._lock:
            self._base.close()

    def _rows(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:  # Any: SQL
        with self._lock:
            # A thread may still ask when the window has just put everything away.
            return [] if self._is_closed.is_set() else self._base.execute(query, values).fetchall()

    def _write(self, command: str, rows: Sequence[tuple[object, ...]]) -> None:
        if not rows:
            return
        with self._lock:
            if self._is_closed.is_set():
                return
            with self._base:
                self._base.executemany(command, rows)
        self.changed.emit()


def _opened(file: Path) -> sqlite3.Connection:
    """Open the index; a damaged one is put aside, because a scan makes it again."""
    return open_or_set_aside(file, _TABLE, busy_s=_BUSY_S, is_shared=True)[0]


def _read(path: Path, title: str = "") -> _Row | None:
    """Read the columns of a picture; None if it is none of ours, or gone."""
    try:
        made, stamp, size = path.stat().st_mtime, _stamp(path), read_size(path)
    except OSError:
        return None
    texts = read_texts(path)
    if size is None or texts is None:
        return None
    title, prompt = _storable(texts.title or title), _storable(texts.prompt)
    words = _storable(f"{path.name}\n{title}\n{texts.words}".casefold())
    return (_key(path), made, *size, title, prompt, words, stamp)


def _storable(text: str) -> str:
    """Replace what no database stores: file names on Linux may hold any bytes."""
    return text.encode(errors="replace").decode()


def _stamp(path: Path) -> str:
    found = path.stat()
    return f"{found.st_mtime_ns} {found.st_size}"


def _key(path: Path) -> bytes:
    return os.fsencode(path.resolve())


def _gone(key: bytes) -> bool:
    return not os.path.lexists(key)


def _png_files(folder: Path) -> Iterator[Path]:
    """Find the pictures in a folder and in those in it; a folder that is not there has none."""
    for where, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if not one.startswith(".")]
        for name in names:
            if name.endswith(".png") and not name.startswith("."):
                yield Path(where, name)
