"""One run: lazy inputs, failures, stopping, memory, values changed in place."""

import threading
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from graphstudio.api import Image
from graphstudio.engine.events import NodeDone, NodeFailed, NodeSkipped, NodeStarted, Warned
from graphstudio.errors import ModelMissing, OutOfMemory
from graphstudio.errors import NodeFailed as NodeFailedError
from tests.engine.laboratory import Laboratory, change, make_engine


def test_a_branch_that_is_not_asked_for_is_never_run(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "f": "fail", "s": "switch"}, {
        "s.on_true": "n.value", "s.on_false": "f.value",
    }, {"n.value": 3})  # fmt: skip

    result = lab.run(graph)

    assert result.values == {"s": (3,)}
    assert lab.calls == ["switch", "number", "switch"]


def test_a_lazy_node_starts_and_ends_once_for_who_watches(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "s": "switch"}, {
        "s.on_true": "n.value", "s.on_false": "n.value",
    })  # fmt: skip

    lab.run(graph)

    assert [one.node for one in lab.seen(NodeStarted)] == ["s", "n"]
    assert [one.node for one in lab.seen(NodeDone)] == ["n", "s"]


def test_turning_a_switch_runs_only_the_other_branch(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "h": "half", "x": "half", "s": "switch"}, {
        "h.a": "n.value", "s.on_true": "h.value", "s.on_false": "x.value",
    })  # fmt: skip
    lab.run(graph)

    lab.run(change(graph, "s", is_on=False))
    turned = list(lab.calls)
    lab.run(change(graph, "s", is_on=True))

    assert turned == ["switch", "half", "switch"]
    assert lab.calls == []


def test_a_lazy_branch_that_fails_skips_the_node_that_asked(lab: Laboratory) -> None:
    graph = lab.graph({"f": "fail", "s": "switch", "n": "number"}, {
        "s.on_true": "f.value", "s.on_false": "n.value",
    })  # fmt: skip

    result = lab.run(graph)

    assert set(result.errors) == {"f"}
    assert lab.seen(NodeSkipped) == [NodeSkipped("s", "it needs Fail (f), which failed")]


def test_a_node_that_swallows_what_stops_it_still_gets_its_value(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "s": "stubborn"}, {"s.a": "n.value"}, {"n.value": 3})

    assert lab.run(graph).values == {"s": (3,)}


def test_a_lazy_branch_may_need_what_others_have_finished_with(lab: Laboratory) -> None:
    nodes = {"n": "number", "a": "add", "b": "add", "s": "switch", "t": "add"}
    wires = {"a.a": "n.value", "b.a": "n.value", "s.on_true": "b.value", "s.on_false": "b.value"}
    graph = lab.graph(nodes, {**wires, "t.a": "s.value"}, {"n.value": 1, "b.b": 5})
    lab.engine = make_engine(0)

    result = lab.run(graph, "a", "t")

    assert result.values == {"a": (2,), "t": (7,)}
    assert lab.calls.count("number") == 1


def test_an_error_stays_on_its_branch_and_other_outputs_finish(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "f": "fail", "a": "add", "s": "show", "t": "show"}, {
        "f.a": "n.value", "a.a": "f.value", "s.a": "a.value", "t.a": "n.value",
    })  # fmt: skip

    result = lab.run(graph)

    assert result.outcome == "failed"
    assert result.values == {"t": ()}
    assert set(result.errors) == {"f"}
    assert [one.node for one in lab.seen(NodeFailed)] == ["f"]
    assert {one.node: one.because for one in lab.seen(NodeSkipped)} == {
        "a": "it needs Fail (f), which failed",
        "s": "it needs Add (a), which was skipped",
    }


def test_what_a_failed_node_would_have_been_joined_with_is_not_run(lab: Laboratory) -> None:
    graph = lab.graph({"f": "fail", "n": "number", "a": "add"}, {
        "a.a": "f.value", "a.b": "n.value",
    })  # fmt: skip

    lab.run(graph)

    assert lab.calls == ["fail"]


