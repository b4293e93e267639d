"""Masks made, combined, grown and softened."""

import torch
from torch import Tensor
from torch.nn import functional

from graphstudio.api import Image, Mask
from graphstudio.diffusion.choices import Combination, MaskChannel, ShapeKind
from graphstudio.diffusion.colours import luma
from graphstudio.diffusion.gaussian import blur
from graphstudio.diffusion.matching import match
from graphstudio.diffusion.painting import painted
from graphstudio.errors import BadValue


def mask_from_image(image: Image, channel: MaskChannel = "brightness") -> Mask:
    """Read a mask out of a picture: white, or opaque, is chosen.

    A picture without alpha is opaque.
    """
    pixels = image.pixels
    if channel == "alpha":
        opaque = torch.ones(pixels.shape[:-1])
        return Mask(pixels[..., 3].contiguous() if pixels.shape[-1] == 4 else opaque)
    if channel == "brightness":
        return Mask(luma(pixels[..., :3]).clamp(0, 1).contiguous())
    return Mask(pixels[..., ("red", "green", "blue").index(channel)].contiguous())


def mask_to_image(mask: Mask) -> Image:
    """Show a mask as a grey picture: white is chosen."""
    return Image(mask.values[..., None].expand(-1, -1, -1, 3).contiguous())


def shape_mask(
    width: int,
    height: int,
    kind: ShapeKind,
    *,
    centre: tuple[float, float] = (0.5, 0.5),
    size: tuple[float, float] = (0.5, 0.5),
) -> Mask:
    """Draw a mask of a simple shape.

    Args:
        width: Of the mask, in pixels.
        height: Of the mask, in pixels.
        kind: Rectangle or ellipse.
        centre: Across and down, as fractions of the mask, 0..1.
        size: Whole width and height of the shape, as fractions of the mask; what sticks out is
            cut off. A shape without width or height chooses nothing.

    Raises:
        BadValue: The mask has no size.
    """
    if width < 1 or height < 1:
        raise BadValue(f"{width} x {height} px is no size. Choose 1 px or more.")
    if min(size) <= 0:
        return Mask(torch.zeros(1, height, width))
    # Distance of each pixel's middle from the shape's, in halves of the shape.
    across = ((torch.arange(width) + 0.5) / width - centre[0]).abs() * 2 / size[0]
    down = ((torch.arange(height) + 0.5) / height - centre[1]).abs() * 2 / size[1]
    if kind == "rectangle":
        chosen = (across <= 1)[None, :] & (down <= 1)[:, None]
    else:
        chosen = across[None, :] ** 2 + down[:, None] ** 2 <= 1
    return Mask(chosen.float()[None])


def painted_mask(painting: str, width: int, height: int) -> Mask:
    """Make a mask of what was painted by hand, in 256 levels.

    Args:
        painting: As `graphstudio.api.painting` has it; "" chooses nothing.
        width: Of the mask, in pixels.
        height: Of the mask, in pixels.

    Raises:
        BadValue: It is no painting, or the mask has no size.
    """
    return Mask(torch.from_numpy(painted(painting, width, height)).float()[None] / 255)


def invert_mask(mask: Mask) -> Mask:
    """Choose what was not chosen."""
    return Mask((1 - mask.values).contiguous())


def threshold_mask(mask: Mask, level: float = 0.5) -> Mask:
    """Make a mask hard: values of at least `level` become 1, all others 0."""
    return Mask((mask.values >= level).float())


def grow_mask(mask: Mask, pixels: int) -> Mask:
    """Grow what is chosen, or shrink it where `pixels` is negative.

    Squares and crosses in turn make an octagon, which is close to a circle and fast.
    """
    values = mask.values[:, None] if pixels >= 0 else 1 - mask.values[:, None]
    for turn in range(abs(pixels)):
        values = _grow_once(values, is_square=turn % 2 == 1)
    grown = values[:, 0] if pixels >= 0 else 1 - values[:, 0]
    return Mask(grown.contiguous())


def feather_mask(mask: Mask, pixels: float) -> Mask:
    """Soften a mask's edge over about `pixels` to each side: a Gaussian of half that deviation."""
    if pixels <= 0:
        return mask
    return Mask(blur(mask.values, pixels / 2).clamp(0, 1).contiguous())


def combine_masks(one: Mask, other: Mask, how: Combination = "union") -> Mask:
    """Make one mask out of two of the same size.

    Raises:
        BadValue: They differ in size, or their batches do not match.
    """
    first, second = match({"The first mask": one.values, "the second mask": other.values})
    if how == "union":
        return Mask(torch.maximum(first, second).contiguous())
    if how == "intersection":
        return Mask(torch.minimum(first, second).contiguous())
    return Mask(torch.minimum(first, 1 - second).contiguous())


def to_latent_size(mask: Mask, height: int, width: int, *, is_soft: bool = False) -> Tensor:
    """Fit a mask to a latent.

    Args:
        mask: Of any size.
        height: Of the latent, in cells.
        width: Of the latent, in cells.
        is_soft: Average each cell and keep grey levels. False cuts at one half and takes one
            pixel a cell: what the official inpainting pipeline does.

    Returns:
        (batch, 1, height, width), float32 in 0..1, contiguous.
    """
    values = mask.values[:, None]
    if is_soft:
        return functional.interpolate(values, (height, width), mode="area").contiguous()
    return functional.interpolate((values >= 0.5).float(), (height, width)).contiguous()


def _grow_once(values: Tensor, *, is_square: bool) -> Tensor:
    if is_square:
        return functional.max_pool2d(values, 3, stride=1, padding=1)
    across = functional.max_pool2d(values, (1, 3), stride=1, padding=(0, 1))
    down = functional.max_pool2d(values, (3, 1), stride=1, padding=(1, 0))
    return torch.maximum(across, down)
