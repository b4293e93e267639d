"""A diffusers folder, looked at without loading it.

`open_folder` reads the small JSON files and the headers of the weights, says what the model is,
and refuses in words what cannot work. It takes milliseconds (plus a hash of the weights the
first time) and needs no torch.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from graphstudio.api import Denoiser, Model, ModelFacts, Scheduler, TextEncoder, Vae
from graphstudio.diffusion.configs import AGAIN, Config, read_json, require_number
from graphstudio.diffusion.digests import digest_files
from graphstudio.diffusion.families import (
    SD1,
    TRAINING_OPTIONS,
    require_sd1,
    require_sd1_index,
)
from graphstudio.diffusion.sources import AutoencoderFolder, ClipFolder, UNetFolder
from graphstudio.diffusion.tokenizers import check_tokenizer
from graphstudio.diffusion.weights import Weights, find_weights
from graphstudio.errors import ModelBroken, ModelMissing

_SCHEDULER = "scheduler/scheduler_config.json"


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Name the parts of a model folder; nothing is loaded.

    Attributes:
        denoiser: Its facts: in_channels, latent_channels, conditioning_width, prediction_type,
            scale (pixels a latent cell covers), native_px (side it was trained for), is_inpaint,
            scheduler (JSON text of scheduler_config.json).
        text_encoder: Its facts: width, layers.
        vae: Its facts: latent_channels, scale, scaling_factor.
        scheduler: What the folder proposes, without the options that say how the denoiser was
            trained: those travel with the denoiser.
    """

    denoiser: Model[Denoiser]
    text_encoder: Model[TextEncoder]
    vae: Model[Vae]
    scheduler: Scheduler


def open_folder(folder: Path, *, cache: Path, precision: str = "auto") -> Pipeline:
    """Look at a Stable Diffusion 1.x model in diffusers layout and name its parts.

    Args:
        folder: Holds model_index.json, unet, vae, text_encoder, tokenizer and scheduler.
        cache: Where content hashes of the weights are remembered.
        precision: "auto", "float32", "float16" or "bfloat16", for all three networks.

    Raises:
        ModelMissing: The folder or a file in it is not there.
        ModelBroken: A file is damaged, or the model is of another family.
    """
    index = _read_index(folder)
    configs = {part: read_json(folder / part / "config.json") for part in ("unet", "vae")}
    text = read_json(folder / "text_encoder" / "config.json")
    schedule = read_json(folder / _SCHEDULER)
    unet, vae = configs["unet"], configs["vae"]
    require_sd1(folder, index, unet, vae, text)
    check_tokenizer(
        folder / "tokenizer", require_number(folder / "text_encoder", text, "vocab_size")
    )
    name = folder.resolve().name
    return Pipeline(
        denoiser=_denoiser(folder / "unet", unet, vae, schedule, name, cache, precision),
        text_encoder=_text_encoder(folder, text, name, cache, precision),
        vae=_vae(folder / "vae", vae, name, cache, precision),
        scheduler=_scheduler(folder / "scheduler", schedule),
    )


def _read_index(folder: Path) -> Config:
    if folder.is_file():
        raise ModelMissing(
            f"{folder} is a file. GraphStudio reads a model folder in diffusers layout, the one "
            "that holds model_index.json."
        )
    if not folder.is_dir():
        raise ModelMissing(f"{folder} is not there. Check the path, or choose another model.")
    if not (folder / "model_index.json").is_file():
        raise ModelMissing(
            f"{folder} holds no model_index.json, so it is no model folder in diffusers layout. "
            "Choose the folder that holds that file."
        )
    index = read_json(folder / "model_index.json")
    require_sd1_index(folder, index)
    return index


