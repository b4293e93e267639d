"""Arithmetic that is typed into a number."""

import pytest

from graphstudio.errors import BadValue
from graphstudio.ui.values.expression import evaluate


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("-0.5", -0.5),
        ("1e3", 1000.0),
        ("007", 7),
        ("2*512", 1024),
        ("1024/4", 256),
        ("7//2", 3),
        ("7 % 4", 3),
        ("2**10", 1024),
        ("(1+2)*3 - -4", 13),
        ("50%", 0.5),
        ("25*2%", 0.5),
        ("\u00d7 4 \u00f7 2".replace("\u00d7", "3 \u00d7", 1), 6),
        ("\uff15\uff11\uff12", 512),
        ("18446744073709551615", 2**64 - 1),
    ],
)
def test_arithmetic_is_worked_out(text: str, number: float) -> None:
    assert evaluate(text) == number


@pytest.mark.parametrize(
    ("text", "number"), [("*2", 20), ("/4", 2.5), ("+=3", 13), ("-=3", 7), ("*= 2+1", 30)]
)
def test_a_beginning_sign_goes_on_from_the_present_value(text: str, number: float) -> None:
    assert evaluate(text, 10) == number


def test_a_minus_alone_is_a_negative_number() -> None:
    assert evaluate("-3", 10) == -3


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", "type a number", id="nothing"),
        pytest.param("abc", "no arithmetic", id="a name"),
        pytest.param("2*", "no number", id="half a sum"),
        pytest.param("0,5", "with a point", id="a decimal comma"),
        pytest.param("1/0", "divided by zero", id="by zero"),
        pytest.param("9**9**9", "too large", id="a power that would take for ever"),
        pytest.param("(-8)**0.5", "no such root", id="a root of a negative number"),
        pytest.param("10**64*10**64*10**64*10**64*10**64/3", "too large", id="an overflow"),
        pytest.param("1e300*1e300", "too large", id="an endless number"),
        pytest.param("1e999", "too large", id="an endless number as it is"),
        pytest.param("nan", "no arithmetic", id="no number by name"),
        pytest.param("__import__('os').system('ls')", "no arithmetic", id="a call"),
        pytest.param("[1][0]", "no arithmetic", id="an index"),
        pytest.param("True+1", "no arithmetic", id="a yes"),
        pytest.param("'a'*9", "no arithmetic", id="a text"),
        pytest.param("(lambda: 1)()", "no arithmetic", id="a function"),
        pytest.param("1+" * 150 + "1", "too long", id="far too much"),
        pytest.param("2\x002", "no number", id="a broken character"),
    ],
)
def test_what_is_no_arithmetic_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(BadValue, match=reason):
        evaluate(text)
