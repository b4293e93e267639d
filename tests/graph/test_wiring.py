import gc
import time
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphstudio.errors import BadValue, ConnectError, CycleError, GraphError
from graphstudio.graph.elements import Node, Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry


def adders(graph: Graph, *ids: str) -> None:
    for id_ in ids:
        graph.add_node(Node(id_, "number.add"))


def wire(graph: Graph, source: str, target: str) -> Port | None:
    return graph.connect(Port(source, "value"), Port(*target.split(".")))


def test_wires_are_found_from_both_ends_and_in_networkx(graph: Graph) -> None:
    adders(graph, "one", "two", "three")

    wire(graph, "one", "three.a")
    wire(graph, "one", "two.b")

    assert dict(graph.inputs("two")) == {"b": Port("one", "value")}
    assert graph.targets(Port("one", "value")) == (Port("three", "a"), Port("two", "b"))
    assert list(graph.wires) == [
        Wire(Port("one", "value"), Port("three", "a")),
        Wire(Port("one", "value"), Port("two", "b")),
    ]
    assert graph.dag.has_edge("one", "two", key=("value", "b"))


def test_two_wires_between_two_nodes_are_two_edges(graph: Graph) -> None:
    adders(graph, "one", "two")

    wire(graph, "one", "two.a")
    wire(graph, "one", "two.b")
    graph.disconnect(Port("two", "a"))

    assert list(graph.dag.edges(keys=True)) == [("one", "two", ("value", "b"))]


def test_connecting_a_full_input_replaces_the_old_wire(graph: Graph) -> None:
    adders(graph, "one", "two", "three")
    wire(graph, "one", "three.a")

    assert wire(graph, "two", "three.a") == Port("one", "value")

    assert graph.targets(Port("one", "value")) == ()
    assert not graph.dag.has_edge("one", "three")


def test_a_circle_is_refused_and_named_in_the_direction_of_the_wires(graph: Graph) -> None:
    adders(graph, "one", "two", "three")
    wire(graph, "one", "two.a")
    wire(graph, "two", "three.a")

    with pytest.raises(CycleError, match="close the circle one → two → three → one"):
        wire(graph, "three", "one.a")
    assert graph.inputs("one") == {}


def test_a_long_circle_is_named_in_short(graph: Graph) -> None:
    ids = [f"n{number}" for number in range(30)]
    adders(graph, *ids)
    for before, after in pairwise(ids):
        wire(graph, before, f"{after}.a")

    reason = graph.refusal(Port("n29", "value"), Port("n0", "a"))

    assert (
        reason
        == "it would close the circle n0 → n1 → n2 → n3 → n4 → … → n26 → n27 → n28 → n29 → n0"
    )


@given(edges=st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=40))
def test_a_circle_is_seen_exactly_when_a_way_leads_back(
    registry: Registry, edges: list[tuple[int, int]]
) -> None:
    graph = Graph(registry)
    for number in range(12):
        graph.add_node(Node(f"n{number}", "not.here"))
    for number, ends in enumerate(edges):
        if ends[0] != ends[1]:
            ids = [f"n{end}" for end in sorted(ends)]
            graph.connect(Port(ids[0], "out"), Port(ids[1], f"in{number}"))

    for source in graph.nodes:
        for target in graph.nodes:
            assert graph.would_cycle(source, target) == nx.has_path(graph.dag, target, source)


def test_a_node_cannot_feed_itself(graph: Graph) -> None:
    adders(graph, "one")

    with pytest.raises(CycleError, match="a node cannot feed itself"):
        wire(graph, "one", "one.a")


@pytest.mark.parametrize(
    ("source", "target", "words"),
    [
        pytest.param("nowhere.value", "one.a", "There is no node 'nowhere'", id="no source"),
        pytest.param(
            "one.value", "on.a", "There is no node 'on'. Close names: one", id="no target"
        ),
        pytest.param("one.valu", "two.a", "no output 'valu'. Close names: value", id="no output"),
        pytest.param("one.value", "two.c", "no input 'c'. There is a, b", id="no input"),
        pytest.param("one.value", "say.text", "a whole number does not fit", id="types"),
        pytest.param("show.x", "one.a", "Show (show) has no output 'x'", id="no outputs at all"),
    ],
)
def test_a_wire_that_cannot_be_is_refused_with_the_reason(
    graph: Graph, source: str, target: str, words: str
) -> None:
    adders(graph, "one", "two")
    graph.add_node(Node("say", "text.say"))
    graph.add_node(Node("show", "any.show"))
    before = graph.snapshot()

    with pytest.raises(ConnectError) as refused:
        graph.connect(Port(*source.split(".")), Port(*target.split(".")))

    assert words in str(refused.value)
    assert words in (graph.refusal(Port(*source.split(".")), Port(*target.split("."))) or "")
    assert graph.snapshot() == before


def test_placeholders_keep_their_values_and_take_every_wire(graph: Graph) -> None:
    adders(graph, "one")
    graph.add_node(Node("gone", "pack.gone", values={"deep": [{"x": 1}]}))

    wire(graph, "one", "gone.whatever")
    graph.add_node(Node("play", "sound.play"))
    graph.connect(Port("gone", "something"), Port("play", "sound"))

    assert graph.definition("gone") is None
    assert graph.node("gone").values == {"deep": [{"x": 1}]}
    assert graph.type_of(Port("gone", "something")).kind == "any"


def test_a_circle_through_a_placeholder_is_refused(graph: Graph) -> None:
    adders(graph, "one")
    graph.add_node(Node("gone", "pack.gone"))
    wire(graph, "one", "gone.x")

    with pytest.raises(CycleError):
        wire(graph, "gone", "one.a")


