"""Numbers about pictures: how alike two are, how sharp one is.

Each gives one number a picture: (batch,), float32. Transparent pictures are laid on black first,
and all work on sRGB values, as published figures do.
"""

import torch
from torch import Tensor
from torch.nn import functional

from graphstudio.api import Image
from graphstudio.diffusion.alpha import flatten
from graphstudio.diffusion.colours import luma
from graphstudio.diffusion.gaussian import bell
from graphstudio.diffusion.matching import match
from graphstudio.errors import BadValue

_WINDOW_REACH, _WINDOW_SIGMA = 5, 1.5
_C1, _C2 = 0.01**2, 0.03**2  # Wang et al. 2004, K1 and K2, for a range of 1


def mean_difference(first: Image, second: Image) -> Tensor:
    """Give the mean absolute difference of the channels: 0 is alike, 1 black beside white.

    Raises:
        BadValue: Sizes or batches do not match.
    """
    one, other = _pair(first, second)
    return (one - other).abs().mean((1, 2, 3))


def psnr(first: Image, second: Image) -> Tensor:
    """Give the peak signal-to-noise ratio in dB: 10 log10(1 / mean squared error).

    Infinite where the pictures are alike.

    Raises:
        BadValue: Sizes or batches do not match.
    """
    one, other = _pair(first, second)
    return -10 * torch.log10(((one - other) ** 2).mean((1, 2, 3)))


def ssim(first: Image, second: Image, *, is_luma: bool = True) -> Tensor:
    """Give the structural similarity: 1 is alike, around 0 is unrelated.

    Wang et al. 2004 ("Image Quality Assessment: From Error Visibility to Structural
    Similarity"), eq. 13, with the Gaussian window of 11 px and deviation 1.5 of section III-C.
    As there, the mean goes over windows that lie within the picture.

    Args:
        first: A picture of 11 x 11 px or more.
        second: Of the same size.
        is_luma: Compare luma (ITU-R BT.709), as the paper does. False takes the mean of the
            three channels.

    Raises:
        BadValue: Sizes or batches do not match, or a picture is smaller than the window.
    """
    one, other = _pair(first, second)
    side = 2 * _WINDOW_REACH + 1
    if min(one.shape[1:3]) < side:
        raise BadValue(
            f"The pictures are {one.shape[2]} x {one.shape[1]} px, and SSIM looks at windows of "
            f"{side} x {side}. Take larger ones, or measure with Mean Difference or PSNR."
        )
    x, y = (luma(p)[:, None] if is_luma else p.movedim(-1, 1) for p in (one, other))
    mean_x, mean_y = _window(x), _window(y)
    # Rounding may leave a variance a hair below 0, where there is none.
    variances = (_window(x * x) - mean_x**2).clamp(min=0) + (_window(y * y) - mean_y**2).clamp(
        min=0
    )
    covariance = _window(x * y) - mean_x * mean_y
    likeness = (2 * mean_x * mean_y + _C1) * (2 * covariance + _C2)
    scale = (mean_x**2 + mean_y**2 + _C1) * (variances + _C2)
    return (likeness / scale).mean((1, 2, 3)).float()


def sharpness(image: Image) -> Tensor:
    """Give the variance of the Laplacian of the luma: more is sharper (Pech-Pacheco 2000).

    For pictures of one subject and size; a noisy picture is "sharp" too. In 0..255 values
    squared, which is what the thresholds that people know are for.
    """
    grey = luma(flatten(image, torch.zeros(3)).pixels)[:, None] * 255
    kernel = torch.tensor([[0.0, 1, 0], [1, -4, 1], [0, 1, 0]])[None, None]
    padded = functional.pad(grey, [1] * 4, mode="replicate")
    return functional.conv2d(padded, kernel).var((1, 2, 3), correction=0)


def _pair(first: Image, second: Image) -> tuple[Tensor, Tensor]:
    black = torch.zeros(3)
    one, other = match(
        {
            "The first picture": flatten(first, black).pixels,
            "the second picture": flatten(second, black).pixels,
        }
    )
    return one, other


def _window(planes: Tensor) -> Tensor:
    """Average over the Gaussian window, where it lies within: (batch, channels, h - 10, w - 10).

    In double precision: a variance is the small difference of two large numbers.
    """
    weights = bell(_WINDOW_SIGMA, _WINDOW_REACH).double()
    weights = weights / weights.sum()
    flat = planes.double().flatten(0, 1)[:, None]
    rows = functional.conv2d(flat, weights[None, None, None, :])
    both = functional.conv2d(rows, weights[None, None, :, None])
    return both.reshape(*planes.shape[:2], *both.shape[-2:])
