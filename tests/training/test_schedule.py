"""Learning rates, and the moving average of weights."""

from __future__ import annotations

import pytest
import torch

from graphstudio.training.ema import average_decay, update_average
from graphstudio.training.schedule import Course

COURSE = Course(steps=100, batch=1, rate=1.0, warmup=10, anneal=50, floor=0.2)


@pytest.mark.parametrize(
    ("step", "rate"),
    [
        pytest.param(0, 0.1, id="first"),
        pytest.param(9, 1.0, id="warm"),
        pytest.param(49, 1.0, id="flat"),
        pytest.param(75, 0.2 + 0.8 * 0.5, id="half-way-down"),
        pytest.param(99, 0.2 + 0.8 * 0.02, id="last"),
    ],
)
def test_the_rate_rises_stays_and_falls(step: int, rate: float) -> None:
    assert COURSE.rate_at(step) == pytest.approx(rate)


def test_a_longer_course_begins_like_a_shorter_one() -> None:
    longer = Course(steps=200, batch=1, rate=1.0, warmup=10, anneal=50, floor=0.2)

    rates = [COURSE.rate_at(step) for step in range(50)]

    assert rates == [longer.rate_at(step) for step in range(50)]


def test_the_average_forgets_its_start_quickly() -> None:
    assert average_decay(0, 0.999) == pytest.approx(0.1)
    assert average_decay(10**6, 0.999) == 0.999


def test_the_average_moves_by_what_the_decay_leaves() -> None:
    average, weights = torch.tensor([1.0]), torch.tensor([3.0])

    update_average(average, weights, step=10**6, decay=0.75)

    assert average.item() == pytest.approx(0.75 * 1 + 0.25 * 3)
