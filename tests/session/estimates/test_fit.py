"""Estimates from recorded data: the middle, the range, and that the range holds."""

import random
from collections.abc import Callable

import pytest

from graphstudio.session.estimates.fit import Estimate, Sample, fit

Law = Callable[[float], float]

LAWS = [
    pytest.param(lambda work: 0.4 + 2.0 * work, id="a line"),
    pytest.param(lambda work: 3.0 * work, id="through nothing"),
    pytest.param(lambda work: 5.0 + 0.0 * work, id="always the same"),
    pytest.param(lambda work: 2.0 * work + 0.8 * work**2, id="attention"),
]


def noisy(law: Law, works: list[float], seed: int) -> list[Sample]:
    draw = random.Random(seed)
    return [Sample(work, law(work) * draw.uniform(0.92, 1.08)) for work in works]


def test_nothing_measured_is_not_known() -> None:
    assert fit([], 1.0) is None


def test_one_measurement_says_less_than_many() -> None:
    one = fit([Sample(2.0, 10.0)], 2.0)
    many = fit([Sample(2.0, 10.0)] * 8, 2.0)

    assert one is not None
    assert many is not None
    assert one.middle == many.middle == 10.0
    assert one.low < many.low < 10.0 < many.high < one.high


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("size", [0.5, 1.5, 3.0, 8.0])
def test_other_sizes_lie_in_the_range_that_two_recorded_ones_give(law: Law, size: float) -> None:
    for seed in range(20):
        told = fit(noisy(law, [1.0, 1.0, 1.0, 2.0, 2.0, 4.0], seed), size)

        assert told is not None
        assert told.low <= law(size) <= told.high


@pytest.mark.parametrize("law", LAWS[:2] + LAWS[3:])
@pytest.mark.parametrize("size", [0.25, 0.5, 2.0, 4.0])
def test_other_sizes_lie_in_the_range_that_one_recorded_one_gives(law: Law, size: float) -> None:
    for seed in range(20):
        told = fit(noisy(law, [1.0] * 3, seed), size)

        assert told is not None
        assert told.low <= law(size) <= told.high


@pytest.mark.parametrize("law", LAWS)
def test_what_was_measured_often_is_known_to_a_quarter(law: Law) -> None:
    told = fit(noisy(law, [1.0, 2.0, 4.0] * 4, 7), 2.0)

    assert told is not None
    assert told.high / told.low < 1.6
    assert told.middle == pytest.approx(law(2.0), rel=0.15)


def test_a_run_beside_a_busy_neighbour_does_not_bend_the_line() -> None:
    samples = [Sample(work, work) for work in (1.0, 2.0, 3.0, 4.0) for _ in range(3)]

    told = fit([*samples, Sample(4.0, 40.0)], 2.0)

    assert told is not None
    assert told.middle == pytest.approx(2.0)


def test_ranges_add_up() -> None:
    assert Estimate(3, 2, 5) + Estimate(1, 1, 2) == Estimate(4, 3, 7)
