"""The folder of a model that paints pixels themselves, looked at without loading it. No torch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphstudio.api import Denoiser, Model, ModelFacts, Scheduler
from graphstudio.diffusion.configs import AGAIN, Config, read_json, require_number
from graphstudio.diffusion.descriptions import read_index
from graphstudio.diffusion.digests import digest_files
from graphstudio.diffusion.families import (
    PIXEL_CM,
    PIXEL_DDPM,
    PIXEL_PIPELINES,
    PIXEL_VE,
    PIXEL_VP,
)
from graphstudio.diffusion.weights import find_weights
from graphstudio.errors import ModelBroken, ModelMissing

if TYPE_CHECKING:
    import torch

_NET = "UNet2DModel"
_PREDICTIONS = {PIXEL_CM: "consistency", PIXEL_VE: "score", PIXEL_VP: "epsilon"}


@dataclass(frozen=True, slots=True)
class PixelModel:
    """Name the parts of a pixel-space model; nothing is loaded.

    Attributes:
        denoiser: Its facts: in_channels, latent_channels (1 is grey, 3 is RGB), prediction_type,
            scale (1), native_px, patch_size (what sides must be multiples of), is_inpaint,
            classes (how many it paints by number; only where it does), scheduler (JSON text of
            scheduler_config.json).
        scheduler: What the folder proposes; how it is set travels with the denoiser.
    """

    denoiser: Model[Denoiser]
    scheduler: Scheduler


@dataclass(frozen=True, slots=True)
class PixelUNetFolder:
    """Load a `UNet2DModel` from its folder.

    Attributes:
        folder: Holds config.json and the weights.
        variant: Which weights: "" or such as "fp16".
    """

    folder: Path
    variant: str = ""

    def load(self, device: torch.device, precision: torch.dtype) -> Denoiser:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted.
        """
        from graphstudio.diffusion.loading import load_pixel_unet

        return load_pixel_unet(self.folder, self.variant, device, precision)


def open_pixel_folder(folder: Path, *, cache: Path | None, precision: str = "auto") -> PixelModel:
    """Look at a pixel-space model in diffusers layout and name its parts.

    Args:
        folder: Holds model_index.json, unet and scheduler; the first models of this kind have what
            is in those two beside model_index.json, and are read too.
        cache: Where content hashes of the weights are remembered; None leaves the digest empty.
        precision: "auto", "float32", "float16" or "bfloat16"; auto is full precision for the VE
            kind of score models.

    Raises:
        ModelMissing: The folder or a file in it is not there.
        ModelBroken: A file is damaged, or the model is of another family.
    """
    index = read_index(folder)
    kind = index.get("_class_name")
    if not isinstance(kind, str) or kind not in PIXEL_PIPELINES:
        raise ModelBroken(
            f"{folder} is a model for {kind or 'something unnamed'}. Load Pixel-Space Model reads "
            f"those for {', '.join(PIXEL_PIPELINES)}; for one with a text encoder and an "
            "autoencoder use Load Model."
        )
    family, place, plan = PIXEL_PIPELINES[kind], _part(folder, "unet"), _part(folder, "scheduler")
    told = plan / "scheduler_config.json"
    net, schedule = read_json(place / "config.json"), read_json(told)
    problems = [*_index_problems(index), *_net_problems(place, net, schedule, family)]
    if problems:
        raise ModelBroken(f"{folder} cannot be run: {' '.join(problems)} {AGAIN}")
    weights = find_weights(place, "diffusion_pytorch_model")
    files = (place / "config.json", *weights.files, told)
    # The VE kind is shown noise of over a thousand, which half precision holds too coarsely.
    is_raised = family == PIXEL_VE and precision == "auto"
    denoiser: Model[Denoiser] = Model(
        kind="denoiser",
        family=family,
        name=folder.resolve().name,
        # How it was trained stands in the scheduler's file, and changes what it makes.
        digest=digest_files(files, cache=cache),
        size_bytes=weights.size_bytes,
        source=PixelUNetFolder(place, weights.variant),
        facts=(*_facts(place, net, schedule, family), ("parameters", weights.parameters)),
        precision="float32" if is_raised else precision,
    )
    # DDIM's own pipeline makes a DDIM of whatever scheduler lies in the folder.
    name = "DDIMScheduler" if kind == "DDIMPipeline" else str(schedule["_class_name"])
    return PixelModel(denoiser, Scheduler(name))


def _part(folder: Path, name: str) -> Path:
    """Find where a part lies: in a folder of its own, or beside model_index.json."""
    inner = folder / name
    is_flat = not inner.is_dir() and (folder / "config.json").is_file()
    return folder if is_flat else inner


def is_pixel_folder(folder: Path) -> bool:
    """Say whether a folder says that it holds a pixel-space model."""
    try:
        return read_index(folder).get("_class_name") in PIXEL_PIPELINES
    except (ModelMissing, ModelBroken, TypeError):  # a name that is a list has no hash
        return False


def _facts(place: Path, net: Config, schedule: Config, family: str) -> ModelFacts:
    channels, classes = require_number(place, net, "in_channels"), net.get("num_class_embeds")
    predicts = _PREDICTIONS.get(family) or str(schedule.get("prediction_type", "epsilon"))
    return (
        ("in_channels", channels),
        ("latent_channels", channels),
        ("prediction_type", predicts),
        ("is_inpaint", False),
        # Each level halves the sides, and this U-Net mends no odd ones.
        ("patch_size", int(2 ** (len(net["block_out_channels"]) - 1))),
        ("scale", 1),
        ("native_px", max(_sides(net))),
        *((("classes", require_number(place, net, "num_class_embeds")),) if classes else ()),
        ("scheduler", json.dumps(schedule, sort_keys=True)),
    )


def _index_problems(index: Config) -> Iterator[str]:
    entry = index.get("unet")
    if not isinstance(entry, list) or len(entry) != 2 or entry[1] != _NET:
        yield f"model_index.json names {entry!r} as unet, not a {_NET}."


def _net_problems(place: Path, net: Config, schedule: Config, family: str) -> Iterator[str]:
    channels, out = (require_number(place, net, one) for one in ("in_channels", "out_channels"))
    learns = str(schedule.get("variance_type")).startswith("learned")
    if channels not in {1, 3}:
        yield f"Its U-Net paints {channels} channels, neither grey (1) nor RGB (3)."
    if out != channels and not (family == PIXEL_DDPM and out == 2 * channels):
        yield f"Its U-Net is shown {channels} channels and answers with {out}."
    if learns and out != 2 * channels:
        yield "Its scheduler wants a learned variance, and the U-Net has learned none."
    levels = net.get("block_out_channels")
    if not isinstance(levels, list) or not 1 <= len(levels) <= 8:
        yield f"Its U-Net has no sensible block_out_channels ({levels!r})."
    if not _sides(net):
        yield f"Its U-Net has no sensible sample_size ({net.get('sample_size')!r})."
    if net.get("class_embed_type") is not None:
        yield f"Its U-Net reads classes in another way ({net['class_embed_type']!r})."
    if not isinstance(schedule.get("_class_name"), str):
        yield "scheduler_config.json does not name its scheduler."


def _sides(net: Config) -> tuple[int, ...]:
    """Give the size that a U-Net was trained for; nothing where it makes no sense."""
    size = net.get("sample_size")
    told = size if isinstance(size, list) else [size]
    sides = tuple(side for side in told if type(side) is int and side > 0)
    return sides if len(sides) == len(told) and len(told) in {1, 2} else ()
