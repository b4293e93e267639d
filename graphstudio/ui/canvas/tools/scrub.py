"""Drag across a number to change it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt

from graphstudio.graph.definitions import InputDefinition
from graphstudio.graph.edits import SetValue
from graphstudio.graph.elements import Json, Port
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.pointer import Pointer
from graphstudio.ui.canvas.tools.gesture import Gesture
from graphstudio.ui.values.scrub import scrub


class Scrub:
    """Change a number by how far the mouse goes; Shift is fine, Ctrl is coarse.

    The graph follows at once, so that everything that shows the number goes along; all of it
    is one step of undo, and none when the number is in the end what it was.
    """

    cursor = Qt.CursorShape.SizeHorCursor

    def __init__(
        self, bench: Bench, start: Pointer, port: Port, definition: InputDefinition, value: Json
    ) -> None:
        self._bench = bench
        self._start_x = start.view.x()
        self._port = port
        self._definition = definition
        self._old = value
        self._value = value

    def move(self, pointer: Pointer) -> Gesture:
        """Change the number."""
        moved_px = pointer.view.x() - self._start_x
        value = scrub(self._definition, self._old, moved_px, pointer.modifiers)
        if value != self._value:
            label = QCoreApplication.translate("Canvas", "Change {name}")
            edit = SetValue(self._port.node, self._port.socket, value)
            if self._bench.do(edit, label.format(name=self._definition.title), self):
                self._value = value
        return self

    def finish(self, pointer: Pointer) -> None:
        """Keep the number."""
        self.move(pointer)
        if self._value == self._old:
            self.cancel()
        else:
            self._bench.document.history.close_step()

    def cancel(self) -> None:
        """Leave nothing behind, not even something to redo."""
        self._bench.retract(self)
