"""Where the mouse is, and who is told about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent


@dataclass(frozen=True, slots=True)
class Pointer:
    """Say where the mouse is and what is held down.

    Attributes:
        scene: Where on the canvas, in scene pixels.
        view: Where in the viewport.
        button: The button that was pressed or let go; NoButton for a move.
        buttons: All buttons that are down.
        modifiers: Shift, Ctrl and so on.
    """

    scene: QPointF
    view: QPoint
    button: Qt.MouseButton = Qt.MouseButton.NoButton
    buttons: Qt.MouseButton = Qt.MouseButton.NoButton
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier

    def holds(self, modifier: Qt.KeyboardModifier) -> bool:
        """Tell whether a modifier is held, alone or with others."""
        return bool(self.modifiers & modifier)


@dataclass(frozen=True, slots=True)
class Wheel:
    """Say how a wheel or two fingers on a trackpad turned.

    Attributes:
        pointer: Where.
        notches: How many notches of a wheel, as Qt counts them: away from the hand (up) and to
            the left are positive; parts of one on fine devices.
        pixels: By how many pixels a trackpad wants to move what shows, right and down being
            positive; null for a wheel.
    """

    pointer: Pointer
    notches: QPointF
    pixels: QPoint


class ToolProtocol(Protocol):
    """Take what the mouse and the keyboard do on the canvas.

    Those that answer say whether they took it; what they did not take does what it does without
    them: the wheel zooms, and keys go on to the window.
    """

    def press(self, pointer: Pointer) -> None:
        """A button went down."""

    def move(self, pointer: Pointer) -> None:
        """The mouse moved, with or without a button down."""

    def release(self, pointer: Pointer) -> None:
        """A button went up."""

    def double_click(self, pointer: Pointer) -> None:
        """A button went down for the second time."""

    def leave(self) -> None:
        """The mouse left the canvas."""

    def wheel(self, wheel: Wheel) -> bool:
        """The wheel turned."""

    def key_press(self, event: QKeyEvent) -> bool:
        """A key went down."""

    def key_release(self, event: QKeyEvent) -> bool:
        """A key went up."""

    def context_menu(self, pointer: Pointer) -> None:
        """A menu is wanted, by the right button or by the menu key."""


class NoTools:
    """Take nothing: a canvas to look at."""

    def press(self, pointer: Pointer) -> None:
        """Leave it."""

    def move(self, pointer: Pointer) -> None:
        """Leave it."""

    def release(self, pointer: Pointer) -> None:
        """Leave it."""

    def double_click(self, pointer: Pointer) -> None:
        """Leave it."""

    def leave(self) -> None:
        """Leave it."""

    def wheel(self, wheel: Wheel) -> bool:  # noqa: ARG002 - the role has it
        """Leave it."""
        return False

    def key_press(self, event: QKeyEvent) -> bool:  # noqa: ARG002 - as above
        """Leave it."""
        return False

    def key_release(self, event: QKeyEvent) -> bool:  # noqa: ARG002 - as above
        """Leave it."""
        return False

    def context_menu(self, pointer: Pointer) -> None:
        """Leave it."""
