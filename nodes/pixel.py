"""Nodes for models that paint pixels themselves, without words and without an autoencoder."""

from pathlib import Path
from typing import Annotated, NamedTuple

from graphstudio import paths
from graphstudio.api import (
    Choices,
    Conditioning,
    Denoiser,
    File,
    Foreseen,
    Image,
    Known,
    Latent,
    Mask,
    Model,
    Scheduler,
    node,
)
from graphstudio.diffusion.catalogue import name_of
from graphstudio.diffusion.foresight import (
    facts_of,
    facts_of_latent,
    facts_of_no_prompt,
    facts_of_scheduler,
    making,
    refuse_all_but_pixels,
    refuse_all_that_are_told,
    refusing,
)
from graphstudio.diffusion.looks import look
from graphstudio.diffusion.pixel_folders import PixelModel, is_pixel_folder, open_pixel_folder

from .installed import find_folder, installed_folders
from .model import Precision


class PixelParts(NamedTuple):
    """The parts of a pixel-space model."""

    denoiser: Model[Denoiser]
    scheduler: Scheduler


def installed_pixel_models() -> list[str]:
    """Name every pixel-space model's folder."""
    found = [file.parent for file in paths.models().glob("*/model_index.json")]
    own = sorted(folder for folder in found if is_pixel_folder(folder))
    return installed_folders(("pixel_model",), own, is_pixel_folder)


def _open(model: str, precision: Precision) -> PixelModel:
    return open_pixel_folder(_find(model), cache=paths.digests(), precision=precision)


def _find(model: str) -> Path:
    known = installed_pixel_models() or ["none"]
    return find_folder(model, ("pixel_model",), what="pixel-space model", installed=known)


def _foresee(known: Known) -> Foreseen:
    if "model" not in known.values:
        return Foreseen()
    return look(_told, _find(known.values["model"]))


def _told(folder: Path) -> Foreseen:
    parts = open_pixel_folder(folder, cache=None)
    scheduler = facts_of_scheduler(name_of(parts.scheduler), parts.scheduler)
    return Foreseen({"denoiser": facts_of(parts.denoiser), "scheduler": scheduler})


def _content(*, model: str = "", precision: Precision = "auto") -> str:
    """Say what is in the folder now, so that an overwritten model is never a stale one."""
    parts = _open(model, precision)
    return f"{parts.denoiser.digest} {parts.scheduler!r}"


@node(
    "model.load_pixel",
    title="Load Pixel-Space Model",
    fingerprint=_content,
    foresee=_foresee,
    keywords=("ddpm", "ddim", "consistency", "score", "sde", "unconditional", "checkpoint"),
)
def load_pixel(
    model: Annotated[
        str, Choices(installed_pixel_models), File("model", is_read=False, kinds=("pixel_model",))
    ] = "",
    precision: Precision = "auto",
) -> PixelParts:
    """Bring in a model that paints pixels themselves: DDPM, consistency or score models.

    Such a model knows one kind of picture (faces, churches, cats) and reads no words. Wire it to
    Empty Latent, No Prompt and Sample, and the result to Pixel Latent to Image. Some paint one of
    many classes by number: they take Class Label in No Prompt's place. Models that read prompts
    come in through Load Model.

    Args:
        model: The name of a model in your model folders, or the path of a folder in diffusers
            layout (the one that holds model_index.json).
        precision: How exact its numbers are. Auto takes half precision on a graphics card and
            full precision on the processor, and for score models of the VE kind, which need it.
            Half needs half the memory.

    Returns:
        denoiser: The network that turns noise into a picture. Goes into Sample.
        scheduler: The scheduler that the model proposes. DDPM wants up to 1000 steps, DDIM about
            50, a consistency model 1 or 2, a score model about 1000.
    """
    parts = _open(model, precision)
    return PixelParts(parts.denoiser, parts.scheduler)


@node(
    "prompt.none",
    title="No Prompt",
    keywords=("unconditional", "empty", "ddpm", "pixel"),
    foresee=making(facts_of_no_prompt, "conditioning", "denoiser", refuse_all_that_are_told),
)
def none(denoiser: Model[Denoiser]) -> Conditioning:
    """Stand in for a prompt where a model reads none.

    For Sample's positive with pixel-space models. Guidance is of no use there: leave it open.
    Models that paint classes by number take Class Label.

    Args:
        denoiser: The model that will paint.
    """
    from graphstudio.diffusion.conditioning import unconditional

    return unconditional(denoiser)


@node(
    "latent.pixels",
    title="Pixel Latent to Image",
    keywords=("decode", "ddpm", "pixel space"),
    foresee=refusing("latent", refuse_all_but_pixels),
)
def pixels(latent: Latent) -> Image:
    """Turn what a pixel-space model painted into a picture: what VAE Decode is for other models.

    Args:
        latent: From Sample, with a pixel-space model.
    """
    from graphstudio.diffusion.pixels import to_image

    return to_image(latent)


@node(
    "latent.from_pixels",
    title="Image to Pixel Latent",
    keywords=("encode", "image to image", "inpaint", "mask", "ddpm", "pixel space"),
    foresee=making(facts_of_latent, "latent", "denoiser", refuse_all_but_pixels),
)
def from_pixels(
    image: Image, denoiser: Model[Denoiser], mask: Mask | None = None, is_soft: bool = False
) -> Latent:
    """Give a pixel-space model a picture to paint over: what VAE Encode is for other models.

    Set Sample's strength below 1 to keep some of the picture.

    Args:
        image: The picture, of about the size that the model was trained for.
        denoiser: The pixel-space model that will paint.
        mask: White is painted anew, black stays as it is. Left open, all of it is painted.
        is_soft: Keep the grey levels of the mask, for a gentle border. Otherwise it is cut
            hard at one half.
    """
    from graphstudio.diffusion.pixels import from_image

    return from_image(denoiser, image, mask, is_soft=is_soft)
