import pickle
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphstudio.errors import GraphError
from graphstudio.graph.elements import Frame, Node, Note, Place, Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry


def chain_of(count: int) -> tuple[list[Node], list[Wire]]:
    nodes = [Node(f"n{number}", "number.add") for number in range(count)]
    wires = [
        Wire(Port(f"n{number}", "value"), Port(f"n{number + 1}", "a"))
        for number in range(count - 1)
    ]
    return nodes, wires


def test_a_graph_is_built_at_once(registry: Registry) -> None:
    nodes, wires = chain_of(3)

    graph, dropped = Graph.build(
        registry,
        nodes,
        wires,
        title="Sums",
        description="Adds.",
        places={"n0": Place(1, 2)},
        frames=[Frame("f", "Frame", 0, 0, 10, 10)],
        notes=[Note("n", "Note", 0, 0, 10, 10)],
        published={"first": Port("n0", "a")},
    )

    assert dropped == ()
    assert list(graph.nodes) == ["n0", "n1", "n2"]
    assert list(graph.wires) == wires
    assert (graph.title, graph.description) == ("Sums", "Adds.")
    assert graph.places == {"n0": Place(1, 2)}
    assert graph.frames["f"].title == "Frame"
    assert graph.notes["n"].text == "Note"
    assert graph.published == {"first": Port("n0", "a")}


def test_what_makes_no_sense_is_dropped_and_reported_and_the_rest_is_kept(
    registry: Registry,
) -> None:
    nodes, wires = chain_of(3)
    box = Frame("f", "", 0, 0, 10, 10)

    graph, dropped = Graph.build(
        registry,
        [
            *nodes,
            Node("n0", "text.say"),
            Node("a.b", "text.say"),
            Node("mix", "photo.blend", values={"amount": 7, "mode": "good", "old": 1}),
        ],
        [
            *wires,
            Wire(Port("n0", "value"), Port("n2", "a")),
            Wire(Port("n0", "value"), Port("mix", "first")),
            Wire(Port("n9", "value"), Port("n0", "a")),
            Wire(Port("n2", "value"), Port("n1", "b")),
            Wire(Port("n2", "value"), Port("n2", "b")),
        ],
        title="bad\ud800",
        places={"n0": Place(float("nan"), 0), "n9": Place(0, 0), "n1": Place(0, 0, colour="red")},
        frames=[box, box, replace(box, id="g", width=0)],
        notes=[Note("n", "\ud800", 0, 0, 1, 1)],
        published={"a b": Port("n0", "a"), "x": Port("n0", "c"), "y": Port("n9", "a")},
    )

    assert sorted((one.kind, one.name) for one in dropped) == [
        ("frame", "f"),
        ("frame", "g"),
        ("input", "a b"),
        ("input", "x"),
        ("input", "y"),
        ("node", "a.b"),
        ("node", "n0"),
        ("note", "n"),
        ("place", "n0"),
        ("place", "n1"),
        ("place", "n9"),
        ("text", "title"),
        ("value", "mix.amount"),
        ("value", "mix.old"),
        ("wire", "mix.first"),
        ("wire", "n0.a"),
        ("wire", "n2.a"),
        ("wire", "n2.a"),
        ("wire", "n2.b"),
    ]
    assert all(one.reason for one in dropped)
    assert graph.node("mix").values == {"mode": "good"}


def test_of_a_ring_one_wire_is_dropped_and_the_circle_is_named(registry: Registry) -> None:
    nodes, wires = chain_of(4)

    graph, dropped = Graph.build(
        registry, nodes, [*wires, Wire(Port("n2", "value"), Port("n0", "a"))]
    )

    (closing,) = dropped
    assert closing.kind == "wire"
    assert "close the circle" in closing.reason
    assert len(list(graph.wires)) == 3
    assert graph.inputs("n3") == {"a": Port("n2", "value")}


def test_of_wires_that_contradict_each_other_the_last_one_downstream_is_dropped(
    registry: Registry,
) -> None:
    nodes = [
        Node("photo", "photo.load"),
        Node("z", "logic.reroute"),
        Node("y", "logic.reroute"),
        Node("play", "sound.play"),
    ]
    wires = [
        Wire(Port("photo", "photo"), Port("z", "value")),
        Wire(Port("z", "value"), Port("y", "value")),
        Wire(Port("y", "value"), Port("play", "sound")),
    ]

    _, (dropped,) = Graph.build(registry, nodes, wires)

    assert dropped.name == "play.sound"
    assert "Photo does not fit where Sound is wanted" in dropped.reason


def test_two_wires_into_one_input_keep_one(registry: Registry) -> None:
    nodes, wires = chain_of(3)

    graph, dropped = Graph.build(
        registry, nodes, [*wires, Wire(Port("n0", "value"), Port("n2", "a"))]
    )

    (extra,) = dropped
    assert extra.name == "n2.a"
    assert "feeds this input already" in extra.reason
    assert len(graph.inputs("n2")) == 1


