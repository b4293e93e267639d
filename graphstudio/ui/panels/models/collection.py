"""The library as the panel holds it: in memory, brought up to date in threads, never waited for."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from graphstudio.errors import GraphStudioError
from graphstudio.library.entries import Entry
from graphstudio.library.folders import ModelFolder
from graphstudio.library.marks import Marks
from graphstudio.library.scans import Progress, ScanReport
from graphstudio.library.trash import take_back
from graphstudio.ui.jobs import Jobs
from graphstudio.ui.panels.models.scan_face import Rounds, UnderWay, Watching
from graphstudio.ui.panels.models.selection import Item

T = TypeVar("T")


class Shelf(Protocol):
    """What the panel asks of a `library.Library`, which is thread-safe."""

    @property
    def folders(self) -> Sequence[ModelFolder]:
        """Where models are looked for."""

    def marked(self) -> list[tuple[Entry, Marks]]:
        """Give every model with what somebody said of it."""

    def hashed(self, path: Path) -> str:
        """Take the hash of a model."""

    def duplicates(self) -> list[list[Entry]]:
        """Group what has the same content; reads what is of equal size."""

    def mark(self, path: Path, marks: Marks) -> None:
        """Keep what somebody says of a model."""

    def discard(self, path: Path) -> Path:
        """Move a model into a trash folder."""

    def add_folder(self, path: Path) -> object:
        """Look for models in one more folder."""

    def read_folders(self) -> None:
        """Take the list of folders as it is now."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Say what went wrong in a thread."""

    message: str


@dataclass(frozen=True, slots=True)
class Discarded:
    """Say where a model went.

    Attributes:
        path: Where it was.
        trash: Where it is.
    """

    path: Path
    trash: Path


