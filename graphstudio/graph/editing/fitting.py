"""Which socket of a node is the best one for a wire."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from graphstudio.graph.definitions import InputDefinition, NodeDefinition, OutputDefinition
from graphstudio.graph.editing.holding import contents
from graphstudio.graph.elements import Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.sockets import SocketType, refusal

Side = Literal["output", "input"]


def first_fit(graph: Graph, fixed: Port, side: Side, node: str) -> Port | None:
    """Find the best socket of a node for the other end of a wire.

    Args:
        graph: Where both are.
        fixed: The end that is held already.
        side: Which side of its node that end is on: "output" looks for an input of the node.
        node: Whose socket is wanted.

    Returns:
        Free sockets come before wired ones, those of just the type before those that only fit,
        sockets before knobs, and those that are called alike before others. None if none fits.
    """
    return next(fits(graph, fixed, side, node), None)


def first_fit_inside(graph: Graph, fixed: Port, side: Side, frame: str) -> Port | None:
    """Find the best socket of what a folded frame holds for the other end of a wire.

    A wire comes in at the first node that has room for it, and goes out at an output that
    feeds something outside already, or else at the last node that gives what is wanted.
    """
    inside = contents(graph, [frame]).nodes
    if fixed.node in inside:
        return None
    ordered = [id_ for id_ in graph.nodes if id_ in inside]
    if side == "input":
        ordered.sort(key=lambda id_: _feeds_others(graph, id_, inside))
        ordered.reverse()
    found = [port for id_ in ordered for port in fits(graph, fixed, side, id_)]
    if side == "output":
        found.sort(key=lambda port: port.socket in graph.inputs(port.node))
    return found[0] if found else None


def _feeds_others(graph: Graph, node: str, inside: frozenset[str]) -> bool:
    wires = graph.wires_at(node)
    return any(one.source.node == node and one.target.node not in inside for one in wires)


def fits(graph: Graph, fixed: Port, side: Side, node: str) -> Iterator[Port]:
    """Give all sockets of a node that a wire could end at, best first; see `first_fit`."""
    definition = graph.definition(node)
    if definition is None:
        return
    wanted = graph.type_of(fixed, side)
    if side == "input":
        for output in ranked_outputs(definition, wanted, fixed.socket):
            port = Port(node, output.name)
            if graph.refusal(port, fixed) is None:
                yield port
        return
    words = f"{fixed.socket} {graph.caption(fixed.node)}".casefold()
    inputs = ranked_inputs(definition, wanted, words)
    taken = graph.inputs(node)
    for knob in sorted(inputs, key=lambda one: one.name in taken):
        port = Port(node, knob.name)
        if graph.refusal(fixed, port) is None:
            yield port


def ranked_inputs(
    definition: NodeDefinition, given: SocketType, words: str
) -> list[InputDefinition]:
    """Order the inputs that a type fits, best first; `words` tell what it comes from."""
    fitting = [one for one in definition.inputs if accepts(given, one.type)]
    return sorted(
        fitting,
        key=lambda one: (
            _distance(given, one.type),
            one.is_knob,
            one.name.casefold() not in words,
        ),
    )


def ranked_outputs(
    definition: NodeDefinition, wanted: SocketType, name: str
) -> list[OutputDefinition]:
    """Order the outputs that fit a type, best first."""
    fitting = [one for one in definition.outputs if accepts(one.type, wanted)]
    return sorted(fitting, key=lambda one: (_distance(one.type, wanted), one.name != name))


def accepts(source: SocketType, target: SocketType) -> bool:
    """Tell whether an output fits an input, with what type variables may stand for."""
    if target.kind == "variable" and target.arguments and source.kind not in ("any", "variable"):
        return any(refusal(source, one) is None for one in target.arguments)
    return refusal(source, target) is None


def is_exact(source: SocketType, target: SocketType) -> bool:
    """Tell whether an output gives just what an input wants, not something that passes for it."""
    return _distance(source, target) == 0


def _distance(source: SocketType, target: SocketType) -> int:
    if source.kind in ("any", "variable") or target.kind in ("any", "variable"):
        return 2
    return 0 if source.name == target.name and source.kind == target.kind else 1
