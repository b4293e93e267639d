"""The curve that a wire takes."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

LEAST_HANDLE = 40.0
MOST_HANDLE = 160.0


def wire_path(start: QPointF, end: QPointF) -> QPainterPath:
    """Lead from an output to an input: out to the right, in from the left."""
    reach = handle(start, end)
    path = QPainterPath(start)
    path.cubicTo(start.x() + reach, start.y(), end.x() - reach, end.y(), end.x(), end.y())
    return path


def wire_room(start: QPointF, end: QPointF, margin: float) -> QRectF:
    """Give a rectangle that the curve does not leave, without making the curve."""
    reach = handle(start, end)
    left = min(start.x(), end.x() - reach) - margin
    right = max(end.x(), start.x() + reach) + margin
    top, bottom = min(start.y(), end.y()) - margin, max(start.y(), end.y()) + margin
    return QRectF(left, top, right - left, bottom - top)


def handle(start: QPointF, end: QPointF) -> float:
    """Say how far the curve goes straight out of its sockets."""
    across, down = end.x() - start.x(), abs(end.y() - start.y())
    if across < 0:
        # Back to the left it needs room to turn, and more of it where the ends are level.
        return min(max(-across * 0.5, LEAST_HANDLE), MOST_HANDLE)
    # Sockets that are close to each other get a short handle, or the wire would loop.
    distance = across + down
    return min(max(across * 0.5, LEAST_HANDLE), MOST_HANDLE, max(distance * 0.5, 1.0))
