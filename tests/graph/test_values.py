import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphstudio.api import Colour
from graphstudio.errors import BadValue
from graphstudio.graph.definitions import InputDefinition
from graphstudio.graph.elements import Json
from graphstudio.graph.registry import Registry
from graphstudio.graph.sockets import SocketType
from graphstudio.graph.values import check, check_json, check_named, close_names

ANYTHING: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("type_", "name", "value", "kept"),
    [
        pytest.param("number.add", "a", 3, 3, id="int"),
        pytest.param("number.add", "a", 3.0, 3, id="whole float for int"),
        pytest.param("number.scale", "x", 3, 3.0, id="int for float"),
        pytest.param("number.scale", "limit", None, None, id="none where it is the default"),
        pytest.param("photo.blend", "amount", 1, 1.0, id="upper end of a range"),
        pytest.param("photo.blend", "width", 24, 24, id="multiple"),
        pytest.param("photo.blend", "mode", "good", "good", id="choice"),
        pytest.param("photo.blend", "mood", "WILD", "WILD", id="enum member by name"),
        pytest.param("photo.load", "path", "a/b.png", "a/b.png", id="path"),
        pytest.param("sound.play", "loud", True, True, id="bool"),
        pytest.param("sound.record", "seed", 2**64 - 1, 2**64 - 1, id="greatest seed"),
        pytest.param("text.say", "text", "ä\n🦊", "ä\n🦊", id="text"),
    ],
)
def test_a_good_value_is_kept_in_its_own_type(
    registry: Registry, type_: str, name: str, value: Json, kept: Json
) -> None:
    found = check_named(registry.require(type_), name, value)

    assert found == kept
    assert type(found) is type(kept)


@pytest.mark.parametrize(
    ("type_", "name", "value", "words"),
    [
        pytest.param("number.add", "a", 3.5, "takes a whole number, not 3.5", id="fraction"),
        pytest.param("number.add", "a", True, "takes a whole number, not true", id="bool for int"),
        pytest.param("number.add", "a", None, "must be a whole number", id="none for int"),
        pytest.param("number.add", "a", "3", 'a whole number, not "3"', id="text for int"),
        pytest.param("number.add", "a", 2**64, "takes a whole number, not", id="too large an int"),
        pytest.param("number.scale", "x", float("nan"), "takes a number, not NaN", id="nan"),
        pytest.param("number.scale", "x", float("inf"), "takes a number", id="infinity"),
        pytest.param("number.scale", "x", 10**400, "takes a number", id="int beyond all floats"),
        pytest.param("photo.blend", "amount", 1.1, "a number from 0 to 1, not 1.1", id="range"),
        pytest.param("photo.blend", "width", 99, "a whole number from 8 to 64 px", id="unit"),
        pytest.param("photo.blend", "width", 20, "multiples of 8, not 20: try 16 or 24", id="step"),
        pytest.param("photo.blend", "mode", "god", "Did you mean good?", id="misspelt choice"),
        pytest.param("photo.blend", "mood", "JOLLY", "one of CALM, WILD", id="no such member"),
        pytest.param("photo.blend", "mood", 1, "one of CALM, WILD", id="enum by its value"),
        pytest.param("photo.blend", "first", 1, "wire Photo to it", id="socket, no knob"),
        pytest.param("photo.blend", "amout", 1, "Close names: amount.", id="misspelt knob"),
        pytest.param("sound.record", "seed", -1, "from 0 to 18446744073709551615", id="seed"),
        pytest.param("text.say", "text", "\ud800", "broken character", id="lone surrogate"),
        pytest.param("photo.load", "path", "a\0b", "NUL", id="nul in a path"),
        pytest.param("text.say", "text", ["a"], "takes a text", id="list for text"),
    ],
)
def test_a_bad_value_is_refused_with_what_would_be_good(
    registry: Registry, type_: str, name: str, value: Json, words: str
) -> None:
    with pytest.raises(BadValue) as refused:
        check_named(registry.require(type_), name, value)

    assert words in str(refused.value)


def test_a_refused_choice_ends_as_every_reason_does_without_a_full_stop(registry: Registry) -> None:
    with pytest.raises(BadValue) as refused:
        check_named(registry.require("photo.blend"), "mode", "zzz")

    assert str(refused.value).endswith('not "zzz"')


@given(value=ANYTHING)
def test_whatever_is_taken_stays_as_it_is_and_can_be_written(
    registry: Registry, value: Json
) -> None:
    for definition in registry.definitions:
        for knob in definition.inputs:
            if not knob.is_knob:
                continue
            try:
                kept = check(knob, value)
            except BadValue:
                continue
            assert check(knob, kept) == kept
            assert json.loads(json.dumps(kept, allow_nan=False).encode()) == kept


@given(value=ANYTHING)
def test_a_value_of_an_unknown_node_is_kept_as_it_is_or_refused(value: Json) -> None:
    try:
        kept = check_json(value)
    except BadValue:
        return
    assert json.dumps(kept) == json.dumps(value)
    json.dumps(kept, allow_nan=False).encode()


def test_a_value_of_an_unknown_node_is_a_copy() -> None:
    value = {"a": [1]}

    kept = check_json(value)
    value["a"].append(2)

    assert kept == {"a": [1]}


@pytest.mark.parametrize(
    "value",
    [
        pytest.param({1: 2}, id="key that is no text"),
        pytest.param(Path(), id="object"),
        pytest.param((1,), id="tuple"),
        pytest.param(float("nan"), id="nan"),
        pytest.param(1 << 5000, id="number with thousands of digits"),
    ],
)
def test_what_no_file_holds_is_refused(value: Json) -> None:
    with pytest.raises(BadValue, match="cannot be written"):
        check_json(value)


def test_deep_nesting_is_refused_before_python_gives_up() -> None:
    value: Json = 1
    for _ in range(100_000):
        value = [value]

    with pytest.raises(BadValue, match="nested more than 64 deep"):
        check_json(value)


def test_close_names_are_offered_and_long_lists_are_cut() -> None:
    assert close_names("stepz", ["steps", "seed"]) == " Close names: steps."
    assert close_names("x", []) == " There are none."
    assert close_names("zzz", ["a", "b"]) == " There is a, b."
    assert close_names("zzz", [str(number) for number in range(30)]).endswith("and 18 more.")


def test_a_colour_is_kept_in_one_form_and_anything_else_is_refused() -> None:
    tint = InputDefinition("tint", SocketType("str", "plain"), "Tint", hints=(Colour(),))

    assert check(tint, "#1F6FEB") == "#1f6feb"
    with pytest.raises(BadValue, match="a colour such as #1f6feb"):
        check(tint, "blue")
