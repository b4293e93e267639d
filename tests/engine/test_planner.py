"""Plans: order, targets, links, and every problem at once."""

from dataclasses import replace
from pathlib import Path

import pytest

from graphstudio.errors import GraphError, MissingInput, UnknownNode
from graphstudio.graph.edits import Connect
from graphstudio.graph.elements import Node, Port, Wire
from graphstudio.graph.registry import Pack, Registry
from tests.engine.laboratory import Blend, Laboratory, change, make_engine


def test_a_node_comes_after_everything_that_it_needs(lab: Laboratory) -> None:
    wires = {"c.a": "a.value", "c.b": "b.value", "b.a": "a.value"}
    plan = lab.plan(lab.graph({"c": "add", "b": "add", "a": "number"}, wires))

    assert [one.id for one in plan.nodes] == ["a", "b", "c"]


def test_without_targets_every_output_node_is_wanted_and_nothing_else(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "s": "show", "t": "show", "z": "add"}, {
        "s.a": "n.value", "t.a": "n.value", "z.a": "n.value",
    })  # fmt: skip
    plan = lab.plan(graph)

    assert plan.targets == ("s", "t")
    assert "z" not in plan.by_id


def test_without_output_nodes_the_ends_are_wanted(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "a": "add", "b": "add"}, {"a.a": "n.value", "b.a": "n.value"})

    assert lab.plan(graph).targets == ("a", "b")


def test_a_target_need_not_be_an_end(lab: Laboratory) -> None:
    graph = lab.graph(
        {"n": "number", "a": "add", "s": "show"}, {"a.a": "n.value", "s.a": "a.value"}
    )
    plan = lab.plan(graph, "a")

    assert [one.id for one in plan.nodes] == ["n", "a"]


def test_an_unknown_target_is_refused_with_close_names(lab: Laboratory) -> None:
    with pytest.raises(GraphError, match=r"no node 'numbr' to run.*Close names: number"):
        lab.plan(lab.graph({"number": "number"}), "numbr")


def test_an_empty_graph_has_nothing_to_run(lab: Laboratory) -> None:
    with pytest.raises(GraphError, match="nothing to run"):
        lab.plan(lab.graph({}))


def test_an_input_without_a_wire_names_node_input_and_remedy(lab: Laboratory) -> None:
    graph = lab.graph({"a": Node("a", "test.add", title="Sum"), "b": "blur"})

    with pytest.raises(MissingInput) as caught:
        lab.plan(graph)

    assert caught.value.problems == (
        "Sum (a): its input 'a' has nothing. Wire it or set it.",
        "Blur (b): its input 'picture' has nothing. Wire Image to it.",
    )


def test_every_problem_is_reported_at_once(lab: Laboratory) -> None:
    graph = lab.graph(
        {"x": "numbr", "a": "add", "b": "blur", "t": "total"},
        {"a.a": "x.value", "a.b": "t.value"},
    )

    with pytest.raises(GraphError) as caught:
        lab.plan(graph)

    assert len(caught.value.problems) == 3
    assert "3 problems" in str(caught.value)
    assert any("no loaded pack has the node 'test.numbr'" in one for one in caught.value.problems)
    assert any("test.number" in one for one in caught.value.problems)


def test_each_problem_names_its_node_and_its_input(lab: Laboratory) -> None:
    graph = lab.graph({"x": "elephant", "b": "blur"})

    with pytest.raises(GraphError) as caught:
        lab.plan(graph, "x", "b", "gone")

    found = {(one.node, one.socket): str(one) for one in caught.value.parts}
    assert set(found) == {("x", ""), ("b", "picture"), ("", "")}
    assert "no loaded pack" in found["x", ""]
    assert "'gone'" in found["", ""]


def test_a_problem_alone_is_raised_as_it_is(lab: Laboratory) -> None:
    with pytest.raises(MissingInput) as caught:
        lab.plan(lab.graph({"b": "blur"}))

    assert (caught.value.node, caught.value.socket) == ("b", "picture")
    assert caught.value.parts == (caught.value,)


