"""Pictures that are made from nothing but colours."""

import math

import torch
from torch import Tensor

from graphstudio.api import Image
from graphstudio.diffusion.choices import GradientKind
from graphstudio.errors import BadValue


def solid(width: int, height: int, colour: Tensor) -> Image:
    """Give one picture of one colour; colour is (3,), sRGB in 0..1.

    Raises:
        BadValue: The size is less than a pixel.
    """
    _require_size(width, height)
    return Image(colour.expand(1, height, width, 3).contiguous())


def gradient(
    width: int,
    height: int,
    start: Tensor,
    end: Tensor,
    *,
    kind: GradientKind = "linear",
    degrees: float = 0.0,
) -> Image:
    """Give one picture that runs from one colour to another, in sRGB values as on web pages.

    Args:
        width: In pixels.
        height: In pixels.
        start: (3,), at the first edge, or in the middle of a radial one.
        end: (3,), at the last edge, or in the corners.
        kind: Along a line or from the middle outwards.
        degrees: Of a linear one: 0 runs to the right, 90 down. It just reaches the corners.

    Raises:
        BadValue: The size is less than a pixel.
    """
    _require_size(width, height)
    across = (torch.arange(width) - (width - 1) / 2)[None, :]
    down = (torch.arange(height) - (height - 1) / 2)[:, None]
    if kind == "radial":
        length = math.hypot(width - 1, height - 1) / 2
        share = torch.hypot(across, down) / max(length, 1)
    else:
        x, y = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        length = abs(x) * (width - 1) + abs(y) * (height - 1)
        share = (across * x + down * y) / max(length, 1) + 0.5
    share = share.clamp(0, 1)[None, ..., None]
    return Image((start * (1 - share) + end * share).contiguous())


def _require_size(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise BadValue(f"{width} x {height} px is no size. Choose 1 px or more.")
