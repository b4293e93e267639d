"""The judge agrees with the pictures it was never told about, and disagrees with wrong ones."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np
import pytest

from graphstudio.training.drawing import draw
from graphstudio.training.judge import COLOUR_NAMES, judge
from graphstudio.training.obedience import held_out_prompts, mark, mean_marks
from graphstudio.training.palette import COLOURS
from graphstudio.training.scenes import (
    KINDS,
    ShapeKind,
    ShapePicture,
    describe,
    is_held_out,
    single_shape,
)


def test_the_judge_finds_true_pictures_right() -> None:
    marks = [
        mark(draw(picture, 128), picture)
        for index in range(250)
        if isinstance(picture := describe(5, index), ShapePicture)
    ]

    mean = mean_marks(marks)

    assert mean.background == 1
    assert mean.colour_at_place == 1
    assert mean.whole > 0.98


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("colour", COLOURS)
def test_the_judge_names_every_colour_and_shape(colour: str, kind: ShapeKind) -> None:
    background = "white" if colour != "white" else "blue"
    picture = single_shape(Random(1), colour, kind, "big", ("center", "center"), background)

    seen = judge(draw(picture, 128))

    assert seen.background == background
    assert [(shape.colour, shape.kind) for shape in seen.shapes] == [(colour, kind)]


def test_the_judge_knows_the_colours_that_are_drawn() -> None:
    assert set(COLOUR_NAMES) == set(COLOURS)


def test_another_pictures_marks_are_near_zero() -> None:
    pictures = [
        picture for index in range(150) if isinstance(picture := describe(6, index), ShapePicture)
    ]

    marks = [mark(draw(picture, 64), other) for picture, other in pairwise(pictures)]

    assert mean_marks(marks).whole < 0.02


def test_noise_shows_no_shape_that_was_asked_for() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    wanted = single_shape(Random(0), "red", "circle", "medium", ("center", "center"), "blue")

    assert mark(noise, wanted).shape == 0


def test_a_shape_too_many_makes_the_whole_wrong() -> None:
    pair = next(
        picture
        for index in range(500)
        if isinstance(picture := describe(0, index), ShapePicture) and picture.relation is not None
    )
    alone = ShapePicture(pair.background, pair.shapes[:1], relation=pair.relation)

    marks = mark(draw(pair, 128), alone)

    assert marks.shape == 1
    assert marks.whole == 0


def test_held_out_prompts_are_held_out_and_always_the_same() -> None:
    prompts = held_out_prompts(30, seed=0)

    assert prompts == held_out_prompts(30, seed=0)
    assert all(is_held_out(prompt.wanted) for prompt in prompts)
    assert len({prompt.text for prompt in prompts}) == 30
