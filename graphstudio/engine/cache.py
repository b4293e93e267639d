"""Results that are kept, by key: what is cheapest to make again per byte goes first."""

from __future__ import annotations

import heapq
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from graphstudio.engine.keys import Key
from graphstudio.engine.results import Result

if TYPE_CHECKING:
    from graphstudio.engine.plan import PlannedNode

_ENTRY_BYTES = 512  # the key, the entry and the bookkeeping around them


class ResultCache(Protocol):
    """Somewhere that results are kept; all of it may be called from several threads."""

    def get(self, key: Key) -> Result | None:
        """Give the result for a key; None if it is not there."""

    def put(self, key: Key, result: Result, about: PlannedNode | None = None) -> bool:
        """Keep a result if it fits; say whether it is kept.

        Args:
            key: Under which it will be found; one result may be kept under several.
            result: What to keep.
            about: The node that gave it, for people who ask what is kept.
        """

    def clear(self) -> int:
        """Forget all results; say how many bytes they took."""

    def largest(self, most: int) -> list[tuple[tuple[Key, ...], int]]:
        """Name the largest results in memory, each by all its keys, with its bytes."""

    def __contains__(self, key: Key) -> bool:
        """Tell whether a result is there, without touching it."""

    def flush(self) -> None:
        """Wait until what is kept will outlive this process, as far as it ever will."""

    @property
    def stats(self) -> CacheStats:
        """Say what it did so far, and holds in memory now."""


@dataclass(frozen=True, slots=True)
class CacheStats:
    """Count what a cache did and holds.

    Attributes:
        entries: Results that are there.
        cpu_bytes: What they take of the machine's memory.
        gpu_bytes: What they take of other devices' memory.
        hits: Results that were asked for and were there.
        misses: Results that were asked for and were not there.
        evictions: Results that had to go to make room.
    """

    entries: int
    cpu_bytes: int
    gpu_bytes: int
    hits: int
    misses: int
    evictions: int


@dataclass(slots=True)
class _Entry:
    result: Result
    worth: float


class MemoryCache:
    """Keep results in memory, within a budget for the machine and one for other devices.

    What to let go follows GreedyDual-Size (Cao and Irani, 1997, fig. 1) with a result's seconds
    as its cost: its worth is the seconds per byte that it saves, on top of a level that rises
    to the worth of whatever was let go last. So what was used lately outlives what was worth
    as much and was not. Results that share a tensor each count it; one result under two keys
    counts once.

    Args:
        budget_bytes: Of the machine's memory.
        gpu_budget_bytes: Of other devices' memory; None takes the same.
    """

    def __init__(self, budget_bytes: int, gpu_budget_bytes: int | None = None) -> None:
        self.budget_bytes = budget_bytes
        self.gpu_budget_bytes = budget_bytes if gpu_budget_bytes is None else gpu_budget_bytes
        self._lock = threading.Lock()
        self._entries: dict[Key, _Entry] = {}
        self._queue: list[tuple[float, Key]] = []  # least worth first; may lag behind entries
        self._level = 0.0
        self._keys: dict[Result, int] = {}  # under how many keys each is there
        self._cpu_bytes = self._gpu_bytes = 0
        self._hits = self._misses = self._evictions = 0

    def get(self, key: Key) -> Result | None:
        """Give the result for a key; None if it is not there, or was changed in place since."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None and not entry.result.is_intact:
                self._drop(key)
                entry = None
            if entry is None:
                self._misses += 1
                return None
            self._hits += 1
            entry.worth = self._worth(entry)
            return entry.result

    def put(self, key: Key, result: Result, about: PlannedNode | None = None) -> bool:
        """Keep a result, letting others go if need be; False if it is larger than the budget."""
        del about
        cpu_bytes = result.cpu_bytes + _ENTRY_BYTES
        if cpu_bytes > self.budget_bytes or result.gpu_bytes > self.gpu_budget_bytes:
            return False
        with self._lock:
            if key in self._entries:
                self._drop(key)
            self._add(result)
            self._make_room()
            entry = _Entry(result, 0.0)
            entry.worth = self._worth(entry)
            self._entries[key] = entry
            heapq.heappush(self._queue, (entry.worth, key))
            if len(self._queue) > 2 * len(self._entries) + 64:  # mostly notes about what is gone
                self._queue = [(one.worth, name) for name, one in self._entries.items()]
                heapq.heapify(self._queue)
        return True

    def clear(self) -> int:
        """Forget all results; say how many bytes they took."""
        with self._lock:
            freed = self._cpu_bytes + self._gpu_bytes
            self._entries.clear()
            self._queue.clear()
            self._keys.clear()
            self._level = 0.0
            self._cpu_bytes = self._gpu_bytes = 0
        return freed

    def __contains__(self, key: Key) -> bool:
        entry = self._entries.get(key)
        return entry is not None and entry.result.is_intact

    def flush(self) -> None:
        """Do nothing: nothing here outlives the process."""

    @property
    def stats(self) -> CacheStats:
        """What it did so far, and holds now."""
        with self._lock:
            return CacheStats(
                entries=len(self._entries),
                cpu_bytes=self._cpu_bytes,
                gpu_bytes=self._gpu_bytes,
                hits=self._hits,
                misses=self._misses,
                evictions=self._evictions,
            )

    def largest(self, most: int) -> list[tuple[tuple[Key, ...], int]]:
        """Name the largest results, each by all its keys, with the bytes that it takes."""
        keys: dict[Result, list[Key]] = {}
        with self._lock:
            for key, one in self._entries.items():
                keys.setdefault(one.result, []).append(key)
        sizes = [(tuple(names), one.cpu_bytes + one.gpu_bytes) for one, names in keys.items()]
        return heapq.nlargest(most, sizes, key=lambda one: one[1])

    def _worth(self, entry: _Entry) -> float:
        one = entry.result
        return self._level + one.seconds / (one.cpu_bytes + _ENTRY_BYTES + one.gpu_bytes)

    def _make_room(self) -> None:
        """Let go what is worth least until both budgets hold."""
        spared: list[tuple[float, Key]] = []
        while self._cpu_bytes > self.budget_bytes or self._gpu_bytes > self.gpu_budget_bytes:
            noted, key = heapq.heappop(self._queue)
            entry = self._entries.get(key)
            if entry is None:
                continue
            if entry.worth > noted:  # it was used since it was queued
                heapq.heappush(self._queue, (entry.worth, key))
            elif self._cpu_bytes <= self.budget_bytes and not entry.result.gpu_bytes:
                spared.append((noted, key))  # only the other device is full
            else:
                self._level = entry.worth
                self._evictions += 1
                self._drop(key)
        for item in spared:
            heapq.heappush(self._queue, item)

    def _drop(self, key: Key) -> None:
        result = self._entries.pop(key).result
        self._cpu_bytes -= _ENTRY_BYTES
        keys = self._keys.pop(result) - 1
        if keys:
            self._keys[result] = keys
        else:
            self._cpu_bytes -= result.cpu_bytes
            self._gpu_bytes -= result.gpu_bytes

    def _add(self, result: Result) -> None:
        self._cpu_bytes += _ENTRY_BYTES
        keys = self._keys.get(result, 0)
        self._keys[result] = keys + 1
        if not keys:
            self._cpu_bytes += result.cpu_bytes
            self._gpu_bytes += result.gpu_bytes
