"""Tones and colours of a picture, changed pixel by pixel; transparency stays as it is."""

from dataclasses import dataclass

import torch
from torch import Tensor

from graphstudio.api import Image
from graphstudio.diffusion.alpha import keep_alpha, with_alpha
from graphstudio.diffusion.choices import GreyMethod
from graphstudio.diffusion.colours import from_lab, luma, to_lab, to_linear, to_srgb, turn_hue
from graphstudio.errors import BadValue


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Say how a picture is changed; as it stands, nothing is.

    Attributes:
        brightness: Added, -1..1.
        contrast: Factor of the distance to middle grey, 0 or more.
        gamma: Above 0; more than 1 lifts the shadows, black and white stay.
        saturation: Factor of the distance to the grey of the same luma, 0 or more.
        hue: Degrees round the wheel.
    """

    brightness: float = 0.0
    contrast: float = 1.0
    gamma: float = 1.0
    saturation: float = 1.0
    hue: float = 0.0


def adjust(image: Image, how: Adjustment) -> Image:
    """Change brightness, contrast, gamma, saturation and hue, in this order.

    Works on sRGB values, as paint programs do: there, equal steps look about equal. Steps that
    change nothing are left out, so that they cost no accuracy.
    """
    colour = image.pixels[..., :3]
    if how.brightness or how.contrast != 1:
        colour = ((colour - 0.5) * how.contrast + 0.5 + how.brightness).clamp(0, 1)
    if how.gamma != 1:
        colour = colour ** (1 / how.gamma)
    if how.saturation != 1:
        grey = luma(colour)[..., None]
        colour = (grey + (colour - grey) * how.saturation).clamp(0, 1)
    if how.hue % 360:
        colour = turn_hue(colour, how.hue)
    return Image(keep_alpha(colour, image.pixels))


def levels(
    image: Image,
    *,
    black: float = 0.0,
    white: float = 1.0,
    gamma: float = 1.0,
    out_black: float = 0.0,
    out_white: float = 1.0,
) -> Image:
    """Stretch the tones between two points over the whole range, in sRGB values.

    Args:
        image: The picture.
        black: What becomes `out_black`, 0..1; all below it too.
        white: What becomes `out_white`, 0..1; all above it too.
        gamma: Of the tones in between; more than 1 makes them lighter.
        out_black: 0..1.
        out_white: 0..1; below `out_black` turns the tones round.

    Raises:
        BadValue: `white` is not above `black`.
    """
    if white <= black:
        raise BadValue(
            f"The white point {white:g} must be above the black point {black:g}. To turn tones "
            "round, use Invert Image or swap the two output levels."
        )
    share = ((image.pixels[..., :3] - black) / (white - black)).clamp(0, 1) ** (1 / gamma)
    # Not out_black + share * span: float32 would miss out_white by a bit.
    return Image(keep_alpha(out_black * (1 - share) + out_white * share, image.pixels))


def invert(image: Image) -> Image:
    """Turn every colour into its opposite, in sRGB values."""
    return Image(keep_alpha(1 - image.pixels[..., :3], image.pixels))


def greyscale(image: Image, method: GreyMethod = "luma") -> Image:
    """Take the colours out; the picture keeps its three channels.

    Args:
        image: The picture.
        method: Luma of ITU-R BT.709, the plain average of the channels, or CIE lightness L*
            (shown as the grey that has it).
    """
    colour = image.pixels[..., :3]
    if method == "lightness":
        grey = from_lab(to_lab(colour) * torch.tensor([1.0, 0.0, 0.0]))
    elif method == "average":
        grey = colour.mean(-1, keepdim=True).expand_as(colour)
    else:
        grey = luma(colour)[..., None].expand_as(colour)
    return Image(keep_alpha(grey, image.pixels))


def white_balance(
    image: Image, *, temperature: float = 0.0, tint: float = 0.0, removes_cast: float = 0.0
) -> Image:
    """Change the colour of the light that a picture was taken in.

    Works in linear light, where another lamp is a factor for each channel (von Kries), and
    keeps the luminance of grey.

    Args:
        image: The picture.
        temperature: -1..1, colder to warmer; 1 is one stop between red and blue.
        tint: -1..1, greener to more magenta; 1 is one stop.
        removes_cast: 0..1, how far the picture's mean is first brought to grey (the grey world
            of Buchsbaum 1980). Transparent pixels do not count.
    """
    if not (temperature or tint or removes_cast):
        return image
    light = to_linear(image.pixels[..., :3])
    if removes_cast:
        opacity = with_alpha(image.pixels)[..., 3:]
        means = (light * opacity).sum((1, 2), keepdim=True).clamp(min=1e-6)
        grey = luma(means)[..., None]
        # Four stops at most: a channel that is all but empty holds noise, and no cast.
        light = light * ((grey / means).clamp(1 / 16, 16) ** removes_cast)
    stops = torch.tensor([temperature / 2 + tint / 4, -tint / 2, -temperature / 2 + tint / 4])
    gains = 2**stops
    balanced = light * (gains / luma(gains))
    return Image(keep_alpha(to_srgb(balanced.clamp(0, 1)), image.pixels))


def posterize(image: Image, steps: int) -> Image:
    """Leave so many evenly spaced values of each channel, in sRGB values.

    Args:
        image: The picture.
        steps: 2 or more; 2 leaves black and white of each channel.
    """
    colour = image.pixels[..., :3]
    # Each step gets as much of the range as the others; rounding would halve the outer two.
    found = (colour * steps).floor().clamp(max=steps - 1) / (steps - 1)
    return Image(keep_alpha(found, image.pixels))


def match_colours(image: Image, reference: Image, strength: float = 1.0) -> Image:
    """Give a picture the mean and the spread of another one's colours.

    After Reinhard et al., "Color Transfer between Images" (2001), eqs. 10 and 11; in CIE Lab
    instead of their log space, which has no black. Each picture of a batch is matched by itself,
    and pixels count by their alpha.

    Args:
        image: What is changed.
        reference: What it is to look like, of any size: one picture, or as many as `image`.
        strength: 0 leaves the picture, 1 matches it.

    Raises:
        BadValue: The batches do not match.
    """
    counts = (len(image.pixels), len(reference.pixels))
    if counts[0] != counts[1] and 1 not in counts:
        raise BadValue(
            f"{counts[0]} pictures have {counts[1]} references. Use as many of each, or one."
        )
    lab = to_lab(image.pixels[..., :3])
    mean, spread = _statistics(lab, image.pixels)
    wanted_mean, wanted_spread = _statistics(to_lab(reference.pixels[..., :3]), reference.pixels)
    # A plain picture has no spread that could be stretched: it takes the mean alone.
    factor = torch.where(spread > 1e-3, wanted_spread / spread.clamp(min=1e-3), 1)
    matched = from_lab((lab - mean) * factor + wanted_mean)
    source = image.pixels.expand(len(matched), *image.pixels.shape[1:])
    return Image(keep_alpha(torch.lerp(source[..., :3], matched, strength), source))


def _statistics(lab: Tensor, pixels: Tensor) -> tuple[Tensor, Tensor]:
    """Give mean and standard deviation of each picture's channels: (batch, 1, 1, 3) each."""
    weight = with_alpha(pixels)[..., 3:]
    total = weight.sum((1, 2), keepdim=True).clamp(min=1e-6)
    mean = (lab * weight).sum((1, 2), keepdim=True) / total
    variance = ((lab - mean) ** 2 * weight).sum((1, 2), keepdim=True) / total
    return mean, variance.sqrt()
