"""Wires that many things go through look so, wherever the stream comes to be."""

import pytest

from graphstudio.graph.document import Document
from graphstudio.graph.edits import Connect
from graphstudio.graph.elements import Node, Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from graphstudio.session.status import RunStatus
from graphstudio.ui.canvas.scene import CanvasScene
from graphstudio.ui.theme.tokens import Theme
from tests.ui.canvas.conftest import wire


@pytest.fixture
def plain_document(registry: Registry) -> Document:
    kinds = {
        "each": "image.each",
        "blur": "image.blur",
        "invert": "image.invert",
        "collect": "image.collect",
        "save": "image.save",
    }
    graph, dropped = Graph.build(
        registry,
        [Node(id_, kind) for id_, kind in kinds.items()],
        [
            wire("blur.image", "invert.image"),
            wire("invert.image", "collect.images"),
            wire("collect.image", "save.image"),
        ],
    )
    assert dropped == ()
    return Document(graph)


def hollow(scene: CanvasScene) -> set[str]:
    return {str(port) for port, strand in scene.wires._strands.items() if strand.is_many}


def test_a_wire_into_a_chain_makes_all_of_it_hollow_until_it_is_undone(
    scene: CanvasScene, plain_document: Document, theme: Theme, status: RunStatus
) -> None:
    plain_document.do(Connect(wire("each.image", "blur.image")), "Connect")
    with_stream = hollow(scene)
    plain_document.undo()
    undone = hollow(scene)
    plain_document.redo()
    again = CanvasScene(Document(plain_document.graph), theme, status)

    assert with_stream == {"blur.image", "invert.image", "collect.images"}
    assert undone == set()
    assert hollow(scene) == hollow(again) == with_stream
    again.let_go()


def test_a_stream_has_the_colour_of_its_items(plain_document: Document, theme: Theme) -> None:
    graph = plain_document.graph
    stream = graph.type_of(Port("each", "image"))

    assert theme.wire(stream) == theme.wire(graph.type_of(Port("blur", "image")))
    assert theme.shape(stream) == theme.shape(graph.type_of(Port("blur", "image")))
