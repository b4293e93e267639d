"""Pictures for preprocessors to look at."""

import torch

from graphstudio.api import Image


def random_picture(
    width: int = 24, height: int = 16, *, batch: int = 1, channels: int = 3, seed: int = 1
) -> Image:
    """Give pictures of random colours, each pixel its own."""
    generator = torch.Generator().manual_seed(seed)
    return Image(torch.rand(batch, height, width, channels, generator=generator))


def plain(colour: tuple[float, ...], width: int = 24, height: int = 16) -> Image:
    """Give a picture of one colour."""
    return Image(torch.tensor(colour).expand(1, height, width, -1).contiguous())


def square(ground: tuple[float, ...], colour: tuple[float, ...], side: int = 32) -> Image:
    """Give a square picture with a square of half its side in the middle."""
    pixels = plain(ground, side, side).pixels.clone()
    pixels[:, side // 4 : -side // 4, side // 4 : -side // 4] = torch.tensor(colour)
    return Image(pixels)
