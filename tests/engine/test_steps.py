"""States in the middle of nodes' work."""

from __future__ import annotations

import torch

from graphstudio.api import StepState
from graphstudio.engine.context import ShelfSteps
from graphstudio.engine.events import Event, StepKept
from graphstudio.engine.steps import MemoryShelf, furthest


def state(fill: float, count: int = 1000) -> StepState:
    return StepState({"samples": torch.full((count,), fill)}, {"index": 1})


def size() -> int:
    shelf = MemoryShelf(10**6)
    shelf.put("a", state(1))
    return shelf.held_bytes


def test_the_state_that_is_furthest_on_is_found() -> None:
    shelf = MemoryShelf(10**6)
    shelf.put("b", state(2))
    shelf.put("a", state(1))

    found = furthest(shelf, ["a", "b", "c"])

    assert found is not None
    assert found[0] == 1
    assert found[1].tensors["samples"][0] == 2
    assert furthest(shelf, ["x"]) is None
    assert furthest(shelf, []) is None


def test_what_was_not_used_for_longest_goes_first() -> None:
    shelf = MemoryShelf(3 * size())
    for key in "abc":
        shelf.put(key, state(1))
    shelf.get("a")

    shelf.put("d", state(1))

    assert [key in shelf for key in "abcd"] == [True, False, True, True]
    assert shelf.held_bytes == 3 * size()


def test_a_state_larger_than_the_budget_is_not_held_and_lets_nothing_go() -> None:
    shelf = MemoryShelf(2 * size())
    shelf.put("a", state(1))

    shelf.put("b", state(1, 10_000))

    assert "a" in shelf
    assert "b" not in shelf


def test_another_shelf_gets_all_and_is_asked_for_the_rest() -> None:
    behind = MemoryShelf(10**6)
    shelf = MemoryShelf(size(), behind)
    for key in "ab":
        shelf.put(key, state(1))

    assert "a" in shelf
    assert shelf.get("a") is not None
    assert shelf.clear() > 0
    assert shelf.held_bytes == 0
    assert shelf.get("b") is not None


def test_whoever_watches_is_told_which_states_there_are() -> None:
    heard: list[Event] = []
    steps = ShelfSteps("sample", heard.append, MemoryShelf(10**6))

    steps.keep("a", state(1), done=1, total=3)
    steps.pass_by(["a", "b"], first=1, total=3)

    assert heard == [StepKept("sample", "a", 1, 3), StepKept("sample", "a", 1, 3, is_old=True)]
    assert steps.find(["a", "b"]) is not None
