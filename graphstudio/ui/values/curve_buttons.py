"""Buttons that show a small curve: shapes to begin with, and the one that opens the sheet."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from graphstudio.api import OverTime
from graphstudio.api.curves import Points
from graphstudio.ui.brush import guarded
from graphstudio.ui.theme import fonts
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.icons import paint as paint_icon
from graphstudio.ui.values.curve_paint import paint_sketch
from graphstudio.ui.values.painting import box

_SHAPE_SIZE = QSize(66, 46)


class ShapeButton(QAbstractButton):
    """Show a shape with its name below.

    Attributes:
        points: The shape, from 0 to 1.
    """

    def __init__(
        self, name: str, help_: str, points: Points, appearance: Appearance, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.points = points
        self._appearance = appearance
        self.setText(name)
        self.setFont(fonts.ui(11))
        self.setToolTip(help_)
        self.setAccessibleName(name)
        self.setAccessibleDescription(help_)
        self.setFixedSize(_SHAPE_SIZE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint the shape and its name."""
        theme = self._appearance.theme
        painter = QPainter(self)
        area = QRectF(self.rect())
        if self.hasFocus() or self.underMouse():
            edge = QColor(theme.accent if self.hasFocus() else theme.border)
            box(painter, area, 5, QColor(theme.hover), edge, 1)
        sketch = area.adjusted(6, 5, -6, -20)
        paint_sketch(painter, sketch, OverTime(0, 1), self.points, theme)
        painter.setPen(theme.text)
        painter.setFont(self.font())
        name = area.adjusted(0, area.height() - 18, 0, -2)
        painter.drawText(name, Qt.AlignmentFlag.AlignCenter, self.text())


class SketchButton(QAbstractButton):
    """Show the curve of a field, and open its sheet.

    Attributes:
        points: The curve; () for none.
    """

    def __init__(
        self, hint: OverTime, appearance: Appearance, parent: QWidget, *, scale: float = 1.0
    ) -> None:
        super().__init__(parent)
        self._hint = hint
        self._appearance = appearance
        self.points: Points = ()
        self.setFixedSize(round(52 * scale), round(18 * scale))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_points(self, points: Points) -> None:
        """Show a curve."""
        self.points = points
        self.update()

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint the curve; where there is none, what a press does."""
        theme = self._appearance.theme
        painter = QPainter(self)
        area = QRectF(self.rect())
        if self.points:
            paint_sketch(painter, area, self._hint, self.points, theme)
        else:
            side = area.height() - 3
            icon = QRectF(area.right() - side - 2, area.center().y() - side / 2, side, side)
            paint_icon(painter, icon, "curve", QColor(theme.secondary))
        if self.hasFocus() or self.underMouse():
            edge = QColor(theme.accent if self.hasFocus() else theme.secondary)
            box(painter, area, 3, QColor(0, 0, 0, 0), edge, 1)
