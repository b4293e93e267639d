"""Drag the canvas itself."""

from __future__ import annotations

from PySide6.QtCore import Qt

from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.pointer import Pointer
from graphstudio.ui.canvas.tools.gesture import Gesture


class Pan:
    """Move the view so that what was pressed stays under the mouse."""

    cursor = Qt.CursorShape.ClosedHandCursor

    def __init__(self, bench: Bench, start: Pointer) -> None:
        self._view = bench.view
        self._first = start.view
        self._last = start.view

    def move(self, pointer: Pointer) -> Gesture:
        """Follow the mouse."""
        self._view.pan(pointer.view.x() - self._last.x(), pointer.view.y() - self._last.y())
        self._last = pointer.view
        return self

    def finish(self, pointer: Pointer) -> None:
        """Stay here."""

    def cancel(self) -> None:
        """Go back to where it began."""
        self._view.pan(self._first.x() - self._last.x(), self._first.y() - self._last.y())
