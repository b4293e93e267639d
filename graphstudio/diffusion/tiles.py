"""Large pictures through a network in overlapping tiles, blended where they overlap."""

from collections.abc import Callable

import torch
from torch import Tensor

Convert = Callable[[Tensor], Tensor]


def convert_in_tiles(
    convert: Convert, source: Tensor, *, side: int, overlap: int, scale: float, step: int = 1
) -> Tensor:
    """Convert a picture piece by piece, so that memory depends on the tile and not the picture.

    Tiles are of one size. Where they overlap their results are mixed with weights that fall
    linearly towards each tile's edge, so no seam is sharp.

    Args:
        convert: Turns (batch, channels, side, side) into the same times `scale`.
        source: (batch, channels, height, width).
        side: Side of a tile, in cells of the source.
        overlap: How far neighbours overlap at least, less than `side`.
        scale: Cells of the result for each cell of the source: 8 when decoding, 1/8 encoding.
        step: Tiles begin at multiples of this many cells, so that the result's cells are whole.

    Returns:
        (batch, channels, height * scale, width * scale), float32, contiguous.
    """
    height, width = source.shape[-2:]
    tall, wide = min(side, height), min(side, width)
    total: Tensor | None = None
    weights = torch.zeros(())
    for top in _starts(height, tall, overlap, step):
        for left in _starts(width, wide, overlap, step):
            tile = convert(source[..., top : top + tall, left : left + wide]).float()
            if total is None:
                shape = (*tile.shape[:2], round(height * scale), round(width * scale))
                total = torch.zeros(shape, device=tile.device)
                weights = torch.zeros(shape[-2:], device=tile.device)
            window = _window(tile, round(overlap * scale))
            rows = slice(round(top * scale), round(top * scale) + tile.shape[-2])
            columns = slice(round(left * scale), round(left * scale) + tile.shape[-1])
            total[..., rows, columns] += tile * window
            weights[rows, columns] += window
    assert total is not None
    return (total / weights).contiguous()


def _starts(length: int, side: int, overlap: int, step: int) -> list[int]:
    """Spread tiles evenly from one edge to the other."""
    if side >= length:
        return [0]
    count = -(-(length - overlap) // (side - overlap))
    last = length - side
    return [last * i // (count - 1) // step * step for i in range(count - 1)] + [last]


def _window(tile: Tensor, overlap: int) -> Tensor:
    """Weigh a tile's cells: 1 inside, falling to just above 0 at its edges."""
    height, width = tile.shape[-2:]

    def ramp(length: int) -> Tensor:
        place = torch.arange(length, device=tile.device) + 1.0
        return (torch.minimum(place, length + 1 - place) / (overlap + 1)).clamp(max=1.0)

    return ramp(height)[:, None] * ramp(width)[None, :]
