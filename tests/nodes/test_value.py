from collections.abc import Callable
from typing import Any

import pytest

import graphstudio as gs

Call = Callable[..., Any]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        pytest.param("a house", "at night", "a house, at night", id="both"),
        pytest.param("a house", "", "a house", id="nothing second"),
        pytest.param("", "at night", "at night", id="nothing first"),
        pytest.param("", "", "", id="nothing at all"),
    ],
)
def test_joining_leaves_out_empty_texts_and_their_separator(
    call: Callable[[str], Call], first: str, second: str, joined: str
) -> None:
    assert call("value.join")(first, second) == joined


@pytest.mark.parametrize(
    ("id_", "value"),
    [
        ("value.text", "two\nlines"),
        ("value.integer", -7),
        ("value.number", 0.1),
        ("value.boolean", True),
        ("value.seed", 2**32),
    ],
)
def test_a_value_comes_out_just_as_it_was_set(
    studio: gs.Studio, id_: str, value: str | float
) -> None:
    flow = gs.Workflow(studio=studio)
    node = flow.add(id_, id="one")
    flow.set(f"one.{studio.registry.require(id_).inputs[0].name}", value)

    (given,) = flow.run(targets=[node]).values["one"]

    assert given == value
    assert type(given) is type(value)
