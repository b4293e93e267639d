"""The Gaussian bell: one blur for pictures and masks."""

import math

import torch
from torch import Tensor
from torch.nn import functional


def bell(sigma: float, reach: int) -> Tensor:
    """Give a Gaussian of (2 * reach + 1,) that adds up to 1; sigma is in pixels, above 0."""
    place = torch.arange(-reach, reach + 1, dtype=torch.float32)
    weights = torch.exp(-(place**2) / (2 * sigma**2))
    return weights / weights.sum()


def blur(planes: Tensor, sigma: float) -> Tensor:
    """Blur each plane, its border pixels repeated outwards.

    Args:
        planes: (batch, height, width).
        sigma: Standard deviation in pixels; 0 or less blurs nothing.

    Returns:
        Same shape; a plane does not depend on the others.
    """
    if sigma <= 0:
        return planes
    reach = math.ceil(3 * sigma)
    weights = bell(sigma, reach)
    # Repeating and filtering one axis at a time gives what both at once do, with less memory.
    padded = functional.pad(planes[:, None], [reach, reach, 0, 0], mode="replicate")
    rows = functional.conv2d(padded, weights[None, None, None, :])
    padded = functional.pad(rows, [0, 0, reach, reach], mode="replicate")
    return functional.conv2d(padded, weights[None, None, :, None])[:, 0]


def blur_pixels(pixels: Tensor, sigma: float) -> Tensor:
    """Blur each channel of (batch, height, width, channels) by itself; as `blur` does."""
    batch, height, width, channels = pixels.shape
    planes = pixels.movedim(-1, 1).reshape(-1, height, width)
    blurred = blur(planes.contiguous(), sigma)
    return blurred.reshape(batch, channels, height, width).movedim(1, -1)
