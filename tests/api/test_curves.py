"""Curves written as text."""

import pytest

from graphstudio.api import Curve
from graphstudio.api.curves import parse_points, read_curve, write_points
from graphstudio.errors import BadValue


@pytest.mark.parametrize(
    ("text", "points"),
    [
        pytest.param("0:7.5, 0.5:4, 1:1", ((0, 7.5), (0.5, 4), (1, 1)), id="three"),
        pytest.param(" 0.3 : 2 ,", ((0.3, 2),), id="one, with spaces and a comma too many"),
        pytest.param("0:1, 0.6:1, 0.6:0", ((0, 1), (0.6, 1), (0.6, 0)), id="with a jump"),
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
        pytest.param("0.5:1, 0.5:2, 0.5:3", "third point at one place", id="thrice one place"),
        pytest.param("0.5:1, 0.2:2", "does not lie behind", id="backwards"),
    ],
)
def test_what_is_no_curve_is_refused_with_the_reason(text: str, reason: str) -> None:
    with pytest.raises(BadValue, match=f"{reason}.*such as 0:7.5, 0.5:4, 1:1"):
        parse_points(text)


def test_all_that_is_wrong_is_said_in_one_message() -> None:
    with pytest.raises(BadValue, match=r'"a" is not.*"3:1" is at 3.*"0\.1:2" does not lie'):
        parse_points("a, 3:1, 0.1:2")


def test_values_below_nought_are_read_where_they_will_do() -> None:
    assert parse_points("0:-1, 1:0.5", least=-2, most=2) == ((0, -1), (1, 0.5))
    with pytest.raises(BadValue, match=r"strength -3, and -2 to 2 will.*such as 0:1, 0\.5:0"):
        parse_points("0:-3", least=-2, most=2, what="strength")


def test_points_are_written_as_they_are_read_and_short() -> None:
    assert write_points([(0, 7.5), (1 / 3, 4.0), (1.0, -0.0)]) == "0:7.5, 0.3333:4, 1:0"
    assert parse_points(write_points([(0, 7.5), (0.25, 4.1)])) == ((0, 7.5), (0.25, 4.1))


def test_an_empty_knob_is_a_constant_and_a_written_one_a_curve() -> None:
    assert read_curve("  ", least=0, most=2) == Curve()
    assert read_curve("0:1, 1:0", least=0, most=2) == Curve("points", points=((0, 1), (1, 0)))


def test_a_curve_jumps_at_two_points_of_one_place() -> None:
    curve = Curve("points", points=((0.0, 1.0), (0.6, 1.0), (0.6, 0.2), (1.0, 0.4)))

    found = [round(curve.at(place, 9.0), 6) for place in (0.0, 0.5, 0.5999, 0.6, 0.8, 1.0)]

    assert found == [1.0, 1.0, 1.0, 0.2, 0.3, 0.4]
    # Rounding moves no jump.
    assert curve.at(3 * 0.2, 9.0) == pytest.approx(0.2)
    assert curve.at(0.6 - 1e-9, 9.0) == pytest.approx(0.2)


def test_a_jump_at_the_start_and_one_at_the_end_are_seen() -> None:
    curve = Curve("points", points=((0.0, 1.0), (0.0, 2.0), (1.0, 2.0), (1.0, 5.0)))

    assert [curve.at(place, 9.0) for place in (0.0, 0.9, 1.0)] == [2.0, 2.0, 5.0]


@pytest.mark.parametrize(
    ("stretch", "rests"),
    [((0.5, 0.6), False), ((4 / 7, 5 / 7), True), ((0.6, 0.7), True), ((0.8, 0.9), False)],
)
def test_a_curve_rests_in_a_stretch_in_which_it_comes_to_nought(
    stretch: tuple[float, float], rests: bool
) -> None:
    points = ((0.0, 1.0), (0.6, 1.0), (0.6, 0.0), (0.8, 0.0), (0.8, 1.0))

    assert Curve("points", points=points).rests(*stretch, 9.0) is rests


def test_a_constant_curve_rests_where_it_begins_with_nought() -> None:
    assert Curve().rests(0.0, 0.1, 0.0)
    assert not Curve().rests(0.0, 0.1, 0.5)
