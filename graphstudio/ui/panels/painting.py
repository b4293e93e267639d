"""Brushwork that the panels share: guarded paint methods, row grounds, checkerboards, badges."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPainterPath, QPen, QPixmap

from graphstudio.ui.brush import faded
from graphstudio.ui.theme.tokens import Theme

GRID_PX = 8
CHECK_PX = 8


def row_ground(
    painter: QPainter,
    rect: QRect,
    theme: Theme,
    *,
    is_selected: bool,
    is_hovered: bool,
    has_focus: bool,
) -> None:
    """Paint what a row of a list stands on: rounded, quiet, with a ring for the keyboard."""
    box = QRectF(rect).adjusted(4, 1, -4, -1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    if is_selected:
        painter.setBrush(theme.accent_quiet)
        painter.drawRoundedRect(box, 4, 4)
    elif is_hovered:
        painter.setBrush(theme.hover)
        painter.drawRoundedRect(box, 4, 4)
    if has_focus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.accent, 1.5))
        painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 3.5, 3.5)


def star_colour(theme: Theme) -> QColor:
    """Give the colour of a star: gold that is seen on this theme's panels."""
    return theme.warning if theme.is_dark else theme.wires["text"]


def badge(painter: QPainter, right: int, middle: int, text: str, colour: QColor) -> int:
    """Paint a short text on a tinted pill that ends at `right`; give the pill's left edge."""
    metrics = QFontMetrics(painter.font())
    width = metrics.horizontalAdvance(text) + 12
    box = QRectF(right - width, middle - 9, width, 18)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(colour, 0.18))
    painter.drawRoundedRect(box, 9, 9)
    painter.setPen(colour)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return int(box.left())


def progress(painter: QPainter, box: QRectF, share: float, theme: Theme, colour: QColor) -> None:
    """Paint a bar that is filled from the left."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = box.height() / 2
    painter.setBrush(faded(theme.text, 0.14))
    painter.drawRoundedRect(box, radius, radius)
    if share > 0:
        filled = QRectF(box)
        filled.setWidth(max(box.width() * min(share, 1.0), box.height()))
        painter.setBrush(colour)
        painter.drawRoundedRect(filled, radius, radius)


def checkerboard(theme: Theme) -> QBrush:
    """Give the pattern that stands for transparency."""
    light, dark = ("#4a4c52", "#3a3c41") if theme.is_dark else ("#ffffff", "#dcdfe4")
    tile = QPixmap(2 * CHECK_PX, 2 * CHECK_PX)
    tile.fill(QColor(light))
    painter = QPainter(tile)
    painter.fillRect(0, 0, CHECK_PX, CHECK_PX, QColor(dark))
    painter.fillRect(CHECK_PX, CHECK_PX, CHECK_PX, CHECK_PX, QColor(dark))
    painter.end()
    return QBrush(tile)


def rounded(box: QRectF, radius: float) -> QPainterPath:
    """Give a rectangle with round corners, to clip to."""
    path = QPainterPath()
    path.addRoundedRect(box, radius, radius)
    return path


def fitted(width: float, height: float, box: QRectF) -> QRectF:
    """Give the largest rectangle of a shape in the middle of a box."""
    if not width or not height:
        return QRectF(box.center(), box.center())
    scale = min(box.width() / width, box.height() / height)
    fitting = QRectF(0, 0, width * scale, height * scale)
    fitting.moveCenter(QPointF(box.center()))
    return fitting
