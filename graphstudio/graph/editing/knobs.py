"""Setting a knob; turning its value into a node that feeds it, and back."""

from __future__ import annotations

from dataclasses import replace

from graphstudio.api import OverTime, Seed
from graphstudio.errors import BadValue, GraphError
from graphstudio.graph.definitions import InputDefinition, NodeDefinition
from graphstudio.graph.editing.naming import NewIds
from graphstudio.graph.editing.trial import Trial
from graphstudio.graph.edits import (
    AddNode,
    ClearValue,
    Connect,
    Disconnect,
    Edit,
    Group,
    Publish,
    RemoveNode,
    Roll,
    SetValue,
    Unpublish,
)
from graphstudio.graph.elements import Json, Node, Place, Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.graph.values import check


def set_knob(graph: Graph, port: Port, value: Json) -> Edit:
    """Give a knob a value, and the knob beside it what makes the value count.

    A curve that is drawn where another knob says that there is none would do nothing.
    """
    edit = SetValue(port.node, port.socket, value)
    node, definition = graph.node(port.node), graph.definition(port.node)
    knob = None if definition is None else definition.input(port.socket)
    hints = () if knob is None else knob.hints
    wanted = next((one.counts_if for one in hints if isinstance(one, OverTime)), None)
    if definition is None or wanted is None or wanted[0] in graph.inputs(port.node):
        return edit
    name, choice = wanted
    other = definition.input(name)
    now = node.values.get(name, None if other is None else other.default)
    if value and now != choice:
        return Group((SetValue(port.node, name, choice), edit))
    if not value and now == choice and name in node.values:
        return Group((ClearValue(port.node, name), edit))
    return edit


def feed_from_node(graph: Graph, port: Port, place: Place) -> tuple[Edit, str]:
    """Let a node of its own hold a knob's value, to feed several from one place.

    Its public name and its rolling go along, so that what sets the knob by name still does.

    Returns:
        The edit, and the new node's id.

    Raises:
        GraphError: It is no knob, or no value node gives what it takes.
    """
    knob = _knob(graph, port)
    source = _value_definition(graph, knob)
    own = source.inputs[0]
    value = graph.node(port.node).values.get(port.socket, knob.default)
    id_ = NewIds(graph).node(source.id)
    values = _taken(own, value)
    trial = Trial(graph)
    trial.do(AddNode(Node(id_, source.id, source.version, values, knob.title), place))
    trial.do(Connect(Wire(Port(id_, source.outputs[0].name), port)))
    _move_names(trial, port, Port(id_, own.name))
    return trial.edit, id_


def take_value_back(graph: Graph, port: Port) -> Edit:
    """Take the wire off a knob; what a value node gave is set on the knob.

    The value node goes when it fed nothing else.

    Raises:
        GraphError: No wire leads there.
    """
    feed = graph.inputs(port.node).get(port.socket)
    if feed is None:
        raise GraphError(f"No wire leads to {port}.")
    trial = Trial(graph)
    trial.do(Disconnect(port))
    definition = graph.definition(feed.node)
    if definition is None or not _is_value_node(definition):
        return trial.edit
    own = definition.inputs[0]
    if own.name in graph.inputs(feed.node):
        return trial.edit
    value = graph.node(feed.node).values.get(own.name, own.default)
    trial.attempt(SetValue(port.node, port.socket, value))
    if not trial.graph.targets(feed):
        _move_names(trial, Port(feed.node, own.name), port)
        trial.do(RemoveNode(feed.node))
    return trial.edit


def _move_names(trial: Trial, old: Port, new: Port) -> None:
    graph = trial.graph
    for name in graph.published_of(old.node):
        if graph.published[name] == old:
            trial.do(Unpublish(name))
            trial.do(Publish(name, new))
    if old in graph.rolling and trial.attempt(Roll(new, True)):
        trial.do(Roll(old, False))


def _knob(graph: Graph, port: Port) -> InputDefinition:
    definition = graph.definition(graph.node(port.node).id)
    knob = None if definition is None else definition.input(port.socket)
    if knob is None or not knob.is_knob:
        raise GraphError(f"{port} is no knob, so it has no value that a node could hold.")
    return knob


def _value_definition(graph: Graph, knob: InputDefinition) -> NodeDefinition:
    """Find the node that gives the plain type of a knob; a seed's for a seed."""
    plain = replace(knob.type, kind="plain", choices=())
    fitting = [
        one
        for one in graph.registry.definitions
        if _is_value_node(one) and one.outputs[0].type == plain
    ]
    if not fitting:
        raise GraphError(f"No loaded pack has a node that gives one value for {knob.title}.")
    return min(fitting, key=lambda one: (is_seed(one.inputs[0]) != is_seed(knob), one.id))


def _is_value_node(definition: NodeDefinition) -> bool:
    """Tell whether a node gives the value of its only knob, and nothing else."""
    if len(definition.inputs) != 1 or len(definition.outputs) != 1 or definition.is_output:
        return False
    knob = definition.inputs[0]
    is_value = definition.id.startswith("value.")
    return is_value and knob.is_knob and knob.type == definition.outputs[0].type


def is_seed(knob: InputDefinition) -> bool:
    """Tell whether a knob is the seed of something random."""
    return any(isinstance(hint, Seed) for hint in knob.hints)


def _taken(knob: InputDefinition, value: Json) -> dict[str, Json]:
    try:
        return {knob.name: check(knob, value)}
    except BadValue:  # such as None, for a knob that may be left empty
        return {}
