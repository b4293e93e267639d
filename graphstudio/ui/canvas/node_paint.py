"""How a node is painted close up; `node_brief` paints it from further away."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from graphstudio.ui.canvas.badges import paint_badges
from graphstudio.ui.canvas.foresight import paint_foresight
from graphstudio.ui.canvas.geometry import CHEVRON, HEADER, RADIUS, NodeShape
from graphstudio.ui.canvas.node_brief import paint_brief
from graphstudio.ui.canvas.node_look import NodeLook
from graphstudio.ui.canvas.node_picture import paint_message, paint_picture
from graphstudio.ui.canvas.rings import outline, paint_rings
from graphstudio.ui.canvas.row_paint import paint_rows, paint_sockets
from graphstudio.ui.canvas.style import Style
from graphstudio.ui.theme.tokens import mixed

TEXT_FROM = 0.55
SHADOW_FROM = 0.55
_OFF = 0.42  # how much of a node shows that does not run
_PASSED_BY = 0.62
_BAR = 3.0


def paint_node(painter: QPainter, look: NodeLook, style: Style, zoom: float) -> None:
    """Paint a node, from its corner, in the detail that can be seen at a zoom."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if look.shape.body == "reroute":
        _paint_reroute(painter, look, style)
    elif zoom < TEXT_FROM:
        paint_brief(painter, look, style, zoom)
    else:
        _paint_whole(painter, look, style, zoom)
    paint_rings(painter, look, style, zoom)
    paint_foresight(painter, look, style, zoom)
    if look.shape.body == "open" and zoom >= TEXT_FROM:
        painter.setOpacity(_faintness(look))
        paint_sockets(painter, look, style)
    painter.setOpacity(1.0)


def _paint_whole(painter: QPainter, look: NodeLook, style: Style, zoom: float) -> None:
    if zoom >= SHADOW_FROM and not look.face.is_muted:
        style.shadow.paint(painter, look.shape.rect)
    painter.setPen(Qt.PenStyle.NoPen)
    if look.is_faint:
        painter.setBrush(style.theme.canvas)
        painter.drawPath(outline(look.shape))
        painter.setOpacity(_faintness(look))
    if look.is_group:
        _paint_pile(painter, look, style)
    _paint_body(painter, look, style)
    if look.shape.body == "open":
        if look.face.is_bypassed:
            _paint_stripes(painter, look.shape, style)
        paint_rows(painter, look, style)
        paint_picture(painter, look, style, zoom)
        painter.setOpacity(1.0)
        paint_message(painter, look, style)
    else:
        _paint_stubs(painter, look, style)
    painter.setOpacity(1.0)
    _paint_progress(painter, look, style)


def _faintness(look: NodeLook) -> float:
    if not look.is_faint:
        return 1.0
    return _PASSED_BY if look.face.is_bypassed else _OFF


def _paint_body(painter: QPainter, look: NodeLook, style: Style) -> None:
    theme, shape, face = style.theme, look.shape, look.face
    painter.setBrush(theme.node)
    painter.drawPath(outline(shape))
    painter.setBrush(style.header(look))
    painter.drawPath(_header(shape))
    ink = style.header_ink(look)
    if shape.body == "open":
        painter.setPen(QPen(mixed(style.header(look), theme.shadow, 0.35), 1.0))
        painter.drawLine(QPointF(0.5, HEADER), QPointF(shape.width - 0.5, HEADER))
    quiet = QColor(ink)
    quiet.setAlphaF(1.0 if look.hovered_part == "chevron" else 0.6)
    middle = shape.chevron.center()
    is_open = shape.body == "open" and not look.is_group
    style.chevron(painter, middle, quiet, is_open=is_open)
    taken = paint_badges(painter, look, style, ink)
    painter.setPen(ink)
    room = shape.header.adjusted(CHEVRON + 3, 0, -taken - 8, 0)
    style.texts.line(painter, style.title, room, face.title)


def _paint_pile(painter: QPainter, look: NodeLook, style: Style) -> None:
    """Show more nodes behind the one that a folded frame looks like."""
    theme = style.theme
    for away, share in ((8.0, 0.45), (4.0, 0.7)):
        painter.setPen(QPen(mixed(theme.canvas, theme.secondary, share * 0.6), 1.0))
        painter.setBrush(mixed(theme.canvas, theme.node, share))
        painter.drawPath(outline(look.shape).translated(away, away))


def _header(shape: NodeShape) -> QPainterPath:
    if shape.body == "collapsed":
        return outline(shape)
    path = QPainterPath(QPointF(0, HEADER))
    path.lineTo(0, RADIUS)
    path.arcTo(QRectF(0, 0, 2 * RADIUS, 2 * RADIUS), 180, -90)
    path.lineTo(shape.width - RADIUS, 0)
    path.arcTo(QRectF(shape.width - 2 * RADIUS, 0, 2 * RADIUS, 2 * RADIUS), 90, -90)
    path.lineTo(shape.width, HEADER)
    path.closeSubpath()
    return path


def _paint_stripes(painter: QPainter, shape: NodeShape, style: Style) -> None:
    """Hatch the body of a bypassed node: it is there, and everything goes past it."""
    tone = QColor(style.theme.accent)
    tone.setAlphaF(0.30)
    painter.save()
    painter.setClipRect(shape.rect.adjusted(1, HEADER + 1, -1, -2), Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(tone, 3.0))
    height = shape.height - HEADER
    x = -height
    while x < shape.width:
        painter.drawLine(QPointF(x, shape.height), QPointF(x + height, HEADER))
        x += 16
    painter.restore()


def _paint_progress(painter: QPainter, look: NodeLook, style: Style) -> None:
    if look.status.phase != "running":
        return
    accent = style.theme.accent
    track = QColor(accent)
    track.setAlphaF(0.25)
    top = min(HEADER, look.shape.height - _BAR)
    painter.fillRect(QRectF(1, top, look.shape.width - 2, _BAR), track)
    share = look.status.share
    if share is None:
        # Nobody knows how far it is: the whole bar breathes instead of standing still.
        glow = QColor(accent)
        glow.setAlphaF(0.25 + 0.5 * look.pulse)
        painter.fillRect(QRectF(1, top, look.shape.width - 2, _BAR), glow)
        return
    painter.fillRect(QRectF(1, top, (look.shape.width - 2) * share, _BAR), accent)


def _paint_stubs(painter: QPainter, look: NodeLook, style: Style) -> None:
    """Show at which sides of a collapsed node wires end."""
    shape, face = look.shape, look.face
    ends = (
        (0.0, [one.type for one in face.inputs if one.is_wired]),
        (shape.width, [one.type for one in face.outputs]),
    )
    for x, types in ends:
        if types:
            middle = QPointF(x, shape.height / 2)
            painter.setPen(QPen(style.theme.canvas, 1.5))
            painter.setBrush(style.theme.wire(types[0]))
            painter.drawRoundedRect(QRectF(middle.x() - 3.5, middle.y() - 7, 7, 14), 3.5, 3.5)


def _paint_reroute(painter: QPainter, look: NodeLook, style: Style) -> None:
    theme, shape = style.theme, look.shape
    colour = theme.wire(look.face.outputs[0].type)
    painter.setPen(QPen(mixed(theme.canvas, colour, 0.75 if look.is_hovered else 0.45), 1.5))
    painter.setBrush(theme.node)
    painter.drawPath(outline(shape, -0.75))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    middle = shape.rect.center()
    painter.drawRoundedRect(QRectF(middle.x() - 10, middle.y() - 1.5, 20, 3), 1.5, 1.5)
    painter.drawEllipse(middle, 4.0, 4.0)
