"""Relative file names in a workflow mean files beside it, wherever the program was started."""

from pathlib import Path

from graphstudio.graph.edits import Group, SetValue
from graphstudio.graph.graph import Graph


def anchored(graph: Graph, folder: Path) -> Graph:
    """Give the graph with every relative file name made absolute, seen from a folder.

    The graph itself is not changed; it is given back as it is when it holds no such name.
    """
    edits = [
        SetValue(node.id, knob.name, str(folder.resolve() / node.values[knob.name]))
        for node in graph.nodes.values()
        if (definition := graph.definition(node.id)) is not None
        for knob in definition.inputs
        if knob.is_path and _is_relative(node.values.get(knob.name))
    ]
    if not edits:
        return graph
    copy = graph.copy()
    Group(tuple(edits)).apply(copy)
    return copy


def _is_relative(value: object) -> bool:
    return isinstance(value, str) and value != "" and not Path(value).is_absolute()
