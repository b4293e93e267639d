"""How a node is painted from further away: what can still be told apart, and nothing else."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTransform

from graphstudio.graph.sockets import SocketType
from graphstudio.ui.canvas.geometry import HEADER
from graphstudio.ui.canvas.node_look import NodeLook
from graphstudio.ui.canvas.style import Style

FIELDS_FROM = 0.3
TITLE_FROM = 0.2
_TITLE_PX = 11.0  # on the screen, whatever the zoom
_OFF = 0.42


def paint_brief(painter: QPainter, look: NodeLook, style: Style, zoom: float) -> None:
    """Paint a node without its rows: the title keeps its size on the screen."""
    theme, shape = style.theme, look.shape
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(Qt.PenStyle.NoPen)
    if look.is_faint:
        painter.setOpacity(_OFF)
    painter.fillRect(shape.rect, theme.node)
    tall = min(max(HEADER, 1.75 * _TITLE_PX / zoom), shape.height)
    painter.fillRect(QRectF(0, 0, shape.width, tall), style.header(look))
    if shape.body == "open" and zoom >= FIELDS_FROM:
        for row in shape.knobs:
            if row.field.top() > tall:
                painter.fillRect(row.field, theme.field)
    if look.preview is not None and not shape.preview.isNull():
        look.preview.paint(painter, shape.preview, zoom)
    if zoom >= TITLE_FROM:
        _paint_sockets(painter, look, style)
        _paint_title(painter, look, style, tall)
    painter.setOpacity(1.0)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)


def _paint_title(painter: QPainter, look: NodeLook, style: Style, tall: float) -> None:
    """Write it in pixels of the screen, so that one laid-out text serves every zoom."""
    before = painter.worldTransform()
    room = before.mapRect(QRectF(0, 0, look.shape.width, tall))
    painter.setWorldTransform(QTransform())
    painter.setPen(style.header_ink(look))
    font = style.scaled_title(_TITLE_PX)
    style.texts.line(painter, font, room.adjusted(5, 0, -4, 0), look.face.title)
    painter.setWorldTransform(before)


def _paint_sockets(painter: QPainter, look: NodeLook, style: Style) -> None:
    shape, face = look.shape, look.face
    for row in shape.inputs:
        seen = face.input(row.name)
        if seen is not None and (seen.kind is None or seen.is_wired):
            _square(painter, style, shape.socket_of(row, "input"), seen.type)
    for row in shape.outputs:
        given = face.output(row.name)
        if given is not None:
            _square(painter, style, shape.socket_of(row, "output"), given.type)


def _square(painter: QPainter, style: Style, middle: QPointF, type_: SocketType) -> None:
    box = QRectF(middle.x() - 5, middle.y() - 5, 10, 10)
    painter.fillRect(box, style.theme.wire(type_))
