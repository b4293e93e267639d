"""Two levels: results in memory, and behind it those on disk."""

from __future__ import annotations

from graphstudio.engine.cache import CacheStats, MemoryCache
from graphstudio.engine.disk.store import ResultStore
from graphstudio.engine.keys import Key
from graphstudio.engine.plan import PlannedNode
from graphstudio.engine.results import Result


class LayeredCache:
    """Ask memory first, then the disk; give every result to both.

    Args:
        memory: Emptied when memory is short.
        disk: Never emptied from here.
    """

    def __init__(self, memory: MemoryCache, disk: ResultStore) -> None:
        self.memory = memory
        self.disk = disk

    def get(self, key: Key) -> Result | None:
        """Give the result for a key; one from the disk is kept in memory from here on."""
        result = self.memory.get(key)
        if result is None and (result := self.disk.get(key)) is not None:
            self.memory.put(key, result)
        return result

    def put(self, key: Key, result: Result, about: PlannedNode | None = None) -> bool:
        """Keep a result in memory, and begin to write it down; say whether memory has it."""
        self.disk.put(key, result, about)
        return self.memory.put(key, result)

    def clear(self) -> int:
        """Forget what is in memory; say how many bytes that took."""
        return self.memory.clear()

    def flush(self) -> None:
        """Wait until everything is on the disk."""
        self.disk.flush()

    @property
    def stats(self) -> CacheStats:
        """What the memory did so far, and holds now."""
        return self.memory.stats

    def largest(self, most: int) -> list[tuple[tuple[Key, ...], int]]:
        """Name the largest results in memory, each by all its keys, with its bytes."""
        return self.memory.largest(most)

    def __contains__(self, key: Key) -> bool:
        return key in self.memory or key in self.disk
