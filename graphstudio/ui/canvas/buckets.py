"""Find what lies in a rectangle without looking at all there is."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import Generic, TypeVar

from PySide6.QtCore import QRectF

Key = TypeVar("Key", bound=Hashable)
Cell = tuple[int, int]

CELL = 2048.0
_MOST_CELLS = 256  # of one thing: what is larger is looked at every time


class Buckets(Generic[Key]):
    """Sort things into square cells by their rectangles."""

    def __init__(self) -> None:
        self._cells: dict[Cell, dict[Key, None]] = {}
        self._spans: dict[Key, tuple[int, int, int, int]] = {}
        self._huge: dict[Key, None] = {}

    def put(self, key: Key, rect: QRectF) -> None:
        """Put a thing where it is now, wherever it was before."""
        span = _span(rect)
        if self._spans.get(key) == span:
            return
        self.drop(key)
        self._spans[key] = span
        if _count(span) > _MOST_CELLS:
            self._huge[key] = None
            return
        for cell in _cells(span):
            self._cells.setdefault(cell, {})[key] = None

    def drop(self, key: Key) -> None:
        """Forget a thing, if it is known."""
        span = self._spans.pop(key, None)
        if span is None:
            return
        if key in self._huge:
            del self._huge[key]
            return
        for cell in _cells(span):
            kept = self._cells[cell]
            del kept[key]
            if not kept:
                del self._cells[cell]

    def near(self, rect: QRectF) -> dict[Key, None]:
        """Find everything in the cells that a rectangle touches, and perhaps a little more."""
        span = _span(rect)
        found: dict[Key, None] = dict(self._huge)
        if _count(span) > len(self._cells):
            left, top, right, bottom = span
            for (x, y), kept in self._cells.items():
                if left <= x <= right and top <= y <= bottom:
                    found.update(kept)
            return found
        for cell in _cells(span):
            kept_here = self._cells.get(cell)
            if kept_here:
                found.update(kept_here)
        return found


def _span(rect: QRectF) -> tuple[int, int, int, int]:
    left, top = rect.x(), rect.y()
    right, bottom = left + rect.width(), top + rect.height()
    return int(left // CELL), int(top // CELL), int(right // CELL), int(bottom // CELL)


def _count(span: tuple[int, int, int, int]) -> int:
    left, top, right, bottom = span
    return (right - left + 1) * (bottom - top + 1)


def _cells(span: tuple[int, int, int, int]) -> Iterator[Cell]:
    left, top, right, bottom = span
    return ((x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))
