"""Laying a graph out anew: in columns from left to right, frames around what they hold."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from graphstudio.graph.editing.fitting import Side
from graphstudio.graph.editing.folding import FoldedPorts, folded_ports
from graphstudio.graph.editing.framing import (
    GRID_PX,
    HEADER_PX,
    MARGIN_PX,
    STANDARD_SIZE,
    Sizes,
    carried,
    is_pinned,
    lying_in,
    size_of,
)
from graphstudio.graph.editing.holding import contents, hidden, holder
from graphstudio.graph.editing.layers import Link, lay_out, on_grid
from graphstudio.graph.edits import ChangeFrame, ChangeNote, Edit, Group, Move
from graphstudio.graph.elements import Place, Port
from graphstudio.graph.graph import Graph

_ROW_PX = 24.0
_GAP_PX = 6.0
_PAD_PX = 8.0
_INSIDE_TOP_PX = HEADER_PX + MARGIN_PX + 4  # so that what stands in a frame is on the grid

Spots = dict[str, tuple[float, float]]


def tidy(
    graph: Graph,
    nodes: Collection[str],
    sizes: Sizes,
    frames: Collection[str] | None = None,
    within: str = "",
) -> Edit:
    """Lay nodes out in columns from left to right, as somebody would by hand.

    Wires run from left to right, nothing overlaps, and the upper left corner of it all stays
    where it is. Frames that are laid out are drawn around what lies in them, and a folded one
    is laid out as the one node that it looks like. Pinned nodes are left out, and so are the
    frames that they lie in.

    Args:
        graph: Where they are.
        nodes: What to lay out.
        sizes: Width and height of each node as it shows.
        frames: Which frames to lay out; None takes those of which all nodes are laid out.
        within: The folded frame from the inside of which it is done; "" for the whole.
    """
    tidying = _Tidying(graph, nodes, sizes, frames, within)
    return tidying.edit() if tidying.units else Group(())


@dataclass(frozen=True, slots=True)
class _Inside:
    """Hold how the inside of a frame, or of the whole canvas, is laid out."""

    spots: Spots
    width: float
    height: float


class _Tidying:
    """Lay out units: nodes under their ids, frames under "#" and theirs."""

    def __init__(
        self,
        graph: Graph,
        nodes: Collection[str],
        sizes: Sizes,
        frames: Collection[str] | None,
        within: str,
    ) -> None:
        self._graph = graph
        self._sizes = sizes
        self._within = within
        unseen = hidden(graph, within)
        pinned = {id_ for id_ in graph.nodes if is_pinned(graph, id_)} - unseen.nodes
        nodes = set(nodes) - pinned
        shown = [id_ for id_ in graph.frames if id_ not in unseen.frames]
        held = {id_: carried(graph, [id_], sizes, within).nodes for id_ in shown}
        if frames is None:
            frames = [id_ for id_ in shown if held[id_] and held[id_] <= set(nodes)]
        kept = [id_ for id_ in shown if id_ in frames and not held[id_] & pinned]
        open_ = [id_ for id_ in kept if not graph.frames[id_].is_folded]
        inside = {id_: lying_in(graph, graph.frames[id_], sizes, within) for id_ in open_}
        self._parents: dict[str, str] = {}
        # From the largest on: what lies in a frame in a frame belongs to the inner one.
        for id_ in sorted(open_, key=lambda one: -_area(graph, one)):
            units = [*inside[id_].nodes, *(f"#{one}" for one in inside[id_].frames)]
            self._parents.update(dict.fromkeys(units, f"#{id_}"))
        around = {one for id_ in open_ for one in inside[id_].nodes}
        singles = [id_ for id_ in graph.nodes if id_ in nodes or id_ in around]
        self.units = [id_ for id_ in singles if id_ not in unseen.nodes]
        self.units += [f"#{id_}" for id_ in kept]
        self._members: dict[str, list[str]] = {"": []}
        for unit in self.units:
            self._members.setdefault(self._parents.get(unit, ""), []).append(unit)
        self._known = frozenset(self.units)
        self._insides: dict[str, _Inside] = {}
        self._folded: dict[str, FoldedPorts] = {}

    def edit(self) -> Edit:
        """Move everything to where it belongs now."""
        graph = self._graph
        whole = self._lay_out("")
        corners = [self._corner(unit) for unit in self._members[""]]
        known = [one for one in corners if one is not None]
        left = _near(min((x for x, _ in known), default=0.0))
        top = _near(min((y for _, y in known), default=0.0))
        spots = dict(self._absolute(whole.spots, left, top))
        places: dict[str, Place | None] = {}
        edits: list[Edit] = []
        for unit, (x, y) in spots.items():
            if not unit.startswith("#"):
                places[unit] = replace(graph.places.get(unit, Place(0, 0)), x=x, y=y)
                continue
            frame = graph.frames[unit[1:]]
            if frame.is_folded:
                self._carry(frame.id, x - frame.x, y - frame.y, places, edits)
                continue
            room = self._insides[unit]
            edits.append(
                ChangeFrame(replace(frame, x=x, y=y, width=room.width, height=room.height))
            )
            for id_ in lying_in(graph, frame, self._sizes, self._within).notes:
                if self._is_innermost(id_, unit):
                    note = graph.notes[id_]
                    moved = replace(note, x=note.x + x - frame.x, y=note.y + y - frame.y)
                    edits.append(ChangeNote(moved))
        return Group((Move(places), *edits))

    def _carry(
        self, frame: str, dx: float, dy: float, places: dict[str, Place | None], edits: list[Edit]
    ) -> None:
        """Take along what a folded frame holds, so that it unfolds where it stands."""
        graph = self._graph
        held = contents(graph, [frame])
        for id_ in sorted(held.nodes):
            place = graph.places.get(id_, Place(0, 0))
            places[id_] = replace(place, x=place.x + dx, y=place.y + dy)
        for id_ in sorted({frame, *held.frames}):
            one = graph.frames[id_]
            edits.append(ChangeFrame(replace(one, x=one.x + dx, y=one.y + dy)))
        for id_ in sorted(held.notes):
            note = graph.notes[id_]
            edits.append(ChangeNote(replace(note, x=note.x + dx, y=note.y + dy)))

    def _lay_out(self, level: str) -> _Inside:
        """Lay out what stands directly in a frame, or on the canvas for ""."""
        units = sorted(self._members.get(level, []), key=self._from_above)
        boxes = {unit: self._size(unit) for unit in units}
        links = self._without_circles(list(self._links(level)))
        spots = lay_out(boxes, links, "column" if level else "rows")
        width = max((x + boxes[unit][0] for unit, (x, _) in spots.items()), default=0.0)
        height = max((y + boxes[unit][1] for unit, (_, y) in spots.items()), default=0.0)
        if not level:
            return _Inside(spots, width, height)
        return _Inside(
            {unit: (x + MARGIN_PX, y + _INSIDE_TOP_PX) for unit, (x, y) in spots.items()},
            on_grid(max(width, STANDARD_SIZE[0]) + 2 * MARGIN_PX),
            on_grid(height + _INSIDE_TOP_PX + MARGIN_PX),
        )

    def _size(self, unit: str) -> tuple[float, float]:
        if not unit.startswith("#"):
            return size_of(self._graph, unit, self._sizes)
        if self._graph.frames[unit[1:]].is_folded:
            ports = self._ports(unit[1:])
            rows = max(len(ports.inputs), len(ports.outputs))
            return STANDARD_SIZE[0], HEADER_PX + _GAP_PX + rows * _ROW_PX + _PAD_PX
        inside = self._insides[unit] = self._lay_out(unit)
        return inside.width, inside.height

    def _ports(self, frame: str) -> FoldedPorts:
        if frame not in self._folded:
            self._folded[frame] = folded_ports(self._graph, frame)
        return self._folded[frame]

    def _links(self, level: str) -> Iterator[Link]:
        for wire in self._graph.wires:
            source = self._end(wire.source, "output", level)
            target = self._end(wire.target, "input", level)
            if source is not None and target is not None and source[0] != target[0]:
                yield Link(*source, *target)

    def _end(self, port: Port, side: Side, level: str) -> tuple[str, float] | None:
        """Find the unit of a level that a wire ends at, and how far below its top."""
        frame = holder(self._graph, port.node, self._within)
        if frame is None:
            unit, y = port.node, _socket_y(self._graph, port, side)
        else:
            ports = self._ports(frame)
            crossing = ports.inputs if side == "input" else ports.outputs
            if port not in crossing:
                return None
            unit, y = f"#{frame}", _row_y(crossing.index(port))
        if unit not in self._known:
            return None
        chain = [unit]
        while chain[-1] in self._parents:
            chain.append(self._parents[chain[-1]])
        if level and level not in chain:
            return None
        for inner, outer in pairwise(chain[: chain.index(level)] if level else chain):
            y += self._insides[outer].spots[inner][1]
        return chain[chain.index(level) - 1] if level else chain[-1], y

    def _without_circles(self, links: list[Link]) -> list[Link]:
        """Leave out what leads back: a frame may feed what feeds another node in it."""
        import networkx as nx

        whole: nx.DiGraph[str] = nx.DiGraph()
        whole.add_edges_from((one.source, one.target) for one in links)
        ring = {
            unit: at
            for at, units in enumerate(nx.strongly_connected_components(whole))
            for unit in units
        }
        return [
            one
            for one in links
            if ring[one.source] != ring[one.target]
            or self._from_left(one.source) < self._from_left(one.target)
        ]

    def _from_left(self, unit: str) -> tuple[float, str]:
        return (self._corner(unit) or (0.0, 0.0))[0], unit

    def _from_above(self, unit: str) -> float:
        return (self._corner(unit) or (0.0, 0.0))[1]

    def _corner(self, unit: str) -> tuple[float, float] | None:
        one = self._graph.frames[unit[1:]] if unit.startswith("#") else self._graph.places.get(unit)
        return None if one is None else (one.x, one.y)

    def _absolute(
        self, spots: Spots, left: float, top: float
    ) -> Iterator[tuple[str, tuple[float, float]]]:
        for unit, (x, y) in spots.items():
            yield unit, (left + x, top + y)
            if unit in self._insides:
                yield from self._absolute(self._insides[unit].spots, left + x, top + y)

    def _is_innermost(self, note: str, unit: str) -> bool:
        """Tell whether a note lies in a frame and in none of those inside it."""
        graph = self._graph
        around = [
            one
            for one in self._insides
            if note in lying_in(graph, graph.frames[one[1:]], self._sizes, self._within).notes
        ]
        return min(around, key=lambda one: _area(graph, one[1:])) == unit


def _socket_y(graph: Graph, port: Port, side: Side) -> float:
    """Estimate where a socket is below a node's top: sockets, then knobs, each one row."""
    definition = graph.definition(port.node)
    place = graph.places.get(port.node)
    if definition is None or definition.passes or (place is not None and place.is_collapsed):
        return HEADER_PX / 2
    if side == "output":
        return _row_y([one.name for one in definition.outputs].index(port.socket))
    sockets = [one.name for one in definition.inputs if not one.is_knob]
    if port.socket in sockets:
        return _row_y(sockets.index(port.socket))
    knobs = [one.name for one in definition.inputs if one.is_knob]
    above = max(len(sockets), len(definition.outputs))
    return _row_y(above + knobs.index(port.socket)) + (_GAP_PX if above else 0)


def _row_y(row: int) -> float:
    return HEADER_PX + _GAP_PX + (row + 0.5) * _ROW_PX


def _area(graph: Graph, frame: str) -> float:
    return graph.frames[frame].width * graph.frames[frame].height


def _near(value: float) -> float:
    return round(value / GRID_PX) * GRID_PX
