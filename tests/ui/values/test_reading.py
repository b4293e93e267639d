"""What was typed, as a value that the knob takes."""

import pytest

from graphstudio.errors import BadValue
from graphstudio.graph.elements import Json
from graphstudio.ui.values.reading import outcome, read_number, read_text, reason_of
from tests.ui.values.knobs import knob


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        pytest.param("side", "1024", 1024, id="a number"),
        pytest.param("side", "1024 px", 1024, id="with its unit"),
        pytest.param("side", "1000/3", 333, id="a whole number that arithmetic missed"),
        pytest.param("share", "1/3", 1 / 3, id="a fraction"),
        pytest.param("share", "1", 1.0, id="a whole number for a number"),
        pytest.param("limit", "", None, id="nothing, where nothing may be"),
        pytest.param("side", "*2", 1024, id="twice as much"),
    ],
)
def test_a_number_is_read_as_it_was_meant(name: str, text: str, value: Json) -> None:
    read = read_number(knob(name), text, 512)

    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("side", "5000", "from 0 to 4096 px, not 5000"),
        ("side", "20.5", "whole number"),
        ("tile", "65", "multiples of 8, not 65: try 64 or 72"),
        ("side", "", "type a number"),
    ],
)
def test_a_number_that_the_knob_refuses_says_why(name: str, text: str, reason: str) -> None:
    with pytest.raises(BadValue, match=reason):
        read_number(knob(name), text, 512)


def test_line_breaks_of_a_paste_become_spaces_in_one_line() -> None:
    assert read_text(knob("name"), "one \r\n two\nthree") == "one two three"


def test_line_breaks_stay_where_they_belong() -> None:
    assert read_text(knob("prompt"), "one\ntwo") == "one\ntwo"


@pytest.mark.parametrize(
    ("text", "told"), [("2*512", "= 1024"), ("512", ""), ("2*", ""), ("9999*9", "")]
)
def test_what_arithmetic_comes_to_is_told_while_it_is_typed(text: str, told: str) -> None:
    assert outcome(knob("side"), text, 512) == told


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ("it takes a number from 0 to 1, not 7.0", "It takes a number from 0 to 1, not 7."),
        ("Sample (sample), steps: it takes a number, not 7.", "It takes a number, not 7."),
        ("There is no node 'x'. Close names: y.", "There is no node 'x'. Close names: y."),
    ],
)
def test_a_reason_is_one_sentence_without_what_stands_above_it(message: str, sentence: str) -> None:
    assert reason_of(BadValue(message)) == sentence
