"""A model that is one file, or parts that are, looked at without loading: headers only, no torch.

What a network is built like stands in the configs that ship with the program, one folder for each
family, or in any model folder in diffusers layout that somebody names; it needs no weights.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from graphstudio import paths
from graphstudio.api import Denoiser, Model, Vae
from graphstudio.diffusion.descriptions import Description, describe
from graphstudio.diffusion.families import SD2, TITLES
from graphstudio.diffusion.folders import (
    Pipeline,
    denoiser_facts,
    proposed_scheduler,
    vae_facts,
    vae_precision,
)
from graphstudio.diffusion.single.contents import config_of
from graphstudio.diffusion.single.encoders import match_texts, name_texts
from graphstudio.diffusion.single.files import (
    Opened,
    Wish,
    named,
    open_file,
    parameters_of,
    stored_in,
)
from graphstudio.diffusion.single.sources import AutoencoderFile, DenoiserFile
from graphstudio.diffusion.single.strangers import refuse_family, refuse_stranger
from graphstudio.diffusion.single.variants import changes_of, trained_as
from graphstudio.errors import ModelBroken


def open_checkpoint(file: Path, wish: Wish) -> Pipeline:
    """Look at a file that is a whole model and name its parts; nothing is loaded.

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: It is damaged, of an unknown family, or lacks a part.
    """
    opened = open_file(file, wish)
    folder, described = describe_denoiser(opened)
    lacking = _lacking(opened, described)
    if lacking:
        raise ModelBroken(
            f"{file} holds {TITLES[described.family]} without {' and '.join(lacking)}. Load what "
            "it holds with Load Denoiser, and the rest with Load Text Encoders and Load VAE: both "
            "take this file for what is in it, and other files or model folders."
        )
    return Pipeline(
        denoiser=name_denoiser(opened, folder, described),
        text_encoder=name_texts([opened], folder, described),
        vae=name_vae(opened, folder, described),
        scheduler=proposed_scheduler(folder / "scheduler", described.schedule),
    )


def describe_denoiser(opened: Opened) -> tuple[Path, Description]:
    """Find the configs that a file's denoiser is built like, with what the file shows besides.

    Raises:
        ModelBroken: It holds no denoiser, or one of an unknown family.
    """
    if opened.contents.denoiser is None:
        raise refuse_stranger(opened.file, opened.shapes, opened.contents, "denoiser")
    if opened.wish.config is not None:
        folder = opened.wish.config
        # A folder that somebody names has its own words, or takes those of the program.
        return folder, trained_as(opened, describe(folder, has_words=False), "epsilon")
    name = config_of(opened.shapes, opened.contents)
    if not name:
        raise refuse_family(opened.file, opened.shapes, opened.contents)
    folder = paths.model_configs() / name
    described = describe(folder, has_words=False)
    net = described.net | dict(changes_of(opened))
    usual = "v_prediction" if described.family == SD2 else "epsilon"
    return folder, trained_as(opened, replace(described, net=net), usual)


def name_denoiser(opened: Opened, folder: Path, described: Description) -> Model[Denoiser]:
    """Name a file's denoiser.

    Args:
        opened: The file.
        folder: Of its configs.
        described: What they say, from `describe_denoiser`.
    """
    piece = opened.contents.denoiser
    assert piece is not None
    config = folder / described.part
    changes = () if opened.wish.config is not None else changes_of(opened)
    stored = stored_in(opened, piece, config, changes)
    return named(
        opened,
        "denoiser",
        described.family,
        DenoiserFile(stored, described.family),
        stored,
        denoiser_facts(folder, described, parameters_of(opened.shapes, piece)),
        # How it was trained changes what it makes.
        told=json.dumps(described.schedule, sort_keys=True),
    )


def name_vae(opened: Opened, folder: Path, described: Description) -> Model[Vae]:
    """Name a file's autoencoder; arguments as for `name_denoiser`.

    Raises:
        ModelBroken: It holds none, or one of another kind than the configs say.
    """
    piece = opened.contents.vae
    if piece is None:
        raise refuse_stranger(opened.file, opened.shapes, opened.contents, "VAE")
    channels = int(described.vae["latent_channels"])
    if piece.width != channels:
        raise ModelBroken(
            f"{opened.file} holds a VAE whose latents have {piece.width} channels; "
            f"{TITLES[described.family]} has {channels}. Choose the family that it is for."
        )
    stored = stored_in(opened, piece, folder / "vae")
    facts = vae_facts(folder / "vae", described.vae, parameters_of(opened.shapes, piece))
    found: Model[Vae] = named(
        opened, "vae", described.family, AutoencoderFile(stored), stored, facts
    )
    precision = vae_precision(described.family, described.vae, opened.wish.precision)
    return replace(found, precision=precision)


def _lacking(opened: Opened, described: Description) -> list[str]:
    words = [] if opened.contents.vae else ["a VAE"]
    found = match_texts([opened], described) if opened.contents.texts else {}
    needed = [part for part in described.text_parts if not part.is_optional]
    if any(part.encoder not in found for part in needed):
        words.append("a text encoder" if len(needed) == 1 else "its text encoders")
    return words
