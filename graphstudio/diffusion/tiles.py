"""Large pictures through a network in overlapping tiles, blended where they overlap."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

Convert = Callable[[Tensor], Tensor]


@dataclass(frozen=True, slots=True)
class Tile:
    """Name a piece of a picture, in cells.

    Attributes:
        top: Cells above it.
        left: Cells to the left of it.
        tall: How many it is high.
        wide: How many it is wide.
    """

    top: int
    left: int
    tall: int
    wide: int

    def cut(self, source: Tensor, scale: int = 1) -> Tensor:
        """Cut it out of (..., height, width); each of its cells covers so many of the source's."""
        top, left = self.top * scale, self.left * scale
        rows = source[..., top : top + self.tall * scale, :]
        return rows[..., left : left + self.wide * scale].contiguous()


def convert_in_tiles(
    convert: Convert, source: Tensor, *, side: int, overlap: int, scale: float, step: int = 1
) -> Tensor:
    """Convert a picture piece by piece, so that memory depends on the tile and not the picture.

    Tiles are of one size; see `lay_tiles` and `blend_tiles`.

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
    return blend_tiles(
        lambda tile: convert(tile.cut(source)),
        lay_tiles(height, width, side=side, overlap=overlap, step=step),
        (height, width),
        overlap=overlap,
        scale=scale,
    )


def lay_tiles(height: int, width: int, *, side: int, overlap: int, step: int = 1) -> list[Tile]:
    """Spread tiles of one size evenly over a picture, row by row.

    Args:
        height: Of the picture, in cells.
        width: Of the picture, in cells.
        side: Of a tile; a picture that is smaller has tiles as small.
        overlap: How far neighbours overlap at least (`step - 1` less), less than `side`.
        step: Tiles begin at multiples of this many cells.
    """
    tall, wide = min(side, height), min(side, width)
    return [
        Tile(top, left, tall, wide)
        for top in _starts(height, tall, overlap, step)
        for left in _starts(width, wide, overlap, step)
    ]


def blend_tiles(
    convert: Callable[[Tile], Tensor],
    tiles: Iterable[Tile],
    size: tuple[int, int],
    *,
    overlap: int,
    scale: float = 1,
    dropped: int = 0,
) -> Tensor:
    """Put a picture together from what its tiles become.

    Where tiles overlap their results are mixed with weights that fall linearly towards each tile's
    edge and sum to 1, so no seam is sharp.

    Args:
        convert: Gives what a tile becomes: (batch, channels, tall * scale, wide * scale).
        tiles: From `lay_tiles`.
        size: Height and width of the picture, in cells.
        overlap: As it was given to `lay_tiles`.
        scale: Cells of the result for each cell of a tile.
        dropped: Cells along a tile's edges inside the picture that are not used at all: a network
            saw too little around them. At most `overlap / 2`, less than that where tiles begin
            at multiples.

    Returns:
        (batch, channels, height * scale, width * scale), float32, contiguous.
    """
    total: Tensor | None = None
    weights = torch.zeros(())
    height, width = (round(side * scale) for side in size)
    ramp = round((overlap - 2 * dropped) * scale)
    for tile in tiles:
        made = convert(tile).float()
        if total is None:
            total = torch.zeros((*made.shape[:2], height, width), device=made.device)
            weights = torch.zeros((height, width), device=made.device)
        top, left = round(tile.top * scale), round(tile.left * scale)
        rows, columns = slice(top, top + made.shape[-2]), slice(left, left + made.shape[-1])
        cut = round(dropped * scale)
        down = _ramp(rows, height, ramp, cut)[:, None]
        window = (down * _ramp(columns, width, ramp, cut)[None, :]).to(made.device)
        total[..., rows, columns] += made * window
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


def _ramp(place: slice, length: int, ramp: int, cut: int) -> Tensor:
    """Weigh a tile's cells: 1 inside, falling to just above 0, and 0 for so many at its edges.

    At an edge of the picture nothing is cut: no neighbour shows it better.
    """
    from_start = torch.arange(place.stop - place.start) + 1.0
    from_end = from_start.flip(0)
    near = from_start - (cut if place.start > 0 else 0)
    far = from_end - (cut if place.stop < length else 0)
    return (torch.minimum(near, far).clamp(min=0) / (ramp + 1)).clamp(max=1.0)
