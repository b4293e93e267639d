"""Scroll while something is dragged over the edge of the view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QTimer

from graphstudio.ui.canvas.pointer import Pointer
from graphstudio.ui.canvas.view import CanvasView

_EDGE_PX = 24
_TICK_MS = 16
_FASTEST_PX = 24  # of each tick


class EdgeScroll:
    """Scroll as long as the mouse is near an edge, the faster the nearer.

    Args:
        view: What is scrolled.
        follow: Called with where the mouse is then on the canvas.
    """

    def __init__(self, view: CanvasView, follow: Callable[[Pointer], object]) -> None:
        self._view = view
        self._follow = follow
        self._pointer: Pointer | None = None
        self._timer = QTimer(view, interval=_TICK_MS)
        self._timer.timeout.connect(self._tick)

    def watch(self, pointer: Pointer) -> None:
        """Note where the mouse is."""
        self._pointer = pointer
        if self._speed() == (0, 0):
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Scroll no more."""
        self._timer.stop()

    def _speed(self) -> tuple[int, int]:
        if self._pointer is None:
            return 0, 0
        size = self._view.viewport().size()
        at = self._pointer.view
        return _beyond(at.x(), size.width()), _beyond(at.y(), size.height())

    def _tick(self) -> None:
        dx, dy = self._speed()
        self._view.pan(-dx, -dy)
        if self._pointer is not None:
            scene = self._view.mapToScene(self._pointer.view)
            self._follow(replace(self._pointer, scene=scene))


def _beyond(at: int, length: int) -> int:
    if at < _EDGE_PX:
        return -min(_EDGE_PX - at, _FASTEST_PX)
    return min(max(at - (length - _EDGE_PX), 0), _FASTEST_PX)
