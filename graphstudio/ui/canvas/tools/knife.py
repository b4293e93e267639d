"""Cut wires by drawing a line across them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QPainterPath

from graphstudio.graph import editing
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.pointer import Pointer
from graphstudio.ui.canvas.tools.gesture import Gesture


class Knife:
    """Draw a line; the wires that it crosses are cut."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, bench: Bench, start: Pointer) -> None:
        self._bench = bench
        self._path = QPainterPath(start.scene)

    def move(self, pointer: Pointer) -> Gesture:
        """Draw on."""
        self._path.lineTo(pointer.scene)
        self._bench.scene.show_knife(self._path)
        return self

    def finish(self, pointer: Pointer) -> None:
        """Cut."""
        self._path.lineTo(pointer.scene)
        wires = self._bench.scene.wires.crossed(self._path)
        self._bench.scene.show_knife(QPainterPath())
        if wires:
            label = QCoreApplication.translate("Canvas", "Cut wires")
            self._bench.do(editing.cut(self._bench.graph, wires), label)

    def cancel(self) -> None:
        """Put the knife away."""
        self._bench.scene.show_knife(QPainterPath())
