"""Curves written as text."""

import pytest

from graphstudio.diffusion.curves import parse_points
from graphstudio.errors import BadValue


@pytest.mark.parametrize(
    ("text", "points"),
    [
        pytest.param("0:7.5, 0.5:4, 1:1", ((0, 7.5), (0.5, 4), (1, 1)), id="three"),
        pytest.param(" 0.3 : 2 ,", ((0.3, 2),), id="one, with spaces and a comma too many"),
        pytest.param("0:1\n,1:2", ((0, 1), (1, 2)), id="with a line break"),
    ],
)
def test_points_are_read(text: str, points: tuple[tuple[float, float], ...]) -> None:
    assert parse_points(text) == points


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("", "there is no point", id="empty"),
        pytest.param("7.5", "not two numbers", id="no colon"),
        pytest.param("0:1:2", "not two numbers", id="two colons"),
        pytest.param("0:high", "not two numbers", id="a word"),
        pytest.param("2:7", "the run goes from 0 to 1", id="outside the run"),
        pytest.param("nan:7", "the run goes from 0 to 1", id="no place"),
        pytest.param("0:-1", "has the scale -1", id="negative"),
        pytest.param("0:nan", "has the scale nan", id="no number"),
        pytest.param("0:inf", "has the scale inf", id="infinite"),
        pytest.param("0.5:1, 0.5:2", "does not lie behind", id="twice one place"),
        pytest.param("0.5:1, 0.2:2", "does not lie behind", id="backwards"),
    ],
)
def test_what_is_no_curve_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(BadValue, match=f"{reason}.*such as 0:7.5, 0.5:4, 1:1"):
        parse_points(text)


def test_all_that_is_wrong_is_said_in_one_message() -> None:
    with pytest.raises(BadValue, match=r'"a" is not.*"3:1" is at 3.*"0\.1:2" does not lie'):
        parse_points("a, 3:1, 0.1:2")
