"""A diffusers folder, looked at without loading it.

`open_folder` reads the small JSON files and the headers of the weights, says what the model is,
and refuses in words what cannot work. It takes milliseconds (plus a hash of the weights the
first time) and needs no torch.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from graphstudio.api import Denoiser, Model, ModelFacts, Scheduler, TextEncoder, Vae
from graphstudio.diffusion.choices import Pooling
from graphstudio.diffusion.configs import AGAIN, Config, require_number
from graphstudio.diffusion.descriptions import SCHEDULER, Description, describe
from graphstudio.diffusion.digests import digest_files
from graphstudio.diffusion.families import (
    DIT,
    FLUX,
    REFINER,
    SD3,
    SDXL,
    TITLES,
    TRAINING_OPTIONS,
    TextPart,
)
from graphstudio.diffusion.sources import (
    AutoencoderFolder,
    ClipFolder,
    T5Folder,
    TextGroup,
    TransformerFolder,
    UNetFolder,
)
from graphstudio.diffusion.weights import Weights, find_weights
from graphstudio.errors import ModelBroken

T5_LENGTHS = {SD3: 256, FLUX: 512}
"""Tokens that a family's T5 reads at least, padding counted: what its pipeline takes."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """Name the parts of a model folder; nothing is loaded.

    Attributes:
        denoiser: Its facts: in_channels, latent_channels, conditioning_width, prediction_type,
            channels (of a U-Net's levels),
            scale (pixels a latent cell covers), native_px (side it was trained for), is_inpaint,
            scheduler (JSON text of scheduler_config.json), is_distilled (has guidance inside).
        text_encoder: Its facts: width, layers.
        vae: Its facts: latent_channels, scale, scaling_factor.
        scheduler: What the folder proposes, without the options that say how the denoiser was
            trained: those travel with the denoiser.
    """

    denoiser: Model[Denoiser]
    text_encoder: Model[TextEncoder]
    vae: Model[Vae]
    scheduler: Scheduler


def open_folder(folder: Path, *, cache: Path | None, precision: str = "auto") -> Pipeline:
    """Look at a model in diffusers layout and name its parts.

    Args:
        folder: Holds model_index.json, unet, vae, text encoders, tokenizers and scheduler, of one
            of the families of `families.TITLES`.
        cache: Where content hashes of the weights are remembered; None leaves the digest empty.
        precision: "auto", "float32", "float16" or "bfloat16", for all three networks.

    Raises:
        ModelMissing: The folder or a file in it is not there.
        ModelBroken: A file is damaged, or the model is of another family.
    """
    described = describe(folder)
    if described.family == DIT:
        raise ModelBroken(
            f"{folder} is {TITLES[DIT]}: it paints things of a list and reads no texts. Load it "
            "with Load Class Model."
        )
    about = About(folder, described.family, folder.resolve().name, cache, precision)
    return Pipeline(
        denoiser=_denoiser(about, described),
        text_encoder=_text_encoder(about, described),
        vae=name_vae(about, described.vae),
        scheduler=proposed_scheduler(folder / "scheduler", described.schedule),
    )


@dataclass(frozen=True, slots=True)
class About:
    """What all parts of a folder share.

    Attributes:
        folder: The model's.
        family: Its family.
        name: What people call it.
        cache: Where content hashes of the weights are remembered.
        precision: "auto", "float32", "float16" or "bfloat16".
    """

    folder: Path
    family: str
    name: str
    cache: Path | None
    precision: str


def _denoiser(about: About, described: Description) -> Model[Denoiser]:
    folder = about.folder / described.part
    weights = find_weights(folder, "diffusion_pytorch_model")
    is_unet = described.part == "unet"
    return Model(
        kind="denoiser",
        family=about.family,
        name=about.name,
        # How it was trained stands in the scheduler's file, and changes what it makes.
        digest=_digest(folder, weights, about.cache, (about.folder / SCHEDULER,)),
        size_bytes=weights.size_bytes,
        source=(
            UNetFolder(folder, weights.variant)
            if is_unet
            else TransformerFolder(folder, weights.variant, about.family)
        ),
        facts=denoiser_facts(about.folder, described, weights.parameters),
        precision=about.precision,
    )


def denoiser_facts(model: Path, described: Description, parameters: int) -> ModelFacts:
    """Say what is known of a denoiser before it is loaded; see `Pipeline`.

    Args:
        model: The folder that was described.
        described: What it says.
        parameters: Numbers in the network.

    Raises:
        ModelBroken: A config makes no sense.
    """
    folder, net = model / described.part, described.net
    is_unet = described.part == "unet"
    own = _unet_facts(folder, described) if is_unet else _transformer_facts(folder, described)
    scale = _scale(model / "vae", described.vae)
    return (
        *own,
        ("scale", scale),
        ("native_px", _native_px(described.family, net, scale)),
        ("parameters", parameters),
        ("scheduler", json.dumps(described.schedule, sort_keys=True)),
        *_packed(net),
    )


def _unet_facts(folder: Path, described: Description) -> ModelFacts:
    unet = described.net
    return (
        ("in_channels", require_number(folder, unet, "in_channels")),
        ("latent_channels", require_number(folder, unet, "out_channels")),
        ("conditioning_width", require_number(folder, unet, "cross_attention_dim")),
        ("prediction_type", str(described.schedule.get("prediction_type", "epsilon"))),
        ("is_inpaint", unet["in_channels"] != unet["out_channels"]),
        *((("is_distilled", True),) if unet.get("time_cond_proj_dim") else ()),
        ("channels", _channels(folder, unet)),
        *_sizes_told(folder, unet, described.texts),
    )


def _transformer_facts(folder: Path, described: Description) -> ModelFacts:
    net, channels = (
        described.net,
        require_number(folder.parent / "vae", described.vae, "latent_channels"),
    )
    facts: ModelFacts = (
        ("in_channels", channels),
        ("latent_channels", channels),
        ("conditioning_width", require_number(folder, net, "joint_attention_dim")),
        ("prediction_type", "flow"),
        ("is_inpaint", False),
        ("patch_size", require_number(folder, net, "patch_size") if described.family == SD3 else 2),
    )
    if described.family == SD3:
        return facts
    # Flux spaces its levels by itself, whatever the scheduler's file says.
    return (
        *facts,
        ("flow_spacing", "trailing"),
        ("is_distilled", bool(net.get("guidance_embeds"))),
    )


def _packed(*configs: Config) -> ModelFacts:
    """Say of weights in 8 or 4 bits that they are: only who packed them can move them about."""
    return (("is_quantised", True),) if any("quantization_config" in one for one in configs) else ()


def _channels(folder: Path, unet: Config) -> str:
    """Name the channels of a U-Net's levels, such as "320 640 1280 1280"."""
    levels = unet.get("block_out_channels")
    if not isinstance(levels, list):
        raise ModelBroken(
            f"{folder / 'config.json'} has no sensible block_out_channels ({levels!r}). {AGAIN}"
        )
    return " ".join(map(str, levels))


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


def _text_encoder(about: About, described: Description) -> Model[TextEncoder]:
    sources, digests, size_bytes, parameters = [], [], 0, 0
    for part in described.text_parts:
        place, words = about.folder / part.encoder, about.folder / part.tokenizer
        weights = find_weights(place, "model")
        files = tuple(file for file in words.iterdir() if file.is_file())
        digests.append(_digest(place, weights, about.cache, files))
        sources.append(_text_source(about, part, weights.variant))
        size_bytes += weights.size_bytes
        parameters += weights.parameters
    alone, group = sources[0], TextGroup(about.family, tuple(sources), text_width(described))
    return Model(
        kind="text_encoder",
        family=about.family,
        name=about.name,
        digest="+".join(digests),
        size_bytes=size_bytes,
        source=group if len(sources) > 1 or not isinstance(alone, ClipFolder) else alone,
        facts=text_facts(about.folder, described, parameters),
        precision=about.precision,
    )


def text_width(described: Description) -> int:
    """Say how wide the states are that the denoiser reads."""
    net = described.net
    return int(net.get("joint_attention_dim", net.get("cross_attention_dim")) or 0)


def text_facts(model: Path, described: Description, parameters: int) -> ModelFacts:
    """Say what is known of text encoders before they are loaded; see `Pipeline`.

    Args:
        model: The folder that was described.
        described: What it says.
        parameters: Numbers in all of them.

    Raises:
        ModelBroken: A config makes no sense.
    """
    clips = [text for text in described.texts if "d_model" not in text]
    layers = [require_number(model, text, "num_hidden_layers") for text in clips]
    return (
        ("width", text_width(described)),
        ("layers", min(layers)),
        ("encoders", len(described.text_parts)),
        ("has_t5", any(part.is_t5 for part in described.text_parts)),
        ("parameters", parameters),
        *_packed(*described.texts),
    )


def text_reading(family: str, part: TextPart) -> tuple[bool, Pooling]:
    """Say how a family reads a CLIP: the last layer but one?, and which vector for a whole text."""
    is_projecting = part.kind[0] == "CLIPTextModelWithProjection"
    pooling: Pooling = "projected" if is_projecting else "plain" if family == FLUX else "none"
    return family in (SDXL, REFINER, SD3), pooling


def _text_source(about: About, part: TextPart, variant: str) -> ClipFolder | T5Folder:
    place, words = about.folder / part.encoder, about.folder / part.tokenizer
    if part.is_t5:
        return T5Folder(place, words, variant, length=T5_LENGTHS[about.family])
    is_penultimate, pooling = text_reading(about.family, part)
    return ClipFolder(place, words, variant, is_penultimate, pooling)


def name_vae(about: About, vae: Config) -> Model[Vae]:
    """Name a folder's autoencoder.

    Args:
        about: The folder.
        vae: The autoencoder's config.json.

    Raises:
        ModelMissing: The weights are not there.
        ModelBroken: A file is damaged.
    """
    folder = about.folder / "vae"
    weights = find_weights(folder, "diffusion_pytorch_model")
    return Model(
        kind="vae",
        family=about.family,
        name=about.name,
        digest=_digest(folder, weights, about.cache),
        size_bytes=weights.size_bytes,
        source=AutoencoderFolder(folder, weights.variant),
        facts=vae_facts(folder, vae, weights.parameters),
        precision=vae_precision(about.family, vae, about.precision),
    )


def vae_facts(folder: Path, vae: Config, parameters: int) -> ModelFacts:
    """Say what is known of an autoencoder before it is loaded; see `Pipeline`.

    Args:
        folder: Of its config, for messages.
        vae: Its config.
        parameters: Numbers in the network.

    Raises:
        ModelBroken: The config makes no sense.
    """
    return (
        ("latent_channels", require_number(folder, vae, "latent_channels")),
        ("scale", _scale(folder, vae)),
        ("scaling_factor", _scaling_factor(folder, vae)),
        ("parameters", parameters),
        *((("shift_factor", float(vae["shift_factor"])),) if vae.get("shift_factor") else ()),
    )


def vae_precision(family: str, vae: Config, wanted: str) -> str:
    """Say in which precision an autoencoder has to run, where another one was wanted."""
    # SDXL's own overflows in half precision, and says so; a mended one says that it need not.
    overflows = family in (SDXL, REFINER) and vae.get("force_upcast", True)
    return "float32" if overflows and wanted in {"auto", "float16"} else wanted


def proposed_scheduler(folder: Path, schedule: Config) -> Scheduler:
    """Give the scheduler that a model proposes, without how the network was trained.

    Args:
        folder: The scheduler's, for messages.
        schedule: Its scheduler_config.json.

    Raises:
        ModelBroken: The file names no scheduler.
    """
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


def _digest(folder: Path, weights: Weights, cache: Path | None, more: tuple[Path, ...] = ()) -> str:
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


def _native_px(family: str, net: Config, scale: int) -> int:
    cells = net.get("sample_size")
    # Flux says nothing of its size: its pipeline makes 128 cells.
    usual = 128 if family == FLUX else 64
    return scale * (cells if isinstance(cells, int) and cells > 1 else usual)
