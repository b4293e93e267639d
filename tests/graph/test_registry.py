from dataclasses import replace
from pathlib import Path

import pytest

from graphstudio.errors import DuplicateId, UnknownNode
from graphstudio.graph.registry import Pack, PackProblem, Registry


def test_definitions_are_sorted_by_id(registry: Registry) -> None:
    ids = [one.id for one in registry.definitions]

    assert ids == sorted(ids)


def test_an_unknown_id_gets_nothing_or_an_error_with_close_names(registry: Registry) -> None:
    assert registry.get("photo.blendd") is None
    with pytest.raises(UnknownNode, match=r"'photo\.blendd'\. Close names: photo\.blend"):
        registry.require("photo.blendd")


def test_an_unknown_id_with_nothing_close_says_where_to_look(registry: Registry) -> None:
    with pytest.raises(UnknownNode, match="Install the pack that has it"):
        registry.require("zzzzzzzz")


def test_of_two_nodes_with_one_id_the_first_is_kept_and_both_places_are_named(
    registry: Registry,
) -> None:
    first = registry.require("number.add")
    second = replace(first, pack="other", file="other.py", line=7)

    both = Registry([Pack("a", Path("a"), (first,)), Pack("other", Path("b"), (second,))])

    assert both.require("number.add") is first
    (problem,) = both.problems
    assert isinstance(problem.error, DuplicateId)
    assert str(problem).startswith("other.py:7: the id 'number.add' is taken by ")
    assert f"{first.file}:{first.line}" in problem.message


def test_problems_of_all_packs_are_gathered() -> None:
    error = DuplicateId("x")
    problem = PackProblem("p", "p.py", 0, "It is broken.", error)

    registry = Registry([Pack("p", Path("p"), (), (problem,))])

    assert registry.problems == (problem,)
    assert str(problem) == "p.py: It is broken."


@pytest.mark.parametrize(
    ("text", "first"),
    [
        pytest.param("blend", "photo.blend", id="title"),
        pytest.param("open", "photo.load", id="keyword"),
        pytest.param("pictures", "photo.blend", id="category"),
        pytest.param("LOAD model", "model.load", id="every word, any case"),
        pytest.param("precision", "model.cast", id="help"),
    ],
)
def test_search_finds_every_word_somewhere_best_first(
    registry: Registry, text: str, first: str
) -> None:
    assert registry.search(text)[0].id == first


def test_search_for_nothing_finds_everything_and_for_nonsense_nothing(registry: Registry) -> None:
    assert len(registry.search("")) == len(registry.definitions)
    assert registry.search("blend xyzzy") == ()
