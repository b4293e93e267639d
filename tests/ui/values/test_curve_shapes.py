"""Curves as lists of points."""

import pytest

from graphstudio.api import OverTime
from graphstudio.api.curves import Points
from graphstudio.ui.values.curve_shapes import (
    SHAPES,
    added,
    grain_of,
    mirrored,
    moved,
    points_of,
    span_of,
    ticks_of,
)

HINT = OverTime(-2, 2, usual=(0, 1.5))
THREE: Points = ((0.0, 1.0), (0.5, 0.5), (1.0, 0.0))


@pytest.mark.parametrize("text", ["", None, "nonsense", "0:9"])
def test_what_is_no_curve_is_shown_as_none(text: object) -> None:
    assert points_of(HINT, text) == ()


def test_an_axis_shows_what_is_usual_and_all_that_is_there() -> None:
    assert span_of(HINT, ()) == (0.0, 1.5)
    assert span_of(HINT, ((0.0, -0.6), (1.0, 1.8))) == (-1.0, 2.0)
    assert span_of(OverTime(0, 100, usual=(0, 15)), ((0.0, 7.5),)) == (0.0, 15.0)


@pytest.mark.parametrize(
    ("span", "ticks"),
    [
        ((0.0, 1.5), [0.0, 0.5, 1.0, 1.5]),
        ((0.0, 1.0), [0.0, 0.25, 0.5, 0.75, 1.0]),
        ((0.0, 15.0), [0.0, 5.0, 10.0, 15.0]),
        ((-2.0, 2.0), [-2.0, -1.0, 0.0, 1.0, 2.0]),
    ],
)
def test_an_axis_has_round_numbers(span: tuple[float, float], ticks: list[float]) -> None:
    assert list(ticks_of(*span)[0]) == pytest.approx(ticks)


def test_values_are_as_fine_as_the_axis_lets_one_see() -> None:
    assert [grain_of((0.0, high)) for high in (1.5, 15.0, 80.0)] == [0.01, 0.1, 1.0]


@pytest.mark.parametrize(
    ("place", "value", "found"),
    [
        (0.7, 0.2, (0.7, 0.2)),
        (1.4, 9.0, (1.0, 2.0)),
        (-1.0, -9.0, (0.0, -2.0)),
    ],
)
def test_a_point_stays_between_its_neighbours_and_within_the_bounds(
    place: float, value: float, found: tuple[float, float]
) -> None:
    assert moved(THREE, 1, place, value, HINT) == (THREE[0], found, THREE[2])


def test_two_points_may_share_a_place_and_a_third_finds_no_room() -> None:
    jump: Points = ((0.5, 1.0), (0.5, 0.0), (0.8, 0.0))

    assert moved(jump, 2, 0.5, 0.0, HINT)[2] == (0.51, 0.0)
    assert moved(((0.2, 0.0), *jump[:2]), 0, 0.9, 0.0, HINT)[0] == (0.49, 0.0)
    assert added(jump, 0.5, 1.5, HINT) == ((*jump[:2], (0.51, 1.5), jump[2]), 2)


def test_a_point_is_added_where_it_belongs() -> None:
    assert added(THREE, 0.2, 0.4, HINT) == ((THREE[0], (0.2, 0.4), *THREE[1:]), 1)
    assert added((), 0.5, 0.4, HINT) == (((0.5, 0.4),), 0)


def test_a_curve_turned_round_twice_is_itself() -> None:
    assert mirrored(THREE) == ((0.0, 0.0), (0.5, 0.5), (1.0, 1.0))
    assert mirrored(mirrored(THREE)) == THREE


@pytest.mark.parametrize("name", list(SHAPES))
def test_every_shape_lies_between_the_values_and_in_order(name: str) -> None:
    points = SHAPES[name](7.5, 1.0)

    places = [place for place, _ in points]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (0.0, 1.0)
    assert all(1.0 <= value <= 7.5 for _, value in points)
