import pytest

from graphstudio.graph.document import Document
from graphstudio.graph.edits import AddNode, Connect, Publish, Roll, SetValue
from graphstudio.graph.elements import Node, Place, Port
from graphstudio.ui.canvas.node_face import InputFace, read_face
from tests.ui.canvas.conftest import wire


def read(document: Document, node: str, name: str) -> InputFace:
    """Read one input."""
    found = read_face(document.graph, node).input(name)
    assert found is not None
    return found


def test_a_knob_shows_its_default_until_it_is_set(plain_document: Document) -> None:
    assert read(plain_document, "sample", "strength").text == "1"

    plain_document.do(SetValue("sample", "strength", 0.5), "Set")

    seen = read(plain_document, "sample", "strength")
    assert seen.text == "0.5"
    assert seen.share == 0.5


def test_an_input_that_must_be_wired_says_so_until_it_is(plain_document: Document) -> None:
    assert read(plain_document, "sample", "denoiser").is_needed

    plain_document.do(Connect(wire("load.denoiser", "sample.denoiser")), "Connect")

    assert not read(plain_document, "sample", "denoiser").is_needed


def test_public_names_and_rolling_seeds_are_read(plain_document: Document) -> None:
    plain_document.do(AddNode(Node("noise", "noise.seeded"), Place(0, 0)), "Add")
    plain_document.do(Publish("seed", Port("noise", "seed")), "Publish")
    plain_document.do(Roll(Port("noise", "seed"), True), "Roll")

    seen = read(plain_document, "noise", "seed")

    assert seen.is_public
    assert seen.is_rolling
    assert seen.kind == "seed"


def test_a_placeholder_has_the_sockets_of_its_wires_and_its_values(
    plain_document: Document,
) -> None:
    face = read_face(plain_document.graph, "strange")

    assert not face.is_known
    assert face.title == "acme.upscale"
    assert [(one.name, one.is_wired, one.text) for one in face.inputs] == [
        ("picture", True, ""),
        ("factor", False, "2"),
    ]


@pytest.mark.parametrize(("node", "shows"), [("save", True), ("sample", False)])
def test_nodes_that_show_pictures_have_room_for_one(
    plain_document: Document, node: str, shows: bool
) -> None:
    assert read_face(plain_document.graph, node).shows_picture is shows
