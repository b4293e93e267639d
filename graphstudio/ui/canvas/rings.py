"""The outlines of a node: its edge, its state, whether it is selected, and the keyboard's ring."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from graphstudio.ui.canvas.geometry import RADIUS, NodeShape
from graphstudio.ui.canvas.node_look import NodeLook
from graphstudio.ui.canvas.style import Style

EDGE_FROM = 0.55
_FOCUS_OFFSET = 5.0


def outline(shape: NodeShape, grown: float = 0.0) -> QPainterPath:
    """Give the rounded outline of a node, grown by some pixels."""
    path = QPainterPath()
    radius = RADIUS if shape.body != "reroute" else shape.height / 2
    rect = shape.rect.adjusted(-grown, -grown, grown, grown)
    path.addRoundedRect(rect, radius + grown, radius + grown)
    return path


def paint_rings(painter: QPainter, look: NodeLook, style: Style, zoom: float) -> None:
    """Paint them: each kind has a distance of its own, so that all can be seen at once."""
    theme = style.theme
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # From afar they get thicker, or a failed node could not be found any more.
    scale = max(1.0, min(0.6 / zoom, 6.0))
    state = _state(look, style)
    if state is not None:
        _ring(painter, look, state, 2.0 * scale, 0.5)
    elif look.shape.body != "reroute" and zoom >= EDGE_FROM:
        _ring(painter, look, theme.border, 1.0, -0.5)
    if not look.is_known:
        pen = QPen(theme.warning, 1.5 * scale, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawPath(outline(look.shape))
    if look.is_selected:
        _ring(painter, look, theme.selection, 2.0 * scale, 1.0 + (2.0 * scale if state else 0.0))
    elif look.is_hovered:
        glow = QColor(theme.selection)
        glow.setAlphaF(0.35)
        _ring(painter, look, glow, 1.0, 0.5)
    if look.is_focused and not look.focused_row:
        _ring(painter, look, theme.accent, 2.0, _FOCUS_OFFSET)


def _ring(painter: QPainter, look: NodeLook, colour: QColor, width: float, distance: float) -> None:
    painter.setPen(QPen(colour, width))
    painter.drawPath(outline(look.shape, distance))


def _state(look: NodeLook, style: Style) -> QColor | None:
    if look.error:
        return style.theme.danger
    if look.status.phase == "running":
        colour = QColor(style.theme.accent)
        colour.setAlphaF(0.35 + 0.65 * look.pulse)
        return colour
    return None
