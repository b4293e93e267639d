"""What is kept on disk, for people who look at it, and the few things that they can do with it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from graphstudio.engine.disk.index import Entry, Index, parse_parts
from graphstudio.engine.disk.pruning import make_room, remove_all, remove_broken, remove_older
from graphstudio.engine.disk.reels import ReelShelf, held_bytes, verify_reels
from graphstudio.engine.disk.store import ResultStore
from graphstudio.engine.plan import PlannedNode
from graphstudio.errors import BadValue, RunError
from graphstudio.session.keeping import asked_budget, results_folder, steps_folder

_DAY_S = 86_400.0
_SHORTEST = 4  # digits of a key that name it


@dataclass(frozen=True, slots=True)
class Kept:
    """Say what is kept under a key, and what it was made from.

    Attributes:
        entry: Of the index.
        file: Where it is; None where that is lost.
        parts: What the key is made of.
        world: What else the result depends on.
    """

    entry: Entry
    file: Path | None
    parts: Mapping[str, str]
    world: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Say what came of reading everything.

    Attributes:
        results: How many were read.
        broken: How many of them were not what was written, and are gone.
        freed_bytes: What these and forgotten files took.
        steps: How many states were read.
        broken_steps: How many of them are not what was written; they are never used.
    """

    results: int
    broken: int
    freed_bytes: int
    steps: int
    broken_steps: int


class KeptThings:
    """Look at the disk cache, also while other processes use it.

    Raises:
        RunError: From every method: it cannot be read or changed now.
    """

    def __init__(self) -> None:
        self._store = ResultStore(results_folder(), lambda: None, asked_budget())
        self._steps = ReelShelf(steps_folder(), lambda: None)

    @property
    def steps_bytes(self) -> int:
        """How much the states in the middle of nodes' work take."""
        with self._telling():
            return held_bytes(steps_folder())

    def entries(self) -> list[Entry]:
        """Give all results, the largest first."""
        with self._index() as index:
            return index.entries()

    def find(self, key: str) -> list[Kept]:
        """Look a key up, or how it begins.

        Raises:
            BadValue: Nothing is kept under it, or under several that begin like this.
        """
        with self._index() as index:
            found = [one for one in index.entries() if one.key.startswith(key)]
            if len(key) < _SHORTEST or not found:
                raise BadValue(
                    f"Nothing is kept under the key {key!r}. `graphstudio cache list` shows all."
                )
            names = sorted({one.key for one in found})
            if len(names) > 1:
                raise BadValue(f"Several keys begin with {key!r}: {', '.join(names)}.")
            return [
                Kept(
                    one,
                    self._store.objects.path(one.object),
                    parse_parts(one.parts),
                    index.world(one.world),
                )
                for one in found
            ]

    def of(self, planned: PlannedNode) -> list[Kept]:
        """Give what is kept for a node of a plan."""
        keys = {one.key for one in self.entries()}
        return self.find(planned.key) if planned.key in keys else []

    def pin(self, keys: Sequence[str], *, pinned: bool) -> list[Entry]:
        """Pin results, or let them go again.

        Raises:
            BadValue: Nothing is kept under one of the keys; nothing was changed.
        """
        found = [self.find(key)[0].entry for key in keys]
        with self._index() as index:
            for one in found:
                index.pin(one.key, pinned=pinned)
        return found

    def prune(self, to_bytes: int | None = None, older_days: float | None = None) -> int:
        """Remove what is worth least; say how many bytes are free now.

        Args:
            to_bytes: Down to this size; None to the budget.
            older_days: Remove what was not used for so long, however much room there is; None
                removes nothing for its age.
        """
        with self._index() as index:
            freed = 0
            if older_days is not None:
                before = time.time() - older_days * _DAY_S
                freed += remove_older(index, self._store.objects, before).bytes
            if older_days is None or to_bytes is not None:
                limit = self._store.limit if to_bytes is None else lambda _: to_bytes
                freed += make_room(index, self._store.objects, limit).bytes
            freed += self._store.objects.sweep(one.object for one in index.shared())
            if to_bytes is not None:
                freed += self._steps.prune(to_bytes)
            return freed

    def verify(self) -> Verdict:
        """Read everything, and remove what is broken."""
        with self._index() as index:
            count = len(index.shared())
            gone = remove_broken(index, self._store.objects)
            steps, broken_steps = verify_reels(steps_folder())
            return Verdict(count, gone.objects, gone.bytes, steps, broken_steps)

    def clear(self) -> int:
        """Remove everything that is not pinned; say how many bytes are free now."""
        with self._index() as index:
            freed = remove_all(index, self._store.objects).bytes
            return freed + self._steps.clear()

    @contextmanager
    def _index(self) -> Iterator[Index]:
        with self._telling():
            index = self._store.open_index()
            try:
                yield index
            finally:
                index.close()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error, UnicodeError) as error:
            raise RunError(
                f"The disk cache in {results_folder().parent} cannot be used: {error}. Check the "
                "folder, or choose another with GRAPHSTUDIO_CACHE."
            ) from error
