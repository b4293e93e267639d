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
    REFINER,
    SDXL,
    TRAINING_OPTIONS,
    read_family,
    require_parts_fit,
    text_parts,
)
from graphstudio.diffusion.sources import AutoencoderFolder, ClipFolder, ClipPair, UNetFolder
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
    """Look at a model in diffusers layout and name its parts.

    Args:
        folder: Holds model_index.json, unet, vae, text encoders, tokenizers and scheduler, of one
            of the families of `families.TITLES`.
        cache: Where content hashes of the weights are remembered.
        precision: "auto", "float32", "float16" or "bfloat16", for all three networks.

    Raises:
        ModelMissing: The folder or a file in it is not there.
        ModelBroken: A file is damaged, or the model is of another family.
    """
    described = _describe(folder)
    about = _About(folder, described.family, folder.resolve().name, cache, precision)
    return Pipeline(
        denoiser=_denoiser(about, described),
        text_encoder=_text_encoder(about, described.texts),
        vae=_vae(about, described.vae),
        scheduler=_scheduler(folder / "scheduler", described.schedule),
    )


@dataclass(frozen=True, slots=True)
class _Description:
    """What the small files of a folder say."""

    family: str
    unet: Config
    vae: Config
    texts: tuple[Config, ...]
    schedule: Config


@dataclass(frozen=True, slots=True)
class _About:
    """What all parts of a folder share."""

    folder: Path
    family: str
    name: str
    cache: Path
    precision: str


def _describe(folder: Path) -> _Description:
    index = _read_index(folder)
    unet, vae = (read_json(folder / part / "config.json") for part in ("unet", "vae"))
    first = folder / "text_encoder" / "config.json"
    family = read_family(folder, index, read_json(first) if first.is_file() else None)
    schedule = read_json(folder / _SCHEDULER)
    texts = []
    for part in text_parts(family):
        text = read_json(folder / part.encoder / "config.json")
        words = require_number(folder / part.encoder, text, "vocab_size")
        check_tokenizer(folder / part.tokenizer, words)
        texts.append(text)
    require_parts_fit(folder, family, unet, vae, tuple(texts))
    return _Description(family, unet, vae, tuple(texts), schedule)


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
    return read_json(folder / "model_index.json")


def _denoiser(about: _About, described: _Description) -> Model[Denoiser]:
    folder, unet, schedule = about.folder / "unet", described.unet, described.schedule
    weights = find_weights(folder, "diffusion_pytorch_model")
    scale = _scale(about.folder / "vae", described.vae)
    facts: ModelFacts = (
        ("in_channels", require_number(folder, unet, "in_channels")),
        ("latent_channels", require_number(folder, unet, "out_channels")),
        ("conditioning_width", require_number(folder, unet, "cross_attention_dim")),
        ("prediction_type", str(schedule.get("prediction_type", "epsilon"))),
        ("scale", scale),
        ("native_px", _native_px(unet, scale)),
        ("is_inpaint", unet["in_channels"] != unet["out_channels"]),
        ("scheduler", json.dumps(schedule, sort_keys=True)),
        *_sizes_told(folder, unet, described.texts),
    )
    return Model(
        kind="denoiser",
        family=about.family,
        name=about.name,
        # How it was trained stands in the scheduler's file, and changes what it makes.
        digest=_digest(folder, weights, about.cache, (about.folder / _SCHEDULER,)),
        size_bytes=weights.size_bytes,
        source=UNetFolder(folder, weights.variant),
        facts=facts,
        precision=about.precision,
    )


def _sizes_told(folder: Path, unet: Config, texts: tuple[Config, ...]) -> ModelFacts:
    """Say how many numbers about sizes a U-Net of SDXL is told; nothing for the others.

    Raises:
        ModelBroken: Its sizes make no sense.
    """
    if unet.get("addition_embed_type") != "text_time":
        return ()
    whole = require_number(folder, unet, "projection_class_embeddings_input_dim")
    each = require_number(folder, unet, "addition_time_embed_dim")
    pooled = require_number(folder.parent / "text_encoder_2", texts[-1], "projection_dim")
    count, rest = divmod(whole - pooled, each)
    if rest or count not in {5, 6}:
        raise ModelBroken(
            f"{folder / 'config.json'}: {whole} inputs are no {pooled} of a text and 5 or 6 sizes "
            f"of {each}. {AGAIN}"
        )
    return (("sizes_told", count), ("pooled_width", pooled))


def _text_encoder(about: _About, texts: tuple[Config, ...]) -> Model[TextEncoder]:
    sources, digests, size_bytes = [], [], 0
    for part in text_parts(about.family):
        place, words = about.folder / part.encoder, about.folder / part.tokenizer
        weights = find_weights(place, "model")
        files = tuple(file for file in words.iterdir() if file.is_file())
        digests.append(_digest(place, weights, about.cache, files))
        sources.append(
            ClipFolder(
                place,
                words,
                weights.variant,
                is_penultimate=about.family in (SDXL, REFINER),
                pools=part.kind[0] == "CLIPTextModelWithProjection",
            )
        )
        size_bytes += weights.size_bytes
    place = about.folder / text_parts(about.family)[0].encoder
    return Model(
        kind="text_encoder",
        family=about.family,
        name=about.name,
        digest=digests[0] if len(digests) == 1 else "+".join(digests),
        size_bytes=size_bytes,
        source=sources[0] if len(sources) == 1 else ClipPair(tuple(sources)),
        facts=(
            ("width", sum(require_number(place, text, "hidden_size") for text in texts)),
            ("layers", min(require_number(place, text, "num_hidden_layers") for text in texts)),
            ("encoders", len(texts)),
        ),
        precision=about.precision,
    )


def _vae(about: _About, vae: Config) -> Model[Vae]:
    folder = about.folder / "vae"
    weights = find_weights(folder, "diffusion_pytorch_model")
    # SDXL's own overflows in half precision, and says so; a mended one says that it need not.
    overflows = about.family in (SDXL, REFINER) and vae.get("force_upcast", True)
    is_raised = overflows and about.precision in {"auto", "float16"}
    return Model(
        kind="vae",
        family=about.family,
        name=about.name,
        digest=_digest(folder, weights, about.cache),
        size_bytes=weights.size_bytes,
        source=AutoencoderFolder(folder, weights.variant),
        facts=(
            ("latent_channels", require_number(folder, vae, "latent_channels")),
            ("scale", _scale(folder, vae)),
            ("scaling_factor", _scaling_factor(folder, vae)),
        ),
        precision="float32" if is_raised else about.precision,
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
