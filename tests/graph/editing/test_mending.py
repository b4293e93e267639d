import pytest

from graphstudio.errors import GraphError
from graphstudio.graph.editing import fold, replace_type
from graphstudio.graph.edits import AddNode, Connect, Mute, Publish, Rename, Roll
from graphstudio.graph.elements import Node, Place
from graphstudio.graph.graph import Graph
from tests.graph.editing.shapes import done, port, wire, wired


@pytest.fixture
def broken(photos: Graph) -> Graph:
    """Give the photos with an unknown node between the loader and the splitter."""
    values = {"amount": 0.75, "widht": 24, "mode": "slow", "grain": 3}
    AddNode(Node("odd", "photo.blendd", 9, values, "Odd"), Place(1, 2)).apply(photos)
    for one in (
        wire("load.photo", "odd.first"),
        wire("load_2.photo", "odd.picture"),
        wire("odd.image", "split.photo"),
    ):
        Connect(one).apply(photos)
    Publish("width", port("odd.widht")).apply(photos)
    Mute("odd", True).apply(photos)
    return photos


def test_values_and_wires_find_their_homes_by_name_then_by_type(broken: Graph) -> None:
    edit = replace_type(broken, "odd", broken.registry.require("photo.blend"))

    after = done(broken, edit)
    node = after.nodes["odd"]
    assert (node.type, node.version, node.title) == ("photo.blend", 2, "Odd")
    assert node.is_muted
    assert node.values == {"amount": 0.75, "width": 24}
    assert after.inputs("odd") == {"first": port("load.photo"), "second": port("load_2.photo")}
    assert wired(after)["split.photo"] == "odd.photo"
    assert after.published["width"] == port("odd.width")
    assert after.places["odd"] == Place(1, 2)


def test_what_finds_no_home_is_left_out(broken: Graph) -> None:
    edit = replace_type(broken, "odd", broken.registry.require("sound.record"))

    after = done(broken, edit)
    assert after.nodes["odd"].values == {}
    assert after.wires_at("odd") == ()
    assert "width" not in after.published


def test_a_node_stays_in_its_folded_frame_and_a_seed_rolls_on(photos: Graph) -> None:
    Rename("record", "Tape").apply(photos)
    AddNode(Node("odd", "gone.away"), Place(10, 10)).apply(photos)
    Roll(port("odd.seed"), True).apply(photos)
    fold(photos, "frame", {}).apply(photos)

    after = done(photos, replace_type(photos, "odd", photos.registry.require("sound.record")))

    assert "odd" in after.frames["frame"].members
    assert port("odd.seed") in after.rolling


def test_a_node_that_is_not_there_cannot_be_mended(photos: Graph) -> None:
    with pytest.raises(GraphError, match="no node 'nowhere'"):
        replace_type(photos, "nowhere", photos.registry.require("any.show"))
