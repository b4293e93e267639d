"""What folded frames hold, and what is hidden because of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graphstudio.graph.graph import Graph


@dataclass(frozen=True, slots=True)
class Contents:
    """Name what frames hold.

    Attributes:
        nodes: Ids of nodes.
        frames: Ids of frames.
        notes: Ids of notes.
    """

    nodes: frozenset[str]
    frames: frozenset[str]
    notes: frozenset[str]


def contents(graph: Graph, frames: Iterable[str]) -> Contents:
    """Find what folded frames among some hold, with what folded frames in them hold."""
    nodes: set[str] = set()
    inner: set[str] = set()
    notes: set[str] = set()
    waiting = [graph.frames[id_] for id_ in frames if id_ in graph.frames]
    while waiting:
        frame = waiting.pop()
        nodes.update(frame.members)
        notes.update(frame.notes)
        inner.update(frame.frames)
        waiting.extend(graph.frames[id_] for id_ in frame.frames)
    return Contents(frozenset(nodes), frozenset(inner), frozenset(notes))


def hidden(graph: Graph) -> Contents:
    """Find everything that does not show because a folded frame stands for it."""
    return contents(graph, [one.id for one in graph.frames.values() if one.is_folded])


def hidden_nodes(graph: Graph) -> frozenset[str]:
    """Find the nodes that do not show because a folded frame stands for them."""
    return hidden(graph).nodes


def holder(graph: Graph, node: str) -> str | None:
    """Find the folded frame that shows in a node's stead; None for a node that shows."""
    holders = graph.frames_that_hold(node=node)
    while holders:
        frame = holders[0]
        holders = graph.frames_that_hold(frame=frame.id)
        if not holders:
            return frame.id
    return None
