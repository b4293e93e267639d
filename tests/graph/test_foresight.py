"""Facts flow along wires before a run, and wires that cannot work are refused with a reason."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from graphstudio.api import Foreseen, Known, Refusal, node
from graphstudio.errors import ModelMissing
from graphstudio.graph.elements import Node, Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Pack, Registry
from graphstudio.graph.signature import define


class Thing:
    """What travels."""


class Asked:
    """Count how often a loader was asked, and let it fail."""

    def __init__(self) -> None:
        self.times = 0
        self.is_there = True

    def __call__(self, known: Known) -> Foreseen:
        self.times += 1
        if not self.is_there:
            raise ModelMissing("It is not there.")
        return Foreseen({"thing": {"family": known.values["family"]}})


def hand_on(known: Known) -> Foreseen:
    return Foreseen({"thing": known.facts.get("thing", {})})


def be_alike(known: Known) -> Foreseen:
    families = [known.facts.get(one, {}).get("family") for one in ("first", "second")]
    if None in families or families[0] == families[1]:
        return Foreseen({"thing": known.facts.get("first", {})})
    return Foreseen({}, (Refusal("second", f"it is {families[1]} and not {families[0]}"),))


def stumble(known: Known) -> Foreseen:
    return Foreseen({"thing": {"family": known.values["nothing"]}})


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture
def graph(asked: Asked) -> Graph:
    @node("thing.load", title="Load", foresee=asked)
    def load(family: str = "cat") -> Thing:
        """Load."""
        return Thing()

    @node("thing.keep", title="Keep", foresee=hand_on)
    def keep(thing: Thing) -> Thing:
        """Keep."""
        return thing

    @node("thing.mute", title="Say Nothing")
    def say_nothing(thing: Thing) -> Thing:
        """Hand on and tell nothing."""
        return thing

    @node("thing.join", title="Join", foresee=be_alike)
    def join(first: Thing, second: Thing | None = None) -> Thing:
        """Join."""
        return first

    @node("thing.pass", title="Dot", passes=True)
    def dot(thing: Thing) -> Thing:
        """Pass on."""
        return thing

    @node("thing.fail", title="Fail", foresee=stumble)
    def fail(thing: Thing) -> Thing:
        """Fail."""
        return thing

    functions = (load, keep, say_nothing, join, dot, fail)
    definitions = tuple(define(one, pack="test", code="") for one in functions)
    graph = Graph(Registry([Pack("test", Path(__file__), definitions)]))
    nodes: dict[str, tuple[str, dict[str, str]]] = {
        "cat": ("load", {}),
        "dog": ("load", {"family": "dog"}),
        "keep": ("keep", {}),
        "mute": ("mute", {}),
        "join": ("join", {}),
        "dot": ("pass", {}),
        "fail": ("fail", {}),
    }
    for id_, (verb, values) in nodes.items():
        graph.add_node(Node(id_, f"thing.{verb}", values=values))
    return graph


def port(text: str) -> Port:
    return Port(*text.split("."))


@pytest.fixture
def wire(graph: Graph) -> Callable[[str, str], None]:
    return lambda source, target: graph.connect(port(source), port(target)) and None


Wire = Callable[[str, str], None]


def refusal(graph: Graph, source: str, target: str) -> str | None:
    return graph.refusal(port(source), port(target))


def test_a_node_says_what_is_known_of_its_outputs(graph: Graph) -> None:
    assert graph.facts(port("cat.thing")) == {"family": "cat"}
    assert graph.facts(port("mute.thing")) == {}


def test_facts_go_through_nodes_that_hand_them_on(graph: Graph, wire: Wire) -> None:
    wire("cat.thing", "keep.thing")
    wire("keep.thing", "dot.thing")

    assert graph.facts(port("dot.thing")) == {"family": "cat"}


def test_a_node_that_says_nothing_ends_them(graph: Graph, wire: Wire) -> None:
    wire("cat.thing", "mute.thing")
    wire("mute.thing", "keep.thing")

    assert graph.facts(port("keep.thing")) == {}


def test_a_wire_that_cannot_work_is_refused_with_the_reason(graph: Graph, wire: Wire) -> None:
    wire("cat.thing", "join.first")

    assert refusal(graph, "dog.thing", "join.second") == "it is dog and not cat"
    assert refusal(graph, "cat.thing", "join.second") is None


def test_it_is_refused_where_it_goes_on_to_too(graph: Graph, wire: Wire) -> None:
    wire("cat.thing", "join.first")
    wire("keep.thing", "dot.thing")
    wire("dot.thing", "join.second")

    reason = refusal(graph, "dog.thing", "keep.thing")

    assert reason == "it is dog and not cat (where it goes on to join.second)"
    assert refusal(graph, "cat.thing", "keep.thing") is None


def test_replacing_the_wire_that_is_wrong_is_no_problem(graph: Graph, wire: Wire) -> None:
    wire("cat.thing", "join.first")
    wire("dog.thing", "join.second")

    assert refusal(graph, "cat.thing", "join.second") is None
    assert refusal(graph, "dog.thing", "join.first") is None


def test_what_was_wrong_before_keeps_no_other_wire_out(graph: Graph, wire: Wire) -> None:
    wire("cat.thing", "join.first")
    wire("dog.thing", "join.second")

    assert refusal(graph, "join.thing", "keep.thing") is None


def test_connecting_itself_checks_types_alone_so_that_undo_always_works(
    graph: Graph, wire: Wire
) -> None:
    wire("cat.thing", "join.first")

    wire("dog.thing", "join.second")

    assert graph.misfits("join") == (Refusal("second", "it is dog and not cat"),)


def test_a_turned_knob_tells_everything_that_follows(graph: Graph, wire: Wire) -> None:
    wire("cat.thing", "keep.thing")
    wire("keep.thing", "join.first")
    wire("cat.thing", "join.second")
    assert graph.facts(port("join.thing")) == {"family": "cat"}

    graph.replace_node(replace(graph.nodes["cat"], values={"family": "fox"}))

    assert graph.facts(port("join.thing")) == {"family": "fox"}


@pytest.mark.parametrize("change", ["disconnect", "remove"])
def test_what_feeds_it_no_more_is_forgotten(change: str, graph: Graph, wire: Wire) -> None:
    wire("cat.thing", "keep.thing")
    assert graph.facts(port("keep.thing"))

    if change == "disconnect":
        graph.disconnect(port("keep.thing"))
    else:
        graph.remove_node("cat")

    assert graph.facts(port("keep.thing")) == {}


def test_a_bypassed_node_hands_facts_on_and_a_muted_one_says_nothing(
    graph: Graph, wire: Wire
) -> None:
    wire("cat.thing", "mute.thing")

    graph.replace_node(replace(graph.nodes["mute"], is_bypassed=True))
    assert graph.facts(port("mute.thing")) == {"family": "cat"}

    graph.replace_node(replace(graph.nodes["mute"], is_bypassed=False, is_muted=True))
    assert graph.facts(port("mute.thing")) == {}


def test_a_node_is_asked_once_until_something_before_it_changes(
    graph: Graph, wire: Wire, asked: Asked
) -> None:
    wire("cat.thing", "join.first")
    for _ in range(3):
        refusal(graph, "cat.thing", "join.second")
        graph.copy().facts(port("cat.thing"))

    assert asked.times == 1


def test_what_could_not_be_known_is_asked_again_after_an_edit(
    graph: Graph, wire: Wire, asked: Asked
) -> None:
    asked.is_there = False
    assert graph.facts(port("cat.thing")) == {}

    asked.is_there = True
    wire("dog.thing", "keep.thing")

    assert graph.facts(port("cat.thing")) == {"family": "cat"}


def test_a_fault_in_a_nodes_own_code_is_told_and_stops_nobody(graph: Graph, wire: Wire) -> None:
    assert refusal(graph, "cat.thing", "fail.thing") is None

    wire("cat.thing", "fail.thing")

    assert graph.facts(port("fail.thing")) == {}
    assert graph.fault("fail") == "KeyError: 'nothing'"


def test_a_long_chain_is_asked_without_recursion(graph: Graph, wire: Wire) -> None:
    before = "cat"
    for number in range(3000):
        id_ = f"k{number}"
        graph.add_node(Node(id_, "thing.keep"))
        wire(f"{before}.thing", f"{id_}.thing")
        before = id_

    assert graph.facts(port(f"{before}.thing")) == {"family": "cat"}
