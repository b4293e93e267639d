"""Find a knob by the name that a person types, and turn typed text into its value."""

import json
from collections.abc import Iterable
from pathlib import Path

from graphstudio.errors import BadValue
from graphstudio.graph.edits import Group, SetValue
from graphstudio.graph.elements import Json, Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.values import close_names
from graphstudio.session.locating import absolute

_YES_OR_NO = {"yes": True, "on": True, "true": True, "no": False, "off": False, "false": False}


def find_knob(graph: Graph, name: str) -> Port:
    """Find the knob that a name means: a published input, or "node.parameter".

    The node may be called by its id or, where only one has it, by its title.

    Raises:
        BadValue: No such knob, or a wire feeds it, so that a value would change nothing.
    """
    port = graph.published.get(name) or _by_node(graph, name)
    definition = graph.definition(port.node)
    if definition is None:
        raise BadValue(
            f'"{name}": the node "{port.node}" is of a kind that no loaded pack has '
            f"({graph.node(port.node).type}), so its values cannot be checked. Install its pack."
        )
    knobs = [one.name for one in definition.inputs if one.is_knob]
    if port.socket not in knobs:
        raise BadValue(
            f'"{name}": {definition.title} has no value called "{port.socket}".'
            f"{close_names(port.socket, knobs)}"
        )
    source = graph.inputs(port.node).get(port.socket)
    if source is not None:
        raise BadValue(
            f'"{name}" is fed by a wire from {source}, so a value would change nothing. '
            f"Set the value on {source.node} instead, or remove the wire."
        )
    return port


def parse_value(graph: Graph, port: Port, text: str) -> Json:
    """Turn what was typed into the knob's value.

    Texts and choices are taken as they are, everything else is read as JSON; a relative file
    name means one in the current folder.

    Raises:
        BadValue: The knob does not take it.
    """
    definition = graph.definition(port.node)
    knob = definition.input(port.socket) if definition else None
    if knob is not None:
        text = absolute(knob, text, Path.cwd())
    if knob is not None and knob.type.name == "str":
        return graph.check_value(port.node, port.socket, text)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = text
    if knob is not None and knob.type.name == "bool":
        value = _YES_OR_NO.get(text.strip().lower(), value)
    if knob is not None and knob.type.kind == "choice" and value not in knob.type.choices:
        value = text
    return graph.check_value(port.node, port.socket, value)


def assignments(graph: Graph, settings: Iterable[str]) -> Group:
    """Turn "name=value" settings into one edit.

    Raises:
        BadValue: Lists every setting that was wrong.
    """
    edits: list[SetValue] = []
    problems: list[str] = []
    for setting in settings:
        name, equals, text = setting.partition("=")
        if not equals:
            problems.append(f'"{setting}": write it as node.parameter=value.')
            continue
        try:
            port = find_knob(graph, name.strip())
            edits.append(SetValue(port.node, port.socket, parse_value(graph, port, text)))
        except BadValue as error:
            problems.extend(error.problems)
    if problems:
        raise BadValue(problems[0], problems)
    return Group(tuple(edits))


def _by_node(graph: Graph, name: str) -> Port:
    node, dot, socket = name.rpartition(".")
    if not dot:
        raise BadValue(
            f'"{name}" is no input that this workflow publishes.'
            f"{close_names(name, graph.published)} Any other value is set as node.parameter=value."
        )
    if node in graph.nodes:
        return Port(node, socket)
    titled = [one.id for one in graph.nodes.values() if _title(graph, one.id) == node]
    if len(titled) == 1:
        return Port(titled[0], socket)
    if titled:
        raise BadValue(
            f'"{name}": {len(titled)} nodes are called "{node}". '
            f"Use an id instead: {', '.join(sorted(titled))}."
        )
    raise BadValue(f'"{name}": there is no node "{node}".{close_names(node, graph.nodes)}')


def _title(graph: Graph, node: str) -> str:
    definition = graph.definition(node)
    return graph.node(node).title or (definition.title if definition else "")
