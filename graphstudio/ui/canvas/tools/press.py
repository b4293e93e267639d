"""A press that is not yet known to be a click or a drag."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from graphstudio.ui.canvas.pointer import Pointer
from graphstudio.ui.canvas.tools.gesture import Gesture


class Press:
    """Wait for the mouse to move far enough.

    Args:
        start: The press.
        click: Called when it was let go where it was pressed.
        drag: Makes the gesture that it becomes when the mouse moves; given the press.
    """

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(
        self,
        start: Pointer,
        click: Callable[[], object] | None = None,
        drag: Callable[[Pointer], Gesture] | None = None,
    ) -> None:
        self._start = start
        self._click = click
        self._drag = drag

    def move(self, pointer: Pointer) -> Gesture:
        """Become the drag once the mouse has left the spot."""
        travelled = (pointer.view - self._start.view).manhattanLength()
        if self._drag is None or travelled < QApplication.startDragDistance():
            return self
        return self._drag(self._start).move(pointer)

    def finish(self, pointer: Pointer) -> None:  # noqa: ARG002 - the role has it
        """Click."""
        if self._click is not None:
            self._click()

    def cancel(self) -> None:
        """Leave everything as it was."""