class Collection(QObject):
    """Hold every model with its marks.

    Attributes:
        changed: `items` are others now.
        scanning: Emits how many models were looked at, and of how many, or -1; (-1, -1) at the
            end.
        hashed: Emits the `Path` of a model whose hash is known now.
        grouped: Emits the groups of models with the same content.
        discarded: Emits a `Discarded`.
        failed: Emits what went wrong, and what to do.
    """

    changed = Signal()
    scanning = Signal(int, int)
    hashed = Signal(object)
    grouped = Signal(object)
    discarded = Signal(object)
    failed = Signal(str)
    _mail = Signal(int, int)
    _over = Signal(str)
    _stirred = Signal()

    def __init__(self, shelf: Shelf, rounds: Rounds, parent: QObject) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._rounds = rounds
        self._jobs = Jobs(self)
        self._items: dict[Path, Item] = {}
        self._scan: UnderWay | None = None
        self._is_wanted_again = False
        self._watching = Watching()
        self._writing = _Writing(shelf)
        # A scan tells in a thread of its own: signals bring it to this one.
        self._mail.connect(self.scanning)
        self._over.connect(self._end_scan)
        self._stirred.connect(self.scan)
        self.is_read = False

    @property
    def items(self) -> tuple[Item, ...]:
        """Every model, in no order."""
        return tuple(self._items.values())

    @property
    def folders(self) -> Sequence[ModelFolder]:
        """Where models are looked for."""
        return self._shelf.folders

    @property
    def is_scanning(self) -> bool:
        """Whether folders are being looked through."""
        return self._scan is not None

    def item(self, path: Path) -> Item | None:
        """Give one model; None for what is not there."""
        return self._items.get(path)

    def refresh(self) -> None:
        """Read what is known, without a look at the disk."""
        shelf = self._shelf
        self._do(lambda: [Item.of(*one) for one in shelf.marked()], self._take)

    def scan(self) -> None:
        """Look through the folders; asked while that goes on, once more afterwards."""
        if self._scan is not None:
            self._is_wanted_again = True
            return
        try:
            self._scan = self._rounds.begin_scan(self._tell, self._tell_end)
        except OSError as error:
            self.failed.emit(str(error))
            return
        self.scanning.emit(0, -1)

    def watch(self) -> None:
        """Scan by itself whenever something changes in the folders that there are now."""
        rounds, stir = self._rounds, self._stirred.emit
        self._do(lambda: self._watching.begin(lambda: rounds.begin_watch(stir)), _forget)

    def read_folders(self) -> None:
        """Look into other folders than before: the preferences name others now."""
        self._do(self._shelf.read_folders, lambda _: self._look_anew())

    def mark(self, path: Path, marks: Marks) -> None:
        """Keep what somebody says of a model: at once here, a moment later on the disk."""
        item = self._items.get(path)
        if item is None or item.marks == marks:
            return
        self._items[path] = item.marked(marks)
        self._writing.put(path, marks)
        self._do(self._writing.write, _forget)
        self.changed.emit()

    def take_hash(self, path: Path) -> None:
        """Take the hash of a model, which reads all of it."""
        shelf = self._shelf
        self._do(
            lambda: shelf.hashed(path),
            lambda _: self._end_hash(path),
            lambda: self.hashed.emit(path),
        )

    def group(self) -> None:
        """Look for models with the same content."""
        self._do(self._shelf.duplicates, self.grouped.emit)

    def discard(self, paths: Sequence[Path]) -> None:
        """Move models to the trash, one after the other."""
        shelf = self._shelf
        for path in paths:
            self._do(
                partial(_discard, shelf, path),
                self._drop,
            )

    def put_back(self, gone: Sequence[Discarded]) -> None:
        """Take models out of the trash again."""
        for one in gone:
            self._do(partial(take_back, one.trash, one.path), lambda _: self.scan())

    def add_folder(self, path: Path) -> None:
        """Look for models in one more folder."""
        shelf = self._shelf
        self._do(lambda: shelf.add_folder(path), lambda _: self._look_anew())

    def end(self) -> None:
        """Stop looking, and write what is not written yet."""
        self._is_wanted_again = False
        if self._scan is not None:
            self._scan.stop()
        self._watching.end()
        self._writing.write()

    def _look_anew(self) -> None:
        self.watch()
        self.scan()

    def _do(
        self,
        work: Callable[[], T],
        then: Callable[[T], object],
        otherwise: Callable[[], object] = lambda: None,
    ) -> None:
        def finish(result: T | Failure) -> None:
            if isinstance(result, Failure):
                self.failed.emit(result.message)
                otherwise()
            else:
                then(result)

        self._jobs.start(lambda: _tried(work), finish)

    def _take(self, items: Sequence[Item]) -> None:
        self.is_read = True
        kept = self._writing.pending
        self._items = {
            one.entry.path: one.marked(kept[one.entry.path]) if one.entry.path in kept else one
            for one in items
        }
        self.changed.emit()

    def _tell(self, progress: Progress) -> None:
        self._mail.emit(progress.done, progress.total or -1)

    def _tell_end(self, report: ScanReport | None, problem: str) -> None:
        del report
        self._over.emit(problem)

    def _end_scan(self, problem: str) -> None:
        self._scan = None
        self.scanning.emit(-1, -1)
        if problem:
            self.failed.emit(problem)
        self.refresh()
        if self._is_wanted_again:
            self._is_wanted_again = False
            self.scan()

    def _end_hash(self, path: Path) -> None:
        self.hashed.emit(path)
        self.refresh()

    def _drop(self, gone: Discarded) -> None:
        self._items.pop(gone.path, None)
        self.changed.emit()
        self.discarded.emit(gone)


class _Writing:
    """Write marks in the order in which they were made, whichever thread comes first."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._pending: dict[Path, Marks] = {}
        self._lock = threading.Lock()

    @property
    def pending(self) -> dict[Path, Marks]:
        """What is not on the disk yet."""
        return dict(self._pending)

    def put(self, path: Path, marks: Marks) -> None:
        """Note what is to be written; what was noted before of the same model is overtaken."""
        self._pending[path] = marks

    def write(self) -> None:
        """Write all that is noted."""
        with self._lock:
            for path, marks in list(self._pending.items()):
                self._shelf.mark(path, marks)
                if self._pending.get(path) is marks:
                    del self._pending[path]


def _tried(work: Callable[[], T]) -> T | Failure:
    try:
        return work()
    except GraphStudioError as error:
        return Failure(str(error))
    except sqlite3.Error as error:
        return Failure(f"The list of models cannot be used: {error}. Is the disk full?")
    except OSError as error:
        return Failure(f"{error.filename or ''}: {error.strerror or error}".lstrip(": "))


def _discard(shelf: Shelf, path: Path) -> Discarded:
    return Discarded(path, shelf.discard(path))


def _forget(_: object) -> None:
    """Need nothing of a result."""
