"""The ready-made workflows are laid out so that nothing lies on anything, warnings included."""

from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication

from graphstudio import paths
from graphstudio.api import File
from graphstudio.graph.elements import Node
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from graphstudio.ui.canvas.shapes import MOST_MESSAGE_LINES, Shapes
from graphstudio.ui.canvas.style import Style
from graphstudio.ui.theme.tokens import Theme
from graphstudio.workflow.files import read

FILES = sorted(
    file
    for folder in ("workflows", "workflows/families")
    for file in paths.bundled(folder).glob("*.json")
)
LONGEST = "\n".join("no such model" for _ in range(MOST_MESSAGE_LINES + 1))


def names_a_model(graph: Graph, node: Node) -> bool:
    """Say whether a node names a model that may be missing: one that does not ship with this."""
    definition = graph.definition(node.id)
    assert definition is not None
    return any(
        not str(node.values.get(knob.name, knob.default)).startswith("builtin")
        for knob in definition.inputs
        if any(isinstance(hint, File) and hint.kind == "model" for hint in knob.hints)
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_no_two_nodes_or_notes_overlap(
    file: Path, registry: Registry, theme: Theme, qapp: QApplication
) -> None:
    graph = read(file, registry).graph
    shapes, style = Shapes(), Style(theme)
    boxes = {
        note.id: QRectF(note.x, note.y, note.width, note.height) for note in graph.notes.values()
    }

    for id_, place in graph.places.items():
        told = LONGEST if names_a_model(graph, graph.nodes[id_]) else ""
        shape = shapes.of(graph, id_, style=style, message=told)
        boxes[f"node {id_}"] = shape.rect.translated(place.x, place.y)

    assert set(graph.places) == set(graph.nodes)
    clashes = [
        (one, other) for one, other in combinations(boxes, 2) if boxes[one].intersects(boxes[other])
    ]
    assert clashes == []
