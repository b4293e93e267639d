"""A diffusers folder, looked at without loading it.

`open_folder` reads the small JSON files and the headers of the weights, says what the model is,
and refuses in words what cannot work. It takes milliseconds (plus a hash of the weights the
first time) and needs no torch.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphstudio.api import Denoiser, Model, ModelFacts, Scheduler, TextEncoder, Vae
from graphstudio.diffusion.digests import digest_files
from graphstudio.diffusion.sources import AutoencoderFolder, ClipFolder, UNetFolder
from graphstudio.diffusion.weights import Weights, find_weights
from graphstudio.errors import ModelBroken, ModelMissing

Config = dict[str, Any]  # Any: JSON

FAMILY = "sd1"

TRAINING_OPTIONS = frozenset(
    {
        "beta_end",
        "beta_schedule",
        "beta_start",
        "clip_sample",
        "num_train_timesteps",
        "prediction_type",
        "rescale_betas_zero_snr",
        "steps_offset",
        "trained_betas",
    }
)
"""Scheduler options that belong to the network and its family, not to a way of sampling."""

_SD1_PIPELINES = frozenset(
    {
        "StableDiffusionPipeline",
        "StableDiffusionImg2ImgPipeline",
        "StableDiffusionInpaintPipeline",
    }
)
_PARTS = {
    "unet": "UNet2DConditionModel",
    "vae": "AutoencoderKL",
    "text_encoder": "CLIPTextModel",
    "tokenizer": "CLIPTokenizer",
}
_AGAIN = "Download the whole model folder again."
_ONLY_SD1 = "This version of GraphStudio runs Stable Diffusion 1.x; choose such a model."


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
    schedule = read_json(folder / "scheduler" / "scheduler_config.json")
    _refuse_other_parts(folder, index)
    unet, vae = configs["unet"], configs["vae"]
    _refuse_other_families(folder, unet, text)
    _refuse_mismatched_parts(folder, unet, vae, text)
    check_tokenizer(folder / "tokenizer", _number(folder / "text_encoder", text, "vocab_size"))
    name = folder.resolve().name
    return Pipeline(
        denoiser=_denoiser(folder / "unet", unet, vae, schedule, name, cache, precision),
        text_encoder=_text_encoder(folder, text, name, cache, precision),
        vae=_vae(folder / "vae", vae, name, cache, precision),
        scheduler=_scheduler(folder / "scheduler", schedule),
    )


def read_json(file: Path) -> Config:
    """Read a JSON object of a model folder.

    Raises:
        ModelMissing: There is no such file.
        ModelBroken: It is no JSON object.
    """
    try:
        value = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise ModelMissing(f"{file} is not there. {_AGAIN}") from None
    except OSError as error:
        raise ModelBroken(f"{file} cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise ModelBroken(f"{file} is not JSON ({error}). {_AGAIN}") from error
    if not isinstance(value, dict):
        raise ModelBroken(f"{file} holds no JSON object. {_AGAIN}")
    return value


def check_tokenizer(folder: Path, vocab_size: int) -> tuple[Path, ...]:
    """Check that a tokenizer is whole and belongs to a text encoder; name its files.

    transformers opens a folder without these files as a tokenizer that knows no word, and says
    nothing.

    Raises:
        ModelMissing: Its files are not there.
        ModelBroken: It knows far fewer words than the encoder, or more.
    """
    merged, vocab, merges = (folder / n for n in ("tokenizer.json", "vocab.json", "merges.txt"))
    if merged.is_file():
        content = read_json(merged)
        try:
            words = {**content["model"]["vocab"]}
            words |= {entry["content"]: entry["id"] for entry in content.get("added_tokens", ())}
        except (KeyError, TypeError) as error:
            raise ModelBroken(f"{merged} holds no vocabulary. {_AGAIN}") from error
    elif vocab.is_file() and merges.is_file():
        words = read_json(vocab)
    else:
        raise ModelMissing(
            f"{folder} holds no tokenizer (tokenizer.json, or vocab.json with merges.txt): every "
            f"word would read as the same. {_AGAIN}"
        )
    # A vocabulary may be padded to a round number, but never by more than 64.
    if not vocab_size - 64 < len(words) <= vocab_size:
        raise ModelBroken(
            f"{folder} knows {len(words)} tokens and the text encoder {vocab_size}: they do not "
            f"belong together. {_AGAIN}"
        )
    return tuple(file for file in sorted(folder.iterdir()) if file.is_file())


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
    kind = index.get("_class_name")
    if not isinstance(kind, str):
        raise ModelBroken(f"{folder / 'model_index.json'} does not say what it is. {_AGAIN}")
    if kind not in _SD1_PIPELINES:
        raise ModelBroken(f"{folder} is a model for {kind}. {_ONLY_SD1}")
    return index


def _refuse_other_parts(folder: Path, index: Config) -> None:
    for part, wanted in _PARTS.items():
        entry = index.get(part)
        found = entry[1] if isinstance(entry, list) and len(entry) == 2 else None
        if found not in {wanted, f"{wanted}Fast"}:
            raise ModelBroken(
                f"{folder / 'model_index.json'} names {found or 'nothing'} as {part}; "
                f"Stable Diffusion 1.x has {wanted} there. {_ONLY_SD1}"
            )


def _refuse_other_families(folder: Path, unet: Config, text: Config) -> None:
    if unet.get("addition_embed_type") is not None:
        raise ModelBroken(f"{folder} is an SDXL model by its U-Net. {_ONLY_SD1}")
    if unet.get("cross_attention_dim") == 1024 or text.get("hidden_size") == 1024:
        raise ModelBroken(f"{folder} is a Stable Diffusion 2.x model by its sizes. {_ONLY_SD1}")
    if unet.get("time_cond_proj_dim") is not None:
        raise ModelBroken(
            f"{folder} was distilled with its guidance inside (LCM full model), which is not "
            f"supported yet. {_ONLY_SD1}"
        )
    if unet.get("class_embed_type") is not None or unet.get("encoder_hid_dim_type") is not None:
        raise ModelBroken(f"{folder} has a U-Net with further inputs. {_ONLY_SD1}")


def _refuse_mismatched_parts(folder: Path, unet: Config, vae: Config, text: Config) -> None:
    place = folder / "unet"
    channels = _number(place, unet, "out_channels")
    if _number(place, unet, "in_channels") not in {channels, 2 * channels + 1}:
        raise ModelBroken(
            f"{place / 'config.json'}: a U-Net with {unet['in_channels']} input and {channels} "
            f"output channels is neither for text to image nor for inpainting. {_ONLY_SD1}"
        )
    pairs = (
        ("cross_attention_dim", unet, "hidden_size", text, "text encoder"),
        ("out_channels", unet, "latent_channels", vae, "autoencoder"),
    )
    for ours, one, theirs, other, who in pairs:
        if one.get(ours) != other.get(theirs):
            raise ModelBroken(
                f"{folder}: the U-Net's {ours} is {one.get(ours)} and the {who}'s {theirs} is "
                f"{other.get(theirs)}: they do not belong together. {_AGAIN}"
            )


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
    scale = _scale(vae)
    facts: ModelFacts = (
        ("in_channels", _number(folder, unet, "in_channels")),
        ("latent_channels", _number(folder, unet, "out_channels")),
        ("conditioning_width", _number(folder, unet, "cross_attention_dim")),
        ("prediction_type", str(schedule.get("prediction_type", "epsilon"))),
        ("scale", scale),
        ("native_px", int(unet.get("sample_size") or 64) * scale),
        ("is_inpaint", unet["in_channels"] != unet["out_channels"]),
        ("scheduler", json.dumps(schedule, sort_keys=True)),
    )
    return Model(
        kind="denoiser",
        family=FAMILY,
        name=name,
        digest=_digest(folder, weights, cache),
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
        family=FAMILY,
        name=name,
        digest=_digest(place, weights, cache, words),
        size_bytes=weights.size_bytes,
        source=ClipFolder(place, folder / "tokenizer", weights.variant),
        facts=(
            ("width", _number(place, text, "hidden_size")),
            ("layers", _number(place, text, "num_hidden_layers")),
        ),
        precision=precision,
    )


def _vae(folder: Path, vae: Config, name: str, cache: Path, precision: str) -> Model[Vae]:
    weights = find_weights(folder, "diffusion_pytorch_model")
    return Model(
        kind="vae",
        family=FAMILY,
        name=name,
        digest=_digest(folder, weights, cache),
        size_bytes=weights.size_bytes,
        source=AutoencoderFolder(folder, weights.variant),
        facts=(
            ("latent_channels", _number(folder, vae, "latent_channels")),
            ("scale", _scale(vae)),
            ("scaling_factor", float(vae.get("scaling_factor", 0.18215))),
        ),
        precision=precision,
    )


def _scheduler(folder: Path, schedule: Config) -> Scheduler:
    name = schedule.get("_class_name")
    if not isinstance(name, str):
        raise ModelBroken(
            f"{folder / 'scheduler_config.json'} does not name its scheduler. {_AGAIN}"
        )
    options = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in schedule.items()
        if not key.startswith("_") and key not in TRAINING_OPTIONS
    }
    return Scheduler(name, tuple(sorted(options.items())))


def _digest(folder: Path, weights: Weights, cache: Path, more: tuple[Path, ...] = ()) -> str:
    return digest_files((folder / "config.json", *weights.files, *more), cache=cache)


def _scale(vae: Config) -> int:
    return int(2 ** (len(vae.get("block_out_channels", (1, 1, 1, 1))) - 1))


def _number(folder: Path, config: Config, name: str) -> int:
    value = config.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ModelBroken(f"{folder / 'config.json'} has no sensible {name} ({value!r}). {_AGAIN}")
    return value
