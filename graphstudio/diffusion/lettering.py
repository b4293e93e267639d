"""Text on pictures, in the font that ships with the program."""

from dataclasses import dataclass

import numpy as np
import PIL.Image
import torch
from PIL import ImageDraw, ImageFont
from torch import Tensor

from graphstudio import paths
from graphstudio.api import Image
from graphstudio.diffusion.blending import blend
from graphstudio.diffusion.choices import FontWeight, TextAlignment
from graphstudio.errors import BadValue

_FILES: dict[FontWeight, str] = {
    "regular": "Inter-Regular.ttf",
    "medium": "Inter-Medium.ttf",
    "semibold": "Inter-SemiBold.ttf",
}
_UNKNOWN = "\U0010ffff"  # no font has it: it is drawn as what stands for missing letters


@dataclass(frozen=True, slots=True)
class Lettering:
    """Say how a text looks.

    Attributes:
        size_px: Of the font: a capital letter is about 0.73 of it high.
        weight: How bold they are.
        outline_px: Width of a line around each letter, 0 for none.
        alignment: How lines stand below each other.
        spacing: Distance of lines, as a share of the size.
    """

    size_px: int = 32
    weight: FontWeight = "regular"
    outline_px: int = 0
    alignment: TextAlignment = "left"
    spacing: float = 0.25


def write_text(
    image: Image,
    text: str,
    style: Lettering,
    *,
    x: float = 0.5,
    y: float = 0.5,
    width: float = 1.0,
    colour: Tensor | None = None,
    outline: Tensor | None = None,
    opacity: float = 1.0,
) -> Image:
    """Write a text over a picture.

    Args:
        image: The picture.
        text: Line breaks are kept; longer lines are broken between words.
        style: How it looks.
        x: 0 puts the block at the left edge, 1 at the right one.
        y: 0 puts it at the top, 1 at the bottom.
        width: How wide a line may be, as a share of the picture's width.
        colour: (3,), sRGB in 0..1; None is white.
        outline: (3,), of the line around the letters; None is black.
        opacity: 0..1.

    Raises:
        BadValue: The font lacks letters of the text.
    """
    if not text.strip():
        return image
    tall, wide = image.pixels.shape[1:3]
    font = _font(style, text)
    lines = "\n".join(wrap(text, font, wide * width - 2 * style.outline_px))
    letters = _cover((wide, tall), (x, y), lines, font, style)
    around = _cover((wide, tall), (x, y), lines, font, style, is_outlined=True)
    ink = torch.ones(3) if colour is None else colour
    line = torch.zeros(3) if outline is None else outline
    inks = torch.lerp(line, ink, letters[..., None])
    # Without an outline the edge of a letter is the letter's colour, thinned out.
    colours = inks if style.outline_px else ink.expand_as(inks)
    layer = torch.cat([colours, torch.maximum(letters, around)[..., None]], dim=-1)
    return blend(image, Image(layer[None]), opacity=opacity)


def wrap(text: str, font: ImageFont.FreeTypeFont, width_px: float) -> list[str]:
    """Break lines between words so that each fits; a word that is too long stands by itself."""
    lines = []
    for paragraph in text.expandtabs(4).splitlines():
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and font.getlength(longer) > width_px:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines


def load_font(weight: FontWeight, size_px: int) -> ImageFont.FreeTypeFont:
    """Load the program's own font."""
    file = paths.bundled("resources") / "fonts" / "inter" / _FILES[weight]
    return ImageFont.truetype(file, size_px)


def _font(style: Lettering, text: str) -> ImageFont.FreeTypeFont:
    font = load_font(style.weight, style.size_px)
    unknown = bytes(font.getmask(_UNKNOWN))
    seen = {char for char in text if char.isprintable() and not char.isspace()}
    lacking = sorted(char for char in seen if bytes(font.getmask(char)) == unknown)
    if lacking:
        raise BadValue(
            f"The font has no {' '.join(lacking)}: it knows Latin, Greek and Cyrillic letters. "
            "Leave them out."
        )
    return font


def _cover(
    size: tuple[int, int],
    place: tuple[float, float],
    lines: str,
    font: ImageFont.FreeTypeFont,
    style: Lettering,
    *,
    is_outlined: bool = False,
) -> Tensor:
    """Draw how much of each pixel letters cover: (height, width), 0..1."""
    drawn = PIL.Image.new("L", size)
    pen = ImageDraw.Draw(drawn)
    align = "center" if style.alignment == "centre" else style.alignment
    gap = style.size_px * style.spacing
    stroke = style.outline_px
    box = pen.multiline_textbbox((0, 0), lines, font, spacing=gap, align=align, stroke_width=stroke)
    # Up and down the font's own height counts, not the ink: lines without a "g" stand no lower.
    foot = pen.multiline_textbbox((0, 0), f"{lines}g", font, spacing=gap, stroke_width=stroke)
    left = (size[0] - (box[2] - box[0])) * place[0] - box[0]
    top = (size[1] - foot[3]) * place[1]
    # Pillow sets lines further apart with an outline: so the letters alone are drawn with one
    # too, in black.
    pen.multiline_text(
        (round(left), round(top)),
        lines,
        255,
        font,
        spacing=gap,
        align=align,
        stroke_width=stroke,
        stroke_fill=255 if is_outlined else 0,
    )
    return torch.from_numpy(np.array(drawn, dtype=np.float32) / 255)
