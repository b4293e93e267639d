from dataclasses import replace
from pathlib import Path

import pytest

from graphstudio.library.entries import Entry
from graphstudio.library.marks import NO_MARKS, Marks
from graphstudio.ui.panels.models.selection import (
    Item,
    Order,
    Wanted,
    families_of,
    kinds_of,
    reclaimable,
    select,
)

INK = Entry(
    Path("/m/ink.safetensors"),
    "lora",
    family="sdxl",
    size_bytes=3,
    changed_ns=1,
    title="Ink and Wash",
    words=("sumi",),
    details={"base model": "Juggernaut"},
)
DREAM = Entry(Path("/m/Dream.safetensors"), "checkpoint", family="sd1", size_bytes=9, changed_ns=2)
HALF = Entry(Path("/m/half.safetensors"), "vae", size_bytes=1, changed_ns=3, problem="cut short")
ITEMS = (
    Item.of(INK, Marks(("comic",), "best at half strength", is_favourite=True)),
    Item.of(DREAM, NO_MARKS),
    Item.of(HALF, NO_MARKS),
)


def _found(wanted: Wanted) -> list[str]:
    return [one.entry.path.stem for one in select(ITEMS, wanted)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("INK", id="name"),
        pytest.param("wash ink", id="title, in any order"),
        pytest.param("sumi", id="trigger word"),
        pytest.param("comic", id="tag"),
        pytest.param("half strength", id="note"),
        pytest.param("sdxl", id="family"),
        pytest.param("juggernaut", id="metadata"),
    ],
)
def test_a_model_is_found_by_all_that_is_known_of_it(text: str) -> None:
    assert _found(Wanted(text)) == ["ink"]


def test_every_word_must_be_found() -> None:
    assert _found(Wanted("ink zebra")) == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param(Wanted(kinds=frozenset({"lora", "vae"})), ["half", "ink"], id="kinds"),
        pytest.param(Wanted(families=frozenset({"sd1"})), ["Dream"], id="family"),
        pytest.param(Wanted(is_starred=True), ["ink"], id="favourites"),
        pytest.param(Wanted(is_broken=True), ["half"], id="broken"),
    ],
)
def test_chips_narrow_the_list(wanted: Wanted, found: list[str]) -> None:
    assert _found(wanted) == found
    assert not wanted.is_all


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("name", ["Dream", "half", "ink"]),
        ("size", ["Dream", "ink", "half"]),
        ("changed", ["half", "Dream", "ink"]),
    ],
)
def test_an_order_hides_nothing(order: Order, found: list[str]) -> None:
    assert _found(Wanted(order=order)) == found
    assert Wanted(order=order).is_all


def test_kinds_and_families_are_counted_the_commonest_first() -> None:
    twice = (*ITEMS, Item.of(replace(DREAM, path=Path("/m/b")), NO_MARKS))

    assert kinds_of(twice)[0] == ("checkpoint", 2)
    assert families_of(twice) == [("sd1", 2), ("sdxl", 1)]


def test_all_copies_but_one_can_be_freed() -> None:
    assert reclaimable([[DREAM, DREAM, DREAM], [INK, INK]]) == 2 * 9 + 3
