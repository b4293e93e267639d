"""Putting another kind of node in a node's place, such as in that of an unknown one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from graphstudio.errors import BadValue
from graphstudio.graph.definitions import NodeDefinition
from graphstudio.graph.editing.fitting import fits
from graphstudio.graph.editing.trial import Trial
from graphstudio.graph.edits import (
    AddNode,
    ChangeFrame,
    Connect,
    Edit,
    Publish,
    RemoveNode,
    Roll,
)
from graphstudio.graph.elements import Json, Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.graph.values import check_named


def replace_type(graph: Graph, node: str, definition: NodeDefinition) -> Edit:
    """Make a node one of another kind, under its id and in its place.

    Values and wires are kept by name, then by a close name, wires then by type. What finds no
    home is left out.

    Raises:
        GraphError: There is no such node.
    """
    old = graph.node(node)
    knobs = _homes(old.values, [one.name for one in definition.inputs if one.is_knob])
    values = {knobs[name]: value for name, value in old.values.items() if name in knobs}
    new = replace(
        old, type=definition.id, version=definition.version, values=_taken(definition, values)
    )
    trial = Trial(graph)
    trial.do(RemoveNode(node))
    trial.do(AddNode(new, graph.places.get(node)))
    wires = graph.wires_at(node)
    back = [wire for wire in wires if wire.target.node == node]
    ahead = [wire for wire in wires if wire.source.node == node]
    sockets = _homes(
        [*(wire.target.socket for wire in back), *old.values],
        [one.name for one in definition.inputs],
    )
    for wire in back:
        _wire_input(trial, wire, sockets.get(wire.target.socket))
    outputs = _homes(
        [wire.source.socket for wire in ahead], [one.name for one in definition.outputs]
    )
    for wire in ahead:
        _wire_output(trial, wire, outputs.get(wire.source.socket))
    for name in graph.published_of(node):
        home = sockets.get(graph.published[name].socket, graph.published[name].socket)
        trial.attempt(Publish(name, Port(node, home)))
    for port in graph.rolling_of(node):
        trial.attempt(Roll(Port(node, sockets.get(port.socket, port.socket)), True))
    for frame in graph.frames_that_hold(node=node):
        trial.do(ChangeFrame(frame))
    return trial.edit


def _homes(names: Iterable[str], known: list[str]) -> Mapping[str, str]:
    """Find what each name is called now: the same, or else the closest that is left."""
    wanted = list(dict.fromkeys(names))
    homes = {name: name for name in wanted if name in known}
    left = [name for name in known if name not in homes]
    for name in wanted:
        close = get_close_matches(name, left, n=1, cutoff=0.7) if name not in homes else []
        if close:
            homes[name] = close[0]
            left.remove(close[0])
    return homes


def _taken(definition: NodeDefinition, values: Mapping[str, Json]) -> dict[str, Json]:
    taken: dict[str, Json] = {}
    for name, value in values.items():
        try:
            taken[name] = check_named(definition, name, value)
        except BadValue:
            continue  # its default holds
    return taken


def _wire_input(trial: Trial, wire: Wire, home: str | None) -> None:
    node = wire.target.node
    if home is not None and trial.attempt(Connect(Wire(wire.source, Port(node, home)))):
        return
    taken = trial.graph.inputs(node)
    for port in fits(trial.graph, wire.source, "output", node):
        if port.socket not in taken and trial.attempt(Connect(Wire(wire.source, port))):
            return


def _wire_output(trial: Trial, wire: Wire, home: str | None) -> None:
    node = wire.source.node
    if home is not None and trial.attempt(Connect(Wire(Port(node, home), wire.target))):
        return
    for port in fits(trial.graph, wire.target, "input", node):
        if trial.attempt(Connect(Wire(port, wire.target))):
            return
