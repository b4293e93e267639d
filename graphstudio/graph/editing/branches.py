"""Which nodes lie before a node, behind it, and between two."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from graphstudio.graph.graph import Graph

Step = Callable[[str], Iterable[str]]


def before(graph: Graph, node: str) -> Iterator[str]:
    """Give a node and all that it depends on, the nearest first."""
    return _walk(node, lambda id_: (one.node for _, one in sorted(graph.inputs(id_).items())))


def behind(graph: Graph, node: str) -> Iterator[str]:
    """Give a node and all that depends on it, the nearest first."""
    following: dict[str, list[str]] = {}
    for wire in sorted(graph.wires):
        following.setdefault(wire.source.node, []).append(wire.target.node)
    return _walk(node, lambda id_: following.get(id_, ()))


def between(graph: Graph, first: str, last: str) -> frozenset[str]:
    """Find the nodes on all ways from one node to another, both included; none without a way."""
    return frozenset(behind(graph, first)) & frozenset(before(graph, last))


def _walk(node: str, step: Step) -> Iterator[str]:
    seen, waiting = {node}, [node]
    for id_ in waiting:
        yield id_
        for one in step(id_):
            if one not in seen:
                seen.add(one)
                waiting.append(one)