def test_a_failure_is_not_kept(lab: Laboratory) -> None:
    graph = lab.graph({"f": "fail"})
    lab.run(graph)

    lab.run(graph)

    assert lab.calls == ["fail"]


def test_a_failure_says_what_where_and_with_what(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "f": "fail"}, {"f.a": "n.value"}, {"n.value": 3})

    error = lab.run(graph).errors["f"]

    first, second, third = str(error).splitlines()
    assert type(error) is NodeFailedError
    assert isinstance(error.__cause__, ValueError)
    assert first == "Fail (f) failed with ValueError: the cat is gone"
    assert second.startswith("  at ")
    assert "laboratory.py:" in second
    assert second.endswith(", in fail")
    assert third == "  with a=3"


def test_a_missing_model_keeps_its_kind_of_error(lab: Laboratory) -> None:
    error = lab.run(lab.graph({"m": "missing"})).errors["m"]

    assert type(error) is ModelMissing
    assert str(error) == "Missing Model (m): The model fox is not here. Download it."


@pytest.mark.parametrize(
    ("type_", "words"),
    [
        pytest.param("nothing", "returned nothing (None) as 'value'", id="none"),
        pytest.param("wrong", "has the outputs low, high and returned 1 values", id="count"),
        pytest.param("texted", "returned str as 'value', and owes a whole number", id="kind"),
        pytest.param("chatty", "says `-> None` and returned int", id="no outputs"),
    ],
)
def test_a_function_that_returns_something_else_than_it_says_is_named_with_its_place(
    lab: Laboratory, type_: str, words: str
) -> None:
    error = lab.run(lab.graph({"x": type_})).errors["x"]

    assert words in str(error)
    assert "laboratory.py:" in str(error)


def test_a_knob_refuses_what_comes_along_its_wire_with_the_reason(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "s": "small"}, {"s.a": "n.value"}, {"n.value": 99})

    error = lab.run(graph).errors["s"]

    assert str(error).startswith("Small (s): its input 'a' is refused: it takes a whole number")
    assert "comes from Number (n)" in str(error)
    assert "small" not in lab.calls


def test_single_things_numbers_and_enums_are_made_to_fit_their_input(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "t": "total", "h": "half", "m": "mode", "b": "blend"}, {
        "t.items": "n.value", "h.a": "n.value", "b.how": "m.value",
    }, {"n.value": 3})  # fmt: skip

    assert lab.run(graph).values == {"t": (3,), "h": (1.5,), "b": ("ufast",)}


def test_stopping_keeps_what_is_finished(lab: Laboratory) -> None:
    stop = threading.Event()
    lab.hooks["step"] = lambda number: stop.set() if number == 1 else None
    graph = lab.graph({"n": "number", "w": "walk", "a": "add"}, {
        "w.a": "n.value", "a.a": "w.value",
    })  # fmt: skip
    stopped = lab.run(graph, stop=stop)

    del lab.hooks["step"]
    lab.run(graph)

    assert (stopped.outcome, stopped.values) == ("stopped", {})
    assert lab.calls == ["walk", "add"]


def test_a_stop_during_the_last_step_keeps_the_node_and_ends_the_run(lab: Laboratory) -> None:
    stop = threading.Event()
    lab.hooks["step"] = lambda number: stop.set() if number == 2 else None
    graph = lab.graph({"w": "walk", "a": "add"}, {"a.a": "w.value"})
    stopped = lab.run(graph, stop=stop)

    lab.run(graph)

    assert stopped.outcome == "stopped"
    assert lab.calls == ["add"]


def test_a_stop_before_the_first_node_runs_nothing(lab: Laboratory) -> None:
    stop = threading.Event()
    stop.set()

    assert lab.run(lab.graph({"n": "number"}), stop=stop).outcome == "stopped"
    assert lab.calls == []


def test_a_node_that_cancels_stops_the_run(lab: Laboratory) -> None:
    assert lab.run(lab.graph({"c": "cancel"})).outcome == "stopped"


