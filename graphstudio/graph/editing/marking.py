"""Switching what is selected: mute, bypass, collapse, pin, colour, width."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from graphstudio.graph.edits import Bypass, ChangeFrame, ChangeNote, Edit, Group, Move, Mute
from graphstudio.graph.elements import Place
from graphstudio.graph.graph import Graph

NARROWEST_PX = 160.0
WIDEST_PX = 480.0


def toggle_mute(graph: Graph, nodes: Collection[str]) -> Edit:
    """Mute nodes; when all of them are muted, unmute them."""
    is_muted = not all(graph.node(id_).is_muted for id_ in nodes)
    changed = [id_ for id_ in nodes if graph.node(id_).is_muted != is_muted]
    return Group(tuple(Mute(id_, is_muted) for id_ in changed))


def toggle_bypass(graph: Graph, nodes: Collection[str]) -> Edit:
    """Bypass nodes; when all of them are bypassed, let them run again."""
    is_bypassed = not all(graph.node(id_).is_bypassed for id_ in nodes)
    changed = [id_ for id_ in nodes if graph.node(id_).is_bypassed != is_bypassed]
    return Group(tuple(Bypass(id_, is_bypassed) for id_ in changed))


def toggle_collapse(graph: Graph, nodes: Collection[str]) -> Move:
    """Collapse nodes to their headers; when all of them are, show them whole again."""
    places = {id_: _place(graph, id_) for id_ in nodes}
    is_collapsed = not all(one.is_collapsed for one in places.values())
    return Move(
        {
            id_: replace(one, is_collapsed=is_collapsed)
            for id_, one in places.items()
            if one.is_collapsed != is_collapsed
        }
    )


def toggle_pin(graph: Graph, nodes: Collection[str]) -> Move:
    """Pin nodes where they stand; when all of them are pinned, let them go."""
    places = {id_: _place(graph, id_) for id_ in nodes}
    is_pinned = not all(one.is_pinned for one in places.values())
    return Move(
        {
            id_: replace(one, is_pinned=is_pinned)
            for id_, one in places.items()
            if one.is_pinned != is_pinned
        }
    )


def recolour(
    graph: Graph,
    nodes: Collection[str],
    frames: Collection[str] = (),
    notes: Collection[str] = (),
    colour: str = "",
) -> Edit:
    """Colour things, "#rrggbb"; "" gives them their usual colour back."""
    edits: list[Edit] = []
    if nodes:
        edits.append(Move({id_: replace(_place(graph, id_), colour=colour) for id_ in nodes}))
    edits += [ChangeFrame(replace(graph.frames[id_], colour=colour)) for id_ in frames]
    edits += [ChangeNote(replace(graph.notes[id_], colour=colour)) for id_ in notes]
    return Group(tuple(edits))


def resize_node(graph: Graph, node: str, width: float) -> Move:
    """Make a node as wide as is asked for, within what can be read and what fits."""
    width = min(max(width, NARROWEST_PX), WIDEST_PX)
    return Move({node: replace(_place(graph, node), width=width)})


def _place(graph: Graph, node: str) -> Place:
    return graph.places.get(node, Place(0, 0))
