"""Frames around nodes: what lies in one, what moves with it, how one comes about."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace

from graphstudio.errors import GraphError
from graphstudio.graph.editing.holding import Contents, contents, hidden
from graphstudio.graph.editing.naming import NewIds
from graphstudio.graph.edits import (
    AddFrame,
    ChangeFrame,
    ChangeNote,
    Edit,
    Group,
    Move,
    RemoveFrame,
)
from graphstudio.graph.elements import Frame, Place
from graphstudio.graph.graph import Graph

Sizes = Mapping[str, tuple[float, float]]

STANDARD_SIZE = (240.0, 120.0)  # of a node that nobody has measured
HEADER_PX = 28.0
MARGIN_PX = 24.0
GRID_PX = 8.0


def size_of(graph: Graph, node: str, sizes: Sizes) -> tuple[float, float]:
    """Give a node's measured width and height, or what can be said without measuring."""
    if node in sizes:
        return sizes[node]
    place = graph.places.get(node)
    width, height = STANDARD_SIZE
    return (width if place is None or place.width is None else place.width), height


def lying_in(graph: Graph, frame: Frame, sizes: Sizes, within: str = "") -> Contents:
    """Find what shows inside a frame that is not folded.

    A node belongs to a frame that the middle of its header is in: so a preview that makes it
    grow does not push it out. Frames belong to it when they lie wholly inside.

    Args:
        graph: Where it is.
        frame: The frame.
        sizes: Width and height of each node as it shows.
        within: The folded frame from the inside of which it is looked at; "" for the whole.
    """
    unseen = hidden(graph, within)
    nodes = {
        id_
        for id_, place in graph.places.items()
        if id_ not in unseen.nodes
        and _has(frame, place.x + size_of(graph, id_, sizes)[0] / 2, place.y + HEADER_PX / 2)
    }
    frames = {
        one.id
        for one in graph.frames.values()
        if one.id != frame.id and one.id not in unseen.frames and _encloses(frame, one)
    }
    notes = {
        one.id
        for one in graph.notes.values()
        if one.id not in unseen.notes and _has(frame, one.x + one.width / 2, one.y + one.height / 2)
    }
    return Contents(frozenset(nodes), frozenset(frames), frozenset(notes))


def carried(graph: Graph, frames: Collection[str], sizes: Sizes, within: str = "") -> Contents:
    """Find everything that moves when frames move: what they hold and what lies in them."""
    nodes: set[str] = set()
    found = set(frames)
    notes: set[str] = set()
    waiting = list(frames)
    while waiting:
        frame = _frame(graph, waiting.pop())
        inside = (
            contents(graph, [frame.id])
            if frame.is_folded
            else lying_in(graph, frame, sizes, within)
        )
        nodes |= inside.nodes
        notes |= inside.notes
        waiting += inside.frames - found
        found |= inside.frames
    return Contents(frozenset(nodes), frozenset(found), frozenset(notes))


def members(graph: Graph, frame: str, sizes: Sizes, within: str = "") -> tuple[str, ...]:
    """Find the nodes of a frame, folded or not, in the graph's order.

    Raises:
        GraphError: There is no such frame.
    """
    inside = carried(graph, [frame], sizes, within).nodes
    return tuple(id_ for id_ in graph.nodes if id_ in inside)


def is_pinned(graph: Graph, node: str) -> bool:
    """Tell whether a node stays where it is while others are moved and tidied."""
    place = graph.places.get(node)
    return place is not None and place.is_pinned


def frame_around(
    graph: Graph, nodes: Collection[str], sizes: Sizes, title: str = ""
) -> tuple[AddFrame, str]:
    """Draw a frame around nodes.

    Returns:
        The edit, and the frame's id.

    Raises:
        GraphError: None of the nodes has a place.
    """
    placed = {id_: graph.places[id_] for id_ in nodes if id_ in graph.places}
    if not placed:
        raise GraphError("There is nothing to draw a frame around: select nodes first.")
    right = max(one.x + size_of(graph, id_, sizes)[0] for id_, one in placed.items())
    bottom = max(one.y + size_of(graph, id_, sizes)[1] for id_, one in placed.items())
    x = _down(min(one.x for one in placed.values()) - MARGIN_PX)
    y = _down(min(one.y for one in placed.values()) - MARGIN_PX - HEADER_PX)
    width, height = _up(right + MARGIN_PX - x), _up(bottom + MARGIN_PX - y)
    id_ = NewIds(graph).frame()
    return AddFrame(Frame(id_, title, x, y, width, height)), id_


def unframe(graph: Graph, frames: Collection[str]) -> Edit:
    """Take frames away and leave what lies in them.

    Raises:
        GraphError: There is no such frame.
    """
    return Group(tuple(RemoveFrame(_frame(graph, id_).id) for id_ in frames))


def move(
    graph: Graph,
    nodes: Collection[str],
    frames: Collection[str],
    notes: Collection[str],
    dx: float,
    dy: float,
    sizes: Sizes,
    within: str = "",
) -> Edit:
    """Shift things; frames take along what lies in them.

    A node without a place counts as standing at the origin. Pinned nodes stay, but for those in
    a folded frame: they do not show, and unfold where they stood in it.
    """
    along = carried(graph, frames, sizes, within)
    held = contents(graph, along.frames | set(frames)).nodes
    places = {
        id_: _shifted(graph.places.get(id_, Place(0, 0)), dx, dy)
        for id_ in graph.nodes
        if (id_ in nodes or id_ in along.nodes) and (id_ in held or not is_pinned(graph, id_))
    }
    edits: list[Edit] = [Move(places)] if places else []
    edits += [
        ChangeFrame(replace(one, x=one.x + dx, y=one.y + dy))
        for one in graph.frames.values()
        if one.id in along.frames
    ]
    edits += [
        ChangeNote(replace(one, x=one.x + dx, y=one.y + dy))
        for one in graph.notes.values()
        if one.id in notes or one.id in along.notes
    ]
    return edits[0] if len(edits) == 1 else Group(tuple(edits))


def _shifted(place: Place, dx: float, dy: float) -> Place:
    return replace(place, x=place.x + dx, y=place.y + dy)


def _has(frame: Frame, x: float, y: float) -> bool:
    return frame.x <= x <= frame.x + frame.width and frame.y <= y <= frame.y + frame.height


def _encloses(frame: Frame, other: Frame) -> bool:
    # A folded frame shows as a header alone, wherever its box would reach to.
    width = STANDARD_SIZE[0] if other.is_folded else other.width
    height = HEADER_PX if other.is_folded else other.height
    return (
        _has(frame, other.x, other.y)
        and _has(frame, other.x + width, other.y + height)
        and (frame.width, frame.height) != (other.width, other.height)
    )


def _frame(graph: Graph, id_: str) -> Frame:
    if id_ not in graph.frames:
        raise GraphError(f"There is no frame {id_!r}.")
    return graph.frames[id_]


def _down(value: float) -> float:
    return math.floor(value / GRID_PX) * GRID_PX


def _up(value: float) -> float:
    return math.ceil(value / GRID_PX) * GRID_PX
