"""Draw a rectangle around what is to be selected."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt

from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.pointer import Pointer
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.canvas.tools.gesture import Gesture


class Band:
    """Select what the rectangle touches; Shift adds to the selection, Ctrl toggles."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, bench: Bench, start: Pointer) -> None:
        self._scene = bench.scene
        self._start = start.scene
        self._before = bench.selection

    def move(self, pointer: Pointer) -> Gesture:
        """Show what would be selected."""
        rect = QRectF(self._start, pointer.scene).normalized()
        self._scene.show_band(rect)
        self._scene.select(self._joined(self._scene.inside(rect), pointer))
        return self

    def finish(self, pointer: Pointer) -> None:
        """Keep it selected."""
        self.move(pointer)
        self._scene.show_band(QRectF())

    def cancel(self) -> None:
        """Select what was selected before."""
        self._scene.show_band(QRectF())
        self._scene.select(self._before)

    def _joined(self, touched: Selection, pointer: Pointer) -> Selection:
        if pointer.holds(Qt.KeyboardModifier.ShiftModifier):
            return self._before | touched
        if pointer.holds(Qt.KeyboardModifier.ControlModifier):
            return self._before ^ touched
        return touched
