"""States in the middle of nodes' work, by prefix key: in memory, and behind it wherever else."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

from graphstudio.api import StepState
from graphstudio.engine.sizes import measure

_ENTRY_BYTES = 512  # the key, the entry and the bookkeeping around them


class StepShelf(Protocol):
    """Somewhere that states are kept; all of it may be called from several threads."""

    def get(self, key: str) -> StepState | None:
        """Give the state for a key; None if it is not there."""

    def put(self, key: str, state: StepState) -> None:
        """Keep a state, if there is room."""

    def clear(self) -> int:
        """Forget all states; say how many bytes they took."""

    def __contains__(self, key: str) -> bool:
        """Tell whether a state is there, without reading it."""


class MemoryShelf:
    """Keep states within a budget, the lately used ones longest; ask another shelf for the rest.

    Args:
        budget_bytes: Of the machine's memory.
        behind: Is given every state too, and asked for those that are not here; None for nobody.
    """

    def __init__(self, budget_bytes: int, behind: StepShelf | None = None) -> None:
        self.budget_bytes = budget_bytes
        self._behind = behind
        self._lock = threading.Lock()
        self._states: OrderedDict[str, tuple[StepState, int]] = OrderedDict()
        self._bytes = 0

    @property
    def held_bytes(self) -> int:
        """What the states here take."""
        return self._bytes

    def get(self, key: str) -> StepState | None:
        """Give the state for a key; None if it is not there."""
        with self._lock:
            found = self._states.get(key)
            if found is not None:
                self._states.move_to_end(key)
                return found[0]
        state = None if self._behind is None else self._behind.get(key)
        if state is not None:
            self._hold(key, state)
        return state

    def put(self, key: str, state: StepState) -> None:
        """Keep a state, letting the longest unused ones go."""
        self._hold(key, state)
        if self._behind is not None:
            self._behind.put(key, state)

    def clear(self) -> int:
        """Forget the states here, and not those behind; say how many bytes they took."""
        with self._lock:
            freed = self._bytes
            self._states.clear()
            self._bytes = 0
        return freed

    def __contains__(self, key: str) -> bool:
        if key in self._states:
            return True
        return self._behind is not None and key in self._behind

    def _hold(self, key: str, state: StepState) -> None:
        size = _ENTRY_BYTES + measure((state.tensors, state.values)).cpu_bytes
        with self._lock:
            if key in self._states:
                self._bytes -= self._states.pop(key)[1]
            if size > self.budget_bytes:
                return
            self._states[key] = (state, size)
            self._bytes += size
            while self._bytes > self.budget_bytes:
                self._bytes -= self._states.popitem(last=False)[1][1]


def furthest(shelf: StepShelf, keys: Sequence[str]) -> tuple[int, StepState] | None:
    """Find the last of some keys whose state is on a shelf, and the state."""
    for place in reversed(range(len(keys))):
        if keys[place] in shelf and (state := shelf.get(keys[place])) is not None:
            return place, state
    return None
