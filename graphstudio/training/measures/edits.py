"""Do edits do what they are told, and leave alone what they should?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Final

import numpy as np
from diffusers import StableDiffusionImg2ImgPipeline, StableDiffusionInpaintPipeline
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from graphstudio.training.captions import caption
from graphstudio.training.drawing import draw
from graphstudio.training.judge import judge
from graphstudio.training.measures.subject import Subject
from graphstudio.training.measures.table import Table, percent
from graphstudio.training.obedience import mark, shapes_at_place
from graphstudio.training.palette import COLOURS
from graphstudio.training.sampling import sample
from graphstudio.training.scenes import (
    KINDS,
    PLACES,
    RELATIONS,
    PlacedShape,
    ShapePicture,
    Size,
    shape_pair,
    single_shape,
)

_MARGIN: Final = 0.3
_REPAINTED: Final = """\
{count} drawings of one shape, with a prompt that names the same shape at the same place in another
colour. "Layout" is the share in which a shape of that form still stands at that place, whatever its
colour; "colour" that in which what stands there has the colour of the prompt."""
_FILLED: Final = """\
{count} drawings of two shapes. A box around one is masked, and the prompt names another colour and
form for it. "Inside" is the share in which the judge finds exactly what the prompt says, the shape
that was not masked included. "Outside" is the largest difference of a pixel outside the mask, of
255, after the picture was put back around the mask as the inpainting workflow does."""


@dataclass(frozen=True, slots=True)
class _Edit:
    """A drawing, and what it is to become."""

    before: ShapePicture
    wanted: ShapePicture
    text: str


def measure_image_to_image(subject: Subject) -> Table:
    """Recolour drawings by image to image at several strengths."""
    edits = [_recolouring(Random(f"img2img/{subject.seed}/{n}")) for n in range(_count(subject))]
    pipeline = subject.parts_as(StableDiffusionImg2ImgPipeline)
    rows = []
    for strength in (0.5, 0.75):
        made = sample(
            pipeline,
            [edit.text for edit in edits],
            steps=subject.steps,
            seed=subject.seed,
            each={"image": [_image(edit.before, subject.side_px) for edit in edits]},
            strength=strength,
        )
        marks = [_recoloured(picture, edit) for picture, edit in zip(made, edits, strict=True)]
        layout, colour = np.mean(marks, axis=0)
        rows.append((f"strength {strength:g}", percent(layout), percent(colour)))
    return Table(
        "Image to image", ("", "layout", "colour"), tuple(rows), _REPAINTED.format(count=len(edits))
    )


def measure_inpainting(subject: Subject) -> Table:
    """Replace one of two shapes by inpainting."""
    edits = [_replacement(Random(f"inpaint/{subject.seed}/{n}")) for n in range(_count(subject))]
    before = [_image(edit.before, subject.side_px) for edit in edits]
    masks = [_box(edit.before.shapes[1], subject.side_px) for edit in edits]
    made = sample(
        subject.parts_as(StableDiffusionInpaintPipeline),
        [edit.text for edit in edits],
        steps=subject.steps,
        seed=subject.seed,
        each={"image": before, "mask_image": masks},
        strength=1.0,
    )
    inside, outside = [], []
    for edit, picture, source, mask in zip(edits, made, before, masks, strict=True):
        final = Image.composite(Image.fromarray(picture), source, mask)
        inside.append(mark(np.asarray(final), edit.wanted).whole)
        outside.append(_largest_difference(np.asarray(final), source, mask))
    return Table(
        "Inpainting",
        ("", "inside as told", "outside"),
        ((f"{subject.steps} steps", percent(float(np.mean(inside))), str(max(outside))),),
        _FILLED.format(count=len(edits)),
    )


def _count(subject: Subject) -> int:
    return max(subject.prompts // 5, 2)


def _recolouring(random: Random) -> _Edit:
    before, after, background = random.sample(list(COLOURS), 3)
    sizes: tuple[Size, ...] = ("medium", "big")
    drawn = single_shape(
        random,
        before,
        random.choice(KINDS),
        random.choice(sizes),
        random.choice(PLACES),
        background,
    )
    wanted = replace(drawn, shapes=(replace(drawn.shapes[0], colour=after),))
    return _Edit(drawn, wanted, caption(wanted, random))


def _replacement(random: Random) -> _Edit:
    stays, before, after, background = random.sample(list(COLOURS), 4)
    kind = random.choice(KINDS)
    drawn = shape_pair(
        random,
        (stays, random.choice(KINDS)),
        random.choice(RELATIONS),
        (before, kind),
        background,
    )
    other = random.choice([one for one in KINDS if one != kind])
    masked = replace(drawn.shapes[1], colour=after, kind=other)
    wanted = replace(drawn, shapes=(drawn.shapes[0], masked))
    return _Edit(drawn, wanted, caption(wanted, random))


def _recoloured(picture: NDArray[np.uint8], edit: _Edit) -> tuple[bool, bool]:
    shape = edit.wanted.shapes[0]
    there = shapes_at_place(judge(picture), edit.wanted, shape)
    return (
        any(one.kind == shape.kind for one in there),
        any(one.colour == shape.colour for one in there),
    )


def _image(picture: ShapePicture, side_px: int) -> Image.Image:
    return Image.fromarray(draw(picture, side_px))


def _box(shape: PlacedShape, side_px: int) -> Image.Image:
    mask = Image.new("L", (side_px, side_px))
    reach = shape.radius * (1 + _MARGIN)
    corners = (shape.x - reach, shape.y - reach, shape.x + reach, shape.y + reach)
    ImageDraw.Draw(mask).rectangle(tuple(round(spot * side_px) for spot in corners), fill=255)
    return mask


def _largest_difference(final: NDArray[np.uint8], source: Image.Image, mask: Image.Image) -> int:
    outside = np.asarray(mask) == 0
    difference = np.abs(final.astype(int) - np.asarray(source).astype(int))
    return int(difference[outside].max())
