"""Nodes that make and change masks: white is chosen, black is left alone."""

from typing import Annotated

from graphstudio.api import Context, Image, Mask, Painting, Range, node
from graphstudio.diffusion.choices import Combination, MaskChannel, ScaleMethod, ShapeKind

from .knobs import HexColour, Share, Softness

Pixels = Annotated[int, Range(-512, 512, unit="px")]
Distance = Annotated[float, Range(0, 100, step=1)]


@node("mask.shape", title="Shape Mask", keywords=("rectangle", "ellipse", "circle", "region"))
def shape(
    image: Image,
    kind: ShapeKind = "ellipse",
    x: Share = 0.5,
    y: Share = 0.5,
    width: Share = 0.5,
    height: Share = 0.5,
) -> Mask:
    """Draw a mask of a simple shape, as large as a picture.

    Args:
        image: The picture that the mask is for.
        kind: Rectangle or ellipse.
        x: Middle of the shape: 0 is the left edge, 1 the right one.
        y: Middle of the shape: 0 is the top edge, 1 the bottom one.
        width: Width of the shape, 1 is the whole picture.
        height: Height of the shape, 1 is the whole picture.
    """
    from graphstudio.diffusion.masks import shape_mask

    tall, wide = image.pixels.shape[1:3]
    return shape_mask(wide, tall, kind, centre=(x, y), size=(width, height))


@node("mask.paint", title="Paint Mask", keywords=("brush", "draw", "lasso", "eraser", "inpaint"))
def paint(ctx: Context, image: Image, painting: Annotated[str, Painting()] = "") -> Mask:
    """Choose by hand what is to change: paint over the picture with brush, shapes and lasso.

    Click the painting's row, or press K, to open the painter. The strokes are part of the
    workflow; they fit a picture of any size, and each one can be undone.

    Args:
        image: The picture that is painted over. The mask is as large as it is.
        painting: The strokes, in the order in which they were made. Empty chooses nothing.
    """
    from graphstudio.diffusion.masks import painted_mask

    ctx.preview(image)
    tall, wide = image.pixels.shape[1:3]
    return painted_mask(painting, wide, tall)


@node("mask.from_image", title="Image to Mask", keywords=("threshold", "channel"))
def from_image(image: Image, channel: MaskChannel = "brightness") -> Mask:
    """Read a mask out of a picture.

    Args:
        image: A picture that is white where something is to change.
        channel: What is read. Alpha takes what is not transparent.
    """
    from graphstudio.diffusion.masks import mask_from_image

    return mask_from_image(image, channel)


@node("mask.from_colour", title="Colour to Mask", keywords=("chroma key", "green screen", "pick"))
def from_colour(
    image: Image,
    colour: HexColour = "#00ff00",
    tolerance: Distance = 20.0,
    softness: Distance = 0.0,
) -> Mask:
    """Choose everything in a picture that has a certain colour.

    Args:
        image: The picture. What is transparent is not chosen.
        colour: The colour to look for.
        tolerance: How far off a colour may be: 2 is a difference that can just be seen, 100
            that of black and white.
        softness: Over how much more difference the mask fades out.
    """
    from graphstudio.diffusion.colours import parse_colour
    from graphstudio.diffusion.selections import select_colour

    return select_colour(image, parse_colour(colour), tolerance=tolerance, softness=softness)


@node("mask.from_brightness", title="Brightness to Mask", keywords=("range", "luma", "shadows"))
def from_brightness(
    image: Image, darkest: Share = 0.5, lightest: Share = 1.0, softness: Share = 0.0
) -> Mask:
    """Choose the light, the dark or the middle tones of a picture.

    Args:
        image: The picture. What is transparent is not chosen.
        darkest: The darkest tone that is chosen; 0 is black.
        lightest: The lightest tone that is chosen; 1 is white.
        softness: How gently the mask fades out beyond them.
    """
    from graphstudio.diffusion.selections import select_brightness

    return select_brightness(image, darkest, lightest, softness=softness)


@node("mask.to_image", title="Mask to Image", keywords=("show",))
def to_image(mask: Mask) -> Image:
    """Show a mask as a grey picture.

    Args:
        mask: The mask.
    """
    from graphstudio.diffusion.masks import mask_to_image

    return mask_to_image(mask)


@node("mask.adjust", title="Adjust Mask", keywords=("grow", "shrink", "feather", "blur", "invert"))
def adjust(
    mask: Mask, grow: Pixels = 0, feather: Softness = 0.0, is_inverted: bool = False
) -> Mask:
    """Grow, soften or turn round a mask, in this order.

    Args:
        mask: The mask.
        grow: Widens what is chosen; below 0 narrows it.
        feather: Softens the border over so many pixels to each side.
        is_inverted: Choose what was not chosen.
    """
    from graphstudio.diffusion.masks import feather_mask, grow_mask, invert_mask

    changed = feather_mask(grow_mask(mask, grow), feather)
    return invert_mask(changed) if is_inverted else changed


@node("mask.resize", title="Resize Mask", keywords=("scale", "fit"))
def resize(mask: Mask, image: Image, method: ScaleMethod = "bilinear") -> Mask:
    """Make a mask as large as a picture.

    Args:
        mask: The mask.
        image: The picture that it is to fit.
        method: Nearest keeps a hard border; the others soften it.
    """
    from graphstudio.diffusion.images import resize_mask

    tall, wide = image.pixels.shape[1:3]
    return resize_mask(mask, wide, tall, method=method)


@node("mask.threshold", title="Threshold Mask", keywords=("hard", "binary", "cut off"))
def threshold(mask: Mask, level: Share = 0.5) -> Mask:
    """Make a mask hard: everything becomes black or white.

    Args:
        mask: The mask.
        level: From here on grey becomes white.
    """
    from graphstudio.diffusion.masks import threshold_mask

    return threshold_mask(mask, level)


@node("mask.fill_holes", title="Fill Holes", keywords=("close", "solid", "enclosed"))
def fill_holes(
    mask: Mask, largest: Annotated[int, Range(0, 2**28, step=16, unit="px²")] = 0
) -> Mask:
    """Choose what is enclosed by the mask too.

    Args:
        mask: The mask.
        largest: Holes of more pixels stay open. 0 fills every hole.
    """
    from graphstudio.diffusion.selections import fill_holes as fill

    return fill(mask, most_px=largest)


@node("mask.combine", title="Combine Masks", keywords=("union", "intersection", "difference"))
def combine(one: Mask, other: Mask, how: Combination = "union") -> Mask:
    """Make one mask out of two.

    Args:
        one: The first mask.
        other: The second mask, of the same size.
        how: Union chooses what either does, intersection what both do, difference what the
            first does and the second does not.
    """
    from graphstudio.diffusion.masks import combine_masks

    return combine_masks(one, other, how)
