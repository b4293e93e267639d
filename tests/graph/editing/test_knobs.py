import pytest

from graphstudio import paths
from graphstudio.api import OverTime
from graphstudio.errors import GraphError
from graphstudio.graph.document import Document
from graphstudio.graph.editing import feed_from_node, set_knob, take_value_back
from graphstudio.graph.edits import AddNode, Connect, Group, Publish, SetValue
from graphstudio.graph.elements import Node, Place
from graphstudio.graph.graph import Graph
from graphstudio.graph.packs import load_pack
from graphstudio.graph.registry import Registry
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


@pytest.fixture(scope="module")
def builtin() -> Registry:
    return Registry([load_pack("builtin", paths.bundled("nodes"))])


@pytest.fixture
def guided(builtin: Registry) -> Document:
    document = Document(Graph(builtin))
    document.do(AddNode(Node("cfg", "guidance.cfg")), "Add")
    return document


def draw(document: Document, curve: str, gesture: object = None) -> None:
    document.do(set_knob(document.graph, port("cfg.points"), curve), "Draw", gesture)


def test_a_curve_that_is_drawn_counts(guided: Document) -> None:
    draw(guided, "0:8, 1:2")

    assert guided.graph.nodes["cfg"].values == {"points": "0:8, 1:2", "curve": "points"}


def test_a_curve_that_is_taken_away_counts_no_more(guided: Document) -> None:
    draw(guided, "0:8, 1:2")

    draw(guided, "")

    assert guided.graph.nodes["cfg"].values == {"points": ""}


def test_a_whole_drag_is_one_small_step_that_undoing_takes_back(guided: Document) -> None:
    for value in range(2, 9):
        draw(guided, f"0:8, 1:{value}", "one drag")
    step = guided.history.undo_step

    guided.undo()

    assert step is not None
    assert step.edit == Group(
        (SetValue("cfg", "curve", "points"), SetValue("cfg", "points", "0:8, 1:8"))
    )
    assert guided.graph.nodes["cfg"].values == {}


def test_what_is_wired_stays_as_it_is_wired(guided: Document) -> None:
    guided.do(AddNode(Node("text", "value.text")), "Add")
    guided.do(Connect(wire("text.value", "cfg.curve")), "Connect")

    draw(guided, "0:8, 1:2")

    assert guided.graph.nodes["cfg"].values == {"points": "0:8, 1:2"}


def test_every_knob_that_makes_a_curve_count_is_there_and_can_say_so(builtin: Registry) -> None:
    named = [
        (node, hint.counts_if)
        for node in builtin.definitions
        for knob in node.inputs
        for hint in knob.hints
        if isinstance(hint, OverTime) and hint.counts_if is not None
    ]

    assert {node.id for node, _ in named} == {"guidance.cfg", "guidance.curve"}
    for node, (name, choice) in named:
        other = node.input(name)
        assert other is not None
        assert choice in other.type.choices
