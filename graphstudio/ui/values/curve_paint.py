"""How a curve over the run is drawn, large and small."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from graphstudio.api import OverTime
from graphstudio.api.curves import Points
from graphstudio.ui.brush import faded
from graphstudio.ui.theme.tokens import Theme
from graphstudio.ui.values.curve_shapes import span_of

_SKETCH_RADIUS = 3.0


def spot_of(point: tuple[float, float], rect: QRectF, span: tuple[float, float]) -> QPointF:
    """Say where a point of a curve lies in a rectangle."""
    low, high = span
    share = (point[1] - low) / (high - low)
    return QPointF(rect.left() + point[0] * rect.width(), rect.bottom() - share * rect.height())


def line_of(points: Points, rect: QRectF, span: tuple[float, float]) -> QPainterPath:
    """Give the line from edge to edge: before the first point and after the last it is flat."""
    whole: Sequence[tuple[float, float]] = ((0.0, points[0][1]), *points, (1.0, points[-1][1]))
    path = QPainterPath(spot_of(whole[0], rect, span))
    for point in whole[1:]:
        path.lineTo(spot_of(point, rect, span))
    return path


def paint_curve(
    painter: QPainter,
    points: Points,
    rect: QRectF,
    span: tuple[float, float],
    colour: QColor,
    width: float,
) -> None:
    """Paint the line, and what lies between it and nought."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    line = line_of(points, rect, span)
    ground = QPainterPath(line)
    floor = min(max(0.0, span[0]), span[1])
    ground.lineTo(spot_of((1.0, floor), rect, span))
    ground.lineTo(spot_of((0.0, floor), rect, span))
    ground.closeSubpath()
    painter.fillPath(ground, faded(colour, 0.18))
    pen = QPen(colour, width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.strokePath(line, pen)


def paint_sketch(
    painter: QPainter, rect: QRectF, hint: OverTime, points: Points, theme: Theme
) -> None:
    """Paint a curve in the room of a word; nothing where there is none."""
    if not points:
        return
    painter.save()
    frame = QPainterPath()
    frame.addRoundedRect(rect, _SKETCH_RADIUS, _SKETCH_RADIUS)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(frame, faded(theme.text, 0.07))
    painter.setClipPath(frame)
    inner = rect.adjusted(0, 2.5, 0, -2.5)
    paint_curve(painter, points, inner, span_of(hint, points), QColor(theme.accent), 1.5)
    painter.restore()
