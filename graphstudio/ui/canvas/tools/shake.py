"""Tell that somebody shakes what they drag."""

from __future__ import annotations

from collections import deque

_TURNS = 4
_LEAST_PX = 18.0
_LONGEST_S = 0.9


class Shake:
    """Watch a drag for quick turns from side to side.

    Four turns of at least 18 screen pixels within 0.9 seconds are a shake: slower is aiming,
    smaller is a trembling hand.
    """

    def __init__(self, x: float) -> None:
        self._turned_at = x
        self._extreme = x
        self._heading = 0
        self._turns: deque[float] = deque(maxlen=_TURNS)

    def take(self, x: float, seconds: float) -> bool:
        """Note where the pointer is, in screen pixels; True when that completes a shake."""
        heading = 1 if x > self._extreme else -1 if x < self._extreme else self._heading
        if heading == self._heading or self._heading == 0:
            self._heading = heading
            self._extreme = x
            return False
        if abs(x - self._extreme) < _LEAST_PX:
            return False
        is_wide = abs(self._extreme - self._turned_at) >= _LEAST_PX
        self._turned_at, self._extreme, self._heading = self._extreme, x, heading
        if is_wide:
            self._turns.append(seconds)
        return len(self._turns) == _TURNS and seconds - self._turns[0] <= _LONGEST_S
