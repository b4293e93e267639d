"""The parts of a colour sheet that are painted: swatches, the square of shades, the bar of hues."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from graphstudio.ui.brush import guarded
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.values.painting import box

_SWATCH_PX = 28
_BAR_PX = 14
_RADIUS_PX = 5
_KEY_STEP = 0.02


class Swatch(QAbstractButton):
    """Show one colour to choose.

    Attributes:
        code: "#rrggbb".
    """

    def __init__(self, code: str, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.code = code
        self._appearance = appearance
        self.setCheckable(True)
        self.setFixedSize(_SWATCH_PX, _SWATCH_PX)
        self.setToolTip(code)
        self.setAccessibleName(code)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint the colour, with a ring while it is chosen or has the keyboard."""
        theme = self._appearance.theme
        painter = QPainter(self)
        area = QRectF(self.rect())
        if self.isChecked() or self.hasFocus():
            edge = QColor(theme.accent if self.hasFocus() else theme.text)
            box(painter, area, 8, QColor(0, 0, 0, 0), edge, 2)
        inner = area.adjusted(4, 4, -4, -4)
        box(painter, inner, _RADIUS_PX, QColor(self.code), QColor(theme.border), 1)


class _Area(QWidget):
    """Follow the pointer and the arrow keys.

    Attributes:
        moved: Emits when somebody chose another spot.
    """

    moved = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._x, self._y = 0.0, 1.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose the spot under the pointer."""
        self._go_to(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Follow a drag."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go_to(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Walk with the arrows."""
        steps = {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Down: (0, -1), Qt.Key.Key_Up: (0, 1),
        }  # fmt: skip
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self._place(self._x + step[0] * _KEY_STEP, self._y + step[1] * _KEY_STEP)
        self.moved.emit()

    def _go_to(self, spot: QPointF) -> None:
        self._place(spot.x() / max(self.width(), 1), 1 - spot.y() / max(self.height(), 1))
        self.moved.emit()

    def _place(self, x: float, y: float) -> None:
        self._x, self._y = min(max(x, 0.0), 1.0), min(max(y, 0.0), 1.0)
        self.update()

    def _paint_ring(self, painter: QPainter, centre: QPointF) -> None:
        for colour, width in ((QColor(0, 0, 0, 160), 4.0), (QColor(255, 255, 255), 2.0)):
            painter.setPen(QPen(colour, width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, 6, 6)

    def _paint_focus(self, painter: QPainter) -> None:
        if self.hasFocus():
            area = QRectF(self.rect())
            accent = QColor(self._appearance.theme.accent)
            box(painter, area, _RADIUS_PX, QColor(0, 0, 0, 0), accent, 2)


class ShadeSquare(_Area):
    """Choose saturation across and brightness upwards, of one hue."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(appearance, parent)
        self._hue = 0.0
        self.setAccessibleName(self.tr("Saturation and brightness"))

    @property
    def saturation(self) -> float:
        """How strong the colour is, 0 to 1."""
        return self._x

    @property
    def value(self) -> float:
        """How bright it is, 0 to 1."""
        return self._y

    def show_hue(self, hue: float) -> None:
        """Show the shades of another hue, 0 to 1."""
        self._hue = hue
        self.update()

    def show_shade(self, hue: float, saturation: float, value: float) -> None:
        """Show a colour, each part 0 to 1."""
        self._hue = hue
        self._place(saturation, value)

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint all shades: white to the hue across, and black laid over from below."""
        painter = QPainter(self)
        area = QRectF(self.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        across = QLinearGradient(area.topLeft(), area.topRight())
        across.setColorAt(0, QColor(255, 255, 255))
        across.setColorAt(1, QColor.fromHsvF(self._hue, 1, 1))
        down = QLinearGradient(area.topLeft(), area.bottomLeft())
        down.setColorAt(0, QColor(0, 0, 0, 0))
        down.setColorAt(1, QColor(0, 0, 0))
        for brush in (across, down):
            painter.setBrush(brush)
            painter.drawRoundedRect(area, _RADIUS_PX, _RADIUS_PX)
        self._paint_focus(painter)
        inner = area.adjusted(7, 7, -7, -7)
        self._paint_ring(
            painter,
            QPointF(
                inner.left() + self._x * inner.width(), inner.bottom() - self._y * inner.height()
            ),
        )


class HueBar(_Area):
    """Choose the hue."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(appearance, parent)
        self.setFixedHeight(_BAR_PX)
        self.setAccessibleName(self.tr("Hue"))

    @property
    def hue(self) -> float:
        """The hue, 0 to 1."""
        return self._x

    def show_hue(self, hue: float) -> None:
        """Show a hue, 0 to 1."""
        self._place(hue, self._y)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be a bar."""
        return QSize(120, _BAR_PX)

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint all hues."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        hues = QLinearGradient(area.topLeft(), area.topRight())
        for number in range(7):
            hues.setColorAt(number / 6, QColor.fromHsvF(number / 6 % 1, 0.85, 0.95))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(hues)
        painter.drawRoundedRect(area, _BAR_PX / 2, _BAR_PX / 2)
        self._paint_focus(painter)
        self._paint_ring(painter, QPointF(7 + self._x * (area.width() - 14), area.center().y()))