@given(order=st.randoms(use_true_random=False))
def test_the_order_in_which_parts_come_changes_nothing(registry: Registry, order: Random) -> None:
    nodes = [
        Node("text", "text.say"),
        Node("pass", "logic.reroute"),
        Node("mix", "photo.blend"),
        Node("join", "logic.switch"),
        Node("record", "sound.record"),
        Node("whole", "number.add"),
    ]
    wires = [
        Wire(Port("text", "value"), Port("pass", "value")),
        Wire(Port("pass", "value"), Port("mix", "mode")),
        Wire(Port("pass", "value"), Port("mix", "mood")),
        Wire(Port("pass", "value"), Port("join", "on_true")),
        Wire(Port("join", "value"), Port("record", "name")),
    ]
    first, _ = Graph.build(registry, nodes, wires)
    order.shuffle(nodes)
    order.shuffle(wires)

    second, dropped = Graph.build(registry, nodes, wires)

    assert dropped == ()
    assert second == first


def test_ten_thousand_nodes_are_built_even_as_a_ring(registry: Registry) -> None:
    nodes, wires = chain_of(10_000)

    graph, dropped = Graph.build(
        registry, nodes, [*wires, Wire(Port("n9999", "value"), Port("n0", "a"))]
    )

    assert len(dropped) == 1
    assert len(graph.nodes) == 10_000


def test_graphs_are_equal_when_everything_is_and_types_count(registry: Registry) -> None:
    first, _ = Graph.build(registry, [Node("gone", "not.here", values={"x": 1})], [])
    same, _ = Graph.build(registry, [Node("gone", "not.here", values={"x": 1})], [])
    other, _ = Graph.build(registry, [Node("gone", "not.here", values={"x": True})], [])

    assert first == same
    assert first != other
    assert first != "a graph"


def test_a_copy_is_equal_and_shares_nothing_that_changes(registry: Registry) -> None:
    nodes, wires = chain_of(3)
    graph, _ = Graph.build(
        registry, nodes, wires, places={"n0": Place(0, 0)}, published={"p": Port("n0", "a")}
    )

    twin = graph.copy()
    assert twin == graph
    before = graph.snapshot()
    twin.remove_node("n1")
    twin.remove_node("n0")
    twin.describe("New", "")

    assert graph.snapshot() == before
    assert set(graph.dag.nodes) == {"n0", "n1", "n2"}


def test_nodes_can_be_pickled(registry: Registry) -> None:
    graph, _ = Graph.build(registry, [Node("one", "number.add", values={"a": 1})], [])

    assert pickle.loads(pickle.dumps(graph.node("one"))) == graph.node("one")


def test_a_public_name_is_given_once_and_taken_back(graph: Graph) -> None:
    graph.add_node(Node("one", "number.add"))
    graph.publish("sum", Port("one", "a"))

    with pytest.raises(GraphError, match=r"'sum' is the public name of one\.a"):
        graph.publish("sum", Port("one", "b"))
    assert graph.unpublish("sum") == Port("one", "a")
    with pytest.raises(GraphError, match="No input is published as 'sum'"):
        graph.unpublish("sum")


@pytest.mark.parametrize(
    ("name", "port", "words"),
    [
        pytest.param("1st", Port("one", "a"), "is no name", id="name"),
        pytest.param("a.b", Port("one", "a"), "is no name", id="name like a knob"),
        pytest.param("x", Port("one", "c"), "Add (one) has no input 'c'", id="socket"),
        pytest.param("x", Port("two", "a"), "There is no node 'two'", id="node"),
    ],
)
def test_publishing_what_is_not_there_is_refused(
    graph: Graph, name: str, port: Port, words: str
) -> None:
    graph.add_node(Node("one", "number.add"))

    with pytest.raises(GraphError) as refused:
        graph.publish(name, port)

    assert words in str(refused.value)
    assert graph.published == {}


def test_removing_a_node_takes_its_place_and_its_public_names_along(graph: Graph) -> None:
    graph.add_node(Node("one", "number.add"))
    graph.set_place("one", Place(1, 1))
    graph.publish("x", Port("one", "a"))
    graph.publish("y", Port("one", "b"))

    graph.remove_node("one")

    assert (graph.places, graph.published) == ({}, {})


def test_a_place_is_set_and_taken_away(graph: Graph) -> None:
    graph.add_node(Node("one", "number.add"))

    assert graph.set_place("one", Place(1, 1)) is None
    assert graph.set_place("one", None) == Place(1, 1)
    assert graph.places == {}
    with pytest.raises(GraphError, match="no node 'two'"):
        graph.set_place("two", Place(1, 1))


def test_frames_and_notes_are_added_changed_and_removed(graph: Graph) -> None:
    frame, note = Frame("f", "A", 0, 0, 1, 1), Note("n", "B", 0, 0, 1, 1)
    graph.add_frame(frame)
    graph.add_note(note)

    assert graph.change_frame(replace(frame, title="C")) == frame
    assert graph.change_note(replace(note, text="D")) == note
    assert graph.remove_frame("f").title == "C"
    assert graph.remove_note("n").text == "D"
    for missing in (graph.remove_frame, graph.remove_note):
        with pytest.raises(GraphError, match="There is no"):
            missing("f")
    with pytest.raises(GraphError, match="There is no frame 'f'"):
        graph.change_frame(frame)
