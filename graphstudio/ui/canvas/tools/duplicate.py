"""Drag copies away from what is selected."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt

from graphstudio.graph import editing
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.hit import Hit
from graphstudio.ui.canvas.pointer import Pointer
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.canvas.snapping import on_grid
from graphstudio.ui.canvas.tools.gesture import Gesture
from graphstudio.ui.canvas.tools.move import anchor_rect


class Duplicate:
    """Show where the copies would come to stand, and put them there."""

    cursor = Qt.CursorShape.DragCopyCursor

    def __init__(self, bench: Bench, start: Pointer, hit: Hit) -> None:
        self._bench = bench
        self._start = start.scene
        self._copied = bench.selection
        self._anchor = anchor_rect(bench, hit)
        self._box = bench.scene.bounds(self._copied)
        self._by = QPointF()

    def move(self, pointer: Pointer) -> Gesture:
        """Show the place."""
        by = pointer.scene - self._start
        if self._bench.settings.snaps:
            corner = self._anchor.topLeft()
            by = QPointF(on_grid(corner.x() + by.x()), on_grid(corner.y() + by.y())) - corner
        self._by = QPointF(round(by.x()), round(by.y()))
        self._bench.scene.show_band(QRectF(self._box).translated(self._by))
        return self

    def finish(self, pointer: Pointer) -> None:
        """Copy, and select the copies."""
        self.move(pointer)
        self._bench.scene.show_band(QRectF())
        graph, copied = self._bench.graph, self._copied
        text = editing.copy_text(graph, copied.nodes, copied.frames, copied.notes)
        corner = self._box.topLeft() + self._by
        pasted = editing.paste(graph, text, (corner.x(), corner.y()))
        if self._bench.do(pasted.edit, QCoreApplication.translate("Canvas", "Duplicate")):
            self._bench.scene.select(Selection.of(pasted.nodes, pasted.frames, pasted.notes))

    def cancel(self) -> None:
        """Copy nothing."""
        self._bench.scene.show_band(QRectF())