def test_a_fault_in_a_fingerprint_names_its_node(lab: Laboratory) -> None:
    lab.hooks["fingerprint"] = lambda _: 1 / 0

    with pytest.raises(GraphError) as caught:
        lab.plan(lab.graph({"p": "printed"}))

    assert caught.value.node == "p"


def test_an_unknown_node_alone_says_what_to_do(lab: Laboratory) -> None:
    with pytest.raises(UnknownNode, match=r"x.*Install its pack, mute it"):
        lab.plan(lab.graph({"x": "elephant"}))


def test_a_problem_of_a_node_that_is_not_wanted_keeps_nothing_from_running(lab: Laboratory) -> None:
    plan = lab.plan(lab.graph({"n": "number", "b": "blur"}), "n")

    assert plan.targets == ("n",)


def test_an_unknown_node_at_an_end_is_skipped_where_there_are_outputs(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "s": "show", "x": "elephant"}, {
        "s.a": "n.value", "x.a": "n.value",
    })  # fmt: skip

    assert lab.plan(graph).skipped == {"x": "no loaded pack has the node 'test.elephant'"}


def test_values_are_given_as_the_function_wants_them(lab: Laboratory, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    graph = lab.graph({"b": "blend", "r": "read"}, values={"b.how": "under", "r.path": str(file)})
    plan = lab.plan(graph)

    assert plan.by_id["b"].arguments == {"how": Blend.under}
    assert plan.by_id["r"].arguments == {"path": file}


def test_a_missing_file_is_no_problem_of_the_plan(lab: Laboratory) -> None:
    plan = lab.plan(lab.graph({"r": "read"}, values={"r.path": "/nowhere/fox.txt"}))

    assert plan.by_id["r"].own.files == {"path": "missing:/nowhere/fox.txt"}


def test_the_content_of_a_folder_to_write_to_says_nothing(lab: Laboratory, tmp_path: Path) -> None:
    graph = lab.graph({"w": "write"}, values={"w.folder": str(tmp_path)})
    before = lab.plan(graph).by_id["w"].key

    (tmp_path / "fox").write_text("fox")

    assert lab.plan(graph).by_id["w"].key == before


def test_what_runs_every_time_taints_everything_below_it(lab: Laboratory) -> None:
    graph = lab.graph({"r": "roll", "a": "add", "b": "add", "n": "number"}, {
        "a.a": "r.value", "b.a": "a.value", "b.b": "n.value",
    })  # fmt: skip
    first, second = lab.plan(graph).by_id, lab.plan(graph).by_id

    assert {id_ for id_ in first if first[id_].key != second[id_].key} == {"r", "a", "b"}
    assert {id_ for id_ in first if first[id_].is_kept} == {"n"}


def test_a_file_whose_name_comes_along_a_wire_is_never_taken_for_known(lab: Laboratory) -> None:
    graph = lab.graph({"t": "name", "r": "read", "u": "upper"}, {
        "r.path": "t.value", "u.text": "r.value",
    })  # fmt: skip
    first, second = lab.plan(graph).by_id, lab.plan(graph).by_id

    assert {id_ for id_ in first if first[id_].key != second[id_].key} == {"r", "u"}


def test_a_fingerprint_is_asked_with_every_knob_and_is_in_the_key(lab: Laboratory) -> None:
    lab.hooks["fingerprint"] = lambda text: f"print of {text}"
    graph = lab.graph({"p": "printed"}, values={"p.text": "fox"})
    before = lab.plan(graph).by_id["p"]

    lab.hooks["fingerprint"] = lambda _: "other"

    assert before.own.fingerprint == "print of fox"
    assert lab.plan(graph).by_id["p"].key != before.key


def test_a_fingerprint_of_what_is_missing_leaves_it_to_the_run_to_tell(lab: Laboratory) -> None:
    def fingerprint(_: str) -> str:
        raise FileNotFoundError("fox")

    lab.hooks["fingerprint"] = fingerprint
    plan = lab.plan(lab.graph({"p": "printed"}))

    assert not plan.by_id["p"].is_kept


def test_a_broken_fingerprint_is_a_problem_that_names_the_node(lab: Laboratory) -> None:
    def fingerprint(_: str) -> str:
        raise KeyError("fox")

    lab.hooks["fingerprint"] = fingerprint

    with pytest.raises(GraphError, match=r"Printed \(p\): its fingerprint failed with KeyError"):
        lab.plan(lab.graph({"p": "printed"}))


def test_a_fingerprint_with_a_wired_knob_is_not_asked(lab: Laboratory) -> None:
    graph = lab.graph({"u": "upper", "p": "printed"}, {"p.text": "u.value"}, {"u.text": "a"})

    assert not lab.plan(graph).by_id["p"].is_kept


def test_planning_again_gives_the_same_nodes(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "a": "add"}, {"a.a": "n.value"})
    before = lab.plan(graph).by_id

    after = lab.plan(graph).by_id

    assert after["a"] is before["a"]


