import pytest

from graphstudio.errors import GraphError
from graphstudio.graph.editing import feed_from_node, take_value_back
from graphstudio.graph.edits import AddNode, Connect, Publish, SetValue
from graphstudio.graph.elements import Node, Place
from graphstudio.graph.graph import Graph
from tests.graph.editing.shapes import done, port, wire

HERE = Place(10, 20)


def test_a_knob_is_fed_by_a_node_that_has_its_value_and_name(photos: Graph) -> None:
    SetValue("blend", "width", 24).apply(photos)

    edit, id_ = feed_from_node(photos, port("blend.width"), HERE)

    after = done(photos, edit)
    assert after.nodes[id_] == Node(id_, "value.integer", 1, {"number": 24}, "Width")
    assert after.inputs("blend")["width"] == port(f"{id_}.value")
    assert after.places[id_] == HERE


def test_a_seed_becomes_a_seed_and_rolls_on(photos: Graph) -> None:
    Publish("seed", port("record.seed")).apply(photos)

    edit, id_ = feed_from_node(photos, port("record.seed"), HERE)

    after = done(photos, edit)
    assert after.nodes[id_].type == "value.seed"
    assert after.nodes[id_].values == {"seed": 7}
    assert after.rolling == {port(f"{id_}.seed")}
    assert after.published["seed"] == port(f"{id_}.seed")


@pytest.mark.parametrize(
    ("knob", "type_", "values"),
    [
        pytest.param("blend.mode", "value.text", {"text": "fast"}, id="a choice"),
        pytest.param("load_2.path", "value.text", {"text": ""}, id="a path"),
        pytest.param("scale.limit", "value.integer", {}, id="nothing"),
    ],
)
def test_every_kind_of_knob_finds_its_node(
    photos: Graph, knob: str, type_: str, values: dict[str, object]
) -> None:
    AddNode(Node("scale", "number.scale")).apply(photos)

    edit, id_ = feed_from_node(photos, port(knob), HERE)

    node = done(photos, edit).nodes[id_]
    assert (node.type, node.values) == (type_, values)


@pytest.mark.parametrize(
    ("knob", "words"),
    [
        pytest.param("blend.first", "is no knob", id="a socket"),
        pytest.param("blend.nothing", "is no knob", id="nothing"),
        pytest.param("nowhere.x", "no node 'nowhere'", id="no node"),
        pytest.param("play.loud", "gives one value for Loud", id="no value node"),
    ],
)
def test_what_no_node_can_feed_is_refused(photos: Graph, knob: str, words: str) -> None:
    AddNode(Node("play", "sound.play")).apply(photos)

    with pytest.raises(GraphError, match=words):
        feed_from_node(photos, port(knob), HERE)


def test_taking_a_value_back_undoes_feeding_it(photos: Graph) -> None:
    Publish("seed", port("record.seed")).apply(photos)
    fed = done(photos, feed_from_node(photos, port("record.seed"), HERE)[0])

    after = done(fed, take_value_back(fed, port("record.seed")))

    assert after == photos


def test_a_value_node_that_feeds_others_stays(photos: Graph) -> None:
    edit, id_ = feed_from_node(photos, port("record.seed"), HERE)
    fed = done(photos, edit)
    AddNode(Node("add", "number.add")).apply(fed)
    Connect(wire(f"{id_}.value", "add.a")).apply(fed)

    after = done(fed, take_value_back(fed, port("record.seed")))

    assert id_ in after.nodes
    assert after.inputs("record") == {}
    assert after.rolling == {port(f"{id_}.seed")}


def test_a_computed_value_is_only_unwired(photos: Graph) -> None:
    Connect(wire("split.amount", "record.seed")).apply(photos)

    after = done(photos, take_value_back(photos, port("record.seed")))

    assert after.inputs("record") == {}
    assert "split" in after.nodes


def test_without_a_wire_there_is_nothing_to_take_back(photos: Graph) -> None:
    with pytest.raises(GraphError, match=r"No wire leads to record\.seed"):
        take_value_back(photos, port("record.seed"))
