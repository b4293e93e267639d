"""Relative file names in a workflow mean files beside it, wherever the program was started."""

from collections.abc import Iterator
from pathlib import Path

from graphstudio import paths
from graphstudio.api import File
from graphstudio.graph.definitions import InputDefinition
from graphstudio.graph.edits import Group, SetValue
from graphstudio.graph.elements import Json, Node
from graphstudio.graph.graph import Graph


def anchored(graph: Graph, folder: Path) -> Graph:
    """Give the graph with every relative file name made absolute, seen from a folder.

    The graph itself is not changed; it is given back as it is when it holds no such name.
    """
    edit = anchoring(graph, folder)
    if not edit.edits:
        return graph
    copy = graph.copy()
    edit.apply(copy)
    return copy


def anchoring(graph: Graph, folder: Path) -> Group:
    """Give the edit that makes every relative file name absolute, seen from a folder."""
    nodes = graph.nodes.values()
    return Group(tuple(edit for node in nodes for edit in _edits(graph, node, folder)))


def absolute(knob: InputDefinition, value: Json, folder: Path) -> Json:
    """Make a knob's value absolute if it is a path, seen from a folder; others are left alone.

    A text that may be a name or a path, such as a model's, is a path if it has a separator.
    """
    if not isinstance(value, str) or not value:
        return value
    is_either = any(isinstance(hint, File) for hint in knob.hints)
    if knob.is_path or (is_either and ("/" in value or "\\" in value)):
        return str(folder.resolve() / paths.at_home(value))
    return value


def _edits(graph: Graph, node: Node, folder: Path) -> Iterator[SetValue]:
    definition = graph.definition(node.id)
    for knob in definition.inputs if definition is not None else ():
        value = node.values.get(knob.name)
        anchor = absolute(knob, value, folder)
        if anchor != value:
            yield SetValue(node.id, knob.name, anchor)
