"""Nodes that measure pictures: how alike two are, how sharp one is, which tones it has."""

from typing import Annotated, NamedTuple

from graphstudio.api import Image, Range, node


class Measured(NamedTuple):
    """A number, and the words for it.

    Of a batch it is the mean; the text has every picture's number, a line each.
    """

    number: float
    text: str


@node(
    "metric.psnr",
    title="PSNR",
    category="image / measure",
    keywords=("quality", "noise", "compare", "decibel"),
)
def psnr(first: Image, second: Image) -> Measured:
    """Measure how little two pictures differ, in decibels: 40 can hardly be seen, 20 clearly.

    Args:
        first: A picture.
        second: What it is compared with, of the same size.

    Returns:
        number: Of a batch the mean. Infinite for two pictures that are alike.
        text: The number in words, a line for each picture.
    """
    from graphstudio.diffusion.metrics import psnr as measure

    return _tell(measure(first, second).tolist(), "PSNR {:.2f} dB")


@node(
    "metric.ssim",
    title="SSIM",
    category="image / measure",
    keywords=("quality", "similarity", "structure", "compare"),
)
def ssim(first: Image, second: Image, is_coloured: bool = False) -> Measured:
    """Measure how alike the structure of two pictures is: 1 is alike, 0 has nothing in common.

    Args:
        first: A picture.
        second: What it is compared with, of the same size.
        is_coloured: Compare red, green and blue. Otherwise the brightness alone, as most
            figures in papers do.

    Returns:
        number: Of a batch the mean.
        text: The number in words, a line for each picture.
    """
    from graphstudio.diffusion.metrics import ssim as measure

    return _tell(measure(first, second, is_luma=not is_coloured).tolist(), "SSIM {:.4f}")


@node(
    "metric.difference",
    title="Mean Difference",
    category="image / measure",
    keywords=("error", "mae", "compare"),
)
def difference(first: Image, second: Image) -> Measured:
    """Measure how far apart two pictures are: 0 is alike, 1 is black beside white.

    Args:
        first: A picture.
        second: What it is compared with, of the same size.

    Returns:
        number: Of a batch the mean.
        text: The number in words, a line for each picture.
    """
    from graphstudio.diffusion.metrics import mean_difference

    return _tell(mean_difference(first, second).tolist(), "Difference {:.4f}")


@node(
    "metric.sharpness",
    title="Sharpness",
    category="image / measure",
    keywords=("blur", "focus", "laplacian"),
)
def sharpness(image: Image) -> Measured:
    """Measure how sharp a picture is, to compare pictures of one subject.

    Args:
        image: The picture. Noise counts as sharpness too.

    Returns:
        number: More is sharper. Of a batch the mean.
        text: The number in words, a line for each picture.
    """
    from graphstudio.diffusion.metrics import sharpness as measure

    return _tell(measure(image).tolist(), "Sharpness {:.1f}")


@node(
    "metric.histogram",
    title="Histogram",
    category="image / measure",
    keywords=("levels", "tones", "distribution"),
)
def histogram(
    image: Image,
    height: Annotated[int, Range(32, 2048, step=8, unit="px")] = 256,
    is_logarithmic: bool = False,
) -> Image:
    """Draw how many pixels have which tone: dark ones at the left, light ones at the right.

    Args:
        image: The picture.
        height: Height of the drawing.
        is_logarithmic: Make rare tones visible too.
    """
    from graphstudio.diffusion.histograms import draw_histogram

    return draw_histogram(image, height=height, is_logarithmic=is_logarithmic)


def _tell(numbers: list[float], words: str) -> Measured:
    mean = sum(numbers) / len(numbers)
    return Measured(mean, "\n".join(words.format(one) for one in numbers))