def test_ctrl_c_passes_through_and_leaves_the_engine_usable(lab: Laboratory) -> None:
    def interrupt(_: int) -> int:
        raise KeyboardInterrupt

    lab.hooks["hook"] = interrupt
    graph = lab.graph({"n": "number", "h": "hook"}, {"h.a": "n.value"})
    with pytest.raises(KeyboardInterrupt):
        lab.run(graph)

    lab.hooks["hook"] = lambda a: a + 1
    result = lab.run(graph)

    assert result.values == {"h": (1,)}
    assert lab.calls == ["hook"]


def test_a_node_that_leaves_the_program_only_fails(lab: Laboratory) -> None:
    def leave(_: int) -> int:
        raise SystemExit(3)

    lab.hooks["hook"] = leave

    assert lab.run(lab.graph({"h": "hook"})).outcome == "failed"


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(MemoryError, id="machine"),
        pytest.param(lambda: torch.OutOfMemoryError("CUDA out of memory"), id="gpu"),
        pytest.param(lambda: RuntimeError("MPS backend out of memory"), id="apple"),
        pytest.param(
            lambda: RuntimeError("DefaultCPUAllocator: can't allocate memory"), id="torch on cpu"
        ),
    ],
)
def test_out_of_memory_once_makes_room_and_tries_again(
    lab: Laboratory, make: Callable[[], Exception]
) -> None:
    errors = [make()]

    def hungry(a: int) -> int:
        if errors:
            raise errors.pop()
        return a + 1

    lab.hooks["hook"] = hungry
    graph = lab.graph({"n": "number", "h": "hook"}, {"h.a": "n.value"}, {"n.value": 4})

    result = lab.run(graph)

    assert (result.outcome, result.values) == ("done", {"h": (5,)})
    assert "Out of memory" in lab.seen(Warned)[0].message
    assert lab.plan(graph).by_id["n"].key not in lab.engine.cache


def test_the_second_try_has_the_memory_of_the_first(lab: Laboratory) -> None:
    made: list[weakref.ref[torch.Tensor]] = []
    alive: list[bool] = []

    def hungry(_: int) -> int:
        tensor = torch.zeros(10)
        alive.extend(one() is not None for one in made)
        made.append(weakref.ref(tensor))
        if len(made) == 1:
            raise MemoryError
        return 1

    lab.hooks["hook"] = hungry

    assert lab.run(lab.graph({"h": "hook"})).values == {"h": (1,)}
    assert alive == [False]


def test_out_of_memory_twice_is_a_clear_error_and_other_branches_finish(lab: Laboratory) -> None:
    def hungry(_: int) -> int:
        raise MemoryError

    lab.hooks["hook"] = hungry
    graph = lab.graph({"h": "hook", "n": "number"})

    result = lab.run(graph)

    assert lab.calls == ["hook", "hook", "number"]
    assert type(result.errors["h"]) is OutOfMemory
    assert "Hook (h): not enough memory" in str(result.errors["h"])
    assert result.values == {"n": (0,)}


def test_a_failed_node_keeps_none_of_its_memory(lab: Laboratory) -> None:
    alive: list[weakref.ref[torch.Tensor]] = []

    def greedy(_: int) -> int:
        tensor = torch.zeros(10)
        alive.append(weakref.ref(tensor))
        raise ValueError("full")

    lab.hooks["hook"] = greedy

    result = lab.run(lab.graph({"h": "hook"}))

    assert "full" in str(result.errors["h"])
    assert alive[0]() is None


def test_an_error_that_is_kept_keeps_no_inputs_alive(lab: Laboratory) -> None:
    made: list[weakref.ref[torch.Tensor]] = []
    lab.engine = make_engine(0)

    def save(_: str, image: Image, stem: str, texts: object) -> list[Path]:
        made.append(weakref.ref(image.pixels))
        raise ValueError("the disk is full")

    graph = lab.graph({"p": "picture", "s": "save"}, {"s.picture": "p.image"})

    result = lab.engine.run(lab.plan(graph), emit=lambda _: None, save=save, stop=threading.Event())

    assert "the disk is full" in str(result.errors["s"])
    assert made[0]() is None


