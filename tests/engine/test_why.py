"""Why a node runs: what changed, back to the roots."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphstudio.engine.ledger import Ledger
from graphstudio.engine.why import Change, Why
from graphstudio.graph.edits import Connect, Disconnect
from graphstudio.graph.elements import Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.wording import contrast
from tests.engine.laboratory import Laboratory, change

NUMBER = "Number (n)"


class Past:
    """Remember runs of graphs, and say why a node would run now."""

    def __init__(self, lab: Laboratory) -> None:
        self._lab = lab
        self._ledger = Ledger()

    def run(self, graph: Graph) -> None:
        plan = self._lab.plan(graph)
        self._ledger.note(plan, plan.by_id)

    def why(self, graph: Graph, node: str) -> list[Change]:
        return list(Why(self._lab.plan(graph), self._ledger).changes(node))


@pytest.fixture
def past(lab: Laboratory) -> Past:
    return Past(lab)


@pytest.fixture
def graph(lab: Laboratory) -> Graph:
    """Two numbers, the second made of the first, and one made of that."""
    nodes = {"n": "number", "m": "number", "a": "add", "b": "add"}
    wires = {"a.a": "n.value", "b.a": "a.value", "b.b": "m.value"}
    return lab.graph(nodes, wires, {"n.value": 1})


def test_a_node_that_never_ran_says_so(past: Past, graph: Graph) -> None:
    assert past.why(graph, "a") == [Change("new", "a", "Add (a)")]


def test_a_value_is_told_with_what_it_was(past: Past, graph: Graph) -> None:
    past.run(graph)

    told = past.why(change(graph, "n", value=2), "n")

    assert told == [Change("value", "n", NUMBER, "value", "1", "2")]


def test_nodes_below_name_the_root_and_not_what_lies_between(past: Past, graph: Graph) -> None:
    past.run(graph)

    told = past.why(change(graph, "n", value=2), "b")

    assert told == [Change("value", "n", NUMBER, "value", "1", "2")]


def test_own_changes_come_first_and_then_the_nearest(past: Past, graph: Graph) -> None:
    past.run(graph)
    change(graph, "n", value=2)
    change(graph, "a", b=7)
    change(graph, "m", value=9)

    told = past.why(graph, "b")

    assert [(one.node, one.name) for one in told] == [("a", "b"), ("m", "value"), ("n", "value")]


def test_a_change_that_reaches_a_node_twice_is_told_once(past: Past, lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "a": "add"}, {"a.a": "n.value", "a.b": "n.value"})
    past.run(graph)

    assert len(past.why(change(graph, "n", value=2), "a")) == 1


def test_what_is_most_alike_is_what_it_is_compared_with(past: Past, graph: Graph) -> None:
    past.run(graph)
    past.run(change(change(graph, "n", value=2), "a", b=5))

    told = past.why(change(change(graph, "n", value=1), "a", b=1), "a")
    told_of_third = past.why(change(graph, "a", b=3), "a")

    assert told == [Change("gone", "a", "Add (a)")]
    assert told_of_third == [Change("value", "a", "Add (a)", "b", "1", "3")]


def test_a_wire_from_elsewhere_is_told_with_both_ends(past: Past, graph: Graph) -> None:
    past.run(graph)
    Connect(Wire(Port("m", "value"), Port("a", "a"))).apply(graph)

    told = past.why(graph, "a")

    assert told == [Change("wire", "a", "Add (a)", "a", "Number (n), value", "Number (m), value")]


def test_a_wire_in_place_of_a_value_is_a_change_of_where_it_comes_from(
    past: Past, graph: Graph
) -> None:
    past.run(graph)
    Disconnect(Port("b", "b")).apply(graph)

    told = past.why(graph, "b")

    assert told == [Change("wire", "b", "Add (b)", "b", "Number (m), value", "1")]


def test_what_is_in_a_file_is_told_without_its_name(
    past: Past, lab: Laboratory, tmp_path: Path
) -> None:
    file = tmp_path / "fox.txt"
    file.write_text("red", "utf-8")
    graph = lab.graph({"r": "read"}, values={"r.path": str(file)})
    past.run(graph)
    file.write_text("blue", "utf-8")

    assert past.why(graph, "r") == [Change("file", "r", "Read File (r)", "path")]


def test_a_model_with_another_content_is_told(past: Past, lab: Laboratory) -> None:
    lab.hooks["fingerprint"] = lambda text: "one"
    graph = lab.graph({"p": "printed"})
    past.run(graph)
    lab.hooks["fingerprint"] = lambda text: "two"

    assert past.why(graph, "p") == [Change("content", "p", "Printed (p)")]


def test_other_code_is_told(past: Past, lab: Laboratory) -> None:
    past.run(lab.graph({"n": "number"}))

    told = past.why(lab.graph({"n": "number"}, registry=lab.recoded("2")), "n")

    assert told == [Change("code", "n", NUMBER)]


def test_a_node_that_runs_every_time_is_named_however_far_above(
    past: Past, lab: Laboratory
) -> None:
    graph = lab.graph({"r": "roll", "a": "add", "b": "add"}, {"a.a": "r.value", "b.a": "a.value"})
    past.run(graph)

    told = past.why(change(graph, "b", b=3), "b")

    assert told == [
        Change("value", "b", "Add (b)", "b", "1", "3"),
        Change("every time", "r", "Roll (r)"),
    ]


def test_a_chain_of_thousands_is_explained_without_recursion(past: Past, lab: Laboratory) -> None:
    nodes = {"n0": "number"} | {f"n{i}": "add" for i in range(1, 3000)}
    wires = {f"n{i}.a": f"n{i - 1}.value" for i in range(1, 3000)}
    graph = lab.graph(nodes, wires)
    past.run(graph)

    told = past.why(change(graph, "n0", value=7), "n2999")

    assert [one.node for one in told] == ["n0"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param('"a cat"', '"a cat "', ('"a cat"', '"a cat "'), id="short"),
        pytest.param("1", "1.5", ("1", "1.5"), id="numbers"),
        pytest.param('"\\u00e9t\\u00e9"', '""', ('"été"', '""'), id="letters"),
        pytest.param("#12", '"x"', ("…", '"x"'), id="too long to be kept"),
        pytest.param(
            f'"{"a" * 60}b{"c" * 60}"',
            f'"{"a" * 60}d{"c" * 60}"',
            (f'"…{"a" * 16}b{"c" * 31}…"', f'"…{"a" * 16}d{"c" * 31}…"'),
            id="in the middle",
        ),
    ],
)
def test_two_values_are_written_so_that_their_difference_is_seen(
    old: str, new: str, told: tuple[str, str]
) -> None:
    assert contrast(old, new) == told
