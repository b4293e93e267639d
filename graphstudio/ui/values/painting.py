"""Brushwork that editors of values share."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from graphstudio.ui.brush import faded

SHADOW_PX = 20
_RINGS = 14
_DROP_PX = 3


def box(
    painter: QPainter, rect: QRectF, radius: float, fill: QColor, edge: QColor, width: float
) -> None:
    """Paint a rounded box with its edge inside the rectangle."""
    inset = width / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, width) if width else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(fill)
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)


def shadow(painter: QPainter, rect: QRectF, radius: float, depth: float) -> None:
    """Paint a soft shadow around a rounded box, from rings that add up."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for ring in range(_RINGS):
        grow = (SHADOW_PX - _DROP_PX) * (1 - ring / _RINGS)
        # Squares fall off softly: a straight slope shows its outer edge on light grounds.
        painter.setBrush(faded(QColor(0, 0, 0), depth * 1.6 * (ring + 1) ** 2 / _RINGS**3))
        ringed = rect.adjusted(-grow, _DROP_PX - grow, grow, _DROP_PX + grow)
        painter.drawRoundedRect(ringed, radius + grow, radius + grow)
