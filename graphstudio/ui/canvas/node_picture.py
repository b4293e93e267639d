"""The lower part of a node: what it shows, and what it has to say."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from graphstudio.ui.canvas.geometry import FIELD_RADIUS
from graphstudio.ui.canvas.node_look import NodeLook
from graphstudio.ui.canvas.shapes import MESSAGE_LEFT, MESSAGE_PAD
from graphstudio.ui.canvas.style import Style

_ICON = 22
_SMALL_ICON = 14


def paint_picture(painter: QPainter, look: NodeLook, style: Style, zoom: float) -> None:
    """Paint a node's picture, or the room that waits for it."""
    room = look.shape.preview
    if room.isNull():
        return
    painter.setPen(Qt.PenStyle.NoPen)
    if look.preview is not None:
        look.preview.paint(painter, room, zoom)
        return
    painter.setBrush(style.theme.field)
    painter.drawRoundedRect(room, FIELD_RADIUS, FIELD_RADIUS)
    quiet = style.theme.disabled
    middle = room.center()
    corner = QPointF(middle.x() - _ICON / 2, middle.y() - _ICON)
    style.icon(painter, "image", quiet, _ICON, corner)
    painter.setPen(style.theme.secondary)
    told = QCoreApplication.translate("Canvas", "The picture shows here")
    line = QRectF(room.left() + 6, middle.y() + 2, room.width() - 12, 18)
    style.texts.line(painter, style.small, line, told, is_centred=True)


def paint_message(painter: QPainter, look: NodeLook, style: Style) -> None:
    """Paint what went wrong, in words: colour alone says nothing."""
    room = look.shape.message
    if room.isNull():
        return
    colour = style.theme.danger if look.error else style.theme.warning
    ground = QColor(colour)
    ground.setAlphaF(0.15)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(room, FIELD_RADIUS, FIELD_RADIUS)
    name = "error" if look.error else "warning"
    corner = QPointF(room.left() + 8, room.top() + MESSAGE_PAD + 1)
    style.icon(painter, name, colour, _SMALL_ICON, corner)
    painter.setPen(style.theme.text)
    text = room.adjusted(MESSAGE_LEFT, MESSAGE_PAD, -MESSAGE_PAD, -MESSAGE_PAD + 2)
    style.texts.block(painter, style.row, text, look.message)
