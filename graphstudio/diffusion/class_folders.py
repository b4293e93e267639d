"""A class-conditional model's folder, looked at without loading it. No torch."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphstudio.api import Denoiser, Model, Scheduler, Vae
from graphstudio.diffusion.configs import AGAIN, read_json, require_number
from graphstudio.diffusion.descriptions import SCHEDULER, Description, describe
from graphstudio.diffusion.digests import digest_files
from graphstudio.diffusion.families import DIT, TITLES, is_dit
from graphstudio.diffusion.folders import About, name_vae, proposed_scheduler
from graphstudio.diffusion.sources import ClassTransformerFolder
from graphstudio.diffusion.weights import find_weights
from graphstudio.errors import ModelBroken, ModelMissing


@dataclass(frozen=True, slots=True)
class ClassPipeline:
    """Name the parts of a class-conditional model; nothing is loaded.

    Attributes:
        denoiser: Its facts: those of `folders.Pipeline.denoiser` without conditioning_width, and
            classes (how many; that number itself is the class that stands for none), labels (JSON
            object of their names by number, "{}" where the folder has none), is_square (always).
        vae: Its facts: latent_channels, scale, scaling_factor.
        scheduler: What the folder proposes.
    """

    denoiser: Model[Denoiser]
    vae: Model[Vae]
    scheduler: Scheduler


def open_class_folder(
    folder: Path, *, cache: Path | None, precision: str = "auto"
) -> ClassPipeline:
    """Look at a class-conditional model in diffusers layout and name its parts.

    Args:
        folder: Holds model_index.json, transformer, vae and scheduler.
        cache: Where content hashes of the weights are remembered; None leaves the digest empty.
        precision: "auto", "float32", "float16" or "bfloat16", for both networks.

    Raises:
        ModelMissing: The folder or a file in it is not there.
        ModelBroken: A file is damaged, or the model is of another family.
    """
    described = describe(folder)
    if described.family != DIT:
        raise ModelBroken(
            f"{folder} is {TITLES[described.family]}, which reads texts and knows no classes. Load "
            "it with Load Model."
        )
    about = About(folder, DIT, folder.resolve().name, cache, precision)
    vae = name_vae(about, described.vae)
    return ClassPipeline(
        denoiser=_denoiser(about, described, vae),
        vae=vae,
        scheduler=proposed_scheduler(folder / "scheduler", described.schedule),
    )


def is_class_model(folder: Path) -> bool:
    """Say whether a folder says that it is a class-conditional model."""
    try:
        return is_dit(read_json(folder / "model_index.json"))
    except (ModelMissing, ModelBroken):
        return False


def _denoiser(about: About, described: Description, vae: Model[Vae]) -> Model[Denoiser]:
    folder, net, schedule = about.folder / described.part, described.net, described.schedule
    weights = find_weights(folder, "diffusion_pytorch_model")
    channels, scale = require_number(folder, net, "in_channels"), int(vae.fact("scale") or 8)
    classes = require_number(folder, net, "num_embeds_ada_norm")
    files = (folder / "config.json", *weights.files, about.folder / SCHEDULER)
    return Model(
        kind="denoiser",
        family=DIT,
        name=about.name,
        digest=digest_files(files, cache=about.cache),
        size_bytes=weights.size_bytes,
        source=ClassTransformerFolder(folder, weights.variant),
        facts=(
            ("in_channels", channels),
            ("latent_channels", channels),
            ("prediction_type", str(schedule.get("prediction_type", "epsilon"))),
            ("is_inpaint", False),
            ("patch_size", require_number(folder, net, "patch_size")),
            ("is_square", True),
            ("classes", classes),
            ("labels", json.dumps(_names(about.folder, classes))),
            ("scale", scale),
            ("parameters", weights.parameters),
            ("native_px", scale * require_number(folder, net, "sample_size")),
            ("scheduler", json.dumps(schedule, sort_keys=True)),
        ),
        precision=about.precision,
    )


def _names(folder: Path, classes: int) -> dict[str, str]:
    """Read what the classes are called, in the order of their numbers.

    Raises:
        ModelBroken: The list makes no sense.
    """
    file = folder / "model_index.json"
    said: Any = read_json(file).get("id2label") or {}  # Any: JSON
    if not isinstance(said, Mapping) or not all(
        _is_number(number, classes) and isinstance(name, str) for number, name in said.items()
    ):
        raise ModelBroken(
            f"{file} has no sensible id2label: names of classes 0 to {classes - 1} belong there. "
            f"{AGAIN}"
        )
    return {number: said[number] for number in sorted(said, key=int)}


def _is_number(text: str, below: int) -> bool:
    return len(text) < 10 and text.isdecimal() and int(text) < below
