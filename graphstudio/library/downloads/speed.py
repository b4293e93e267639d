"""How fast bytes come, over the last seconds."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

_WINDOW_S = 5.0


class Speedometer:
    """Measure a speed that neither jumps with each block nor remembers a long stall.

    Args:
        clock: Gives seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._marks: deque[tuple[float, int]] = deque([(clock(), 0)])
        self._bytes = 0

    def add(self, count: int) -> None:
        """Count bytes that came."""
        self._bytes += count
        now = self._clock()
        self._marks.append((now, self._bytes))
        while len(self._marks) > 2 and now - self._marks[0][0] > _WINDOW_S:
            self._marks.popleft()

    @property
    def bytes_per_s(self) -> float:
        """How fast they came lately; 0 before anything came."""
        start, before = self._marks[0]
        passed = self._clock() - start
        return (self._bytes - before) / passed if passed > 0 else 0.0
