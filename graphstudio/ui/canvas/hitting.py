"""Find what lies under a point: sockets first, then nodes, notes, wires and frames."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from graphstudio.ui.canvas.folded import as_port
from graphstudio.ui.canvas.frame_item import FrameItem
from graphstudio.ui.canvas.geometry import SOCKET_HIT, NodeShape
from graphstudio.ui.canvas.hit import NOTHING, Hit, HitKind, Side

if TYPE_CHECKING:
    from graphstudio.ui.canvas.scene import CanvasScene

WIRE_REACH = 8.0
_REACH = SOCKET_HIT / 2
_REROUTE_REACH = 9.0


def find(scene: CanvasScene, point: QPointF, zoom: float) -> Hit:
    """Find what lies under a point of the scene, the topmost first."""
    around = QRectF(point.x() - _REACH, point.y() - _REACH, 2 * _REACH, 2 * _REACH)
    for frame in tuple(scene.frames.values())[::-1]:
        if frame.look is not None and frame.isVisible():
            found = _in_node("", frame.look.shape, frame.pos(), point)
            if found is not None:
                return _as_folded(found, frame)
    for item in scene.nodes_in(around):
        found = _in_node(item.id, item.look.shape, item.pos(), point)
        if found is not None:
            return found
    for note in tuple(scene.notes.values())[::-1]:
        if note.isVisible() and note.rect.contains(point):
            kind: HitKind = "note_grip" if note.grip.contains(point) else "note"
            return Hit(kind, note=note.note.id, rect=note.rect)
    wire = scene.wires.at(point, WIRE_REACH / min(max(zoom, 0.25), 2.0))
    if wire is not None:
        return Hit("wire", wire=wire)
    for frame in tuple(scene.frames.values())[::-1]:
        if frame.look is None and frame.isVisible() and frame.rect.contains(point):
            return _in_frame(frame, point)
    return NOTHING


def _in_node(id_: str, shape: NodeShape, at: QPointF, scene_point: QPointF) -> Hit | None:
    point = scene_point - at
    best: Hit | None = None
    # A reroute is so small that whole sockets would leave nothing to drag it by.
    best_distance = _REACH if shape.body != "reroute" else _REROUTE_REACH
    sides: tuple[Side, Side] = ("output", "input")
    for side in sides:
        for row in shape.outputs if side == "output" else shape.inputs:
            middle = shape.socket_of(row, side)
            away = max(abs(point.x() - middle.x()), abs(point.y() - middle.y()))
            if away < best_distance:
                box = QRectF(middle.x() - 12, middle.y() - 12, 24, 24).translated(at)
                best, best_distance = Hit(side, id_, row.name, rect=box), away
    if best is not None:
        return best
    if not shape.rect.adjusted(-2, 0, 2, 0).contains(point):
        return None
    return _part(id_, shape, at, point)


def _part(id_: str, shape: NodeShape, at: QPointF, point: QPointF) -> Hit:
    parts: tuple[tuple[HitKind, QRectF], ...] = (
        ("grip", shape.grip),
        ("chevron", shape.chevron),
        ("header", shape.header),
        ("preview", shape.preview),
    )
    for kind, rect in parts:
        if rect.contains(point):
            return Hit(kind, id_, rect=rect.translated(at))
    for row in shape.knobs:
        if row.field.contains(point):
            return Hit("row", id_, row.name, rect=row.field.translated(at))
    return Hit("body", id_, rect=shape.rect.translated(at))


def _as_folded(hit: Hit, frame: FrameItem) -> Hit:
    id_ = frame.frame.id
    if hit.is_socket:
        port = as_port(hit.socket)
        return Hit(hit.kind, port.node, port.socket, frame=id_, rect=hit.rect)
    return Hit("body" if hit.kind == "grip" else hit.kind, frame=id_, rect=hit.rect)


def _in_frame(frame: FrameItem, point: QPointF) -> Hit:
    if frame.grip.contains(point):
        return Hit("frame_grip", frame=frame.frame.id, rect=frame.grip)
    if frame.chevron.contains(point):
        return Hit("chevron", frame=frame.frame.id, rect=frame.chevron)
    if frame.header.contains(point):
        return Hit("frame_header", frame=frame.frame.id, rect=frame.header)
    return Hit("frame", frame=frame.frame.id, rect=frame.rect)