def test_an_error_without_frames_still_tells_its_lines(lab: Laboratory) -> None:
    cause = lab.run(lab.graph({"f": "fail"})).errors["f"].__cause__

    assert cause is not None
    assert cause.__traceback__ is None
    assert 'raise ValueError("the cat is gone")' in cause.__notes__[0]


def test_what_the_cache_lets_go_stays_while_it_is_needed_and_no_longer(lab: Laboratory) -> None:
    lab.engine = make_engine(0)
    alive: list[bool] = []
    made: list[weakref.ref[torch.Tensor]] = []

    def save(_: str, image: Image, stem: str, texts: object) -> list[Path]:
        made.append(weakref.ref(image.pixels))
        return []

    def look(a: int) -> int:
        alive.append(made[0]() is not None)
        return a

    lab.hooks["hook"] = look
    nodes = {"p": "picture", "s": "save", "m": "mean", "h": "hook"}
    graph = lab.graph(nodes, {"s.picture": "p.image", "m.picture": "p.image"})
    plan = lab.plan(graph, "s", "m", "h")

    result = lab.engine.run(
        plan,
        emit=lab.events.append,
        save=save,
        stop=threading.Event(),
    )

    assert result.outcome == "done"
    assert lab.calls.count("picture") == 1
    assert alive == [False]


def test_a_branch_that_was_not_taken_lets_go_what_it_would_have_needed(lab: Laboratory) -> None:
    lab.engine = make_engine(0)
    alive: list[bool] = []
    made: list[weakref.ref[torch.Tensor]] = []

    def save(_: str, image: Image, stem: str, texts: object) -> list[Path]:
        made.append(weakref.ref(image.pixels))
        return []

    def look(a: int) -> int:
        alive.append(made[0]() is not None)
        return a

    lab.hooks["hook"] = look
    graph = lab.graph(
        {"p": "picture", "s": "save", "t": "half", "m": "mean", "w": "switch", "h": "hook"},
        {
            "s.picture": "p.image",
            "m.picture": "p.image",
            "w.on_true": "t.value",
            "w.on_false": "m.value",
        },
    )
    plan = lab.plan(graph, "s", "w", "h")

    lab.engine.run(plan, emit=lab.events.append, save=save, stop=threading.Event())

    assert alive == [False]


def test_a_result_found_in_the_cache_survives_its_eviction_during_the_run(lab: Laboratory) -> None:
    graph = lab.graph({"n": "number", "h": "hook", "a": "add"}, {
        "h.a": "n.value", "a.a": "h.value", "a.b": "n.value",
    }, {"n.value": 2})  # fmt: skip
    lab.run(graph, "n")

    def forget(a: int) -> int:
        lab.engine.cache.clear()
        return a + 1

    lab.hooks["hook"] = forget

    assert lab.run(graph).values == {"a": (5,)}
    assert "number" not in lab.calls


def test_a_node_that_changes_its_input_in_place_fails_and_spoils_nothing(lab: Laboratory) -> None:
    graph = lab.graph({"p": "picture", "x": "spoil", "m": "mean"}, {
        "x.picture": "p.image", "m.picture": "p.image",
    })  # fmt: skip
    first = lab.run(graph, "x", "m")

    second = lab.run(graph, "m")

    assert set(first.errors) == {"x"}
    assert "changed the value at its input 'picture' in place" in str(first.errors["x"])
    assert first.values == {}
    assert second.values == {"m": (0.5,)}
    assert lab.calls == ["picture", "mean"]


def test_a_value_changed_in_place_is_found_out_under_every_name_it_has(lab: Laboratory) -> None:
    graph = lab.graph({"p": "picture", "q": "pass", "x": "spoil", "m": "mean"}, {
        "q.value": "p.image", "x.picture": "q.value", "m.picture": "p.image",
    })  # fmt: skip
    lab.run(graph, "x")

    result = lab.run(graph, "m")

    assert result.values == {"m": (0.5,)}


def test_a_target_changed_in_place_by_a_later_node_is_not_given_out(lab: Laboratory) -> None:
    graph = lab.graph({"p": "picture", "x": "spoil"}, {"x.picture": "p.image"})

    assert lab.run(graph, "p", "x").values == {}
