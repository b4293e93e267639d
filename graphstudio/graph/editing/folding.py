"""Frames that are folded: parts of a graph that look like one node."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from graphstudio.errors import GraphError
from graphstudio.graph.editing.framing import frame_around, lying_in
from graphstudio.graph.editing.holding import contents
from graphstudio.graph.edits import AddFrame, ChangeFrame, Edit
from graphstudio.graph.elements import Frame, Port
from graphstudio.graph.graph import Graph


@dataclass(frozen=True, slots=True)
class FoldedPorts:
    """Name the sockets where wires cross the border of a frame.

    Attributes:
        inputs: Inputs of its nodes that are fed from outside.
        outputs: Outputs of its nodes that feed what is outside.
    """

    inputs: tuple[Port, ...]
    outputs: tuple[Port, ...]


def fold(
    graph: Graph, frame: str, sizes: Mapping[str, tuple[float, float]], within: str = ""
) -> Edit:
    """Let a frame stand for what lies in it.

    Args:
        graph: Where it is.
        frame: The frame's id.
        sizes: Width and height of each node as it shows.
        within: The folded frame from the inside of which it is folded; "" for the whole.

    Raises:
        GraphError: There is no such frame, or it is folded already.
    """
    old = _frame(graph, frame)
    if old.is_folded:
        raise GraphError(f"The frame {frame!r} is folded already.")
    inside = lying_in(graph, old, sizes, within)
    return ChangeFrame(
        replace(
            old,
            is_folded=True,
            members=tuple(sorted(inside.nodes)),
            frames=tuple(sorted(inside.frames)),
            notes=tuple(sorted(inside.notes)),
        )
    )


def group(
    graph: Graph,
    nodes: Collection[str],
    notes: Collection[str],
    sizes: Mapping[str, tuple[float, float]],
    title: str = "",
) -> tuple[Edit, str]:
    """Make a folded frame that stands for some nodes and notes, and for nothing between them.

    Returns:
        The edit, and the frame's id.

    Raises:
        GraphError: None of the nodes has a place.
    """
    around, id_ = frame_around(graph, nodes, sizes, title)
    held = replace(
        around.frame, is_folded=True, members=tuple(sorted(nodes)), notes=tuple(sorted(notes))
    )
    return AddFrame(held), id_


def unfold(graph: Graph, frame: str) -> Edit:
    """Let a folded frame show what it holds.

    Raises:
        GraphError: There is no such frame, or it is not folded.
    """
    old = _frame(graph, frame)
    if not old.is_folded:
        raise GraphError(f"The frame {frame!r} is not folded.")
    return ChangeFrame(replace(old, is_folded=False, members=(), frames=(), notes=()))


def folded_ports(graph: Graph, frame: str) -> FoldedPorts:
    """Find where wires cross the border of a folded frame, in the order of its nodes."""
    inside = contents(graph, [frame]).nodes
    inputs: list[Port] = []
    outputs: dict[Port, None] = {}
    for id_ in graph.nodes:
        if id_ not in inside:
            continue
        for wire in graph.wires_at(id_):
            if wire.source.node not in inside:
                inputs.append(wire.target)
            elif wire.target.node not in inside:
                outputs[wire.source] = None
    return FoldedPorts(tuple(inputs), tuple(outputs))


def _frame(graph: Graph, id_: str) -> Frame:
    if id_ not in graph.frames:
        raise GraphError(f"There is no frame {id_!r}.")
    return graph.frames[id_]
