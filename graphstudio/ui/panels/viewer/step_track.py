"""The slider over the steps of a picture: a mark for each one that is kept."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from graphstudio.session.reels import Reel
from graphstudio.ui.brush import faded, guarded
from graphstudio.ui.theme.appearance import Appearance

_EDGE_PX = 10.0
_GROOVE_PX = 4.0
_KNOB_PX = 7.0
_RING_PX = 9.5
_HEIGHT_PX = 32
_LEAST_BETWEEN_MARKS_PX = 5.0
_PAGE = 5
_STEPS_OF_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -_PAGE,
    Qt.Key.Key_PageUp: _PAGE,
}


class StepTrack(QSlider):
    """Choose a step; it only stops at those that are kept.

    Attributes:
        scrubbed: Emits the step that somebody chose, each time it is another one.
    """

    scrubbed = Signal(int)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._appearance = appearance
        self._reel: Reel | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumSize(120, _HEIGHT_PX)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Step"))
        appearance.changed.connect(self.update)

    def show_reel(self, reel: Reel, step: int) -> None:
        """Show which steps there are, and which of them is looked at."""
        self._reel = reel
        self.setRange(min(1, reel.steps[0]), max(reel.total, reel.newest))
        self.setValue(step)
        self.update()

    def go(self, count: int) -> None:
        """Go so many kept steps on, or back."""
        if self._reel is not None:
            self._choose(self._reel.beside(self.value(), count))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Take what room there is."""
        return QSize(320, _HEIGHT_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go from step to step, to the first and to the last."""
        count, reel = _STEPS_OF_KEYS.get(Qt.Key(event.key())), self._reel
        if reel is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif count is not None:
            self.go(count)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose(reel.steps[0] if event.key() == Qt.Key.Key_Home else reel.newest)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Go where the pointer is."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(True)
            self._choose_at(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the pointer."""
        if self.isSliderDown():
            self._choose_at(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.setSliderDown(False)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the step alone: rolling over it must never change it."""
        event.ignore()

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint the groove as far as there are steps, a mark for each, and the knob."""
        reel = self._reel
        if reel is None:
            return
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        middle = self.height() / 2
        at = QPointF(self._x(self.value()), middle)
        start, end = self._x(self.minimum()), self._x(self.maximum())
        known = self._x(reel.newest)
        for right, colour in (
            (end, faded(theme.text, 0.14)),
            (known, faded(theme.text, 0.20)),
            (at.x(), theme.accent),
        ):
            painter.setBrush(colour)
            box = QRectF(start, middle - _GROOVE_PX / 2, max(right - start, 1), _GROOVE_PX)
            painter.drawRoundedRect(box, _GROOVE_PX / 2, _GROOVE_PX / 2)
        self._paint_marks(painter, reel, middle)
        painter.setBrush(theme.accent)
        painter.drawEllipse(at, _KNOB_PX, _KNOB_PX)
        painter.setBrush(theme.accent_text)
        painter.drawEllipse(at, 2.5, 2.5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent, 1.5))
            painter.drawEllipse(at, _RING_PX, _RING_PX)

    def _paint_marks(self, painter: QPainter, reel: Reel, middle: float) -> None:
        theme, last = self._appearance.theme, -_LEAST_BETWEEN_MARKS_PX
        for step in reel.steps:
            x = self._x(step)
            if x - last < _LEAST_BETWEEN_MARKS_PX:
                continue
            last = x
            is_passed = step <= self.value()
            painter.setBrush(theme.accent if is_passed else faded(theme.secondary, 0.7))
            painter.drawRoundedRect(QRectF(x - 0.75, middle + 8, 1.5, 4), 0.75, 0.75)

    def _choose(self, step: int) -> None:
        if step != self.value():
            self.setValue(step)
            self.scrubbed.emit(step)
            self.update()

    def _choose_at(self, x: float) -> None:
        reel = self._reel
        if reel is None:
            return
        room = max(self.width() - 2 * _EDGE_PX, 1.0)
        share = min(max((x - _EDGE_PX) / room, 0.0), 1.0)
        step = self.minimum() + share * (self.maximum() - self.minimum())
        self._choose(reel.nearest(round(step)))

    def _x(self, step: int) -> float:
        room = self.width() - 2 * _EDGE_PX
        span = max(self.maximum() - self.minimum(), 1)
        return _EDGE_PX + room * (step - self.minimum()) / span
