"""How much of each cell of a latent a prompt covers."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce

import torch
from torch import Tensor

from graphstudio.api import Area, Conditioning, Latent, Mask
from graphstudio.diffusion.masks import to_latent_size
from graphstudio.diffusion.parts import Place, parts_of


def laid_out(text: Conditioning, latent: Latent) -> Conditioning:
    """Make one mask of all the places of one part of a prompt, with a pixel for each cell.

    Args:
        text: One part.
        latent: What is denoised.
    """
    if not text.areas:
        return text
    covered = cover(text.areas, latent)
    return replace(text, areas=(Mask(covered[:, 0].contiguous()),))


def cover(places: Sequence[Place], latent: Latent) -> Tensor:
    """Say how much of each cell lies in all of some places.

    Returns:
        (batch or 1, 1, height / scale, width / scale), float32 in 0..1, on the CPU.
    """
    tall, wide = latent.samples.shape[-2:]
    return reduce(
        torch.mul, (_cover_one(one, latent) for one in places), torch.ones(1, 1, tall, wide)
    )


def shares(parts: Sequence[Conditioning]) -> list[Tensor | None]:
    """Say what share each part has in each cell of what they predict together.

    Args:
        parts: Those that act, each with no place or with one mask of the latent's size.

    Returns:
        For each part (batch or 1, 1, height, width), float32; they add up to 1 in each cell.
        None where a part has all of every cell. A part that has none of any has zeros.
    """
    if len(parts) == 1:
        return [None]
    counts = [_weights(part) for part in parts]
    total = reduce(torch.add, counts)
    is_bare = total <= 0
    found = [
        torch.where(is_bare, 0.0, one / total.where(~is_bare, torch.tensor(1.0))) for one in counts
    ]
    found[0] = torch.where(is_bare, 1.0, found[0])
    return [None if bool((one == 1).all()) else one for one in found]


def place_problems(text: Conditioning, latent: Latent, name: str) -> Iterator[str]:
    """Say what is wrong with where a prompt acts in a latent."""
    batch = len(latent.samples)
    tall, wide = (side * latent.scale for side in latent.samples.shape[-2:])
    for place in dict.fromkeys(place for part in parts_of(text) for place in part.areas):
        if isinstance(place, Mask) and len(place.values) not in {1, batch}:
            yield (
                f"A mask of the {name} conditioning is for {len(place.values)} pictures and "
                f"{batch} are made. Use one mask for all, or one for each."
            )
        if isinstance(place, Area) and not _rectangle(place, latent).any():
            yield (
                f"An area of the {name} conditioning lies outside of the picture, which is "
                f"{wide} x {tall} px. Move it inside."
            )


def _cover_one(place: Place, latent: Latent) -> Tensor:
    tall, wide = latent.samples.shape[-2:]
    if isinstance(place, Mask):
        return to_latent_size(place, tall, wide, is_soft=True)
    if isinstance(place, Area):
        return _rectangle(place, latent)
    taken = [cover(one, latent) for one in place.others]
    room = (1 - reduce(torch.add, taken)).clamp(0, 1) if taken else torch.ones(1, 1, tall, wide)
    return place.least + (1 - place.least) * room


def _rectangle(area: Area, latent: Latent) -> Tensor:
    tall, wide = latent.samples.shape[-2:]
    # In cells: an edge that crosses some covers a part of each.
    down, across = (1 / latent.scale,) * 2 if area.unit == "pixels" else (tall, wide)
    rows = _overlap(area.top * down, (area.top + area.height) * down, tall)
    columns = _overlap(area.left * across, (area.left + area.width) * across, wide)
    return (rows[:, None] * columns[None, :])[None, None]


def _overlap(start: float, end: float, count: int) -> Tensor:
    """Say how much of each of so many cells in a row lies between two points."""
    cells = torch.arange(count, dtype=torch.float64)
    inside = torch.clamp(cells + 1, max=end) - torch.clamp(cells, min=start)
    return inside.clamp(0, 1).float()


def _weights(part: Conditioning) -> Tensor:
    if not part.areas:
        return torch.full((1, 1, 1, 1), part.weight)
    (mask,) = part.areas
    assert isinstance(mask, Mask), "laid_out makes one of all places"
    return part.weight * mask.values[:, None]
