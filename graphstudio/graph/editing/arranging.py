"""Where nodes stand to one another: in line, evenly apart, on the grid."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Literal

from graphstudio.graph.editing.framing import GRID_PX, Sizes, is_pinned, move, size_of
from graphstudio.graph.edits import Edit, Move
from graphstudio.graph.elements import Place
from graphstudio.graph.graph import Graph

Edge = Literal["left", "right", "top", "bottom", "centre", "middle"]


def align(graph: Graph, nodes: Collection[str], sizes: Sizes, edge: Edge) -> Move:
    """Bring nodes into line.

    Pinned nodes stay, and the others come to them: the line is then that of the pinned ones.

    Args:
        graph: Where they are.
        nodes: Which ones; those without a place stay as they are.
        sizes: Width and height of each as it shows.
        edge: What comes into line: an edge, "centre" for their vertical axis, "middle" for
            their horizontal one.
    """
    boxes = _boxes(graph, nodes, sizes)
    if not boxes:
        return Move({})
    held = [box for id_, box in boxes.items() if is_pinned(graph, id_)] or list(boxes.values())
    left = min(x for x, _, _, _ in held)
    top = min(y for _, y, _, _ in held)
    right = max(x + width for x, _, width, _ in held)
    bottom = max(y + height for _, y, _, height in held)
    places: dict[str, Place | None] = {}
    for id_, (_, _, width, height) in boxes.items():
        if is_pinned(graph, id_):
            continue
        place = graph.places[id_]
        match edge:
            case "left":
                places[id_] = replace(place, x=left)
            case "right":
                places[id_] = replace(place, x=right - width)
            case "centre":
                places[id_] = replace(place, x=(left + right - width) / 2)
            case "top":
                places[id_] = replace(place, y=top)
            case "bottom":
                places[id_] = replace(place, y=bottom - height)
            case "middle":
                places[id_] = replace(place, y=(top + bottom - height) / 2)
    return Move(places)


def distribute(
    graph: Graph, nodes: Collection[str], sizes: Sizes, axis: Literal["across", "down"]
) -> Move:
    """Put the same gap between nodes, the outer two and the pinned ones staying where they are."""
    boxes = _boxes(graph, nodes, sizes)
    along = 0 if axis == "across" else 1
    ordered = sorted(boxes, key=lambda id_: (boxes[id_][along], id_))
    if len(ordered) < 3:
        return Move({})
    first, last = boxes[ordered[0]], boxes[ordered[-1]]
    room = last[along] + last[along + 2] - first[along]
    gap = (room - sum(boxes[id_][along + 2] for id_ in ordered)) / (len(ordered) - 1)
    places: dict[str, Place | None] = {}
    at = first[along]
    for id_ in ordered:
        place = graph.places[id_]
        if not place.is_pinned:
            places[id_] = replace(place, x=at) if axis == "across" else replace(place, y=at)
        at += boxes[id_][along + 2] + gap
    return Move(places)


def snap(graph: Graph, nodes: Collection[str], grid_px: float = GRID_PX) -> Move:
    """Bring nodes that are not pinned to the nearest points of the grid."""
    loose = [id_ for id_ in nodes if not is_pinned(graph, id_)]
    places = {id_: graph.places[id_] for id_ in loose if id_ in graph.places}
    return Move(
        {
            id_: replace(one, x=_near(one.x, grid_px), y=_near(one.y, grid_px))
            for id_, one in places.items()
        }
    )


def nudge(
    graph: Graph,
    nodes: Collection[str],
    frames: Collection[str],
    notes: Collection[str],
    columns: int,
    rows: int,
    sizes: Sizes,
    within: str = "",
) -> Edit:
    """Shift things by steps of the grid, as the arrow keys do."""
    dx, dy = columns * GRID_PX, rows * GRID_PX
    return move(graph, nodes, frames, notes, dx, dy, sizes, within)


def _boxes(
    graph: Graph, nodes: Collection[str], sizes: Sizes
) -> dict[str, tuple[float, float, float, float]]:
    return {
        id_: (graph.places[id_].x, graph.places[id_].y, *size_of(graph, id_, sizes))
        for id_ in nodes
        if id_ in graph.places
    }


def _near(value: float, grid_px: float) -> float:
    return round(value / grid_px) * grid_px
