"""Denoisers on the wires that work in tiles: models that name a base and a size. No torch."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from graphstudio.api import Denoiser, Model
from graphstudio.diffusion.changing import each_variant
from graphstudio.errors import BadValue

if TYPE_CHECKING:
    import torch

LEAST_CELLS = 8
"""Smaller tiles show a denoiser too little of a picture to know what it is."""


@dataclass(frozen=True, slots=True)
class TileView:
    """Make a view of a denoiser that works in tiles; it shares all weights.

    Attributes:
        base: The denoiser.
        side: Of a tile, in cells.
        overlap: How far neighbours overlap at least, in cells.
        step: Tiles begin at multiples of this many cells.
        scale: Pixels that a cell covers.
    """

    base: Model[Denoiser]
    side: int
    overlap: int
    step: int
    scale: int

    @property
    def extras(self) -> tuple[Model[Any], ...]:
        """Name nothing: it needs nothing else."""
        return ()

    def load(self, device: torch.device, precision: torch.dtype) -> Denoiser:
        """Load the base and make the view.

        Raises:
            ModelMissing: Files are not there.
            ModelBroken: They cannot be trusted.
        """
        return self.view(self.base.source.load(device, precision), ())

    def view(self, base: Denoiser, extras: Sequence[Any]) -> Denoiser:
        """Make the view; the base is not changed."""
        del extras
        from graphstudio.diffusion.tiled_denoisers import TiledDenoiser

        return TiledDenoiser(base, self.side, self.overlap, self.step, self.scale)


def tile_denoiser(
    base: Model[Denoiser], tile_px: int = 0, overlap: float = 0.25
) -> Model[Denoiser]:
    """Let a denoiser look at large pictures in overlapping tiles.

    Args:
        base: One that works in tiles already gets these in their place.
        tile_px: Side of a tile in pixels, rounded down to whole cells; 0 takes the size that the
            model was trained for.
        overlap: How far neighbours overlap at least, as a part of the tile, 0..0.75.

    Raises:
        BadValue: The tile is too small, or the denoiser keeps what it found for its next calls.
    """
    changed = each_variant(base, lambda one: tile_denoiser(one, tile_px, overlap))
    if changed is not None:
        return changed
    if isinstance(base.source, TileView):
        base = base.source.base
    scale, step = int(base.fact("scale") or 8), int(base.fact("patch_size") or 1)
    wanted = tile_px or int(base.fact("native_px") or 512)
    side = wanted // (scale * step) * step
    if side < LEAST_CELLS:
        raise BadValue(
            f"Tiles of {wanted} px are too small for {base.name}. Choose {LEAST_CELLS * scale} px "
            "or more; the size that it was trained for is best."
        )
    return _viewed(TileView(base, side, round(side * overlap), step, scale))


def behind_tiles(
    model: Model[Any], change: Callable[[Model[Any]], Model[Any]]
) -> Model[Any] | None:
    """Change a model behind its tiles, which stay outermost; None for one that has none."""
    if not isinstance(model.source, TileView):
        return None
    return _viewed(replace(model.source, base=change(model.source.base)))


def _viewed(view: TileView) -> Model[Denoiser]:
    base = view.base
    if base.tuning.forgets:
        raise BadValue(
            f"{base.name} would work in tiles, and Step Cache would mix one tile with another. "
            "Take one of the two out."
        )
    said = repr((base.digest, "tiles", view.side, view.overlap)).encode()
    return replace(
        base,
        name=f"{base.name} in tiles",
        digest=hashlib.blake2b(said, digest_size=32).hexdigest(),
        size_bytes=0,  # beyond those of its base
        source=view,
    )
