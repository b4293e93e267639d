"""The line between two pictures that are compared, and the handle it is dragged by."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen

from graphstudio.ui.theme import fonts

GRIP_PX = 32
REACH_PX = 10


def line_x(box: QRectF, share: float) -> float:
    """Give where the line is, for a picture that covers a box."""
    return box.left() + box.width() * share


def share_at(box: QRectF, x: float) -> float:
    """Give the share of the picture that is left of a point, 0 to 1."""
    return min(max((x - box.left()) / box.width(), 0.0), 1.0) if box.width() else 0.5


def is_at(box: QRectF, view: QRectF, share: float, point: QPointF) -> bool:
    """Tell whether a point takes hold of the line or of its grip."""
    x = line_x(box, share)
    if abs(point.x() - x) <= REACH_PX:
        return True
    middle = box.intersected(view).center().y()
    return abs(point.x() - x) <= GRIP_PX / 2 and abs(point.y() - middle) <= GRIP_PX / 2


def paint(painter: QPainter, box: QRectF, view: QRectF, share: float, *, is_hot: bool) -> None:
    """Paint the line and its grip; they are seen on any picture, so no theme colours them."""
    seen = box.intersected(view)
    x = line_x(box, share)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(0, 0, 0, 90), 4))
    painter.drawLine(QPointF(x, seen.top()), QPointF(x, seen.bottom()))
    painter.setPen(QPen(QColor(255, 255, 255), 2))
    painter.drawLine(QPointF(x, seen.top()), QPointF(x, seen.bottom()))
    centre = QPointF(x, seen.center().y())
    radius = GRIP_PX / 2
    painter.setPen(QPen(QColor(0, 0, 0, 90), 1))
    painter.setBrush(QColor("#ffffff") if is_hot else QColor(255, 255, 255, 230))
    painter.drawEllipse(centre, radius, radius)
    painter.setPen(
        QPen(
            QColor("#30343c"),
            2,
            Qt.PenStyle.SolidLine,
            Qt.PenCapStyle.RoundCap,
            Qt.PenJoinStyle.RoundJoin,
        )
    )
    for side in (-1, 1):
        tip = centre + QPointF(side * 9, 0)
        painter.drawLine(tip, tip + QPointF(-side * 4, -4))
        painter.drawLine(tip, tip + QPointF(-side * 4, 4))


def label(painter: QPainter, corner: QPointF, text: str, *, is_right: bool) -> None:
    """Paint the name of a side into a corner of the picture."""
    painter.setFont(fonts.ui(11, "semibold"))
    width = QFontMetrics(painter.font()).horizontalAdvance(text) + 16
    left = corner.x() - width if is_right else corner.x()
    box = QRectF(left, corner.y(), width, 22)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 150))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(QColor("#ffffff"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
