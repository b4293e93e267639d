"""Boxes and the wires between them, laid out in columns from left to right.

After Sugiyama, Tagawa and Toda (1981), in the four steps that everybody takes since: columns,
order in each column (`crossings`), heights (`stacking`), and here at last the places. No library
took real sizes and the sockets at which wires end into account, and both decide how it looks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from graphstudio.graph.editing.crossings import order
from graphstudio.graph.editing.framing import GRID_PX
from graphstudio.graph.editing.stacking import ROW_GAP_PX, stack

COLUMN_GAP_PX = 48.0
_LANE_PX = 16.0  # what a wire that passes a column by takes up in it
_LONGEST_PX = 1600.0  # of a row or a column of loose boxes
_ROUNDS = 8


class Link(NamedTuple):
    """Lead from one box to another.

    Attributes:
        source: The box that it starts at.
        source_y: How far below the box's top.
        target: The box that it ends at.
        target_y: How far below the box's top.
    """

    source: str
    source_y: float
    target: str
    target_y: float


class Joint(NamedTuple):
    """Join a vertex to one in the next column, seen from either.

    Attributes:
        other: The vertex at the other end.
        own_y: Where it meets this one, below its top.
        other_y: Where it meets the other one, below its top.
    """

    other: int
    own_y: float
    other_y: float


@dataclass(slots=True)
class Net:
    """Hold vertices in columns: the boxes, then the lanes of wires that pass a column by.

    Attributes:
        heights: Of each vertex.
        columns: Vertices from the top, column by column.
        behind: What each vertex is joined to in the column before.
        ahead: What each vertex is joined to in the column after.
        boxes: How many of the vertices, the first ones, are boxes.
    """

    heights: list[float]
    columns: list[list[int]]
    behind: list[list[Joint]] = field(default_factory=list)
    ahead: list[list[Joint]] = field(default_factory=list)
    boxes: int = 0


def lay_out(
    boxes: Mapping[str, tuple[float, float]],
    links: Sequence[Link],
    loose: Literal["rows", "column"] = "rows",
) -> dict[str, tuple[float, float]]:
    """Find a place for the top left corner of each box.

    The links must not go round in a circle. Parts that nothing links stand below one another,
    boxes without any link at the bottom. Places are multiples of 8 px, the first is 0.

    Args:
        boxes: Width and height by id, in the order that ties are broken by.
        links: What leads where, both ends among the boxes.
        loose: How boxes without any link stand: side by side, or below one another.
    """
    import networkx as nx

    whole: nx.Graph[str] = nx.Graph()
    whole.add_nodes_from(boxes)
    whole.add_edges_from((one.source, one.target) for one in links)
    spots: dict[str, tuple[float, float]] = {}
    below = 0.0
    rank = {id_: number for number, id_ in enumerate(boxes)}
    parts = sorted(
        (sorted(part, key=rank.__getitem__) for part in nx.connected_components(whole)),
        key=lambda part: rank[part[0]],
    )
    for part in parts:
        if len(part) > 1:
            inside = set(part)
            found = _lay_out_part(
                {id_: boxes[id_] for id_ in part}, [one for one in links if one.source in inside]
            )
            spots.update({id_: (x, y + below) for id_, (x, y) in found.items()})
            below = max(spots[id_][1] + boxes[id_][1] for id_ in part)
            below = on_grid(below + ROW_GAP_PX)
    single = {part[0]: boxes[part[0]] for part in parts if len(part) == 1}
    if loose == "column":
        return {**spots, **_in_columns(single, below)}
    return {**spots, **_in_rows(single, below, max((x for x, _ in spots.values()), default=0.0))}


def on_grid(value: float) -> float:
    """Give the next point of the grid, to the right or below."""
    return math.ceil(value / GRID_PX - 1e-6) * GRID_PX


def _lay_out_part(
    boxes: Mapping[str, tuple[float, float]], links: Sequence[Link]
) -> dict[str, tuple[float, float]]:
    ids = list(boxes)
    number = {id_: at for at, id_ in enumerate(ids)}
    net = _net([on_grid(height) for _, height in boxes.values()], number, links)
    order(net)
    tops = stack(net)
    highest = min(tops[: net.boxes])
    spots: dict[str, tuple[float, float]] = {}
    x = 0.0
    for column in net.columns:
        inside = [ids[vertex] for vertex in column if vertex < net.boxes]
        spots.update({id_: (x, tops[number[id_]] - highest) for id_ in inside})
        x += on_grid(max(boxes[id_][0] for id_ in inside) + COLUMN_GAP_PX)
    return spots


def _net(heights: list[float], number: Mapping[str, int], links: Sequence[Link]) -> Net:
    count = len(heights)
    arcs = [(number[one.source], number[one.target]) for one in links]
    ranks = _ranks(count, arcs)
    columns: list[list[int]] = [[] for _ in range(max(ranks) + 1)]
    for vertex, rank in enumerate(ranks):
        columns[rank].append(vertex)
    net = Net(list(heights), columns, [[] for _ in range(count)], [[] for _ in range(count)], count)
    lanes: dict[tuple[int, float, int], int] = {}
    for link, (source, target) in zip(links, arcs, strict=True):
        at, at_y = source, link.source_y
        for rank in range(ranks[source] + 1, ranks[target]):
            # Wires from one output share a lane until they part.
            lane = lanes.get((source, link.source_y, rank))
            if lane is None:
                lane = len(net.heights)
                lanes[source, link.source_y, rank] = lane
                net.heights.append(_LANE_PX)
                net.behind.append([])
                net.ahead.append([])
                net.columns[rank].append(lane)
                _join(net, at, at_y, lane, _LANE_PX / 2)
            at, at_y = lane, _LANE_PX / 2
        _join(net, at, at_y, target, link.target_y)
    return net


def _join(net: Net, source: int, source_y: float, target: int, target_y: float) -> None:
    net.ahead[source].append(Joint(target, source_y, target_y))
    net.behind[target].append(Joint(source, target_y, source_y))


def _ranks(count: int, arcs: Sequence[tuple[int, int]]) -> list[int]:
    """Choose columns: as few as can be, and each box close to most of what it is linked to."""
    import networkx as nx

    dag: nx.DiGraph[int] = nx.DiGraph()
    dag.add_nodes_from(range(count))
    dag.add_edges_from(arcs)
    ahead: list[list[int]] = [[] for _ in range(count)]
    behind: list[list[int]] = [[] for _ in range(count)]
    for source, target in arcs:
        ahead[source].append(target)
        behind[target].append(source)
    sequence = list(nx.topological_sort(dag))
    ranks = [0] * count
    for vertex in sequence:
        ranks[vertex] = max((ranks[one] + 1 for one in behind[vertex]), default=0)
    for _ in range(_ROUNDS):
        before = list(ranks)
        for vertex in reversed(sequence):
            if ahead[vertex] and len(ahead[vertex]) >= len(behind[vertex]):
                ranks[vertex] = min(ranks[one] for one in ahead[vertex]) - 1
        for vertex in sequence:
            if len(behind[vertex]) > len(ahead[vertex]):
                ranks[vertex] = max(ranks[one] for one in behind[vertex]) + 1
        if ranks == before:
            break
    first = min(ranks)
    return [rank - first for rank in ranks]


def _in_rows(
    boxes: Mapping[str, tuple[float, float]], top: float, width: float
) -> dict[str, tuple[float, float]]:
    """Put boxes side by side, in rows about as wide as what stands above."""
    spots: dict[str, tuple[float, float]] = {}
    x, lowest = 0.0, top
    for id_, (own_width, height) in boxes.items():
        if x > 0 and x + own_width > max(width, _LONGEST_PX):
            x, top = 0.0, lowest
        spots[id_] = (x, top)
        x += on_grid(own_width + COLUMN_GAP_PX)
        lowest = max(lowest, on_grid(top + height + ROW_GAP_PX))
    return spots


def _in_columns(
    boxes: Mapping[str, tuple[float, float]], top: float
) -> dict[str, tuple[float, float]]:
    """Put boxes below one another, in columns that fit a screen or two."""
    spots: dict[str, tuple[float, float]] = {}
    x, y, right = 0.0, top, 0.0
    for id_, (width, height) in boxes.items():
        if y > top and y + height > top + _LONGEST_PX:
            x, y = right, top
        spots[id_] = (x, y)
        y += on_grid(height + ROW_GAP_PX)
        right = max(right, on_grid(x + width + COLUMN_GAP_PX))
    return spots
