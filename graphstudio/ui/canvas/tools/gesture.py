"""What a gesture is."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import Qt

from graphstudio.ui.canvas.pointer import Pointer


class Gesture(Protocol):
    """Follow the mouse from a press to its release.

    A gesture shows what it would do through the scene, and edits the document once, when it
    ends. Cancelled, it leaves nothing behind.

    Attributes:
        cursor: What the mouse looks like meanwhile.
    """

    cursor: Qt.CursorShape

    def move(self, pointer: Pointer) -> Gesture:
        """Follow the mouse; give the gesture that goes on: this one, or what it has become."""

    def finish(self, pointer: Pointer) -> None:
        """Do it: the button was let go."""

    def cancel(self) -> None:
        """Leave everything as it was."""
