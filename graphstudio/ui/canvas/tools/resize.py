"""Drag an edge of a node, or a corner of a frame or a note."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt

from graphstudio.graph import editing
from graphstudio.graph.edits import ChangeFrame, ChangeNote, Edit
from graphstudio.graph.elements import Frame, Note
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.geometry import LEAST_WIDTH, MOST_WIDTH
from graphstudio.ui.canvas.hit import Hit
from graphstudio.ui.canvas.pointer import Pointer
from graphstudio.ui.canvas.snapping import on_grid
from graphstudio.ui.canvas.tools.gesture import Gesture

_LEAST_BOX_PX = 64.0

Box = Frame | Note


class ResizeNode:
    """Change the width of a node."""

    cursor = Qt.CursorShape.SizeHorCursor

    def __init__(self, bench: Bench, start: Pointer, hit: Hit) -> None:
        self._bench = bench
        self._start = start.scene
        self._node = hit.node
        self._old = self._width = bench.scene.node_rect(hit.node).width()

    def move(self, pointer: Pointer) -> Gesture:
        """Show how wide it would be."""
        wanted = self._old + pointer.scene.x() - self._start.x()
        self._width = min(max(_snapped(self._bench, wanted), LEAST_WIDTH), MOST_WIDTH)
        self._bench.scene.stretch_node(self._node, self._width)
        return self

    def finish(self, pointer: Pointer) -> None:
        """Give it the width."""
        self.move(pointer)
        self._bench.scene.reset_offset()
        if self._width != self._old:
            edit = editing.resize_node(self._bench.graph, self._node, self._width)
            self._bench.do(edit, QCoreApplication.translate("Canvas", "Resize node"))

    def cancel(self) -> None:
        """Leave it as wide as it is."""
        self._bench.scene.reset_offset()


class ResizeBox:
    """Change the size of a frame or a note by its corner."""

    cursor = Qt.CursorShape.SizeFDiagCursor

    def __init__(self, bench: Bench, start: Pointer, hit: Hit) -> None:
        self._bench = bench
        self._start = start.scene
        self._frame, self._note = hit.frame, hit.note
        self._box: Box = bench.graph.frames[hit.frame] if hit.frame else bench.graph.notes[hit.note]
        self._new = self._box

    def move(self, pointer: Pointer) -> Gesture:
        """Show how large it would be."""
        self._new = _sized(self._bench, self._box, pointer.scene - self._start)
        rect = QRectF(self._new.x, self._new.y, self._new.width, self._new.height)
        self._bench.scene.stretch_box(rect, frame=self._frame, note=self._note)
        return self

    def finish(self, pointer: Pointer) -> None:
        """Give it the size."""
        self.move(pointer)
        self._bench.scene.reset_offset()
        if self._new == self._box:
            return
        if isinstance(self._new, Frame):
            label = QCoreApplication.translate("Canvas", "Resize frame")
            edit: Edit = ChangeFrame(self._new)
        else:
            label = QCoreApplication.translate("Canvas", "Resize note")
            edit = ChangeNote(self._new)
        self._bench.do(edit, label)

    def cancel(self) -> None:
        """Leave it as large as it is."""
        self._bench.scene.reset_offset()


def _sized(bench: Bench, box: Box, by: QPointF) -> Box:
    return replace(
        box,
        width=max(_snapped(bench, box.width + by.x()), _LEAST_BOX_PX),
        height=max(_snapped(bench, box.height + by.y()), _LEAST_BOX_PX),
    )


def _snapped(bench: Bench, length: float) -> float:
    return on_grid(length) if bench.settings.snaps else round(length)
