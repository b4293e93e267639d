"""Guides drawn by networks, for pictures of any size."""

from collections.abc import Callable, Iterable, Iterator

import torch
from torch import Tensor

from graphstudio.api import Annotator, Image
from graphstudio.diffusion.images import resize_image
from graphstudio.diffusion.preprocessors.pictures import opaque
from graphstudio.errors import BadValue

_MULTIPLE_PX = 64  # what the deepest of these networks needs
# A picture is shown at most this many times as long as wide, or a stripe would fill the memory.
_LONGEST = 8

Track = Callable[[Iterable[Tensor]], Iterator[Tensor]]


def annotate(net: Annotator, image: Image, detail_px: int = 512, *, track: Track = iter) -> Image:
    """Draw the guide of each picture by itself, as large as the picture.

    Args:
        net: What draws.
        image: What it looks at; what is transparent is white.
        detail_px: How large it sees a picture: its shorter side, rounded to 64 px. 0 shows the
            picture's own size.
        track: Goes through the pictures.

    Raises:
        BadValue: The picture holds numbers that are not finite.
    """
    pixels = opaque(image)
    if not bool(pixels.isfinite().all()):
        raise BadValue(
            "The picture holds numbers that are none (NaN or infinite). Half precision often does "
            "this: set the model's precision to float32."
        )
    tall, wide = pixels.shape[1:3]
    size = _shown_size(wide, tall, detail_px)
    shown = resize_image(Image(pixels), *size, method="area" if size[0] < wide else "lanczos")
    guides = torch.stack([net.annotate(one) for one in track(list(shown.pixels))])
    return resize_image(Image(guides.contiguous()), wide, tall, method="bilinear")


def _shown_size(wide: int, tall: int, detail_px: int) -> tuple[int, int]:
    short = min(wide, tall)
    factor = (detail_px or short) / short
    sides = [max(round(side * factor / _MULTIPLE_PX), 1) * _MULTIPLE_PX for side in (wide, tall)]
    most = min(sides) * _LONGEST
    return min(sides[0], most), min(sides[1], most)