def test_taking_off_a_wire_that_is_not_there_is_refused(graph: Graph) -> None:
    adders(graph, "one")

    with pytest.raises(GraphError, match=r"No wire leads to one\.a"):
        graph.disconnect(Port("one", "a"))
    with pytest.raises(GraphError, match=r"No wire leads to nowhere\.a"):
        graph.disconnect(Port("nowhere", "a"))


def test_removing_a_node_removes_its_wires_on_both_sides(graph: Graph) -> None:
    adders(graph, "one", "two", "three")
    wire(graph, "one", "two.a")
    wire(graph, "two", "three.a")

    graph.remove_node("two")

    assert list(graph.wires) == []
    assert set(graph.dag.nodes) == {"one", "three"}
    assert graph.targets(Port("one", "value")) == ()


@pytest.mark.parametrize("id_", ["", "1a", "a.b", "a b", "ä", "a\n", "-a"])
def test_an_id_that_no_wire_could_name_is_refused(graph: Graph, id_: str) -> None:
    with pytest.raises(GraphError, match="is no id"):
        graph.add_node(Node(id_, "number.add"))


def test_an_id_is_given_once(graph: Graph) -> None:
    adders(graph, "one")

    with pytest.raises(GraphError, match="'one' already"):
        adders(graph, "one")


def test_a_node_with_bad_values_is_refused_with_all_of_them(graph: Graph) -> None:
    node = Node("one", "number.add", values={"a": "x", "b": 1.5, "c": 0})

    with pytest.raises(BadValue) as refused:
        graph.add_node(node)

    assert [problem[:6] for problem in refused.value.problems] == ["one.a:", "one.b:", "one.c:"]
    assert "one" not in graph.nodes


def test_a_node_of_a_newer_version_keeps_the_knobs_that_this_version_has_not(graph: Graph) -> None:
    graph.add_node(Node("new", "number.add", version=2, values={"a": 1, "future": [1]}))

    assert graph.node("new").values == {"a": 1, "future": [1]}


def test_a_node_cannot_become_another_kind(graph: Graph) -> None:
    adders(graph, "one")

    with pytest.raises(GraphError, match=r"Add \(one\) cannot become a text\.say"):
        graph.replace_node(Node("one", "text.say"))


def test_a_bad_value_is_refused_with_the_node_and_the_knob(graph: Graph) -> None:
    graph.add_node(Node("mix", "photo.blend", title="My mix"))

    with pytest.raises(BadValue, match=r"^My mix \(mix\), amount: it takes a number from 0 to 1"):
        graph.check_value("mix", "amount", 2)
    assert graph.check_value("mix", "amount", 1) == 1.0


def test_what_is_asked_of_a_node_that_is_not_there_names_close_ones(graph: Graph) -> None:
    adders(graph, "first")

    with pytest.raises(GraphError, match=r"There is no node 'frist'\. Close names: first\."):
        graph.node("frist")


def test_new_ids_are_readable_free_and_used_again(graph: Graph) -> None:
    assert graph.new_id("number.add") == "add"
    adders(graph, "add", "add_2")
    assert graph.new_id("number.add") == "add_3"
    adders(graph, "add_3")
    graph.remove_node("add_2")
    assert graph.new_id("number.add") == "add_2"
    assert graph.new_id("odd.7 things") == "node_7_things"
    assert graph.new_id("odd.") == "node"


def test_a_node_is_called_by_its_own_title_or_its_kinds(graph: Graph) -> None:
    graph.add_node(Node("a", "number.add"))
    graph.add_node(Node("b", "number.add", title="Sum"))
    graph.add_node(Node("c", "pack.gone"))

    assert [graph.caption(id_) for id_ in "abc"] == ["Add (a)", "Sum (b)", "pack.gone (c)"]


@pytest.mark.parametrize("order", ["forward", "backward", "inside out"])
def test_a_chain_may_be_wired_in_any_order_without_recursion(graph: Graph, order: str) -> None:
    count = 3000
    for number in range(count):
        graph.add_node(Node(f"n{number}", "logic.reroute"))
    links = list(range(count - 1))
    orders = {
        "forward": links,
        "backward": links[::-1],
        "inside out": [*links[1::2], *links[0::2]],
    }

    for number in orders[order]:
        graph.connect(Port(f"n{number}", "value"), Port(f"n{number + 1}", "value"))
    graph.add_node(Node("source", "sound.record"))
    graph.connect(Port("source", "sound"), Port("n0", "value"))

    assert graph.type_of(Port(f"n{count - 1}", "value")).name == "Sound"
    assert graph.would_cycle(f"n{count - 1}", "n0")


def seconds_to_chain(registry: Registry, type_: str, count: int, *, is_backward: bool) -> float:
    gc.collect()
    started = time.process_time()
    graph = Graph(registry)
    for number in range(count):
        graph.add_node(Node(f"n{number}", type_))
    links = range(count - 2, -1, -1) if is_backward else range(count - 1)
    for number in links:
        socket = "value" if type_ == "logic.reroute" else "a"
        graph.connect(Port(f"n{number}", "value"), Port(f"n{number + 1}", socket))
    return time.process_time() - started


@pytest.mark.benchmark
@pytest.mark.parametrize("type_", ["number.add", "logic.reroute"])
@pytest.mark.parametrize("is_backward", [False, True])
def test_the_time_to_wire_a_chain_grows_with_its_length(
    registry: Registry, type_: str, is_backward: bool
) -> None:
    gc.disable()
    try:
        short = min(
            seconds_to_chain(registry, type_, 1000, is_backward=is_backward) for _ in range(5)
        )
        long = min(
            seconds_to_chain(registry, type_, 10_000, is_backward=is_backward) for _ in range(2)
        )
    finally:
        gc.enable()

    assert long / short < 25  # ten times as many; a quadratic cost would give a hundred
