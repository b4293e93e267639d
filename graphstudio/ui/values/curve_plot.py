"""A curve over the run, to be drawn by hand: points that are dragged, added and taken away."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from graphstudio.api import Curve, OverTime
from graphstudio.api.curves import Points
from graphstudio.ui.brush import faded, guarded
from graphstudio.ui.theme import fonts
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.values.curve_paint import paint_curve, spot_of
from graphstudio.ui.values.curve_shapes import APART, added, grain_of, moved, span_of, ticks_of
from graphstudio.ui.values.painting import box
from graphstudio.ui.values.shown import number_text

_LEFT, _TOP, _RIGHT, _BOTTOM = 44, 12, 14, 38
_DOT_PX, _NEAR_PX = 5.0, 12.0
_COARSE = 5  # of the finest step, with Ctrl
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1), Qt.Key.Key_Up: (0, 1),
}  # fmt: skip
_KEYS = frozenset(
    (
        *_ARROWS, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
        Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Insert, Qt.Key.Key_Plus,
        Qt.Key.Key_Escape,
    )
)  # fmt: skip


class CurvePlot(QWidget):
    """Show a curve and let people draw it.

    Drag a point; Ctrl snaps to round numbers. A double click adds one, Delete or the right button
    takes one away. The arrows move the chosen point, Page Up and Page Down choose another.

    Attributes:
        changed: Emits while the curve changes.
        settled: Emits when a change is over: the end of a drag, or one key.
        picked: Emits when another point is chosen, or the pointer is elsewhere.
        points: Of the curve; () for none.
        chosen: Which of them the keys move; -1 for none.
        told: The place and value under the pointer; None where it is not over the curve.
    """

    changed = Signal()
    settled = Signal()
    picked = Signal()

    def __init__(self, hint: OverTime, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._hint = hint
        self._appearance = appearance
        self.points: Points = ()
        self.chosen = -1
        self.told: tuple[float, float] | None = None
        self._span = span_of(hint, ())
        self._before: Points | None = None  # while a point is dragged
        self.setFont(fonts.ui(11))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Curve"))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be wide: time goes to the right."""
        return QSize(400, 220)

    def show_points(self, points: Points, chosen: int = -1) -> None:
        """Show a curve, with one of its points chosen."""
        self.points = points
        self._span = span_of(self._hint, points)
        self._choose(min(chosen, len(points) - 1))

    def change(self, points: Points, chosen: int) -> None:
        """Change the curve in one go."""
        self.show_points(points, chosen)
        self.changed.emit()
        self.settled.emit()

    def remove(self) -> None:
        """Take the chosen point away."""
        if self.chosen >= 0:
            left = (*self.points[: self.chosen], *self.points[self.chosen + 1 :])
            self.change(left, min(self.chosen, len(left) - 1))

    def insert(self) -> None:
        """Add a point on the curve, half-way to the next one."""
        if not self.points:
            self.change(*added((), 0.5, sum(self._span) / 2, self._hint))
            return
        place = self.points[max(self.chosen, 0)][0]
        following = [one for one, _ in self.points if one > place]
        between = (place + (following[0] if following else 1.0)) / 2
        self.change(*added(self.points, between, self._value_at(between), self._hint))

    def spot(self, index: int) -> QPointF:
        """Say where a point is in the widget."""
        return spot_of(self.points[index], self._field(), self._span)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose a point and take hold of it; the right button takes it away."""
        index = self._near(event.position())
        if event.button() == Qt.MouseButton.RightButton and index >= 0:
            self.chosen = index
            self.remove()
        elif event.button() == Qt.MouseButton.LeftButton:
            self._choose(index)
            self._before = self.points if index >= 0 else None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Add a point where there is none, and take hold of it."""
        is_left = event.button() == Qt.MouseButton.LeftButton
        if is_left and self._near(event.position()) < 0:
            self._before = self.points
            place, value = self._point(event.position())
            self.points, index = added(self.points, place, self._round(value), self._hint)
            self._choose(index)
            self.changed.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag the point that is held; else say what is under the pointer."""
        if self._before is None:
            self._point_at(event.position())
            return
        place, value = self._point(event.position())
        is_coarse = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        step = APART * _COARSE if is_coarse else APART
        there = round(place / step) * step
        level = self._round(value, _COARSE if is_coarse else 1)
        self._move(there, min(max(level, self._span[0]), self._span[1]))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let go."""
        if event.button() == Qt.MouseButton.LeftButton and self._before is not None:
            is_other, self._before = self.points != self._before, None
            self.show_points(self.points, self.chosen)
            if is_other:
                self.settled.emit()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Say nothing of a pointer that is elsewhere."""
        self.told = None
        self.picked.emit()
        self.update()
        super().leaveEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep keys from menus that would act on the canvas."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            is_mine = event.key() in _KEYS
            event.setAccepted(is_mine)
            return is_mine
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move, choose, add and remove; Escape lets go of a drag and takes it back."""
        key = Qt.Key(event.key())
        if key in _ARROWS and self.points:
            is_coarse = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._nudge(*_ARROWS[key], _COARSE if is_coarse else 1)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            way = 1 if key == Qt.Key.Key_PageDown else -1
            self._choose(min(max(self.chosen + way, 0), len(self.points) - 1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose(min(0, len(self.points) - 1) if key == Qt.Key.Key_Home else -2)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove()
        elif key in (Qt.Key.Key_Insert, Qt.Key.Key_Plus):
            self.insert()
        elif key == Qt.Key.Key_Escape and self._before is not None:
            before, self._before = self._before, None
            self.change(before, min(self.chosen, len(before) - 1))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Have a point for the keys to move."""
        if self.chosen < 0 and self.points:
            self._choose(0)
        super().focusInEvent(event)

    def _nudge(self, right: int, up: int, size: int) -> None:
        self._choose(max(self.chosen, 0))
        place, value = self.points[self.chosen]
        self._move(place + right * APART * size, value + up * self._grain * size)
        self.show_points(self.points, self.chosen)
        self.settled.emit()

    def _move(self, place: float, value: float) -> None:
        points = moved(self.points, self.chosen, place, value, self._hint)
        if points != self.points:
            self.points = points
            self._choose(self.chosen)
            self.changed.emit()

    def _choose(self, index: int) -> None:
        self.chosen = len(self.points) - 1 if index < -1 else index
        if self.chosen >= 0:
            self.told = None
            place, value = self.points[self.chosen]
            text = self.tr("Point {number} of {count}: {value} at {place}")
            self.setAccessibleDescription(
                text.format(
                    number=self.chosen + 1,
                    count=len(self.points),
                    value=number_text(value),
                    place=number_text(place),
                )
            )
        self.picked.emit()
        self.update()

    def _point_at(self, spot: QPointF) -> None:
        self.told = self._point(spot) if self._field().contains(spot) else None
        near = self._near(spot)
        cursor = Qt.CursorShape.OpenHandCursor if near >= 0 else Qt.CursorShape.CrossCursor
        self.setCursor(cursor if self.told or near >= 0 else Qt.CursorShape.ArrowCursor)
        if self.told is not None:
            place = round(self.told[0], 2)
            level = self._value_at(place) if self.points else self._round(self.told[1])
            self.told = (place, level)
        self.picked.emit()
        self.update()

    def _value_at(self, place: float) -> float:
        return self._round(Curve("points", points=self.points).at(place, 0.0))

    def _near(self, spot: QPointF) -> int:
        """Find the point under the pointer; of two in one place the one that is chosen."""
        gaps = {
            index: math.hypot(*(self.spot(index) - spot).toTuple())
            for index in range(len(self.points))
        }
        near = [index for index, gap in gaps.items() if gap <= _NEAR_PX]
        return min(near, key=lambda one: (gaps[one] - (one == self.chosen), one), default=-1)

    @property
    def _grain(self) -> float:
        return grain_of(self._span)

    def _round(self, value: float, size: int = 1) -> float:
        step = self._grain * size
        return round(round(value / step) * step, 6)

    def _field(self) -> QRectF:
        return QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)

    def _point(self, spot: QPointF) -> tuple[float, float]:
        field, (low, high) = self._field(), self._span
        share = (field.bottom() - spot.y()) / field.height()
        place = (spot.x() - field.left()) / field.width()
        return min(max(place, 0.0), 1.0), low + min(max(share, 0.0), 1.0) * (high - low)

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint axes, curve and points."""
        theme, field = self._appearance.theme, self._field()
        painter = QPainter(self)
        painter.setFont(self.font())
        box(painter, field, 4, QColor(theme.field), QColor(theme.border), 1)
        self._paint_axes(painter, field)
        if self.told is not None:
            painter.setPen(QPen(faded(theme.text, 0.35), 1))
            x = spot_of((self.told[0], self._span[0]), field, self._span).x()
            painter.drawLine(QPointF(x, field.top()), QPointF(x, field.bottom()))
        if self.points:
            width = 2.5 if theme.name == "contrast" else 2.0
            paint_curve(painter, self.points, field, self._span, QColor(theme.accent), width)
        else:
            painter.setPen(theme.secondary)
            hint = self.tr("Double-click to draw a curve, or choose a shape below")
            painter.drawText(field, Qt.AlignmentFlag.AlignCenter, hint)
        for index in range(len(self.points)):
            self._paint_dot(painter, index)

    def _paint_axes(self, painter: QPainter, field: QRectF) -> None:
        theme = self._appearance.theme
        grid, text = QPen(faded(theme.text, 0.10), 1), QPen(theme.secondary, 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for value in ticks_of(*self._span)[0]:
            y = round(spot_of((0.0, value), field, self._span).y())
            is_nought = abs(value) < self._grain / 2 and self._span[0] < 0
            painter.setPen(QPen(faded(theme.text, 0.4), 1) if is_nought else grid)
            if field.top() + 1 < y < field.bottom() - 1:
                painter.drawLine(QPointF(field.left() + 1, y), QPointF(field.right() - 1, y))
            painter.setPen(text)
            shown = f"{number_text(round(value, 6))}{self._hint.unit}"
            painter.drawText(QRectF(0, y - 8, _LEFT - 13, 16), right, shown)
        for quarter in range(5):
            x = round(spot_of((quarter / 4, self._span[0]), field, self._span).x())
            if 0 < quarter < 4:
                painter.setPen(grid)
                painter.drawLine(QPointF(x, field.top() + 1), QPointF(x, field.bottom() - 1))
            painter.setPen(text)
            place = QRectF(x - 24, field.bottom() + 4, 48, 14)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, number_text(quarter / 4))
        below = QRectF(field.left(), field.bottom() + 19, field.width(), 15)
        painter.setPen(text)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, self.tr("Noise"))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, self.tr("Picture"))

    def _paint_dot(self, painter: QPainter, index: int) -> None:
        theme, spot = self._appearance.theme, self.spot(index)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_chosen = index == self.chosen
        if is_chosen and self.hasFocus():
            painter.setPen(QPen(theme.text, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(spot, _DOT_PX + 4, _DOT_PX + 4)
        painter.setPen(QPen(theme.accent, 2))
        painter.setBrush(theme.accent if is_chosen else theme.field)
        painter.drawEllipse(spot, _DOT_PX, _DOT_PX)
