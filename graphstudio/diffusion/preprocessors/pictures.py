"""Pictures as preprocessors read them, and guides as they give them."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from graphstudio.api import Image
from graphstudio.diffusion.images import to_pillow

Bytes = NDArray[np.uint8]
"""(height, width, 3), 0..255."""

Values = NDArray[np.float32]
"""(height, width) or (height, width, 3), 0..1."""


def opaque(image: Image) -> Tensor:
    """Lay pictures over white: what is transparent has colours that nobody sees.

    Returns:
        (batch, height, width, 3), float32 in 0..1, contiguous.
    """
    pixels = image.pixels
    if pixels.shape[-1] != 4:
        return pixels
    alpha = pixels[..., 3:]
    return (pixels[..., :3] * alpha + (1 - alpha)).contiguous()


def as_bytes(image: Image) -> list[Bytes]:
    """Give each picture of a batch over white, 8 bits a channel.

    Raises:
        BadValue: It holds numbers that are not finite.
    """
    return [np.array(one) for one in to_pillow(Image(opaque(image)))]


def as_values(image: Image) -> list[Values]:
    """Give each picture of a batch over white, in full precision; not to be changed."""
    return [one.numpy() for one in opaque(image)]


def from_values(guides: Sequence[Values]) -> Image:
    """Make a batch of guides of one size; grey ones get three equal channels."""
    colours = [one if one.ndim == 3 else np.repeat(one[..., None], 3, axis=-1) for one in guides]
    return Image(torch.from_numpy(np.ascontiguousarray(np.stack(colours), np.float32)))
