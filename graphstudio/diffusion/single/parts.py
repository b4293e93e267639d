"""Parts of models that lie in files of their own: named, and put together; no torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from graphstudio import paths
from graphstudio.api import ControlNet, Denoiser, Model, ModelFacts, TextEncoder, Vae
from graphstudio.diffusion.configs import read_json
from graphstudio.diffusion.descriptions import describe
from graphstudio.diffusion.families import SD3
from graphstudio.diffusion.folders import open_folder
from graphstudio.diffusion.single.contents import unet_family
from graphstudio.diffusion.single.encoders import name_texts
from graphstudio.diffusion.single.files import (
    Wish,
    named,
    open_file,
    parameters_of,
    stored_in,
)
from graphstudio.diffusion.single.opening import describe_denoiser, name_denoiser, name_vae
from graphstudio.diffusion.single.sources import ControlNetFile
from graphstudio.diffusion.single.strangers import refuse_stranger
from graphstudio.errors import ModelBroken

VaeFamily = Literal["auto", "sd1", "sdxl", "sd3", "flux"]

_SEVERAL = {4: "sd1 (also for 2.x) or sdxl", 16: "sd3 or flux"}


def open_denoiser(file: Path, wish: Wish) -> Model[Denoiser]:
    """Name the denoiser in a file: a part, or of a whole checkpoint.

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: It is damaged, holds no denoiser, or one of an unknown family.
    """
    opened = open_file(file, wish)
    return name_denoiser(opened, *describe_denoiser(opened))


def open_vae(place: Path, wish: Wish, family: VaeFamily) -> Model[Vae]:
    """Name the autoencoder in a file or a model folder.

    Args:
        place: The file, or the folder.
        wish: How to open it.
        family: Whose it is; "auto" where the place shows it.

    Raises:
        ModelMissing: It is not there.
        ModelBroken: It is damaged, holds no autoencoder, or does not show whose it is.
    """
    if place.is_dir():
        return open_folder(place, cache=wish.cache, precision=wish.precision).vae
    opened = open_file(place, wish)
    if family == "auto" and opened.contents.denoiser is not None:
        return name_vae(opened, *describe_denoiser(opened))
    if opened.contents.vae is not None and family == "auto":
        channels = opened.contents.vae.width
        choice = _SEVERAL.get(channels, "the family of the model that made the latents")
        raise ModelBroken(
            f"{place} holds a VAE alone, for latents of {channels} channels, and several families "
            f"have such: they only differ in how latents are scaled. Set family to {choice}."
        )
    folder = _configs(wish, family)
    return name_vae(opened, folder, describe(folder, has_words=False))


def open_texts(files: Sequence[Path], wish: Wish, family: str) -> Model[TextEncoder]:
    """Name text encoders that belong together, out of one file or several.

    Args:
        files: In any order.
        wish: How to open them.
        family: How they read.

    Raises:
        ModelMissing: A file is not there.
        ModelBroken: A file is damaged, holds something else, or one encoder is missing.
    """
    folder = _configs(wish, family)
    described = describe(folder, has_words=False)
    return name_texts([open_file(file, wish) for file in files], folder, described)


def open_controlnet(file: Path, wish: Wish) -> Model[ControlNet]:
    """Name the ControlNet in a file, in its own project's layout or in that of diffusers.

    Args:
        file: The file.
        wish: How to open it; its config is a folder that has a ControlNet's config.json.

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: It is damaged, holds something else, or is for an unknown family.
    """
    opened = open_file(file, wish)
    piece = opened.contents.control
    if piece is None:
        raise refuse_stranger(file, opened.shapes, opened.contents, "ControlNet")
    family = unet_family(piece.width)
    folder = wish.config or paths.model_configs() / family / "controlnet"
    if not (family or wish.config) or not folder.is_dir():
        raise ModelBroken(
            f"{file} is a ControlNet for no family that is read from one file (it reads a text "
            f"{piece.width} wide). Get it as a folder in diffusers layout."
        )
    config = read_json(folder / "config.json")
    width = int(config["cross_attention_dim"])
    kind = "sdxl" if config.get("addition_embed_type") else "sd2" if width == 1024 else "sd1"
    stored = stored_in(opened, piece, folder)
    facts = (*_facts(width), ("parameters", parameters_of(opened.shapes, piece)))
    return named(opened, "controlnet", family or kind, ControlNetFile(stored), stored, facts)


def _facts(width: int) -> ModelFacts:
    return (("conditioning_width", width), ("in_channels", 4), ("sees", "pixels"))


def _configs(wish: Wish, family: str) -> Path:
    if wish.config is not None:
        return wish.config
    return paths.model_configs() / ("sd3_medium" if family == SD3 else family)
