"""Filters: each pixel becomes what its neighbours make of it.

Colours are weighed by their alpha wherever neighbours are mixed.
"""

import math

import torch
from torch import Tensor
from torch.nn import functional

from graphstudio.api import Image, Noise
from graphstudio.diffusion.alpha import keep_alpha, unweigh, weigh
from graphstudio.diffusion.colours import luma, to_linear, to_srgb
from graphstudio.diffusion.gaussian import blur, blur_pixels
from graphstudio.diffusion.noise import plain_generators

_MEDIAN_BYTES = 2**26  # how much the windows of a median may take at once


def blur_image(image: Image, radius: float) -> Image:
    """Blur a picture, a Gaussian with a deviation of `radius` pixels.

    In linear light, as a lens does: a border between red and green turns yellow, not brown.
    """
    if radius <= 0:
        return image
    return Image(_unlight(blur_pixels(_light(image.pixels), radius)))


def sharpen(image: Image, *, radius: float, amount: float, threshold: float = 0.0) -> Image:
    """Strengthen what differs from its surroundings (an unsharp mask).

    In sRGB values, where a bright and a dark halo look alike; alpha stays as it is.

    Args:
        image: The picture.
        radius: Deviation of the Gaussian that stands for the surroundings, in pixels.
        amount: How much of the difference is added; 1 doubles it.
        threshold: Smaller differences are left alone, 0..1, so that grain stays as it is.
    """
    if radius <= 0 or amount == 0:
        return image
    weighed = weigh(image.pixels)
    around = unweigh(blur_pixels(weighed, radius))[..., :3]
    detail = image.pixels[..., :3] - around
    # Taken off the difference and not only compared: no edge where it sets in.
    kept = detail.sign() * (detail.abs() - threshold).clamp(min=0)
    return Image(keep_alpha(image.pixels[..., :3] + kept * amount, image.pixels))


def median(image: Image, radius: int) -> Image:
    """Give each pixel the middle value of the square around it: takes specks away, keeps edges.

    Args:
        image: The picture.
        radius: The square's side is 2 * radius + 1 pixels; 0 changes nothing.
    """
    if radius <= 0:
        return image
    side = 2 * radius + 1
    planes = weigh(image.pixels).movedim(-1, 1)
    padded = functional.pad(planes, [radius] * 4, mode="replicate")
    height, width = planes.shape[2:]
    rows = max(1, _MEDIAN_BYTES // (4 * side**2 * width * planes.shape[0] * planes.shape[1]))
    strips = [
        padded[:, :, top : min(top + rows, height) + 2 * radius]
        .unfold(2, side, 1)
        .unfold(3, side, 1)
        .flatten(-2)
        .median(-1)
        .values
        for top in range(0, height, rows)
    ]
    return Image(unweigh(torch.cat(strips, dim=2).movedim(1, -1)).contiguous())


def edges(image: Image, strength: float = 1.0) -> Image:
    """Draw outlines white on black: how steep the luma is (Sobel), opaque.

    Args:
        image: The picture.
        strength: A step from black to white is white at 1.
    """
    grey = functional.pad(luma(weigh(image.pixels)[..., :3])[:, None], [1] * 4, mode="replicate")
    sobel = torch.tensor([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]) / 4
    across, down = functional.conv2d(grey, torch.stack([sobel, sobel.T])[:, None]).unbind(1)
    steep = (torch.hypot(across, down) * strength).clamp(0, 1)
    return Image(steep[..., None].expand(-1, -1, -1, 3).contiguous())


def add_grain(
    image: Image, noise: Noise, *, amount: float, size: float = 1.0, colour: float = 0.0
) -> Image:
    """Put the grain of film over a picture, in sRGB values.

    It is strongest in middle tones and leaves black and white alone, as film does.

    Args:
        image: The picture.
        noise: Which random numbers; picture i draws from seed + i, so it does not depend on
            its batch.
        amount: Deviation in middle grey, 0..1.
        size: Of a grain, in pixels, 1 or more.
        colour: 0 is grey grain, 1 lets each channel have its own.

    Raises:
        BadValue: The noise is a variation.
    """
    if amount <= 0:
        return image
    height, width = image.pixels.shape[1:3]
    drawn = [
        torch.randn(4, height, width, generator=generator)
        for generator in plain_generators(noise, len(image.pixels), "film grain")
    ]
    grains = torch.stack([_coarsen(one, size) for one in drawn])
    # Of one deviation, whatever the mix: squares of the two weights add up to 1.
    grey, own = (1 - colour**2) ** 0.5, colour
    grain = (grains[:, :1] * grey + grains[:, 1:] * own).movedim(1, -1)
    tones = image.pixels[..., :3]
    room = 4 * tones * (1 - tones)
    return Image(keep_alpha(tones + grain * room * amount, image.pixels))


def pixelate(image: Image, size: int) -> Image:
    """Turn squares of `size` pixels into their mean, in linear light; 1 changes nothing.

    Squares start at the top left; those at the right and the bottom may be cut.
    """
    if size <= 1:
        return image
    height, width = image.pixels.shape[1:3]
    # A window larger than the picture has no place in pooling: cut to the longer side.
    window = min(size, max(height, width))
    planes = _light(image.pixels).movedim(-1, 1)
    means = functional.avg_pool2d(planes, window, ceil_mode=True, count_include_pad=False)
    large = means.repeat_interleave(window, 2).repeat_interleave(window, 3)
    return Image(_unlight(large[:, :, :height, :width].movedim(1, -1)))


def vignette(image: Image, *, strength: float, size: float = 0.5, softness: float = 0.5) -> Image:
    """Darken a picture towards its corners, in linear light as a lens does.

    Args:
        image: The picture.
        strength: How much of the light is taken from the corners, 0..1; below 0 adds light.
        size: How far the middle stays as it is, 0..1 of the way to the corners.
        softness: Over how much of the way it falls off, 0..1.
    """
    if strength == 0:
        return image
    height, width = image.pixels.shape[1:3]
    across = (torch.arange(width) + 0.5) / width * 2 - 1
    down = (torch.arange(height) + 0.5) / height * 2 - 1
    way = torch.hypot(across[None, :], down[:, None]) / 2**0.5
    share = ((way - size) / max(softness, 1e-3)).clamp(0, 1)
    share = share**2 * (3 - 2 * share)  # smoothstep: no ring where it sets in
    light = to_linear(image.pixels[..., :3]) * (1 - strength * share)[..., None]
    return Image(keep_alpha(to_srgb(light.clamp(0, 1)), image.pixels))


def _light(pixels: Tensor) -> Tensor:
    """Turn pixels into light that can be mixed: linear, weighed by alpha."""
    return weigh(torch.cat([to_linear(pixels[..., :3]), pixels[..., 3:]], dim=-1))


def _unlight(light: Tensor) -> Tensor:
    """Undo `_light`; contiguous and in 0..1."""
    colours = unweigh(light)
    return keep_alpha(to_srgb(colours[..., :3]), colours)


def _coarsen(grain: Tensor, size: float) -> Tensor:
    """Make grain coarser and bring its deviation back to 1: (channels, height, width)."""
    if size <= 1:
        return grain
    # The sum of squares of a Gaussian's weights is 1 / (4 pi sigma^2): what blurring leaves.
    sigma = size / 2
    return blur(grain, sigma) * (2 * sigma * math.sqrt(math.pi))
