"""The engine as a whole: what runs, what is kept, what comes out."""

import itertools
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from graphstudio.engine.events import ImageSaved, NodeDone, RunDone, RunStarted
from graphstudio.errors import RunError
from tests.engine.laboratory import Laboratory, change


def test_a_graph_runs_and_gives_what_its_targets_give(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "h": "halves", "a": "add"}, {
        "h.a": "n.value", "a.a": "h.low", "a.b": "h.high",
    }, {"n.value": 7})  # fmt: skip

    result = lab.run(graph, "a", "h")

    assert result.outcome == "done"
    assert result.values == {"a": (7,), "h": (3, 4)}
    assert lab.calls == ["number", "halves", "add"]


def test_a_node_runs_once_however_many_need_it(lab: Laboratory) -> None:
    nodes = {"n": "number", "a": "add", "b": "add", "c": "add"}
    wires = {"a.a": "n.value", "b.a": "n.value", "b.b": "n.value", "c.a": "a.value"}
    lab.run(lab.graph(nodes, {**wires, "c.b": "b.value"}))

    assert lab.calls.count("number") == 1


def test_nothing_runs_when_nothing_changed_and_only_the_target_is_looked_up(
    lab: Laboratory,
) -> None:
    graph = lab.graph({"n": "number", "a": "add"}, {"a.a": "n.value"})
    lab.run(graph)

    result = lab.run(graph)

    assert lab.calls == []
    assert result.values == {"a": (1,)}
    assert lab.seen(NodeDone) == [NodeDone("a", 0.0, is_cached=True)]
    assert lab.seen(RunDone)[0].cached == 1


def test_a_change_runs_what_lies_below_it_and_nothing_else(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "h": "halves", "a": "add"}, {
        "h.a": "n.value", "a.a": "h.low",
    })  # fmt: skip
    lab.run(graph)

    lab.run(change(graph, "a", b=5))

    assert lab.calls == ["add"]


def test_undoing_a_change_finds_the_old_result(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number"}, values={"n.value": 1})
    lab.run(graph)
    lab.run(change(graph, "n", value=2))

    result = lab.run(change(graph, "n", value=1))

    assert (lab.calls, result.values) == ([], {"n": (1,)})


def test_two_nodes_that_do_the_same_share_one_result_within_a_run(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "m": "number", "a": "add", "b": "add", "c": "add"}, {
        "a.a": "n.value", "b.a": "m.value", "c.a": "a.value", "c.b": "b.value",
    }, {"n.value": 4, "m.value": 4})  # fmt: skip

    result = lab.run(graph)

    assert result.values == {"c": (10,)}
    assert lab.calls == ["number", "add", "add"]


def test_equal_nodes_of_two_graphs_share_results(lab: Laboratory) -> None:
    lab.run(lab.graph({"n": "number"}, values={"n.value": 1}))

    lab.run(lab.graph({"other": "number"}, values={"other.value": 1}))

    assert lab.calls == []


def test_a_node_with_effects_runs_every_time_and_taints_what_is_below(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "r": "roll", "a": "add"}, {
        "a.a": "r.value", "a.b": "n.value",
    })  # fmt: skip
    first = lab.run(graph)

    second = lab.run(graph)

    assert lab.calls == ["roll", "add"]
    assert second.values != first.values


def test_a_file_that_changed_is_read_again_and_one_that_moved_is_not(
    lab: Laboratory, tmp_path: Path
) -> None:
    file, other = tmp_path / "a", tmp_path / "b"
    file.write_text("fox")
    graph = lab.graph({"r": "read"}, values={"r.path": str(file)})
    lab.run(graph)

    file.write_text("cat")
    changed = lab.run(graph)
    file.rename(other)
    moved = lab.run(change(graph, "r", path=str(other)))

    assert (changed.values, moved.values) == ({"r": ("cat",)}, {"r": ("cat",)})
    assert lab.calls == []


def test_a_file_whose_name_comes_along_a_wire_is_never_stale(
    lab: Laboratory, tmp_path: Path
) -> None:
    file = tmp_path / "a"
    file.write_text("fox")
    graph = lab.graph({"t": "name", "r": "read", "u": "upper"}, {
        "r.path": "t.value", "u.text": "r.value",
    }, {"t.text": str(file)})  # fmt: skip
    lab.run(graph)

    file.write_text("cat")

    assert lab.run(graph).values == {"u": ("CAT",)}


