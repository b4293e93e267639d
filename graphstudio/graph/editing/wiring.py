"""Gestures with wires: what a loose one may lead to, what is put into one, what shows its value."""

from __future__ import annotations

from itertools import product

from graphstudio.errors import ConnectError, GraphError
from graphstudio.graph.definitions import NodeDefinition
from graphstudio.graph.editing.fitting import (
    Side,
    accepts,
    fits,
    is_exact,
    ranked_inputs,
    ranked_outputs,
)
from graphstudio.graph.editing.naming import NewIds
from graphstudio.graph.editing.trial import Trial
from graphstudio.graph.edits import AddNode, Connect, Edit, Group
from graphstudio.graph.elements import Node, Place, Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.graph.sockets import describe, is_open

PREVIEW = "image.preview"


def definitions_for(graph: Graph, port: Port, side: Side) -> list[NodeDefinition]:
    """Find the nodes that a loose wire could lead to.

    Args:
        graph: Where the wire is.
        port: The end that is held.
        side: Which side of its node that end is on.

    Returns:
        Those that want or give just this type first, then those that only take it too, then
        those that take anything; each part by title.
    """
    given = graph.type_of(port, side)
    ranked: list[tuple[int, str, NodeDefinition]] = []
    for one in graph.registry.definitions:
        if side == "output":
            pairs = [(given, knob.type, knob.is_knob) for knob in one.inputs]
        else:
            pairs = [(output.type, given, False) for output in one.outputs]
        ranks = [
            (0 if is_exact(source, target) else 2) + is_knob
            for source, target, is_knob in pairs
            if accepts(source, target)
        ]
        if ranks:
            ranked.append((min(ranks), one.title.casefold(), one))
    return [one for _, _, one in sorted(ranked, key=lambda hit: hit[:2])]


def connect(graph: Graph, source: Port, target: Port) -> Connect:
    """Wire an output to an input, where `Graph.refusal` has nothing against it.

    An edit alone would be done all the same where a wire is refused only for what is known before
    a run, for undo and old files must always work.

    Raises:
        ConnectError: It is refused; the message says why.
    """
    reason = graph.refusal(source, target)
    if reason is not None:
        raise ConnectError(f"{source} cannot be wired to {target}: {reason}.")
    return Connect(Wire(source, target))


def add_node(graph: Graph, definition: NodeDefinition, place: Place) -> tuple[AddNode, str]:
    """Add a node of a kind; gives the edit and the node's id."""
    id_ = NewIds(graph).node(definition.id)
    return AddNode(Node(id_, definition.id, definition.version), place), id_


def add_connected(
    graph: Graph, definition: NodeDefinition, place: Place, port: Port, side: Side
) -> tuple[Edit, str]:
    """Add a node at the loose end of a wire, and wire it at its best socket.

    One that has no socket for it is added all the same, unwired.

    Args:
        graph: Where to.
        definition: Of the new node.
        place: Where it comes to stand.
        port: The end that is held.
        side: Which side of its node that end is on.

    Returns:
        The edit, and the new node's id.
    """
    add, id_ = add_node(graph, definition, place)
    trial = Trial(graph)
    trial.do(add)
    for socket in fits(trial.graph, port, side, id_):
        wire = Wire(port, socket) if side == "output" else Wire(socket, port)
        if trial.attempt(Connect(wire)):
            break
    return trial.edit, id_


