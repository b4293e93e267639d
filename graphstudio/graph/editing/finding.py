"""Finding nodes of a graph by what people read on them."""

from __future__ import annotations

from collections.abc import Iterator

from graphstudio.graph.elements import Json, Node
from graphstudio.graph.graph import Graph


def find(graph: Graph, text: str) -> tuple[str, ...]:
    """Find the nodes in which every word of a text occurs, best first.

    Words are looked for in titles first, then in ids and types, then in values. Nothing to look
    for finds nothing.
    """
    words = text.casefold().split()
    if not words:
        return ()
    ranked: list[tuple[int, str]] = []
    for node in graph.nodes.values():
        rank = _rank(graph, node, words)
        if rank is not None:
            ranked.append((rank, node.id))
    return tuple(id_ for _, id_ in sorted(ranked, key=lambda hit: hit[0]))


def _rank(graph: Graph, node: Node, words: list[str]) -> int | None:
    definition = graph.definition(node.id)
    title = node.title or (definition.title if definition is not None else node.type)
    kind = "" if definition is None else definition.title
    places = [
        title.casefold(),
        f"{node.id} {node.type} {kind}".casefold(),
        " ".join(_texts(list(node.values.values()))).casefold(),
    ]
    total = 0
    for word in words:
        rank = next((rank for rank, place in enumerate(places) if word in place), None)
        if rank is None:
            return None
        total += rank
    return total


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif value is not None:
        yield str(value)
