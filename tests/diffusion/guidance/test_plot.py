"""A guidance drawn as a picture."""

import numpy as np
import pytest

from graphstudio.api import Curve, DualGuidance, Guidance, WeakenedLayers
from graphstudio.diffusion.guidance.plot import draw_plot, lines_of
from tests.diffusion.guidance.listener import text

FALLING = Guidance(8.0, curve=Curve("linear", 2.0))
ORANGE = np.array([255, 157, 92])  # the line of the prompt


def heights(guidance: Guidance) -> list[float]:
    """Give the row of the prompt's line in each column of the axes; nan where there is none."""
    pixels = np.asarray(draw_plot(guidance, 1), dtype=int)
    is_line = np.abs(pixels - ORANGE).sum(axis=-1) < 60
    rows = np.arange(pixels.shape[0])[:, None]
    columns = is_line[56:384, 64:697]
    counts = columns.sum(axis=0)
    sums = (columns * rows[56:384]).sum(axis=0)
    return [
        total / count if count else float("nan") for total, count in zip(sums, counts, strict=True)
    ]


def test_a_falling_scale_is_drawn_falling() -> None:
    found = heights(FALLING)

    middle = found[20:-20]
    assert np.isfinite(middle).all()
    assert (np.diff(middle) > -0.51).all()
    assert middle[-1] - middle[0] > 100


def test_the_line_is_where_the_axis_says() -> None:
    # The axis of a constant 5 ends at 6.
    found = heights(Guidance(5.0))

    assert found[300] == pytest.approx(384 - 5 / 6 * (384 - 56), abs=1.5)


def test_no_line_is_drawn_where_guidance_does_not_act() -> None:
    found = heights(Guidance(5.0, start=0.25, end=0.5))

    assert np.isnan(found[20:140]).all()
    assert np.isfinite(found[170:300]).all()
    assert np.isnan(found[330:]).all()


def test_each_thing_that_is_pushed_away_from_has_a_line_of_its_own() -> None:
    guidance = Guidance(
        5.0,
        away_from=(
            WeakenedLayers(3.0, "attention", end=0.5),
            WeakenedLayers(2.0, "layers", start=0.5),
        ),
    )

    lines = lines_of(guidance)

    assert [line.name for line in lines] == ["prompt", "without attention", "without layers"]
    assert [line.at(0.2) for line in lines] == [5.0, 3.0, None]
    assert [line.at(0.7) for line in lines] == [5.0, None, 2.0]


def test_a_second_prompt_has_a_line_of_its_own() -> None:
    lines = lines_of(DualGuidance(5.0, end=0.5, second=text(1.0), second_scale=3.0))

    assert [line.name for line in lines] == ["prompt", "second prompt"]
    assert [line.at(0.2) for line in lines] == [5.0, 3.0]
    assert [line.at(0.7) for line in lines] == [None, None]


def test_guidance_that_never_acts_can_be_drawn() -> None:
    assert draw_plot(Guidance(5.0, end=0.0), 20).size == (720, 440)
