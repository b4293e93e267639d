"""Transparency: straight on the wires, weighed into the colours wherever pixels are mixed.

A transparent pixel has a colour that nobody sees. Whoever mixes neighbours (blur, scale, rotate)
weighs each colour by its alpha first, or hidden colours bleed into what is seen.
"""

import torch
from torch import Tensor

from graphstudio.api import Image, Mask
from graphstudio.diffusion.matching import match


def with_alpha(pixels: Tensor) -> Tensor:
    """Give four channels; what had three is opaque. What has four comes back as it is."""
    if pixels.shape[-1] == 4:
        return pixels
    return torch.cat([pixels, torch.ones(*pixels.shape[:-1], 1)], dim=-1)


def weigh(pixels: Tensor) -> Tensor:
    """Multiply colours by their alpha; three channels come back as they are."""
    if pixels.shape[-1] != 4:
        return pixels
    return torch.cat([pixels[..., :3] * pixels[..., 3:], pixels[..., 3:]], dim=-1)


def unweigh(pixels: Tensor) -> Tensor:
    """Undo `weigh`; what is transparent keeps the colour that it has, and all stays in 0..1."""
    if pixels.shape[-1] != 4:
        return pixels.clamp(0, 1)
    alpha = pixels[..., 3:]
    colour = torch.where(alpha > 0, pixels[..., :3] / alpha.clamp(min=1e-6), pixels[..., :3])
    return torch.cat([colour, alpha], dim=-1).clamp(0, 1)


def keep_alpha(colour: Tensor, source: Tensor) -> Tensor:
    """Put the alpha of `source` back, if it has one, beside colours that were changed.

    Args:
        colour: (batch, height, width, 3).
        source: (batch, height, width, 3 or 4).

    Returns:
        As many channels as `source`, in 0..1, contiguous.
    """
    return torch.cat([colour.clamp(0, 1), source[..., 3:]], dim=-1).contiguous()


def split_alpha(image: Image) -> tuple[Image, Mask]:
    """Give the colours alone, and a mask of what is opaque (all of it without alpha)."""
    pixels = image.pixels
    return Image(pixels[..., :3].contiguous()), Mask(with_alpha(pixels)[..., 3].contiguous())


def join_alpha(image: Image, mask: Mask) -> Image:
    """Make a picture transparent where a mask is not chosen; an alpha that it has is replaced.

    Raises:
        BadValue: They differ in size, or their batches do not match.
    """
    colour, opacity = match({"The picture": image.pixels[..., :3], "the mask": mask.values})
    return Image(torch.cat([colour, opacity[..., None]], dim=-1).contiguous())


def flatten(image: Image, colour: Tensor) -> Image:
    """Lay a picture on a plain colour, in sRGB values as paint programs do.

    Args:
        image: A picture; without alpha it comes back as it is.
        colour: (3,), sRGB in 0..1.
    """
    if image.pixels.shape[-1] != 4:
        return image
    weighed = weigh(image.pixels)
    return Image((weighed[..., :3] + (1 - weighed[..., 3:]) * colour).clamp(0, 1).contiguous())
