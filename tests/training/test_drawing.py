"""Pictures: the same on every run, and true to what was described."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from graphstudio.training.drawing import draw, draw_labels
from graphstudio.training.layers import Label
from graphstudio.training.scenes import (
    HELD_OUT_PAIRS,
    KINDS,
    Landscape,
    ShapeKind,
    ShapePicture,
    describe,
    is_held_out,
    single_shape,
)


def test_the_same_index_is_the_same_picture() -> None:
    first = [draw(describe(3, index), 64) for index in range(20)]
    second = [draw(describe(3, index), 64) for index in range(20)]

    assert all(np.array_equal(a, b) for a, b in zip(first, second, strict=True))


def test_other_seeds_and_indices_are_other_pictures() -> None:
    pictures = {draw(describe(seed, index), 32).tobytes() for seed in (0, 1) for index in range(30)}

    assert len(pictures) == 60


def test_a_picture_has_the_asked_size() -> None:
    assert draw(describe(0, 0), 128).shape == (128, 128, 3)
    assert draw_labels(describe(0, 0), 16).shape == (16, 16)


def test_held_out_combinations_are_never_described() -> None:
    shapes = [
        picture for index in range(2000) if isinstance(picture := describe(0, index), ShapePicture)
    ]

    assert not any(is_held_out(picture) for picture in shapes)
    drawn = {(shape.colour, shape.kind) for picture in shapes for shape in picture.shapes}
    assert not drawn & HELD_OUT_PAIRS
    # Every other colour and shape is learned together.
    assert len(drawn) == 10 * 6 - len(HELD_OUT_PAIRS)


def test_a_third_of_the_pictures_are_landscapes() -> None:
    landscapes = sum(isinstance(describe(0, index), Landscape) for index in range(1000))

    assert 230 < landscapes < 330


@pytest.mark.parametrize("kind", KINDS)
def test_the_labels_lie_where_the_shape_is_drawn(kind: ShapeKind) -> None:
    picture = single_shape(Random(0), "red", kind, "big", ("top", "left"), "blue")
    pixels = draw(picture, 64).astype(int)
    is_red = pixels[..., 0] > pixels[..., 2]

    is_labelled = draw_labels(picture, 64) == Label[kind.upper()]

    assert (is_red & is_labelled).sum() / (is_red | is_labelled).sum() > 0.93
