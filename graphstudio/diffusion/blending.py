"""Layers: one picture over another, mixed as paint programs do."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from graphstudio.api import Image, Mask
from graphstudio.diffusion.alpha import with_alpha
from graphstudio.diffusion.choices import BlendMode
from graphstudio.diffusion.matching import match

Mix = Callable[[Tensor, Tensor], Tensor]


def blend(
    below: Image,
    above: Image,
    mode: BlendMode = "normal",
    *,
    opacity: float = 1.0,
    mask: Mask | None = None,
) -> Image:
    """Lay one picture over another.

    W3C, Compositing and Blending Level 1, sections 5 and 10 (add and subtract are the plain
    sums), in sRGB values: that is what the modes mean in every paint program.

    Args:
        below: The lower layer.
        above: The upper layer, of the same size.
        mode: How their colours are mixed.
        opacity: Of the upper layer, 0..1.
        mask: Where the upper layer shows; None shows all of it.

    Returns:
        RGBA where the lower layer has transparency, RGB otherwise.

    Raises:
        BadValue: Sizes or batches do not match.
    """
    parts = {"The picture below": below.pixels, "the picture above": above.pixels}
    if mask is not None:
        parts["the mask"] = mask.values
    under, over, *masks = match(parts)
    channels = under.shape[-1]
    under, over = with_alpha(under), with_alpha(over)
    ground = under[..., 3:]
    cover = over[..., 3:] * opacity
    for one in masks:
        cover = cover * one[..., None]
    mixed = _MIXES[mode](under[..., :3], over[..., :3]).clamp(0, 1)
    # Where nothing is below there is nothing to mix with: the upper colour shows as it is.
    shown = over[..., :3] * (1 - ground) + mixed * ground
    alpha = cover + ground * (1 - cover)
    weighed = shown * cover + under[..., :3] * ground * (1 - cover)
    colour = torch.where(alpha > 0, weighed / alpha.clamp(min=1e-6), under[..., :3])
    # Untouched pixels stay as they are, bit for bit.
    laid = torch.where(cover == 0, under, torch.cat([colour, alpha], dim=-1))
    return Image(laid[..., :channels].clamp(0, 1).contiguous())


def place(below: Image, above: Image, x: float, y: float, *, opacity: float = 1.0) -> Image:
    """Lay a picture of any size over another.

    Args:
        below: The lower layer.
        above: The upper one; what sticks out is cut off.
        x: 0 puts its left edge on the left edge, 1 its right edge on the right one.
        y: 0 puts its top on the top, 1 its bottom on the bottom.
        opacity: Of the upper layer, 0..1.

    Raises:
        BadValue: The batches do not match.
    """
    tall, wide = below.pixels.shape[1:3]
    high, broad = above.pixels.shape[1:3]
    left, top = round((wide - broad) * x), round((tall - high) * y)
    layer = torch.zeros(len(above.pixels), tall, wide, 4)
    into = layer[:, max(top, 0) : top + high, max(left, 0) : left + broad]
    part = with_alpha(above.pixels)[:, max(-top, 0) :, max(-left, 0) :]
    into.copy_(part[:, : into.shape[1], : into.shape[2]])
    return blend(below, Image(layer), opacity=opacity)


def _multiply(below: Tensor, above: Tensor) -> Tensor:
    return below * above


def _screen(below: Tensor, above: Tensor) -> Tensor:
    return below + above - below * above


def _hard_light(below: Tensor, above: Tensor) -> Tensor:
    return torch.where(above <= 0.5, 2 * below * above, _screen(below, 2 * above - 1))


def _soft_light(below: Tensor, above: Tensor) -> Tensor:
    lifted = torch.where(below <= 0.25, ((16 * below - 12) * below + 4) * below, below.sqrt())
    darker = below - (1 - 2 * above) * below * (1 - below)
    return torch.where(above <= 0.5, darker, below + (2 * above - 1) * (lifted - below))


_MIXES: Mapping[BlendMode, Mix] = {
    "normal": lambda below, above: above,  # noqa: ARG005 - every mix is given both
    "multiply": _multiply,
    "screen": _screen,
    "overlay": lambda below, above: _hard_light(above, below),
    "soft light": _soft_light,
    "hard light": _hard_light,
    "darken": torch.minimum,
    "lighten": torch.maximum,
    "difference": lambda below, above: (below - above).abs(),
    "add": torch.add,
    "subtract": torch.sub,
}