def _denoiser(
    folder: Path,
    unet: Config,
    vae: Config,
    schedule: Config,
    name: str,
    cache: Path,
    precision: str,
) -> Model[Denoiser]:
    weights = find_weights(folder, "diffusion_pytorch_model")
    scale = _scale(folder.parent / "vae", vae)
    facts: ModelFacts = (
        ("in_channels", require_number(folder, unet, "in_channels")),
        ("latent_channels", require_number(folder, unet, "out_channels")),
        ("conditioning_width", require_number(folder, unet, "cross_attention_dim")),
        ("prediction_type", str(schedule.get("prediction_type", "epsilon"))),
        ("scale", scale),
        ("native_px", _native_px(unet, scale)),
        ("is_inpaint", unet["in_channels"] != unet["out_channels"]),
        ("scheduler", json.dumps(schedule, sort_keys=True)),
    )
    return Model(
        kind="denoiser",
        family=SD1,
        name=name,
        # How it was trained stands in the scheduler's file, and changes what it makes.
        digest=_digest(folder, weights, cache, (folder.parent / _SCHEDULER,)),
        size_bytes=weights.size_bytes,
        source=UNetFolder(folder, weights.variant),
        facts=facts,
        precision=precision,
    )


def _text_encoder(
    folder: Path, text: Config, name: str, cache: Path, precision: str
) -> Model[TextEncoder]:
    place = folder / "text_encoder"
    weights = find_weights(place, "model")
    words = tuple(file for file in (folder / "tokenizer").iterdir() if file.is_file())
    return Model(
        kind="text_encoder",
        family=SD1,
        name=name,
        digest=_digest(place, weights, cache, words),
        size_bytes=weights.size_bytes,
        source=ClipFolder(place, folder / "tokenizer", weights.variant),
        facts=(
            ("width", require_number(place, text, "hidden_size")),
            ("layers", require_number(place, text, "num_hidden_layers")),
        ),
        precision=precision,
    )


def _vae(folder: Path, vae: Config, name: str, cache: Path, precision: str) -> Model[Vae]:
    weights = find_weights(folder, "diffusion_pytorch_model")
    return Model(
        kind="vae",
        family=SD1,
        name=name,
        digest=_digest(folder, weights, cache),
        size_bytes=weights.size_bytes,
        source=AutoencoderFolder(folder, weights.variant),
        facts=(
            ("latent_channels", require_number(folder, vae, "latent_channels")),
            ("scale", _scale(folder, vae)),
            ("scaling_factor", _scaling_factor(folder, vae)),
        ),
        precision=precision,
    )


def _scheduler(folder: Path, schedule: Config) -> Scheduler:
    name = schedule.get("_class_name")
    if not isinstance(name, str):
        raise ModelBroken(
            f"{folder / 'scheduler_config.json'} does not name its scheduler. {AGAIN}"
        )
    options = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in schedule.items()
        if not key.startswith("_") and key not in TRAINING_OPTIONS
    }
    return Scheduler(name, tuple(sorted(options.items())))


def _digest(folder: Path, weights: Weights, cache: Path, more: tuple[Path, ...] = ()) -> str:
    return digest_files((folder / "config.json", *weights.files, *more), cache=cache)


def _scale(folder: Path, vae: Config) -> int:
    levels = vae.get("block_out_channels", (1, 1, 1, 1))
    if not isinstance(levels, list | tuple) or not 1 <= len(levels) <= 8:
        raise ModelBroken(
            f"{folder / 'config.json'} has no sensible block_out_channels ({levels!r}). {AGAIN}"
        )
    return int(2 ** (len(levels) - 1))


def _scaling_factor(folder: Path, vae: Config) -> float:
    factor = vae.get("scaling_factor", 0.18215)
    if not isinstance(factor, int | float) or not 0 < factor < float("inf"):
        raise ModelBroken(
            f"{folder / 'config.json'} has no sensible scaling_factor ({factor!r}). {AGAIN}"
        )
    return float(factor)


def _native_px(unet: Config, scale: int) -> int:
    cells = unet.get("sample_size")
    return scale * (cells if isinstance(cells, int) and cells > 1 else 64)
