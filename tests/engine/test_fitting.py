"""Values on their way into functions and out of them."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from graphstudio.engine.fitting import fit_input, fit_outputs
from graphstudio.errors import BadValue
from graphstudio.graph.definitions import InputDefinition, OutputDefinition
from graphstudio.graph.sockets import SocketType
from tests.engine.laboratory import Blend, Laboratory

WHOLE = SocketType("int", "plain")
WHOLES = SocketType("list[int]", "object", item=WHOLE)
LISTS = SocketType("list[list[int]]", "object", item=WHOLES)


class Pair(NamedTuple):
    """One thing, although a tuple."""

    left: int
    right: int


@pytest.mark.parametrize(
    ("type_", "value", "fitted"),
    [
        pytest.param(WHOLES, 1, [1], id="single into list"),
        pytest.param(WHOLES, [1, 2], [1, 2], id="list into list"),
        pytest.param(WHOLES, (1, 2), [1, 2], id="tuple into list"),
        pytest.param(WHOLES, Pair(1, 2), [Pair(1, 2)], id="named tuple into list"),
        pytest.param(LISTS, 1, [[1]], id="single into list of lists"),
        pytest.param(LISTS, [1, [2, 3]], [[1], [2, 3]], id="mixed into list of lists"),
    ],
)
def test_a_single_thing_becomes_a_list_of_one(
    type_: SocketType, value: object, fitted: object
) -> None:
    assert fit_input(InputDefinition("items", type_, "Items"), value) == fitted


def test_a_list_is_copied_so_that_a_node_cannot_change_what_others_share() -> None:
    items = [1, 2]

    assert fit_input(InputDefinition("items", WHOLES, "Items"), items) is not items


def test_a_text_along_a_wire_becomes_a_path() -> None:
    knob = InputDefinition("path", SocketType("str", "plain"), "Path", is_knob=True, is_path=True)

    assert fit_input(knob, "a/b") == Path("a/b")


def test_an_output_that_is_a_path_travels_as_text(lab: Laboratory) -> None:
    assert fit_outputs(lab.registry.require("test.name"), Path("a")) == ("a",)


def test_an_output_that_is_an_enum_travels_by_name(lab: Laboratory) -> None:
    assert fit_outputs(lab.registry.require("test.mode"), Blend.under) == ("under",)


def test_a_whole_number_is_a_fine_float_output(lab: Laboratory) -> None:
    outputs = fit_outputs(lab.registry.require("test.half"), 3)

    assert [(type(one), one) for one in outputs] == [(float, 3.0)]


@pytest.mark.parametrize(
    ("type_", "value", "words"),
    [
        pytest.param("test.add", np.int64(3), r"numpy.int64 .* write int\(…\)", id="numpy"),
        pytest.param("test.add", True, "returned bool", id="yes or no"),
        pytest.param("test.add", 1.5, "returned float", id="float"),
        pytest.param("test.halves", 3, "outputs low, high and returned int", id="no tuple"),
        pytest.param("test.halves", (1, None), r"nothing \(None\) as 'high'", id="half of it"),
        pytest.param("test.show", 3, "returned int: add the return type", id="undeclared"),
    ],
)
def test_an_output_of_another_kind_is_refused(
    lab: Laboratory, type_: str, value: object, words: str
) -> None:
    with pytest.raises(BadValue, match=words):
        fit_outputs(lab.registry.require(type_), value)


def test_a_list_output_must_be_a_list(lab: Laboratory) -> None:
    definition = lab.registry.require("test.add")
    listed = (OutputDefinition("items", WHOLES, "Items"),)
    object.__setattr__(definition, "outputs", listed)

    with pytest.raises(BadValue, match="owes a list"):
        fit_outputs(definition, 3)
