"""All wires, painted by one item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from graphstudio.graph.elements import Port, Wire
from graphstudio.ui.canvas.buckets import Buckets
from graphstudio.ui.canvas.guard import PaintGuard
from graphstudio.ui.canvas.wire_path import wire_path, wire_room

STRAIGHT_BELOW = 0.15
REACH = 8.0
_MARGIN = 6.0
_TUBE = 3.0  # by how much a wire is wider that many things go through


@dataclass(slots=True)
class Strand:
    """Hold one wire as it is painted."""

    wire: Wire
    start: QPointF
    end: QPointF
    colour: QColor
    is_off: bool
    is_many: bool
    rect: QRectF
    _path: QPainterPath | None = None

    @property
    def path(self) -> QPainterPath:
        """The curve, made when it is first needed: most wires of a large graph do not show."""
        if self._path is None:
            self._path = wire_path(self.start, self.end)
        return self._path


class WireLayer(QGraphicsItem):
    """Show wires, find them, and know which are hovered, highlighted and selected.

    Attributes:
        background: Colour of the thin edge around wires, which keeps crossings readable.
        marked: Colour of selected wires.
    """

    def __init__(self, guard: PaintGuard) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self._guard = guard
        self.background = QColor(0, 0, 0)
        self.marked = QColor(255, 255, 255)
        self._strands: dict[Port, Strand] = {}
        self._ends: dict[str, set[Port]] = {}
        self._far: dict[int, QPainterPath] = {}
        self._buckets: Buckets[Port] = Buckets()
        self._bounds = QRectF()
        self._hovered: Port | None = None
        self._highlighted: Port | None = None
        self._selected: frozenset[Wire] = frozenset()

    def __len__(self) -> int:
        return len(self._strands)

    def __iter__(self) -> Iterator[Wire]:
        return (strand.wire for strand in self._strands.values())

    def wire_to(self, target: Port) -> Wire | None:
        """Find the wire that leads to an input."""
        strand = self._strands.get(target)
        return strand.wire if strand is not None else None

    def at_node(self, node: str) -> set[Wire]:
        """Find the wires that end or start at a node, as they show."""
        return {self._strands[target].wire for target in self._ends.get(node, ())}

    def by_colour(self) -> dict[int, list[Wire]]:
        """Give every wire that shows, by its colour as an RGBA number."""
        found: dict[int, list[Wire]] = {}
        for strand in self._strands.values():
            found.setdefault(strand.colour.rgba(), []).append(strand.wire)
        return found

    def line(self, wire: Wire) -> QLineF:
        """Give the straight line between the ends of a wire that shows."""
        strand = self._strands[wire.target]
        return QLineF(strand.start, strand.end)

    def path(self, wire: Wire) -> QPainterPath:
        """Give the curve of a wire, in scene pixels; empty for one that is not shown."""
        strand = self._strands.get(wire.target)
        return QPainterPath() if strand is None else QPainterPath(strand.path)

    def put(
        self,
        wire: Wire,
        start: QPointF,
        end: QPointF,
        colour: QColor,
        *,
        is_off: bool = False,
        is_many: bool = False,
    ) -> None:
        """Show a wire, or show it elsewhere.

        Args:
            wire: Which.
            start: Where its output is.
            end: Where its input is.
            colour: By what it carries.
            is_off: Whether nothing goes through it, because an end is muted.
            is_many: Whether many things go through it in one run, one by one.
        """
        old = self._strands.get(wire.target)
        if old is not None:
            self.update(old.rect)
            if old.wire != wire:
                self.drop(wire.target)
        rect = wire_room(start, end, _MARGIN)
        self._strands[wire.target] = Strand(wire, start, end, colour, is_off, is_many, rect)
        self._far.clear()
        for port in wire:
            self._ends.setdefault(port.node, set()).add(wire.target)
        self._buckets.put(wire.target, rect)
        self._grow(rect)
        self.update(rect)

    def drop(self, target: Port) -> None:
        """Take away the wire that leads to an input, if there is one."""
        strand = self._strands.pop(target, None)
        if strand is not None:
            self._far.clear()
            self._buckets.drop(target)
            for node in {port.node for port in strand.wire}:
                self._ends[node].discard(target)
                if not self._ends[node]:
                    del self._ends[node]
            self.update(strand.rect)

    def at(self, point: QPointF, reach: float = REACH) -> Wire | None:
        """Find the wire at a point of the scene, the nearest of several.

        Args:
            point: Where.
            reach: How far away a wire may be, in scene pixels.
        """
        around = QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)
        best: Strand | None = None
        best_distance = reach
        for strand in self._near(around):
            distance = _distance(strand.path, point, reach)
            if distance <= best_distance:
                best, best_distance = strand, distance
        return best.wire if best is not None else None

    def crossed(self, path: QPainterPath) -> tuple[Wire, ...]:
        """Find the wires that a line drawn over the scene crosses."""
        stroker = QPainterPathStroker()
        stroker.setWidth(1.0)
        blade = stroker.createStroke(path)
        return tuple(
            strand.wire
            for strand in self._near(path.boundingRect().adjusted(-1, -1, 1, 1))
            if blade.intersects(stroker.createStroke(strand.path))
        )

    def within(self, rect: QRectF) -> tuple[Wire, ...]:
        """Find the wires that run through a rectangle."""
        box = QPainterPath()
        box.addRect(rect)
        return tuple(s.wire for s in self._near(rect) if box.intersects(s.path))

    def hover(self, wire: Wire | None) -> None:
        """Show which wire is under the mouse."""
        self._hovered = self._swap(self._hovered, wire)

    def highlight(self, wire: Wire | None) -> None:
        """Show which wire something would be dropped on."""
        self._highlighted = self._swap(self._highlighted, wire)

    def select(self, wires: frozenset[Wire]) -> None:
        """Show which wires are selected."""
        for wire in wires ^ self._selected:
            self._touch(wire.target)
        self._selected = wires

    def recolour(self, colour_of: Callable[[Port], QColor]) -> None:
        """Ask again for the colour of every wire, by its output."""
        for strand in self._strands.values():
            strand.colour = colour_of(strand.wire.source)
        self._far.clear()
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Give the room of all wires."""
        return self._bounds

    def shape(self) -> QPainterPath:
        """Give nothing: wires are found by `at`."""
        return QPainterPath()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,  # noqa: ARG002 - Qt's signature
    ) -> None:
        """Paint the wires that show."""
        exposed = option.exposedRect
        with self._guard:
            self._paint(painter, exposed, painter.worldTransform().m11())

    def _paint(self, painter: QPainter, exposed: QRectF, zoom: float) -> None:
        if zoom < STRAIGHT_BELOW:
            self._paint_far(painter)
            return
        strands = list(self._near(exposed))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = []
        for strand in strands:
            if self._is_marked(strand.wire):
                marked.append(strand)
            else:
                self._paint_strand(painter, strand, strand.colour, 2.0)
        for strand in marked:
            colour = self.marked if strand.wire in self._selected else strand.colour
            painter.setPen(QPen(self.background, 7.0, c=Qt.PenCapStyle.RoundCap))
            painter.drawPath(strand.path)
            self._paint_strand(painter, strand, colour, 3.0)

    def _paint_strand(
        self, painter: QPainter, strand: Strand, colour: QColor, width: float
    ) -> None:
        pen = QPen(colour, width + _TUBE if strand.is_many else width)
        if strand.is_off:
            pen.setDashPattern([6 / pen.widthF(), 4 / pen.widthF()])
        painter.setPen(pen)
        painter.drawPath(strand.path)
        if strand.is_many:  # a tube, in which things follow one another
            painter.setPen(QPen(self.background, width))
            painter.drawPath(strand.path)

    def _paint_far(self, painter: QPainter) -> None:
        """Paint straight lines, all of one colour at once."""
        if not self._far:
            for strand in self._strands.values():
                path = self._far.setdefault(strand.colour.rgba(), QPainterPath())
                path.moveTo(strand.start)
                path.lineTo(strand.end)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for rgba, path in self._far.items():
            pen = QPen(QColor.fromRgba(rgba), 1)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawPath(path)

    def _is_marked(self, wire: Wire) -> bool:
        target = wire.target
        return target in (self._hovered, self._highlighted) or wire in self._selected

    def _near(self, rect: QRectF) -> Iterable[Strand]:
        strands = self._strands
        found = (strands[key] for key in self._buckets.near(rect))
        return (strand for strand in found if strand.rect.intersects(rect))

    def _swap(self, old: Port | None, wire: Wire | None) -> Port | None:
        new = wire.target if wire is not None else None
        if new != old:
            for target in (old, new):
                if target is not None:
                    self._touch(target)
        return new

    def _touch(self, target: Port) -> None:
        strand = self._strands.get(target)
        if strand is not None:
            self.update(strand.rect)

    def _grow(self, rect: QRectF) -> None:
        if self._bounds.contains(rect):
            return
        self.prepareGeometryChange()
        # In large steps, because each of them paints the whole view anew.
        self._bounds = self._bounds.united(rect.adjusted(-4096, -4096, 4096, 4096))


def _distance(path: QPainterPath, point: QPointF, reach: float) -> float:
    """Measure how far a point is from a curve, looking at 33 points on it."""
    if not path.controlPointRect().adjusted(-reach, -reach, reach, reach).contains(point):
        return reach + 1
    points = [path.pointAtPercent(at / 32) for at in range(33)]
    return min(_from_segment(point, first, second) for first, second in pairwise(points))


def _from_segment(point: QPointF, first: QPointF, second: QPointF) -> float:
    along = second - first
    length = QPointF.dotProduct(along, along)
    share = QPointF.dotProduct(point - first, along) / length if length else 0.0
    nearest = first + along * min(max(share, 0.0), 1.0)
    return QLineF(point, nearest).length()
