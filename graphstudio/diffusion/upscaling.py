"""Pictures made larger, or mended, by a network: whole or in tiles, with their transparency."""

from collections.abc import Callable, Iterable, Iterator

import torch
from torch import Tensor

from graphstudio.api import Image, Upscaler
from graphstudio.diffusion.alpha import unweigh, weigh
from graphstudio.diffusion.tiles import Tile, blend_tiles, lay_tiles
from graphstudio.errors import BadValue

LEAST_TILE_PX = 32
"""In smaller tiles there is more overlap than picture."""

Track = Callable[[Iterable[int]], Iterator[int]]


def upscale(
    net: Upscaler, image: Image, *, tile_px: int = 0, overlap_px: int = 32, track: Track = iter
) -> Image:
    """Make each picture of a batch larger by itself.

    A quarter of the overlap at a tile's inner edges is thrown away and the rest is mixed: a
    network that sees no further than that gives the same as in one piece. Alpha goes through the
    network as a grey picture, and colours are weighed by it first, so that hidden ones stay hidden.

    Args:
        net: The network.
        image: RGB or RGBA.
        tile_px: Side of a tile in pixels of the picture; 0 takes it in one piece.
        overlap_px: How far neighbours overlap at least; at most half a tile.
        track: Goes through the tiles of all pictures.

    Returns:
        Both sides times the network's scale, as many channels as the image, 0..1.

    Raises:
        BadValue: The tile is too small, or what comes out is not finite.
    """
    if 0 < tile_px < LEAST_TILE_PX:
        raise BadValue(
            f"Tiles of {tile_px} px are too small. Choose {LEAST_TILE_PX} px or more, or 0 for one "
            "piece."
        )
    tall, wide = image.pixels.shape[1:3]
    side = tile_px // net.multiple_px * net.multiple_px or max(tall, wide)
    overlap = min(overlap_px, side // 2)
    tiles = lay_tiles(tall, wide, side=side, overlap=overlap)
    rounds = sum(1 + _has_shape(one[..., 3:]) for one in image.pixels)
    steps = iter(track(range(rounds * len(tiles))))

    def enlarge(plane: Tensor) -> Tensor:
        return _enlarge(net, plane, tiles, overlap, steps)

    made = torch.stack([_upscale_one(one, enlarge) for one in image.pixels])
    next(steps, None)  # the last one is done
    if not bool(made.isfinite().all()):
        raise BadValue(
            "The upscale model gave numbers that are none (NaN or infinite). Half precision often "
            "does this: set its precision to float32."
        )
    return Image(made.contiguous())


def _upscale_one(pixels: Tensor, enlarge: Callable[[Tensor], Tensor]) -> Tensor:
    """Turn (height, width, 3 or 4) into the same, larger."""
    weighed = weigh(pixels).movedim(-1, 0)[None]
    made = enlarge(weighed[:, :3].contiguous())
    alpha = weighed[:, 3:]
    if _has_shape(alpha):
        grey = enlarge(alpha.expand(-1, 3, -1, -1).contiguous()).mean(dim=1, keepdim=True)
        made = torch.cat([made, grey], dim=1)
    elif alpha.numel():
        plain = alpha.new_full((1, 1, *made.shape[-2:]), alpha.max().item())
        made = torch.cat([made, plain], dim=1)
    return unweigh(made.clamp(0, 1)[0].movedim(0, -1))


def _has_shape(alpha: Tensor) -> bool:
    """Say whether there is an alpha, and not one value everywhere."""
    return bool(alpha.numel() and alpha.min() != alpha.max())


def _enlarge(
    net: Upscaler, plane: Tensor, tiles: list[Tile], overlap: int, steps: Iterator[int]
) -> Tensor:
    """Put (1, 3, height, width) through the network, taking one step a tile."""

    def ask(tile: Tile) -> Tensor:
        next(steps)
        return net.enlarge(tile.cut(plane))

    if len(tiles) == 1:
        return ask(tiles[0])  # mixing one with nothing would round it
    size = (plane.shape[-2], plane.shape[-1])
    return blend_tiles(ask, tiles, size, overlap=overlap, scale=net.scale, dropped=overlap // 4)
