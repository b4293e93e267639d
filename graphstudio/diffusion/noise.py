"""Random numbers that depend on a picture's own seed and on nothing else."""

import math
from dataclasses import replace

import torch
from torch import Generator, Tensor

from graphstudio.api import Noise
from graphstudio.api.acting import is_between
from graphstudio.errors import BadValue

_LEAST_SINE = 1e-6  # of an angle that can be divided by


def make_generators(noise: Noise, batch: int) -> list[Generator]:
    """Make one CPU generator a picture; picture i is seeded with seed + i.

    On the CPU whatever the device, so that every machine draws the same numbers.
    """
    return [torch.Generator("cpu").manual_seed((noise.seed + i) % 2**64) for i in range(batch)]


def plain_generators(noise: Noise, batch: int, what: str) -> list[Generator]:
    """Make generators for something else than the noise that a run starts from.

    Args:
        noise: The recipe.
        batch: Number of pictures.
        what: Draws from them, for the message.

    Raises:
        BadValue: The recipe has variations or later seeds, which that would leave out without a
            word.
    """
    if noise.variations:
        raise BadValue(
            f"This noise is a variation, which changes what Sample starts from; {what} draws other "
            "numbers. Wire Noise itself, without Vary Noise."
        )
    if noise.later:
        raise BadValue(
            f"This noise changes its seed in the middle of a run of Sample; {what} has no steps. "
            "Wire Noise itself, without Reseed Noise."
        )
    return make_generators(noise, batch)


def begun(noise: Noise, call: int, count: int) -> Noise:
    """Give the recipe without what has not begun in a call of so many.

    In two calls that are the same in all else the same numbers are drawn if this is the same, in
    the call and in those before it.
    """
    later = tuple(one for one in noise.later if is_between(one[0], call / count, math.inf))
    return replace(noise, later=later)


def reseed(
    noise: Noise, generators: list[Generator], call: int, count: int, *, first: int
) -> list[Generator]:
    """Give the generators that the noise of a step is drawn from: new ones where a seed begins.

    Args:
        noise: The recipe.
        generators: Those of the call before.
        call: Which call of the network, from 0.
        count: Of how many.
        first: The first call of this sampler, whether it was run now or kept from an earlier run:
            a seed that began before it begins with it.
    """
    now, before = begun(noise, call, count).later, begun(noise, call - 1, count).later
    if now and (call == first or now != before):
        return make_generators(Noise(now[-1][1]), len(generators))
    return generators


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


def draw_first(
    noise: Noise, generators: list[Generator], shape: tuple[int, ...], device: torch.device
) -> Tensor:
    """Draw the noise that a run starts from, moved towards that of the recipe's variations.

    Picture i of a batch is the variation that `seed + i` and each other seed + i make.

    Args:
        noise: The recipe.
        generators: From `make_generators` of the same recipe; they move on as far as `draw`
            moves them, so the noise of the steps is that of the seed alone.
        shape: (channels, height, width) of one picture.
        device: Where the numbers go after they are drawn.

    Returns:
        (batch, channels, height, width), float32, contiguous.
    """
    cpu = torch.device("cpu")
    drawn = draw(generators, shape, cpu)
    for seed, amount in noise.variations:
        others = make_generators(Noise(seed), len(generators))
        drawn = turn(drawn, draw(others, shape, cpu), amount)
    return drawn.to(device)


def turn(start: Tensor, goal: Tensor, amount: float) -> Tensor:
    """Turn noise towards other noise along the great circle between them.

    What lies half-way between two draws in a straight line is too weak to be noise: its
    deviation is 0.7. On the arc it stays what the network was trained on. This is Shoemake's
    spherical interpolation (Animating rotation with quaternion curves, 1985, section 3.3):
    sin((1 - t) w) / sin(w) * start + sin(t w) / sin(w) * goal, w the angle between the two.
    Each picture has an angle of its own, over all its numbers.

    Args:
        start: (batch, channels, height, width), normal noise; what 0 gives, bit for bit.
        goal: Same shape; what 1 gives, bit for bit.
        amount: 0..1.
    """
    one, other = start.double(), goal.double()
    product = (one * other).sum(dim=(1, 2, 3), keepdim=True)
    norms = [part.square().sum(dim=(1, 2, 3), keepdim=True).sqrt() for part in (one, other)]
    angle = torch.arccos((product / (norms[0] * norms[1])).clamp(-1, 1))
    # Two equal draws have no angle: then both weights are those of a straight line.
    whole = torch.sin(angle)
    is_arc = whole > _LEAST_SINE
    divisor = torch.where(is_arc, whole, 1.0)
    first = torch.where(is_arc, torch.sin((1 - amount) * angle) / divisor, 1 - amount)
    second = torch.where(is_arc, torch.sin(amount * angle) / divisor, amount)
    return (first * one + second * other).float().contiguous()
