"""Prompts that were never trained on, and the marking of their pictures by the judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphstudio.training.captions import caption
from graphstudio.training.judge import SeenShape, Verdict, judge
from graphstudio.training.palette import COLOURS
from graphstudio.training.scenes import (
    HELD_OUT_PAIRS,
    KINDS,
    PLACES,
    RELATIONS,
    PlacedShape,
    ShapePicture,
    is_held_out,
    shape_pair,
    single_shape,
)

# Where a middle counts as left (top), centre or right (bottom).
_NEAR: Final = 0.44
_FAR: Final = 0.56


@dataclass(frozen=True, slots=True)
class TestPrompt:
    """A prompt and what its picture must show."""

    # pytest collects classes named Test*; this one is not a test.
    __test__ = False

    text: str
    wanted: ShapePicture


@dataclass(frozen=True, slots=True)
class Marks:
    """How much of its prompt a picture shows: shares of its shapes, 0..1, and of the whole."""

    background: float
    colour_at_place: float
    shape: float
    whole_without_shape: float
    whole: float


def held_out_prompts(count: int, seed: int) -> list[TestPrompt]:
    """Make prompts whose combination of colour, shape and place (or relation) is never trained on.

    Half are single shapes, half pairs. One in five shows a colour and shape that were never drawn
    together at all.
    """
    prompts = []
    for index in range(count):
        random = Random(f"held-out/{seed}/{index}")
        is_new_pair = index % 5 == 0
        while True:
            picture = (_single if index % 2 else _pair)(random)
            shows_new = any(
                (shape.colour, shape.kind) in HELD_OUT_PAIRS for shape in picture.shapes
            )
            if is_held_out(picture) and shows_new == is_new_pair:
                break
        prompts.append(TestPrompt(caption(picture, random), picture))
    return prompts


def mark(pixels: NDArray[np.uint8], wanted: ShapePicture) -> Marks:
    """Let the judge mark one picture: (height, width, 3), 0..255."""
    return mark_verdict(judge(pixels), wanted)


def mark_verdict(seen: Verdict, wanted: ShapePicture) -> Marks:
    """Mark a verdict. Shapes that were not asked for make the whole wrong."""
    found = [
        [one for one in shapes_at_place(seen, wanted, shape) if one.colour == shape.colour]
        for shape in wanted.shapes
    ]
    placed = [bool(matches) for matches in found]
    formed = [
        any(match.kind == shape.kind for match in matches)
        for matches, shape in zip(found, wanted.shapes, strict=True)
    ]
    background = seen.background == wanted.background
    is_count_right = len(seen.shapes) == len(wanted.shapes)
    return Marks(
        background=float(background),
        colour_at_place=sum(placed) / len(placed),
        shape=sum(formed) / len(formed),
        whole_without_shape=float(background and all(placed) and is_count_right),
        whole=float(background and all(formed) and is_count_right),
    )


def shapes_at_place(seen: Verdict, wanted: ShapePicture, shape: PlacedShape) -> list[SeenShape]:
    """List what stands where a shape of ``wanted`` should, whatever its colour and form."""
    if wanted.place is not None:
        row, column = wanted.place
        rows, columns = ("top", "center", "bottom"), ("left", "center", "right")
        return [
            one
            for one in seen.shapes
            if rows[_third(one.y)] == row and columns[_third(one.x)] == column
        ]
    # Two shapes: each belongs to its half of the picture.
    along = "x" if wanted.relation in ("left", "right") else "y"
    is_first_half = getattr(shape, along) < 0.5
    return [one for one in seen.shapes if (getattr(one, along) < 0.5) == is_first_half]


def mean_marks(marks: Sequence[Marks]) -> Marks:
    """Give the mean of marks."""

    def mean(name: str) -> float:
        return sum(float(getattr(one, name)) for one in marks) / len(marks)

    return Marks(*(mean(name) for name in Marks.__slots__))


def _third(spot: float) -> int:
    return int(spot > _NEAR) + int(spot > _FAR)


def _single(random: Random) -> ShapePicture:
    colour, background = random.sample(list(COLOURS), 2)
    size = random.choice(("small", "medium", "medium", "big"))
    kind, place = random.choice(KINDS), random.choice(PLACES)
    return single_shape(random, colour, kind, size, place, background)  # type: ignore[arg-type]


def _pair(random: Random) -> ShapePicture:
    first, second, background = random.sample(list(COLOURS), 3)
    relation = random.choice(RELATIONS)
    return shape_pair(
        random, (first, random.choice(KINDS)), relation, (second, random.choice(KINDS)), background
    )
