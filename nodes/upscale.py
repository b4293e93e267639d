"""Nodes that make pictures larger with networks made for it."""

from pathlib import Path
from typing import Annotated

from graphstudio import paths
from graphstudio.api import Choices, Context, File, Image, Model, Range, Upscaler, node
from graphstudio.diffusion.upscaler_files import PICKLE, digest_upscaler, open_upscaler

from .installed import find_file, installed_files
from .model import Precision

_FOLDER = "upscalers"


def installed_upscalers() -> list[str]:
    """Name every upscale model's file."""
    return installed_files(_FOLDER, ".safetensors", PICKLE)


Upscale = Annotated[
    str, Choices(installed_upscalers), File("model", is_read=False, kinds=("upscaler",))
]
TileSide = Annotated[int, Range(0, 8192, step=64, unit="px")]
Overlap = Annotated[int, Range(0, 512, step=8, unit="px")]


def _find(upscaler: str) -> Path:
    return find_file(upscaler, _FOLDER, "upscale model")


def _content(
    *, upscaler: str = "", allows_pickle: bool = False, precision: Precision = "auto"
) -> str:
    """Say what is in the file now, so that an overwritten one is never stale."""
    del precision  # it is part of the key already
    cache = paths.digests()
    return digest_upscaler(_find(upscaler), allows_pickle=allows_pickle, cache=cache)


@node(
    "upscale.load",
    title="Load Upscale Model",
    category="image",
    fingerprint=_content,
    keywords=("esrgan", "real-esrgan", "super resolution", "swinir", "dat", "span", "restore"),
)
def load(
    ctx: Context,
    upscaler: Upscale = "",
    allows_pickle: bool = False,
    precision: Precision = "auto",
) -> Model[Upscaler]:
    """Bring a network into the graph that makes pictures larger, or mends them at their size.

    Real-ESRGAN, SPAN, Compact, DAT, HAT, SwinIR and some forty more kinds; which one a file holds
    is found out by itself. Its weights are loaded when Upscale with Model needs them. No such
    model is part of GraphStudio.

    Args:
        upscaler: The name of an upscale model in your model folders, or the path of a .safetensors
            file.
        allows_pickle: Also open .pth files, which many older models come as. Such a file could
            hold code; it is read by a reader that takes numbers alone and refuses the rest.
        precision: How exact its numbers are. Auto takes half precision on a graphics card, where
            the network can, and full precision on the processor.
    """
    file, cache = _find(upscaler), paths.digests()
    found = open_upscaler(file, allows_pickle=allows_pickle, cache=cache, precision=precision)
    if file.suffix.lower() == PICKLE:
        ctx.warn(
            f"{file.name} is a pickle. Only numbers were read from it, but a .safetensors file is "
            "the safer choice where there is one."
        )
    return found


@node(
    "upscale.apply",
    title="Upscale with Model",
    category="image",
    keywords=("super resolution", "enlarge", "esrgan", "2x", "4x", "denoise", "restore"),
)
def apply(
    ctx: Context,
    upscaler: Model[Upscaler],
    image: Image,
    tile: TileSide = 512,
    overlap: Overlap = 32,
) -> Image:
    """Make a picture larger with a network that was trained to: sharper than any resizing.

    How much larger is the model's own: 2 or 4 times mostly, and once for those that mend a picture
    (noise, JPEG, blur). Use Resize Image behind it for any other size.

    Args:
        upscaler: The model, from Load Upscale Model.
        image: The picture. Transparency is made larger with it.
        tile: Work in tiles of this size, for large pictures and little memory. 0 takes the
            picture in one piece.
        overlap: How far tiles overlap at least. More hides seams of models that look far around.
    """
    from graphstudio.diffusion.upscaling import upscale

    with ctx.load(upscaler) as net:
        return upscale(net, image, tile_px=tile, overlap_px=overlap, track=ctx.track)
