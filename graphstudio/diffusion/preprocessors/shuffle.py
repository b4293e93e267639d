"""The content of a picture, stirred: its colours and materials stay, its layout goes."""

import math

import torch
from torch import Generator, Tensor
from torch.nn import functional

from graphstudio.api import Image, Noise
from graphstudio.diffusion.noise import plain_generators
from graphstudio.diffusion.preprocessors.pictures import opaque


def shuffle_content(image: Image, noise: Noise, size: float = 0.5) -> Image:
    """Show each picture through a random smooth lens, as ControlNets for shuffling are trained.

    Picture i of a batch is stirred by seed + i, so it does not depend on its batch.

    Args:
        image: What to stir.
        noise: Which random numbers.
        size: How far apart the random numbers lie, as a part of the shorter side, above 0: small
            stirs finely.

    Raises:
        BadValue: The noise is a variation.
    """
    pictures = opaque(image)
    tall, wide = pictures.shape[1:3]
    spacing = max(size * min(tall, wide), 1.0)
    stirred = []
    generators = plain_generators(noise, len(pictures), "shuffling")
    for one, generator in zip(pictures, generators, strict=True):
        places = torch.stack([_smooth_field(tall, wide, spacing, generator) for _ in "xy"], dim=-1)
        shown = functional.grid_sample(
            one.movedim(-1, 0)[None], places[None] * 2 - 1, align_corners=True
        )
        stirred.append(shown[0].movedim(0, -1))
    return Image(torch.stack(stirred).clamp(0, 1).contiguous())


def _smooth_field(tall: int, wide: int, spacing: float, generator: Generator) -> Tensor:
    """Give random places, (tall, wide), that change smoothly and reach from 0 to 1."""
    # Two cells more than are shown: the outermost ones are bent by the picture's border.
    cells = [math.ceil(side / spacing) + 2 for side in (tall, wide)]
    margins = [math.ceil(spacing)] * 2
    grid = torch.rand(1, 1, *cells, generator=generator)
    whole = [side + 2 * margin for side, margin in zip((tall, wide), margins, strict=True)]
    field = functional.interpolate(grid, tuple(whole), mode="bicubic", align_corners=False)[0, 0]
    inner = field[margins[0] : margins[0] + tall, margins[1] : margins[1] + wide]
    lowest, highest = inner.min(), inner.max()
    return (inner - lowest) / (highest - lowest).clamp(min=1e-6)