def test_planning_again_sees_a_moved_wire(lab: Laboratory) -> None:
    graph = lab.graph(
        {"h": "halves", "n": "number", "a": "add"},
        {"h.a": "n.value", "a.a": "h.low"},
    )
    before = lab.plan(graph, "a").by_id["a"]

    graph.connect(Port("h", "high"), Port("a", "a"))
    after = lab.plan(graph, "a").by_id["a"]

    assert after.key != before.key
    assert after.links[0].output == 1


def test_planning_again_sees_changed_code_of_the_very_same_node(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number"})
    before = lab.plan(graph).by_id["n"]
    again = lab.graph({"n": "number"}, registry=lab.recoded("2"))
    again._nodes["n"] = graph.node("n")

    assert lab.plan(again).by_id["n"].key != before.key


def test_a_plan_outlives_changes_of_its_graph(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "a": "add"}, {"a.a": "n.value"}, {"n.value": 4})
    plan = lab.plan(graph)

    change(graph, "n", value=9)
    graph.remove_node("a")

    assert plan.by_id["n"].arguments == {"value": 4}
    assert plan.targets == ("a",)


def test_the_parts_of_two_keys_say_why_they_differ(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "a": "add"}, {"a.a": "n.value"})
    before = {id_: one.parts for id_, one in lab.plan(graph).by_id.items()}

    after = {id_: one.parts for id_, one in lab.plan(change(graph, "n", value=9)).by_id.items()}

    assert set(after["n"].items()) - set(before["n"].items()) == {("value value", "9")}
    assert [name for name in after["a"] if after["a"][name] != before["a"][name]] == ["wire a"]


def test_nodes_below_an_edit_are_planned_as_a_fresh_planner_does(lab: Laboratory) -> None:
    nodes = {"n": "number", "r": "roll", "h": "halves", "a": "add", "s": "switch"}
    wires = {"h.a": "n.value", "a.a": "h.low", "s.on_true": "a.value", "s.on_false": "h.high"}
    graph = lab.graph(nodes, wires)
    lab.plan(graph)

    Connect(Wire(Port("r", "value"), Port("h", "a"))).apply(graph)
    unstable = lab.plan(graph)
    Connect(Wire(Port("n", "value"), Port("h", "a"))).apply(graph)
    again = lab.plan(change(graph, "n", value=5), "s")

    fresh = make_engine().plan(graph, ["s"])
    assert [one.is_kept for one in unstable.nodes if one.id in "has"] == [False, False, False]
    assert {one.id: (one.key, one.feeds, one.is_kept) for one in again.nodes} == {
        one.id: (one.key, one.feeds, one.is_kept) for one in fresh.nodes
    }


def test_a_source_of_another_kind_is_looked_at_anew(lab: Laboratory) -> None:
    graph = lab.graph({"x": "halves", "n": "number", "a": "add"}, {
        "x.a": "n.value", "a.a": "x.high",
    })  # fmt: skip
    before = lab.plan(graph).by_id["a"].links[0].output
    flipped = tuple(
        replace(one, outputs=one.outputs[::-1], code="2") if one.id == "test.halves" else one
        for one in lab.registry.definitions
    )
    graph.registry = Registry([Pack("test", Path(), flipped)])

    after = lab.plan(graph).by_id["a"].links[0].output

    assert (before, after) == (1, 0)
