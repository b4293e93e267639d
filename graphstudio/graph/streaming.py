"""Which nodes of a graph work once for each item of a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphstudio.graph.elements import Port
from graphstudio.graph.sockets import streamed

if TYPE_CHECKING:
    from graphstudio.graph.wiring import Wiring


def working_for_each(graph: Wiring) -> frozenset[str]:
    """Find the nodes that work once for each item of a stream, however far it came."""
    found: set[str] = set()
    waiting: list[Port] = []
    for id_ in graph.nodes:
        definition = graph.definition(id_)
        if definition is not None and definition.gives_streams:
            waiting += [
                Port(id_, one.name) for one in definition.outputs if streamed(one.type) is not None
            ]
    while waiting:
        for target in graph.targets(waiting.pop()):
            definition = graph.definition(target.node)
            if target.node in found or definition is None or collects(graph, target):
                continue
            found.add(target.node)
            waiting += [Port(target.node, one.name) for one in definition.outputs]
    return frozenset(found)


def is_streamed(graph: Wiring, output: Port, working: frozenset[str]) -> bool:
    """Tell whether what comes out of an output comes many times in one run.

    Args:
        graph: Where it is.
        output: Which.
        working: What `working_for_each` found.
    """
    return output.node in working or streamed(graph.type_of(output)) is not None


def collects(graph: Wiring, target: Port) -> bool:
    """Tell whether an input takes all items of a stream together."""
    definition = graph.definition(target.node)
    knob = None if definition is None else definition.input(target.socket)
    return knob is not None and knob.type.item is not None


def nested(graph: Wiring, source: Port, target: Port) -> str | None:
    """Say why a wire into a node that gives a stream cannot be; None if it can.

    It looks back from such nodes alone, which are few: it is asked for every socket while a wire
    is drawn. What is nested further on is found when a run is planned.
    """
    definition = graph.definition(target.node)
    if definition is None or not definition.gives_streams or collects(graph, target):
        return None
    seen: set[str] = set()
    waiting = [source]
    while waiting:
        port = waiting.pop()
        given = graph.definition(port.node)
        output = None if given is None else given.output(port.socket)
        if output is not None and streamed(output.type) is not None:
            return (
                f"{definition.title} gives a stream, and would have to give one for each item of "
                f"{graph.caption(port.node)}: feed it from outside, or collect the items first"
            )
        if port.node not in seen:
            seen.add(port.node)
            waiting += [
                feed
                for name, feed in graph.inputs(port.node).items()
                if not collects(graph, Port(port.node, name))
            ]
    return None
