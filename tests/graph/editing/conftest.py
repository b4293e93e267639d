"""A small graph of everything, and what tests of edits share."""

import pytest

from graphstudio.graph.elements import Frame, Node, Note, Place, Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from tests.graph.editing.shapes import wire


@pytest.fixture
def photos(registry: Registry) -> Graph:
    """Give two photos that are blended, split and shown, a lone node, a frame and a note."""
    graph, dropped = Graph.build(
        registry,
        [
            Node("load", "photo.load", values={"path": "a.png"}),
            Node("load_2", "photo.load"),
            Node("blend", "photo.blend", 2, {"amount": 0.25}, title="Mix"),
            Node("split", "photo.split"),
            Node("show", "any.show"),
            Node("record", "sound.record", values={"seed": 7}),
        ],
        [
            wire("load.photo", "blend.first"),
            wire("load_2.photo", "blend.second"),
            wire("blend.photo", "split.photo"),
            wire("split.bright", "show.value"),
        ],
        places={
            "load": Place(0, 0),
            "load_2": Place(0, 200),
            "blend": Place(300, 0, colour="#112233"),
            "split": Place(600, 0),
            "show": Place(900, 0),
            "record": Place(0, 600),
        },
        frames=[Frame("frame", "Photos", -24, -56, 600, 400)],
        notes=[Note("note", "Look", 40, 320, 100, 16)],
        published={"mix": Port("blend", "amount")},
        rolling=[Port("record", "seed")],
    )
    assert dropped == ()
    return graph
