"""The rows of a node: what it takes, what its knobs say, what it gives."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from graphstudio.ui.canvas.geometry import FIELD_RADIUS, TEXT_CAPTION, Row
from graphstudio.ui.canvas.hit import Side
from graphstudio.ui.canvas.node_face import InputFace, OutputFace
from graphstudio.ui.canvas.node_look import NodeLook
from graphstudio.ui.canvas.socket_paint import paint_socket
from graphstudio.ui.canvas.style import Style
from graphstudio.ui.theme.tokens import mixed
from graphstudio.ui.values.curve_paint import paint_sketch

_PAD = 8.0
_MARK = 14
_SOCKET_GAP = 13.0
_SWATCH = 22.0
_SKETCH = 44.0


def paint_rows(painter: QPainter, look: NodeLook, style: Style) -> None:
    """Paint every row of an open node, without its sockets."""
    shape, face = look.shape, look.face
    for row in shape.inputs:
        seen = face.input(row.name)
        if seen is not None:
            _paint_input(painter, look, style, row, seen)
    for row in shape.outputs:
        given = face.output(row.name)
        if given is not None:
            _paint_focus(painter, look, style, row, "output")
            painter.setPen(_ink(look, style, row.name, "output"))
            room = row.rect.adjusted(6, 0, -_SOCKET_GAP, 0)
            style.texts.line(painter, style.row, room, given.title, is_right=True)


def paint_sockets(painter: QPainter, look: NodeLook, style: Style) -> None:
    """Paint the sockets of an open node, which lie over its outlines."""
    shape, face = look.shape, look.face
    for row in shape.inputs:
        seen = face.input(row.name)
        if seen is not None:
            _paint_input_socket(painter, look, style, row, seen)
    for row in shape.outputs:
        given = face.output(row.name)
        if given is not None:
            _paint_output_socket(painter, look, style, row, given)


def _paint_input(
    painter: QPainter, look: NodeLook, style: Style, row: Row, face: InputFace
) -> None:
    if row.field.isNull():
        _paint_focus(painter, look, style, row, "input")
        painter.setPen(_ink(look, style, row.name, "input"))
        room = row.rect.adjusted(_SOCKET_GAP, 0, -6, 0)
        used = style.texts.line(painter, style.row, room, face.title)
        _paint_marks(painter, look, style, face, QPointF(room.left() + used + 7, row.socket_y))
        return
    _paint_field(painter, look, style, row, face)
    inner = row.field.adjusted(_PAD, 0, -_PAD, 0)
    if row.kind == "text":
        _paint_text(painter, look, style, inner, face)
        return
    painter.setPen(style.theme.secondary)
    used = style.texts.line(painter, style.row, inner, face.title)
    _paint_marks(painter, look, style, face, QPointF(inner.left() + used + 7, row.socket_y))
    _paint_value(painter, look, style, inner.adjusted(used + 16, 0, 0, 0), face)


def _paint_field(
    painter: QPainter, look: NodeLook, style: Style, row: Row, face: InputFace
) -> None:
    theme = style.theme
    is_hovered = look.hovered == (row.name, "input")
    is_focused = _is_focused(look, row.name, "input")
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mixed(theme.field, theme.text, 0.07) if is_hovered else theme.field)
    painter.drawRoundedRect(row.field, FIELD_RADIUS, FIELD_RADIUS)
    if face.share:
        # How much of a whole it is, to be seen at a glance.
        part = QRectF(row.field)
        part.setWidth(part.width() * face.share)
        path, filled = QPainterPath(), QPainterPath()
        path.addRoundedRect(row.field, FIELD_RADIUS, FIELD_RADIUS)
        filled.addRect(part)
        tone = QColor(theme.accent)
        tone.setAlphaF(0.20)
        painter.setBrush(tone)
        painter.drawPath(path.intersected(filled))
    if is_focused:
        painter.setPen(QPen(theme.accent, 2.0))
    elif is_hovered:
        painter.setPen(QPen(theme.border, 1.0))
    elif theme.name == "contrast":
        painter.setPen(QPen(theme.disabled, 1.0))
    else:
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(row.field, FIELD_RADIUS, FIELD_RADIUS)


def _paint_value(
    painter: QPainter, look: NodeLook, style: Style, room: QRectF, face: InputFace
) -> None:
    theme = style.theme
    if face.kind == "switch":
        _paint_switch(painter, style, room, is_on=face.is_on)
        return
    mark = _mark(look, face)
    if mark:
        is_rolling = face.kind == "seed" and face.is_rolling
        colour = theme.accent if is_rolling else theme.secondary
        corner = QPointF(room.right() - _MARK + 3, room.center().y() - _MARK / 2)
        style.icon(painter, mark, colour, _MARK, corner)
        room = room.adjusted(0, 0, -_MARK - 1, 0)
    if face.kind == "colour" and not face.is_empty:
        room = _paint_swatch(painter, style, room, QColor(face.text))
    if face.curve is not None:
        sketch = QRectF(room.right() - _SKETCH, room.center().y() - 8, _SKETCH, 16)
        paint_sketch(painter, sketch, *face.curve, theme)
        room = room.adjusted(0, 0, -_SKETCH - 6, 0)
    painter.setPen(theme.secondary if face.is_empty else theme.text)
    style.texts.line(painter, style.strong, room, face.text, is_right=True)


def _mark(look: NodeLook, face: InputFace) -> str:
    """Name the icon that says what a click opens."""
    match face.kind:
        case "choice" | "suggestion":
            return "chevron-down"
        case "file":
            return "folder"
        case "seed":
            is_near = look.hovered == (face.name, "input")
            return "dice" if face.is_rolling or is_near else ""
        case _:
            return ""


def _paint_swatch(painter: QPainter, style: Style, room: QRectF, colour: QColor) -> QRectF:
    """Show a colour at the right; give the room that is left."""
    box = QRectF(room.right() - _SWATCH, room.center().y() - 6.5, _SWATCH, 13)
    painter.setPen(QPen(mixed(style.theme.field, style.theme.text, 0.35), 1.0))
    painter.setBrush(colour)
    painter.drawRoundedRect(box, 3, 3)
    return room.adjusted(0, 0, -_SWATCH - 6, 0)


def _paint_switch(painter: QPainter, style: Style, room: QRectF, *, is_on: bool) -> None:
    theme = style.theme
    box = QRectF(room.right() - 24, room.center().y() - 6.5, 24, 13)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.accent if is_on else mixed(theme.field, theme.secondary, 0.45))
    painter.drawRoundedRect(box, 6.5, 6.5)
    painter.setBrush(theme.accent_text if is_on else theme.node)
    x = box.right() - 6.5 if is_on else box.left() + 6.5
    painter.drawEllipse(QPointF(x, box.center().y()), 4.5, 4.5)


def _paint_text(
    painter: QPainter, look: NodeLook, style: Style, inner: QRectF, face: InputFace
) -> None:
    theme = style.theme
    caption = QRectF(inner.x(), inner.y() + 2, inner.width(), TEXT_CAPTION)
    painter.setPen(theme.secondary)
    used = style.texts.line(painter, style.small, caption, face.title)
    _paint_marks(painter, look, style, face, QPointF(inner.left() + used + 7, caption.center().y()))
    painter.setPen(theme.secondary if face.is_empty else theme.text)
    block = inner.adjusted(0, TEXT_CAPTION + 1, 0, -4)
    style.texts.block(painter, style.row, block, face.text)


def _paint_marks(
    painter: QPainter, look: NodeLook, style: Style, face: InputFace, at: QPointF
) -> None:
    """Mark what has a public name (a ring) and what stands in a run's way (a dot)."""
    troubles = [one for one in look.troubles if one.socket == face.name]
    if troubles:
        is_mild = all(one.is_warning for one in troubles)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.theme.warning if is_mild else style.theme.danger)
        painter.drawEllipse(at, 3.0, 3.0)
    elif face.is_public:
        painter.setPen(QPen(style.theme.accent, 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, 2.4, 2.4)


def _paint_focus(painter: QPainter, look: NodeLook, style: Style, row: Row, side: Side) -> None:
    """Show that the keyboard is at a socket; a field shows it by its own edge."""
    if _is_focused(look, row.name, side):
        painter.setPen(QPen(style.theme.accent, 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        box = (
            row.rect.adjusted(7, 2, -3, -2) if side == "input" else row.rect.adjusted(3, 2, -7, -2)
        )
        painter.drawRoundedRect(box, FIELD_RADIUS, FIELD_RADIUS)


def _is_focused(look: NodeLook, name: str, side: Side) -> bool:
    return look.is_focused and (look.focused_row, look.focused_side) == (name, side)


def _paint_input_socket(
    painter: QPainter, look: NodeLook, style: Style, row: Row, face: InputFace
) -> None:
    is_knob = face.kind is not None
    is_hovered = look.hovered == (row.name, "input") and look.hovered_part == "input"
    is_loud = look.is_hovered or look.refusals is not None or face.is_wired
    paint_socket(
        painter,
        style,
        QPointF(0, row.socket_y),
        face.type,
        is_filled=not is_knob or face.is_wired,
        is_small=is_knob,
        is_quiet=is_knob and not is_loud,
        is_hovered=is_hovered,
        is_refused=_is_refused(look, row.name, "input"),
    )


def _paint_output_socket(
    painter: QPainter, look: NodeLook, style: Style, row: Row, face: OutputFace
) -> None:
    paint_socket(
        painter,
        style,
        QPointF(look.shape.width, row.socket_y),
        face.type,
        is_hovered=look.hovered == (row.name, "output"),
        is_refused=_is_refused(look, row.name, "output"),
    )


def _ink(look: NodeLook, style: Style, name: str, side: Side) -> QColor:
    return style.theme.disabled if _is_refused(look, name, side) else style.theme.text


def _is_refused(look: NodeLook, name: str, side: Side) -> bool:
    return look.refusals is not None and (name, side) in look.refusals
