"""Nodes that change how a denoiser looks at a picture."""

from typing import Annotated

from graphstudio.api import Denoiser, Model, Range, node
from graphstudio.diffusion.foresight import agreeing
from graphstudio.diffusion.tile_views import tile_denoiser

TileSide = Annotated[int, Range(0, 8192, step=64, unit="px")]
Overlap = Annotated[float, Range(0, 0.75, step=0.05)]


@node(
    "denoiser.tile",
    title="Tile Denoiser",
    category="model",
    keywords=("tiled", "upscale", "multidiffusion", "ultimate upscale", "large", "panorama"),
    foresee=agreeing(gives={"model": "denoiser"}),
)
def tile(denoiser: Model[Denoiser], tile: TileSide = 0, overlap: Overlap = 0.25) -> Model[Denoiser]:
    """Let a model paint pictures that are larger than it was trained for.

    In each step it looks at overlapping tiles, and where they overlap its answers are mixed, so
    there are no seams. To add detail to a finished picture: Upscale with Model or Resize Image,
    VAE Encode in tiles, Sample with this model and a strength of 0.3 to 0.5, VAE Decode in tiles.
    Guidance and schedulers work as ever, and each tile follows its own part of a ControlNet's
    picture.

    Every tile is painted after the whole prompt: with much strength each one shows all that the
    prompt names. Lower the strength, describe only style and quality, or lead it with a
    ControlNet. A weaker model in the guidance needs a Tile Denoiser of its own.

    Args:
        denoiser: The model that paints. It stays as it is for other branches.
        tile: Side of a tile. 0 takes the size that the model was trained for, which is best.
        overlap: How far neighbours overlap at least, as a part of the tile. More is slower, and
            tiles agree better.
    """
    return tile_denoiser(denoiser, tile, overlap)
