"""Nodes that make and change masks: white is chosen, black is left alone."""

from typing import Annotated

from graphstudio.api import Image, Mask, Range, node
from graphstudio.diffusion.choices import Combination, MaskChannel, ShapeKind

from .knobs import Share

Pixels = Annotated[int, Range(-512, 512, unit="px")]
Softness = Annotated[float, Range(0, 512, unit="px")]


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


@node("mask.from_image", title="Image to Mask", keywords=("threshold", "channel"))
def from_image(image: Image, channel: MaskChannel = "brightness") -> Mask:
    """Read a mask out of a picture.

    Args:
        image: A picture that is white where something is to change.
        channel: What is read. Alpha takes what is not transparent.
    """
    from graphstudio.diffusion.masks import mask_from_image

    return mask_from_image(image, channel)


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
