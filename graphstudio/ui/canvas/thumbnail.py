"""Small pictures of a graph, for the start page and the map."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from graphstudio.graph.document import Document
from graphstudio.graph.graph import Graph
from graphstudio.session.status import RunStatus
from graphstudio.ui.canvas.geometry import HEADER, RADIUS, NodeShape
from graphstudio.ui.canvas.node_item import NodeItem
from graphstudio.ui.canvas.overview import box_colour
from graphstudio.ui.canvas.scene import CanvasScene
from graphstudio.ui.theme.tokens import Theme, mixed

_PAD_SHARE = 0.08
_DETAIL_FROM = 0.1
_CORNERS_FROM = 0.05  # below, nobody sees that corners are round


def paint_graph(graph: Graph, theme: Theme, size: QSize, ratio: float = 1.0) -> QPixmap:
    """Draw a whole graph.

    Args:
        graph: What to draw.
        theme: Its colours.
        size: Of the picture, in device-independent pixels.
        ratio: Device pixels for each of those.
    """
    scene = CanvasScene(Document(graph), theme, RunStatus())
    pixmap = QPixmap(size * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(theme.canvas)
    world = scene.bounds()
    if not world.isNull():
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pad = _PAD_SHARE * min(size.width(), size.height())
        room = QRectF(0, 0, size.width(), size.height()).adjusted(pad, pad, -pad, -pad)
        scale = min(room.width() / world.width(), room.height() / world.height(), 0.5)
        painter.translate(room.center())
        painter.scale(scale, scale)
        painter.translate(-world.center())
        paint_map(painter, scene)
        painter.end()
    scene.let_go()
    scene.deleteLater()
    return pixmap


def paint_map(painter: QPainter, scene: CanvasScene) -> None:
    """Paint a graph as boxes and lines, in pixels of the scene."""
    zoom = painter.worldTransform().m11()
    for frame in scene.frames.values():
        if frame.isVisible() and frame.look is None:
            tone = QColor(frame.frame.colour) if frame.frame.colour else scene.theme.secondary
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mixed(scene.theme.canvas, tone, 0.22))
            painter.drawRoundedRect(frame.rect, 16, 16)
    _paint_wires(painter, scene, zoom)
    for note in scene.notes.values():
        if note.isVisible():
            colour = QColor(note.note.colour) if note.note.colour else scene.theme.note
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mixed(colour, scene.theme.text, 0.08))
            painter.drawRoundedRect(note.rect, RADIUS, RADIUS)
    _paint_nodes(painter, scene, zoom)


def _paint_wires(painter: QPainter, scene: CanvasScene, zoom: float) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, wires in scene.wires.by_colour().items():
        ink = mixed(scene.theme.canvas, QColor.fromRgba(colour), 0.75)
        painter.setPen(QPen(ink, max(2.0, 0.9 / zoom)))
        if zoom >= _DETAIL_FROM:
            for wire in wires:
                painter.drawPath(scene.wires.path(wire))
        else:
            painter.drawLines([scene.wires.line(wire) for wire in wires])


def _paint_nodes(painter: QPainter, scene: CanvasScene, zoom: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    style = scene.style_kit
    by_colour: dict[tuple[str, str], list[NodeItem]] = {}
    for item in scene.nodes.values():
        if scene.is_shown(item.id):
            by_colour.setdefault((item.category, item.look.colour), []).append(item)
    for (category, own), items in by_colour.items():
        colour = box_colour(style, category, own)
        if zoom < _CORNERS_FROM:
            painter.setBrush(colour)
            painter.drawRects([item.rect for item in items])
            continue
        for item in items:
            _paint_node(painter, scene.theme, item.rect, colour, item.look.shape, zoom)
    for frame in scene.frames.values():
        if frame.isVisible() and frame.look is not None:
            colour = box_colour(style, "", frame.frame.colour)
            _paint_node(painter, scene.theme, frame.rect, colour, frame.look.shape, zoom)


def _paint_node(
    painter: QPainter, theme: Theme, rect: QRectF, colour: QColor, shape: NodeShape, zoom: float
) -> None:
    if zoom < _DETAIL_FROM or shape.body != "open":
        painter.setBrush(colour)
        painter.drawRoundedRect(rect, RADIUS, RADIUS)
        return
    painter.setBrush(mixed(theme.node, theme.text, 0.06))
    painter.drawRoundedRect(rect, RADIUS, RADIUS)
    painter.setBrush(colour)
    head = QRectF(rect.x(), rect.y(), rect.width(), HEADER)
    painter.drawRoundedRect(head, RADIUS, RADIUS)
    painter.fillRect(head.adjusted(0, RADIUS, 0, 0), colour)
    painter.setBrush(mixed(theme.node, theme.field, 0.75))
    for box in (*(row.field for row in shape.knobs), shape.preview):
        if not box.isNull():
            painter.drawRoundedRect(box.translated(rect.topLeft()), 4, 4)
