"""Taking things out of a graph, and closing the gap that they leave."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from graphstudio.graph.editing.holding import contents
from graphstudio.graph.editing.trial import Trial
from graphstudio.graph.edits import (
    Connect,
    Disconnect,
    Edit,
    Group,
    RemoveFrame,
    RemoveNode,
    RemoveNote,
)
from graphstudio.graph.elements import Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.graph.passing import passed_on


def delete(
    graph: Graph,
    nodes: Collection[str],
    frames: Collection[str] = (),
    notes: Collection[str] = (),
) -> Edit:
    """Remove nodes with their wires, frames and notes.

    A folded frame goes with what it holds, one that is not folded goes alone.
    """
    held = contents(graph, frames)
    edits: list[Edit] = [
        RemoveNode(id_) for id_ in graph.nodes if id_ in nodes or id_ in held.nodes
    ]
    edits += _removals(graph, {*frames, *held.frames}, {*notes, *held.notes})
    return Group(tuple(edits))


def delete_and_heal(
    graph: Graph,
    nodes: Collection[str],
    frames: Collection[str] = (),
    notes: Collection[str] = (),
) -> Edit:
    """Remove things, and wire what fed each node to what it fed, as far as the types allow."""
    held = contents(graph, frames)
    trial = Trial(graph)
    for id_ in _in_order(graph, {*nodes, *held.nodes}):
        _heal(trial, id_)
        trial.do(RemoveNode(id_))
    for edit in _removals(graph, {*frames, *held.frames}, {*notes, *held.notes}):
        trial.do(edit)
    return trial.edit


def extract(graph: Graph, nodes: Collection[str]) -> Edit:
    """Pull nodes out of their wires: they stay, unwired, and the gaps are closed.

    Wires among the nodes stay as they are.
    """
    chosen = frozenset(nodes)
    trial = Trial(graph)
    for id_ in _in_order(graph, chosen):
        _heal(trial, id_, chosen)
    for wire in tuple(trial.graph.wires):
        if (wire.source.node in chosen) != (wire.target.node in chosen):
            trial.do(Disconnect(wire.target))
    return trial.edit


def cut(graph: Graph, wires: Iterable[Wire]) -> Edit:
    """Take wires away, as the knife does; those that are gone already are left out."""
    present = frozenset(graph.wires)
    gone = [wire.target for wire in dict.fromkeys(wires) if wire in present]
    return Group(tuple(map(Disconnect, gone)))


def _removals(graph: Graph, frames: Collection[str], notes: Collection[str]) -> list[Edit]:
    edits: list[Edit] = [RemoveFrame(id_) for id_ in graph.frames if id_ in frames]
    edits += [RemoveNote(id_) for id_ in graph.notes if id_ in notes]
    return edits


def _in_order(graph: Graph, nodes: Collection[str]) -> list[str]:
    import networkx as nx

    return list(nx.lexicographical_topological_sort(graph.dag.subgraph(nodes)))


def _heal(trial: Trial, node: str, inside: frozenset[str] = frozenset()) -> None:
    """Wire what a node's outputs feed to what would come through if it were bypassed."""
    graph = trial.graph
    for wire in graph.wires_at(node):
        if wire.source.node != node or wire.target.node in inside:
            continue
        feed = _feed(graph, wire.source, inside)
        if feed is not None:
            trial.attempt(Connect(Wire(feed, wire.target)))


def _feed(graph: Graph, output: Port, inside: frozenset[str]) -> Port | None:
    feed = passed_on(graph, output)
    while feed is not None and feed.node in inside:
        feed = passed_on(graph, feed)
    return feed
