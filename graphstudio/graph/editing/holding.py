"""What folded frames hold, and what is hidden because of it, seen from outside or from inside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from graphstudio.graph.edits import ChangeFrame, Edit, Group
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


def hidden(graph: Graph, within: str = "") -> Contents:
    """Find everything that does not show because a folded frame stands for it.

    Args:
        graph: Where to look.
        within: The folded frame from the inside of which it is looked at; "" for the whole.
            From there, nothing that is outside shows.
    """
    if not within:
        return contents(graph, [one.id for one in graph.frames.values() if one.is_folded])
    inside = contents(graph, [within])
    away = contents(graph, [id_ for id_ in inside.frames if graph.frames[id_].is_folded])
    return Contents(
        (frozenset(graph.nodes) - inside.nodes) | away.nodes,
        (frozenset(graph.frames) - inside.frames) | away.frames,
        (frozenset(graph.notes) - inside.notes) | away.notes,
    )


def hidden_nodes(graph: Graph) -> frozenset[str]:
    """Find the nodes that do not show because a folded frame stands for them."""
    return hidden(graph).nodes


def holder(graph: Graph, node: str, within: str = "") -> str | None:
    """Find the folded frame that shows in a node's stead; None for a node that shows.

    Args:
        graph: Where it is.
        node: The node.
        within: The folded frame from the inside of which it is looked at; "" for the whole.
    """
    path = holders(graph, node)
    if within in path:
        path = path[: path.index(within)]
    return path[-1] if path else None


def holders(graph: Graph, node: str) -> tuple[str, ...]:
    """Find the folded frames around a node, the innermost first."""
    return _outwards(graph, [one.id for one in graph.frames_that_hold(node=node)])


def frames_around(graph: Graph, frame: str) -> tuple[str, ...]:
    """Find the folded frames around a frame, the innermost first."""
    return _outwards(graph, [one.id for one in graph.frames_that_hold(frame=frame)])


def kept_inside(graph: Graph, frame: str, edit: Edit) -> Edit:
    """Extend an edit that is made inside a folded frame: what it adds is held by the frame.

    So is what a frame in it no longer holds by name, because it was unfolded or removed.

    Raises:
        GraphError: The edit is refused.
    """
    after = graph.copy()
    edit.apply(after)
    if frame not in after.frames or not after.frames[frame].is_folded:
        return edit
    before = contents(graph, [frame])
    nodes = after.nodes.keys() & (before.nodes | (after.nodes.keys() - graph.nodes.keys()))
    frames = after.frames.keys() & (before.frames | (after.frames.keys() - graph.frames.keys()))
    notes = after.notes.keys() & (before.notes | (after.notes.keys() - graph.notes.keys()))
    inner = contents(after, [id_ for id_ in frames if after.frames[id_].is_folded])
    held = replace(
        after.frames[frame],
        members=tuple(sorted(nodes - inner.nodes)),
        frames=tuple(sorted(frames - inner.frames)),
        notes=tuple(sorted(notes - inner.notes)),
    )
    return edit if held == after.frames[frame] else Group((edit, ChangeFrame(held)))


def _outwards(graph: Graph, frames: list[str]) -> tuple[str, ...]:
    path: list[str] = []
    while frames:
        path.append(frames[0])
        frames = [one.id for one in graph.frames_that_hold(frame=frames[0])]
    return tuple(path)
