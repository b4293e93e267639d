"""Sockets: their shape says what they take, together with their colour."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from graphstudio.graph.sockets import SocketType, streamed
from graphstudio.ui.canvas.style import Style
from graphstudio.ui.theme.tokens import Shape, mixed

RADIUS = 5.0
_RING = 1.5


def paint_socket(
    painter: QPainter,
    style: Style,
    middle: QPointF,
    type_: SocketType,
    *,
    is_filled: bool = True,
    is_small: bool = False,
    is_quiet: bool = False,
    is_hovered: bool = False,
    is_refused: bool = False,
) -> None:
    """Paint one socket.

    Args:
        painter: In scene pixels, from the node's corner.
        style: Colours.
        middle: Where.
        type_: What goes through it.
        is_filled: Whether it is one to wire; a knob's own is hollow until a wire leads there.
        is_small: Whether it is a knob's own.
        is_quiet: Whether it stands back, because nothing is about to be wired to it.
        is_hovered: Whether the mouse is on it.
        is_refused: Whether the loose wire cannot end there.
    """
    theme = style.theme
    colour = theme.secondary if is_refused else theme.wire(type_)
    if is_quiet:
        colour = mixed(theme.node, colour, 0.55)
    radius = (RADIUS - 1.2 if is_small else RADIUS) + (1.5 if is_hovered else 0.0)
    opacity = painter.opacity()
    if is_refused:
        painter.setOpacity(opacity * 0.35)
    kind = theme.shape(type_)
    if type_.item is not None:
        # A list is two of them, one behind the other.
        _paint(painter, kind, middle + QPointF(2.5, -2.5), radius, colour, theme.canvas)
    elif streamed(type_) is not None:
        # A stream is two of them, one after the other.
        _paint(painter, kind, middle + QPointF(4.0, 0.0), radius - 1.0, colour, theme.canvas)
    if not is_filled or kind == "ring":
        _paint(painter, kind, middle, radius - 0.75, theme.node, colour)
    else:
        _paint(painter, kind, middle, radius, colour, theme.canvas)
    if kind == "half":
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, radius - 0.75, radius - 0.75)
    painter.setOpacity(opacity)


def socket_path(kind: Shape, middle: QPointF, radius: float) -> QPainterPath:
    """Give the outline of a socket's shape."""
    path = QPainterPath()
    x, y = middle.x(), middle.y()
    match kind:
        case "circle" | "ring":
            path.addEllipse(middle, radius, radius)
        case "half":
            around = QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
            path.moveTo(x, y - radius)
            path.arcTo(around, 90, 180)
            path.closeSubpath()
        case "square":
            side = radius * 0.88
            path.addRoundedRect(QRectF(x - side, y - side, 2 * side, 2 * side), 1.5, 1.5)
        case "diamond":
            _polygon(path, middle, radius * 1.18, 4, 0.0)
        case "hexagon":
            _polygon(path, middle, radius * 1.12, 6, math.pi / 6)
    return path


def _polygon(
    path: QPainterPath, middle: QPointF, radius: float, corners: int, turned: float
) -> None:
    for at in range(corners):
        angle = turned + 2 * math.pi * at / corners
        point = middle + QPointF(math.cos(angle), math.sin(angle)) * radius
        if at:
            path.lineTo(point)
        else:
            path.moveTo(point)
    path.closeSubpath()


def _paint(
    painter: QPainter, kind: Shape, middle: QPointF, radius: float, inside: QColor, edge: QColor
) -> None:
    """Paint it with an edge outside; one in the ground's colour cuts it out of the node."""
    painter.setPen(QPen(edge, _RING, j=Qt.PenJoinStyle.RoundJoin))
    painter.setBrush(inside)
    if kind in ("circle", "ring"):
        painter.drawEllipse(middle, radius + _RING / 2, radius + _RING / 2)
    else:
        painter.drawPath(socket_path(kind, middle, radius + _RING / 2))