def test_a_file_that_changes_while_it_is_read_leaves_no_result_under_the_old_key(
    lab: Laboratory, tmp_path: Path
) -> None:
    file = tmp_path / "a"
    file.write_text("old")
    graph = lab.graph({"r": "read", "u": "upper"}, {"u.text": "r.value"}, {"r.path": str(file)})
    lab.hooks["read"] = lambda path: path.write_text("new")
    during = lab.run(graph)

    del lab.hooks["read"]
    file.write_text("old")
    after = lab.run(graph)

    assert (during.values, after.values) == ({"u": ("NEW",)}, {"u": ("OLD",)})


def test_an_output_node_saves_and_says_where(lab: Laboratory) -> None:
    graph = lab.graph({"p": "picture", "s": "save"}, {"s.picture": "p.image"})

    result = lab.run(graph)

    assert result.saved == (Path("fox_1.png"),)
    assert lab.seen(ImageSaved) == [ImageSaved("s", Path("fox_1.png"))]
    assert [(one[0], one[2]) for one in lab.pictures] == [("s", "fox")]


def test_a_run_starts_and_ends_with_an_event(lab: Laboratory) -> None:
    lab.run(lab.graph({"n": "number", "a": "add"}, {"a.a": "n.value"}))

    assert lab.events[0] == RunStarted(("a",), 2)
    assert isinstance(lab.events[-1], RunDone)
    assert (lab.events[-1].outcome, lab.events[-1].ran) == ("done", 2)


def test_a_chain_of_ten_thousand_nodes_runs(lab: Laboratory) -> None:
    names = [f"n{i}" for i in range(10_000)]
    wires = {f"{two}.a": f"{one}.value" for one, two in itertools.pairwise(names)}
    graph = lab.graph(dict.fromkeys(names, "add"), wires, {"n0.a": 0})

    assert lab.run(graph).values == {"n9999": (10_000,)}


def test_two_thousand_lazy_switches_in_a_row_run(lab: Laboratory) -> None:
    names = [f"s{i}" for i in range(2000)]
    nodes = {"n": "number", "f": "fail", **dict.fromkeys(names, "switch")}
    wires = {
        f"{two}.on_true": f"{one}.value"
        for one, two in zip(["n", *names], names, strict=False)
    }  # fmt: skip
    wires |= {f"{name}.on_false": "f.value" for name in names}
    graph = lab.graph(nodes, wires, {"n.value": 7})

    assert lab.run(graph).values == {"s1999": (7,)}
    assert "fail" not in lab.calls


def test_stop_set_by_another_thread_ends_the_run_between_two_steps(lab: Laboratory) -> None:
    stop, is_walking = threading.Event(), threading.Event()
    outcomes: list[str] = []

    def step(number: int) -> None:
        if number == 1:
            is_walking.set()
            assert stop.wait(30)

    lab.hooks["step"] = step
    graph = lab.graph({"n": "number", "w": "walk"}, {"w.a": "n.value"}, {"w.steps": 1000})
    thread = threading.Thread(
        target=lambda: outcomes.append(lab.run(graph, stop=stop).outcome), daemon=True
    )
    thread.start()
    assert is_walking.wait(30)
    lab.plan(graph)  # a window plans while a run goes on
    stop.set()
    thread.join(30)

    assert outcomes == ["stopped"]
    del lab.hooks["step"]
    lab.run(graph)
    assert lab.calls == ["walk"]


def test_a_second_run_at_the_same_time_is_refused(lab: Laboratory) -> None:
    inner = lab.graph({"n": "number"})

    def again(_: int) -> int:
        with pytest.raises(RunError, match="busy with another run"):
            lab.engine.run(
                lab.plan(inner), emit=lambda _: None, save=lab.save, stop=threading.Event()
            )
        return 1

    lab.hooks["again"] = again

    result = lab.run(lab.graph({"h": "hook"}, values={"h.name": "again"}))

    assert result.values == {"h": (1,)}


def test_planning_and_a_run_from_the_cache_do_not_import_torch() -> None:
    program = (
        "import sys, threading\n"
        "from tests.engine.laboratory import Laboratory\n"
        "lab = Laboratory()\n"
        "graph = lab.graph({'n': 'number', 'a': 'add'}, {'a.a': 'n.value'})\n"
        "lab.run(graph); lab.run(graph)\n"
        "assert lab.calls == [], lab.calls\n"
        "print('torch' in sys.modules)"
    )
    root = Path(__file__).parent.parent.parent

    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False"
