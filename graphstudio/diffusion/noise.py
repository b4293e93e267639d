"""Random numbers that depend on a picture's own seed and on nothing else."""

import torch
from torch import Generator, Tensor

from graphstudio.api import Noise


def make_generators(noise: Noise, batch: int) -> list[Generator]:
    """Make one CPU generator a picture; picture i is seeded with seed + i.

    On the CPU whatever the device, so that every machine draws the same numbers.
    """
    return [torch.Generator("cpu").manual_seed((noise.seed + i) % 2**64) for i in range(batch)]


def draw(generators: list[Generator], shape: tuple[int, ...], device: torch.device) -> Tensor:
    """Draw normal noise, each picture from its own generator.

    Args:
        generators: One a picture; they move on.
        shape: (channels, height, width) of one picture.
        device: Where the numbers go after they are drawn.

    Returns:
        (batch, channels, height, width), float32, contiguous.
    """
    return torch.stack([torch.randn(shape, generator=one) for one in generators]).to(device)
