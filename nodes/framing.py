"""Nodes that choose what of a picture is seen: crop, pad, flip, rotate, tile."""

from typing import Annotated, NamedTuple

from graphstudio.api import Image, Mask, Range, node
from graphstudio.diffusion.choices import CornerFill, FlipAxis, PadFill

from .knobs import Border, HexColour, Signed, Softness

Angle = Annotated[float, Range(-360, 360, step=5, unit="°")]
Tiles = Annotated[int, Range(1, 32)]


class Framed(NamedTuple):
    """A picture in a new frame, and what of it is new."""

    image: Image
    mask: Mask


@node(
    "image.crop", title="Crop Image", category="image / framing", keywords=("cut", "trim", "slice")
)
def crop(
    image: Image, left: Border = 0, top: Border = 0, width: Border = 0, height: Border = 0
) -> Image:
    """Cut a rectangle out of a picture, pixel by pixel.

    Args:
        image: The picture.
        left: How many pixels are cut off at the left.
        top: How many pixels are cut off at the top.
        width: How wide the cut is. 0 takes all that is left.
        height: How high the cut is. 0 takes all that is left.
    """
    from graphstudio.diffusion.framing import crop_image

    return crop_image(image, left, top, width, height)


@node(
    "image.pad",
    title="Pad Image",
    category="image / framing",
    keywords=("outpaint", "border", "extend", "canvas", "frame"),
)
def pad(
    image: Image,
    left: Border = 0,
    top: Border = 0,
    right: Border = 0,
    bottom: Border = 0,
    fill: PadFill = "edge",
    colour: HexColour = "#000000",
    feather: Softness = 0.0,
) -> Framed:
    """Put a border round a picture, such as for outpainting.

    For outpainting, wire both outputs into Encode for Inpainting. A border that goes on with
    the picture ("edge" or "mirror") gives the model something to work with.

    Args:
        image: The picture.
        left: Width of the border at the left. Models need whole multiples of 8.
        top: Height of the border at the top.
        right: Width of the border at the right.
        bottom: Height of the border at the bottom.
        fill: What the border shows: the outermost pixels going on, the picture mirrored, the
            picture going round from the other side, one colour, or nothing (transparent).
        colour: The border's colour, when it is one.
        feather: How far the mask reaches into the picture, fading out, so that the seam is
            repainted too. The picture itself stays sharp.

    Returns:
        image: The larger picture.
        mask: White in the border.
    """
    from graphstudio.diffusion.colours import parse_colour
    from graphstudio.diffusion.framing import pad_image

    ground = parse_colour(colour)
    borders = (left, top, right, bottom)
    return Framed(*pad_image(image, borders, fill=fill, colour=ground, feather=feather))


@node(
    "image.flip",
    title="Flip Image",
    category="image / framing",
    keywords=("mirror", "horizontal", "vertical"),
)
def flip(image: Image, axis: FlipAxis = "left to right") -> Image:
    """Mirror a picture.

    Args:
        image: The picture.
        axis: Swap left and right, top and bottom, or both.
    """
    from graphstudio.diffusion.framing import flip_image

    return flip_image(image, axis)


@node(
    "image.rotate",
    title="Rotate Image",
    category="image / framing",
    keywords=("turn", "angle", "straighten", "90"),
)
def rotate(
    image: Image,
    angle: Angle = 90.0,
    keeps_size: bool = False,
    corners: CornerFill = "transparent",
    colour: HexColour = "#000000",
) -> Framed:
    """Turn a picture clockwise; quarter turns lose nothing.

    Args:
        image: The picture.
        angle: Clockwise, in degrees. Below 0 turns the other way.
        keeps_size: Cut off what sticks out, instead of making the picture larger.
        corners: What is seen in the corners: nothing, the picture's border going on, or one
            colour.
        colour: The corners' colour, when it is one.

    Returns:
        image: The turned picture.
        mask: White in the corners that are new, to be repainted.
    """
    from graphstudio.diffusion.colours import parse_colour
    from graphstudio.diffusion.framing import rotate_image

    ground = parse_colour(colour)
    return Framed(
        *rotate_image(image, angle, keeps_size=keeps_size, corners=corners, colour=ground)
    )


@node(
    "image.offset",
    title="Offset Image",
    category="image / framing",
    keywords=("shift", "wrap", "scroll", "seam", "tile"),
)
def offset(image: Image, x: Signed = 0.5, y: Signed = 0.5) -> Image:
    """Move a picture round its edges: what leaves on one side comes in on the other.

    Half of each side brings the seam of a tile into the middle, where it can be repainted.

    Args:
        image: The picture.
        x: How far to the right, as a part of the width.
        y: How far down, as a part of the height.
    """
    from graphstudio.diffusion.framing import offset_image

    return offset_image(image, x, y)


@node(
    "image.tile",
    title="Tile Image",
    category="image / framing",
    keywords=("repeat", "pattern", "texture"),
)
def tile(image: Image, columns: Tiles = 2, rows: Tiles = 2) -> Image:
    """Lay a picture beside itself like tiles.

    Args:
        image: The picture.
        columns: How often across.
        rows: How often down.
    """
    from graphstudio.diffusion.framing import tile_image

    return tile_image(image, columns, rows)


@node(
    "image.seamless",
    title="Make Seamless",
    category="image / framing",
    keywords=("tile", "texture", "pattern", "wrap"),
)
def seamless(image: Image, overlap: Annotated[float, Range(0, 0.5, step=0.05)] = 0.25) -> Image:
    """Make a texture that can be tiled without a seam.

    Its edges fade into each other, which makes it smaller by the overlap.

    Args:
        image: The picture, best a texture without one subject.
        overlap: Part of each side that fades.
    """
    from graphstudio.diffusion.framing import make_seamless

    return make_seamless(image, overlap)
