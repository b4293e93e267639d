"""Several pictures shown as one: contact sheets and comparisons."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from graphstudio.api import Image
from graphstudio.diffusion.alpha import flatten, with_alpha
from graphstudio.diffusion.choices import Comparison
from graphstudio.diffusion.colours import luma
from graphstudio.diffusion.lettering import Lettering, load_font, write_text
from graphstudio.diffusion.matching import match
from graphstudio.errors import BadValue

_BLACK = torch.zeros(3)


def contact_sheet(
    image: Image,
    *,
    columns: int = 0,
    gap: int = 8,
    ground: Tensor = _BLACK,
    labels: Sequence[str] = (),
    label_px: int = 16,
    row_labels: Sequence[str] = (),
) -> Image:
    """Lay the pictures of a batch out in rows.

    Args:
        image: The batch.
        columns: In a row; 0 makes the sheet about square.
        gap: Pixels between pictures and around them.
        ground: (3,), sRGB in 0..1, behind the pictures; labels are black or white on it.
        labels: A text for each picture, under it; none, or as many as pictures.
        label_px: Size of their letters.
        row_labels: A text for each row, at its left; none, or as many as rows.

    Raises:
        BadValue: There are more labels than pictures, or than rows.
    """
    pictures = list(flatten(image, ground).pixels)
    if len(labels) > len(pictures):
        raise BadValue(
            f"{len(labels)} labels for {len(pictures)} pictures are too many. Write one line for "
            "each picture."
        )
    if labels:
        texts = [*labels, *[""] * (len(pictures) - len(labels))]
        pictures = [
            torch.cat([one, _label(text, one.shape[1], label_px, ground)])
            for one, text in zip(pictures, texts, strict=True)
        ]
    height, width, _ = pictures[0].shape
    across = min(columns or math.ceil(len(pictures) ** 0.5), len(pictures))
    down = math.ceil(len(pictures) / across)
    size = (down * (height + gap) + gap, across * (width + gap) + gap)
    sheet = ground.expand(*size, 3).clone()
    for number, one in enumerate(pictures):
        top = gap + number // across * (height + gap)
        left = gap + number % across * (width + gap)
        sheet[top : top + height, left : left + width] = one
    if row_labels:
        sheet = torch.cat([_row_names(row_labels, down, size[0], gap, label_px, ground), sheet], 1)
    return Image(sheet[None].contiguous())


def compare(
    first: Image,
    second: Image,
    how: Comparison = "side by side",
    *,
    place: float = 0.5,
    gain: float = 1.0,
) -> Image:
    """Show two pictures together.

    Args:
        first: At the left.
        second: At the right, of the same size.
        how: Beside each other, one picture that becomes the other at a white and black
            line, or the absolute difference of their sRGB values, opaque.
        place: Where the line of a split is, 0..1.
        gain: The difference is multiplied by this.

    Raises:
        BadValue: Sizes or batches do not match.
    """
    one, other = match({"The first picture": first.pixels, "the second picture": second.pixels})
    if how == "difference":
        apart = (with_alpha(one) - with_alpha(other)).abs()
        shown = torch.maximum(apart[..., :3], apart[..., 3:])
        return Image((shown * gain).clamp(0, 1).contiguous())
    if 4 in (one.shape[-1], other.shape[-1]):
        one, other = with_alpha(one), with_alpha(other)
    if how == "side by side":
        return Image(torch.cat([one, other], dim=2).contiguous())
    width = one.shape[2]
    border = round(place * width)
    shown = torch.cat([one[:, :, :border], other[:, :, border:]], dim=2)
    if 0 < border < width:
        # One of the two is seen on any ground.
        shown[:, :, border - 1], shown[:, :, border] = (
            1,
            torch.tensor([0, 0, 0, 1])[: shown.shape[-1]],
        )
    return Image(shown.contiguous())


def _row_names(
    texts: Sequence[str], rows: int, height: int, gap: int, size_px: int, ground: Tensor
) -> Tensor:
    """Draw names for the rows of a sheet of that height: (height, as wide as the longest, 3)."""
    if len(texts) > rows:
        raise BadValue(
            f"{len(texts)} row labels for {rows} rows are too many. Write one line for each row."
        )
    longest = max(load_font("regular", size_px).getlength(text.expandtabs(4)) for text in texts)
    strip = Image(ground.expand(1, height, math.ceil(longest) + 2 * size_px, 3).contiguous())
    ink, tall = _ink(ground), (height - gap) // rows
    for row, text in enumerate(texts):
        top = gap + row * tall
        one = Image(strip.pixels[:, top : top + tall - gap])
        written = write_text(one, text, Lettering(size_px), x=0.5, y=0.5, colour=ink).pixels
        strip.pixels[:, top : top + tall - gap] = written
    return strip.pixels[0]


def _label(text: str, width: int, size_px: int, ground: Tensor) -> Tensor:
    """Draw one line for under a picture: (height, width, 3)."""
    strip = Image(ground.expand(1, round(size_px * 1.75), width, 3).contiguous())
    drawn = write_text(strip, text, Lettering(size_px), x=0.5, y=0.5, colour=_ink(ground))
    return drawn.pixels[0]


def _ink(ground: Tensor) -> Tensor:
    return torch.full((3,), float(luma(ground) < 0.5))