def insertion(graph: Graph, node: str, wire: Wire) -> Edit | None:
    """Put a node into a wire: what fed the wire feeds the node, which feeds what the wire fed.

    None if it has no free input and no output that fit there.
    """
    definition = graph.definition(node)
    if definition is None or node in (wire.source.node, wire.target.node):
        return None
    taken = graph.inputs(node)
    free = [
        one
        for one in ranked_inputs(definition, graph.type_of(wire.source), "")
        if one.name not in taken and not one.is_knob
    ]
    outputs = ranked_outputs(definition, graph.type_of(wire.target, "input"), wire.target.socket)
    if not free or not outputs:
        return None
    for knob, output in product(free, outputs):
        into = Connect(Wire(wire.source, Port(node, knob.name)))
        out = Connect(Wire(Port(node, output.name), wire.target))
        # This is asked for each wire that a dragged node passes: a graph is copied only where
        # type variables leave no other way to know.
        if all(graph.refusal(*one.wire) is None for one in (into, out)) and (
            _is_closed(graph, out.wire) or _works(graph, into, out)
        ):
            return Group((into, out))
    return None


def move_wires(graph: Graph, source: Port, target: Port) -> Edit:
    """Let one output feed all that another one feeds, as far as it fits.

    Raises:
        ConnectError: It fits nowhere; the message says why.
    """
    trial = Trial(graph)
    reasons: list[str] = []
    moved = 0
    for fed in graph.targets(source):
        reason = trial.graph.refusal(target, fed)
        if reason is None:
            trial.do(Connect(Wire(target, fed)))
            moved += 1
        else:
            reasons.append(f"{target} cannot be wired to {fed}: {reason}.")
    if not moved:
        raise ConnectError(reasons[0] if reasons else f"No wire starts at {source}.", reasons)
    return trial.edit


def reroute(graph: Graph, wire: Wire, place: Place) -> tuple[Edit, str]:
    """Put a reroute into a wire; gives the edit and the new node's id.

    Raises:
        GraphError: No loaded pack has one.
    """
    add, id_ = add_node(graph, _reroute(graph), place)
    trial = Trial(graph)
    trial.do(add)
    edit = insertion(trial.graph, id_, wire)
    if edit is None:
        raise ConnectError(f"The wire from {wire.source} to {wire.target} takes no reroute.")
    return Group((add, edit)), id_


def probe(graph: Graph, output: Port, place: Place) -> tuple[Edit, str]:
    """Show what is at an output in a preview: the last one of the graph, or a new one.

    Args:
        graph: Where to.
        output: What to show.
        place: Where a new one comes to stand; one that is there stays where it is.

    Returns:
        The edit, and the preview's id.

    Raises:
        GraphError: No preview takes what the output gives, or there is no such output.
    """
    definition = graph.registry.require(PREVIEW)
    given = graph.type_of(output)
    sockets = ranked_inputs(definition, given, "")
    if not sockets:
        raise ConnectError(
            f"{graph.caption(output.node)} gives {describe(given)}, and {definition.title} shows "
            f"{describe(definition.inputs[0].type)}: turn it into that first."
        )
    socket = sockets[0].name
    for fed in graph.targets(output):
        if graph.nodes[fed.node].type == PREVIEW:
            return Group(()), fed.node
    previews = [node.id for node in graph.nodes.values() if node.type == PREVIEW]
    trial = Trial(graph)
    if previews:
        id_ = previews[-1]
    else:
        add, id_ = add_node(graph, definition, place)
        trial.do(add)
    trial.do(Connect(Wire(output, Port(id_, socket))))
    return trial.edit, id_


def _is_closed(graph: Graph, wire: Wire) -> bool:
    """Tell whether what a wire carries does not hang on what else is wired."""
    definitions = graph.definition(wire.source.node), graph.definition(wire.target.node)
    output = None if definitions[0] is None else definitions[0].output(wire.source.socket)
    knob = None if definitions[1] is None else definitions[1].input(wire.target.socket)
    return not (output and is_open(output.type)) and not (knob and is_open(knob.type))


def _works(graph: Graph, *edits: Edit) -> bool:
    trial = Trial(graph)
    return all(trial.attempt(edit) for edit in edits)


def _reroute(graph: Graph) -> NodeDefinition:
    for one in graph.registry.definitions:
        if one.passes:
            return one
    raise GraphError("No loaded pack has a reroute. Load the built-in pack.")
