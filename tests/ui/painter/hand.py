"""A hand that paints with real events of mouse and pen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QInputDevice,
    QMouseEvent,
    QPointingDevice,
    QPointingDeviceUniqueId,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication

from graphstudio.ui.painter.surface import PaintSurface

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
MIDDLE, NO_BUTTON = Qt.MouseButton.MiddleButton, Qt.MouseButton.NoButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier

Place = tuple[float, float]


class Hand:
    """Press, drag and release at fractions of the picture."""

    def __init__(self, surface: PaintSurface) -> None:
        self.surface = surface
        self._held = NO_BUTTON

    def at(self, place: Place) -> QPointF:
        """Say where a fraction of the picture is in the widget."""
        whole = self.surface._whole()
        return QPointF(
            whole.left() + place[0] * whole.width(), whole.top() + place[1] * whole.height()
        )

    def drag(
        self,
        *places: Place,
        button: Qt.MouseButton = LEFT,
        held: Qt.KeyboardModifier = NONE,
        releases: bool = True,
    ) -> None:
        """Press at the first place, go to all others, and let go."""
        self.press(places[0], button, held)
        for place in places[1:]:
            self.move(place, held)
        if releases:
            self.release(places[-1], held)

    def press(
        self, place: Place, button: Qt.MouseButton = LEFT, held: Qt.KeyboardModifier = NONE
    ) -> None:
        """Press a button."""
        self._held = button
        self._send(QEvent.Type.MouseButtonPress, place, button, held)

    def move(self, place: Place, held: Qt.KeyboardModifier = NONE) -> None:
        """Go somewhere."""
        self._send(QEvent.Type.MouseMove, place, NO_BUTTON, held)

    def release(self, place: Place, held: Qt.KeyboardModifier = NONE) -> None:
        """Let the button go."""
        button, self._held = self._held, NO_BUTTON
        self._send(QEvent.Type.MouseButtonRelease, place, button, held)

    def wheel(self, notches: float, held: Qt.KeyboardModifier = NONE) -> None:
        """Turn the wheel in the middle of the picture."""
        at = self.at((0.5, 0.5))
        turn = QPoint(0, round(120 * notches))
        phase = Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(
            at, self.surface.mapToGlobal(at), QPoint(), turn, NO_BUTTON, held, phase, False
        )
        QApplication.sendEvent(self.surface, event)

    def draw(self, *strokes: tuple[Place, float], is_eraser: bool = False) -> None:
        """Lead a pen over places with a pressure at each."""
        kinds = [QEvent.Type.TabletPress, *[QEvent.Type.TabletMove] * (len(strokes) - 1)]
        for kind, (place, pressure) in zip(kinds, strokes, strict=True):
            self._send_pen(kind, place, pressure, is_eraser=is_eraser)
        self._send_pen(QEvent.Type.TabletRelease, strokes[-1][0], 0.0, is_eraser=is_eraser)

    def _send_pen(
        self, kind: QEvent.Type, place: Place, pressure: float, *, is_eraser: bool
    ) -> None:
        end = QPointingDevice.PointerType
        pen = QPointingDevice(
            "pen", 1, QInputDevice.DeviceType.Stylus, end.Eraser if is_eraser else end.Pen,
            QInputDevice.Capability.Pressure, 1, 1, "", QPointingDeviceUniqueId(),
        )  # fmt: skip
        at = self.at(place)
        is_move = kind == QEvent.Type.TabletMove
        button = NO_BUTTON if is_move else LEFT
        held = NO_BUTTON if kind == QEvent.Type.TabletRelease else LEFT
        event = QTabletEvent(
            kind, pen, at, self.surface.mapToGlobal(at), pressure, 0, 0, 0, 0, 0, NONE, button, held
        )
        QApplication.sendEvent(self.surface, event)

    def _send(
        self, kind: QEvent.Type, place: Place, button: Qt.MouseButton, held: Qt.KeyboardModifier
    ) -> None:
        at = self.at(place)
        event = QMouseEvent(kind, at, self.surface.mapToGlobal(at), button, self._held, held)
        QApplication.sendEvent(self.surface, event)
