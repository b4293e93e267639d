"""Muted and bypassed nodes."""

import pytest

from graphstudio.engine.events import NodeSkipped
from graphstudio.errors import MissingInput
from graphstudio.graph.elements import Node
from tests.engine.laboratory import Laboratory


def muted(type_: str) -> Node:
    return Node("x", f"test.{type_}", is_muted=True)


def bypassed(type_: str) -> Node:
    return Node("x", f"test.{type_}", is_bypassed=True)


def test_a_muted_node_and_what_requires_it_are_skipped_with_the_reason(lab: Laboratory) -> None:
    graph = lab.graph({"n": muted("number"), "s": "show", "t": "show"}, {"s.a": "n.value"}, {
        "t.a": 1,
    })  # fmt: skip

    result = lab.run(graph)

    assert lab.calls == ["show"]
    assert result.outcome == "done"
    assert lab.seen(NodeSkipped)[0].node in ("n", "s")
    reasons = {one.node: one.because for one in lab.seen(NodeSkipped)}
    assert reasons == {"s": "its input 'a' has nothing, because Number (n) is muted"}


def test_what_needs_a_skipped_node_is_skipped_too(lab: Laboratory) -> None:
    graph = lab.graph({"n": muted("number"), "h": "halves", "t": "total"}, {
        "h.a": "n.value", "t.items": "h.low",
    })  # fmt: skip

    plan = lab.plan(graph)

    assert plan.skipped["t"] == "its input 'items' has nothing, because Halves (h) is skipped"
    assert plan.targets == ()


def test_an_optional_input_sees_nothing_of_a_muted_node(lab: Laboratory) -> None:
    graph = lab.graph({"n": muted("number"), "m": "maybe"}, {"m.a": "n.value"})

    assert lab.run(graph).values == {"m": (-1,)}


def test_a_knob_fed_by_a_muted_node_has_its_own_value(lab: Laboratory) -> None:
    graph = lab.graph({"n": muted("number"), "a": "add"}, {"a.b": "n.value"}, {
        "a.a": 1, "a.b": 7,
    })  # fmt: skip

    assert lab.run(graph).values == {"a": (8,)}


def test_a_muted_target_is_skipped(lab: Laboratory) -> None:
    graph = lab.graph({"n": muted("number")})

    assert lab.run(graph, "n").values == {}
    assert lab.plan(graph, "n").skipped == {"n": "it is muted"}


def test_a_bypassed_node_passes_on_its_first_input_of_the_type(lab: Laboratory) -> None:
    graph = lab.graph(
        {"h": "half", "p": "picture", "q": "picture", "x": bypassed("mix"), "m": "mean"},
        {
            "x.amount": "h.value",
            "x.picture": "p.image",
            "x.over": "q.image",
            "m.picture": "x.image",
        },
        {"p.value": 0.25},
    )

    assert lab.run(graph, "m").values == {"m": (0.25,)}
    assert lab.calls == ["picture", "mean"]


def test_a_bypassed_node_is_not_in_the_key_of_what_follows(lab: Laboratory) -> None:
    through = lab.graph({"p": "picture", "x": bypassed("blur"), "m": "mean"}, {
        "x.picture": "p.image", "m.picture": "x.image",
    })  # fmt: skip
    direct = lab.graph({"p": "picture", "m": "mean"}, {"m.picture": "p.image"})

    assert lab.plan(through).by_id["m"].key == lab.plan(direct).by_id["m"].key


def test_bypassed_nodes_in_a_row_pass_on_from_the_first(lab: Laboratory) -> None:
    row = [f"x{i}" for i in range(3000)]
    nodes: dict[str, str | Node] = {"n": "number", "a": "add"} | dict.fromkeys(row, bypassed("add"))
    wires = {f"{two}.a": f"{one}.value" for one, two in zip(["n", *row], [*row, "a"], strict=True)}
    graph = lab.graph(nodes, wires, {"n.value": 4})

    assert lab.run(graph, "a").values == {"a": (5,)}


def test_a_bypassed_node_with_nothing_to_pass_on_is_like_a_muted_one(lab: Laboratory) -> None:
    graph = lab.graph({"p": bypassed("picture"), "m": "mean", "b": "maybe"}, {
        "m.picture": "p.image",
    })  # fmt: skip

    because = "its input 'picture' has nothing, because Picture (p) is bypassed and has no image "
    assert lab.plan(graph).skipped == {"m": f"{because}to pass on"}


def test_a_bypassed_unknown_node_passes_on_what_feeds_it(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "x": bypassed("elephant"), "a": "add"}, {
        "x.trunk": "n.value", "a.a": "x.anything",
    }, {"n.value": 2})  # fmt: skip

    assert lab.run(graph).values == {"a": (3,)}


def test_a_muted_unknown_node_keeps_nothing_from_running(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "x": muted("elephant")})

    assert lab.run(graph).values == {"n": (0,)}


def test_muting_wins_over_bypassing(lab: Laboratory) -> None:
    both = Node("x", "test.add", is_muted=True, is_bypassed=True)
    graph = lab.graph({"n": "number", "x": both, "m": "maybe"}, {
        "x.a": "n.value", "m.a": "x.value",
    })  # fmt: skip

    assert lab.run(graph, "m").values == {"m": (-1,)}


def test_a_switch_works_while_the_branch_that_it_does_not_take_is_muted(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "x": muted("number"), "s": "switch"}, {
        "s.on_true": "n.value", "s.on_false": "x.value",
    }, {"n.value": 3})  # fmt: skip

    assert lab.run(graph).values == {"s": (3,)}


def test_a_switch_that_takes_a_muted_branch_is_skipped_with_the_reason(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "x": muted("number"), "s": "switch", "a": "add"}, {
        "s.on_true": "n.value", "s.on_false": "x.value", "a.a": "s.value",
    }, {"s.is_on": False})  # fmt: skip

    result = lab.run(graph)

    assert (result.outcome, result.values) == ("done", {})
    reasons = {one.node: one.because for one in lab.seen(NodeSkipped)}
    assert reasons["s"] == "it asked for 'on_false', and Number (x) is muted"
    assert reasons["a"] == "it needs Switch (s), which was skipped"


def test_a_passing_node_changes_no_key_and_does_not_run(lab: Laboratory) -> None:
    through = lab.graph({"n": "number", "r": "hand_on", "q": "hand_on", "a": "add"}, {
        "r.value": "n.value", "q.value": "r.value", "a.a": "q.value",
    })  # fmt: skip
    direct = lab.graph({"n": "number", "a": "add"}, {"a.a": "n.value"})

    assert lab.plan(through).by_id["a"].key == lab.plan(direct).by_id["a"].key
    lab.run(through, "a")
    assert lab.calls == ["number", "add"]


def test_a_passing_node_runs_when_it_is_asked_for(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "r": "hand_on"}, {"r.value": "n.value"}, {"n.value": 4})

    assert lab.run(graph, "r").values == {"r": (4,)}


def test_a_passing_node_that_nothing_feeds_says_so(lab: Laboratory) -> None:
    graph = lab.graph({"r": "hand_on", "a": "add"}, {"a.a": "r.value"})

    with pytest.raises(MissingInput, match=r"Hand On \(r\): its input 'value' has nothing"):
        lab.plan(graph)


def test_a_muted_passing_node_passes_nothing(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "r": muted("hand_on"), "m": "maybe"}, {
        "r.value": "n.value", "m.a": "r.value",
    })  # fmt: skip

    assert lab.run(graph, "m").values == {"m": (-1,)}
