"""Nodes that lay pictures over each other, and that handle transparency and text."""

from typing import Annotated, NamedTuple

from graphstudio.api import Image, Mask, Range, Text, node
from graphstudio.diffusion.choices import BlendMode, FontWeight, TextAlignment

from .knobs import HexColour, Share

Words = Annotated[str, Text(is_multiline=True)]


class Parted(NamedTuple):
    """A picture's colours and its transparency."""

    image: Image
    mask: Mask


@node(
    "image.blend",
    title="Blend Images",
    category="image / layer",
    keywords=("layer", "multiply", "screen", "overlay", "soft light", "mix", "opacity"),
)
def blend(
    below: Image,
    above: Image,
    mask: Mask | None = None,
    mode: BlendMode = "normal",
    opacity: Share = 1.0,
) -> Image:
    """Lay one picture over another as paint programs do.

    Args:
        below: The lower layer.
        above: The upper layer, of the same size.
        mask: Where the upper layer shows: white shows it. Left open, it shows everywhere.
        mode: How the colours mix. Multiply darkens, screen lightens, overlay and soft light
            add contrast, difference shows what changed.
        opacity: How strongly the upper layer shows.
    """
    from graphstudio.diffusion.blending import blend as lay

    return lay(below, above, mode, opacity=opacity, mask=mask)


@node(
    "image.place",
    title="Place Image",
    category="image / layer",
    keywords=("paste", "overlay", "watermark", "logo"),
)
def place(
    below: Image, above: Image, x: Share = 0.5, y: Share = 0.5, opacity: Share = 1.0
) -> Image:
    """Lay a picture of any size over another, such as a logo.

    Args:
        below: The lower layer.
        above: What is laid on it; what sticks out is cut off.
        x: 0 is at the left edge, 1 at the right one.
        y: 0 is at the top, 1 at the bottom.
        opacity: How strongly it shows.
    """
    from graphstudio.diffusion.blending import place as lay

    return lay(below, above, x, y, opacity=opacity)


@node(
    "image.text",
    title="Write Text",
    category="image / layer",
    keywords=("caption", "label", "title", "font", "watermark"),
)
def text(
    image: Image,
    text: Words = "Text",
    size: Annotated[int, Range(4, 2048, unit="px")] = 32,
    weight: FontWeight = "semibold",
    colour: HexColour = "#ffffff",
    outline: Annotated[int, Range(0, 64, unit="px")] = 0,
    outline_colour: HexColour = "#000000",
    x: Share = 0.5,
    y: Share = 0.95,
    width: Annotated[float, Range(0.05, 1, step=0.05)] = 0.9,
    alignment: TextAlignment = "centre",
    opacity: Share = 1.0,
) -> Image:
    """Write a text on a picture.

    Args:
        image: The picture.
        text: What is written: Latin, Greek or Cyrillic letters. Lines that are too long are
            broken between words.
        size: Size of the letters.
        weight: How bold they are.
        colour: Colour of the letters.
        outline: Width of a line around the letters, which keeps them readable anywhere.
        outline_colour: Colour of that line.
        x: 0 puts the text at the left edge, 1 at the right one.
        y: 0 puts it at the top, 1 at the bottom.
        width: How wide a line may become, as a part of the picture.
        alignment: How several lines stand below each other.
        opacity: How strongly it shows.
    """
    from graphstudio.diffusion.colours import parse_colour
    from graphstudio.diffusion.lettering import Lettering, write_text

    return write_text(
        image,
        text,
        Lettering(size, weight, outline, alignment),
        x=x,
        y=y,
        width=width,
        colour=parse_colour(colour),
        outline=parse_colour(outline_colour),
        opacity=opacity,
    )


@node(
    "image.split_alpha",
    title="Split Alpha",
    category="image / layer",
    keywords=("transparency", "channel", "rgba"),
)
def split_alpha(image: Image) -> Parted:
    """Take a picture's transparency off, as a mask.

    Args:
        image: The picture. Without transparency, the mask is white all over.

    Returns:
        image: The colours alone.
        mask: White where the picture can be seen. (Load Image gives the opposite: what is to
            be repainted.)
    """
    from graphstudio.diffusion.alpha import split_alpha as part

    return Parted(*part(image))


@node(
    "image.join_alpha",
    title="Join Alpha",
    category="image / layer",
    keywords=("transparency", "cut out", "rgba"),
)
def join_alpha(image: Image, mask: Mask) -> Image:
    """Make a picture transparent where a mask is black.

    Args:
        image: The picture.
        mask: White stays, black vanishes, grey is in between.
    """
    from graphstudio.diffusion.alpha import join_alpha as join

    return join(image, mask)


@node(
    "image.flatten",
    title="Flatten",
    category="image / layer",
    keywords=("transparency", "background", "remove alpha"),
)
def flatten(image: Image, colour: HexColour = "#ffffff") -> Image:
    """Put a colour behind a picture that has transparency.

    Args:
        image: The picture.
        colour: What shows through.
    """
    from graphstudio.diffusion.alpha import flatten as lay
    from graphstudio.diffusion.colours import parse_colour

    return lay(image, parse_colour(colour))
