"""Which model families there are here, and how a folder shows its own; no torch.

Families that are not here yet are refused by their name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graphstudio.diffusion.configs import AGAIN, Config, require_number
from graphstudio.errors import ModelBroken

SD1 = "sd1"
"""Stable Diffusion 1.x, in wires."""
SD2 = "sd2"
"""Stable Diffusion 2.x: a wider text encoder; most of it predicts velocity."""
SDXL = "sdxl"
"""Stable Diffusion XL: two text encoders, and it is told sizes."""
REFINER = "sdxl_refiner"
"""The refiner of SDXL: the second text encoder alone, and it is told how pretty."""

UNETS = frozenset({SD1, SD2, SDXL, REFINER})
"""Families whose denoiser is a U-Net that reads prompts."""

SD3 = "sd3"
"""Stable Diffusion 3 and 3.5: a transformer that moves along a flow; T5 may be left out."""
FLUX = "flux"
"""Flux.1: a larger one, with its guidance inside (dev) or without any (schnell)."""
DIT = "dit"
"""Class-conditional DiT: paints things of a list instead of what a text says."""

PIXEL_DDPM = "pixel_ddpm"
"""Paints pixels themselves, without words: takes noise off (DDPM and DDIM, arXiv:2006.11239)."""
PIXEL_CM = "pixel_cm"
"""The same in one step or few: a consistency model (arXiv:2303.01469)."""
PIXEL_VE = "pixel_sde_ve"
"""The same by a score, noise growing without bound; pixels are 0..1 (arXiv:2011.13456)."""
PIXEL_VP = "pixel_sde_vp"
"""The same by a score, the picture fading as noise comes (arXiv:2011.13456)."""

TITLES: Mapping[str, str] = {
    SD1: "Stable Diffusion 1.x",
    SD2: "Stable Diffusion 2.x",
    SDXL: "Stable Diffusion XL",
    REFINER: "the SDXL refiner",
    SD3: "Stable Diffusion 3",
    FLUX: "Flux.1",
    PIXEL_DDPM: "pixel-space DDPM",
    PIXEL_CM: "pixel-space consistency models",
    PIXEL_VE: "pixel-space score SDE (VE)",
    PIXEL_VP: "pixel-space score SDE (VP)",
    DIT: "Diffusion Transformer (DiT)",
}
"""What people call the families."""

CAN_BE_DISTILLED = frozenset({FLUX, SD1, SD2, SDXL})
"""Families of which some models have guidance inside: Flux dev, and full LCMs."""

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

_SD = frozenset(
    {
        "StableDiffusionPipeline",
        "StableDiffusionImg2ImgPipeline",
        "StableDiffusionInpaintPipeline",
        "LatentConsistencyModelPipeline",
        "LatentConsistencyModelImg2ImgPipeline",
    }
)
_XL = frozenset(
    {
        "StableDiffusionXLPipeline",
        "StableDiffusionXLImg2ImgPipeline",
        "StableDiffusionXLInpaintPipeline",
    }
)
_SD3_PIPELINES = frozenset(
    {
        "StableDiffusion3Pipeline",
        "StableDiffusion3Img2ImgPipeline",
        "StableDiffusion3InpaintPipeline",
    }
)
_FLUX_PIPELINES = frozenset({"FluxPipeline", "FluxImg2ImgPipeline", "FluxInpaintPipeline"})
PIXEL_PIPELINES: Mapping[str, str] = {
    "DDPMPipeline": PIXEL_DDPM,
    "DDIMPipeline": PIXEL_DDPM,
    "ConsistencyModelPipeline": PIXEL_CM,
    "ScoreSdeVePipeline": PIXEL_VE,
    "ScoreSdeVpPipeline": PIXEL_VP,
}
"""The families that paint pixels themselves, by what their folders call themselves."""
_T5 = ("T5EncoderModel", "T5Tokenizer")
_CLIP = ("CLIPTextModel", "CLIPTokenizer")
_PROJECTING = ("CLIPTextModelWithProjection", "CLIPTokenizer")
_CHOOSE = (
    f"Load Model runs {', '.join(TITLES.values())}; most others run with Load Diffusers Pipeline."
)


# What one part calls a number and how large it is there, and the same of another part.
Pair = tuple[str, object, str, object]


@dataclass(frozen=True, slots=True)
class TextPart:
    """Name a text encoder of a model folder.

    Attributes:
        encoder: Its folder.
        tokenizer: The folder of its tokenizer.
        kind: Its class, and that of the tokenizer.
        is_optional: Whether the family does without it where a folder has none.
    """

    encoder: str
    tokenizer: str
    kind: tuple[str, str]
    is_optional: bool = False

    @property
    def is_t5(self) -> bool:
        """Say whether it is a T5 and no CLIP."""
        return self.kind == _T5


_TEXTS = {
    SD1: (TextPart("text_encoder", "tokenizer", _CLIP),),
    SD2: (TextPart("text_encoder", "tokenizer", _CLIP),),
    SDXL: (
        TextPart("text_encoder", "tokenizer", _CLIP),
        TextPart("text_encoder_2", "tokenizer_2", _PROJECTING),
    ),
    REFINER: (TextPart("text_encoder_2", "tokenizer_2", _PROJECTING),),
    SD3: (
        TextPart("text_encoder", "tokenizer", _PROJECTING),
        TextPart("text_encoder_2", "tokenizer_2", _PROJECTING),
        TextPart("text_encoder_3", "tokenizer_3", _T5, is_optional=True),
    ),
    FLUX: (
        TextPart("text_encoder", "tokenizer", _CLIP),
        TextPart("text_encoder_2", "tokenizer_2", _T5),
    ),
    DIT: (),
}
_DENOISERS = {
    SD3: ("transformer", "SD3Transformer2DModel"),
    FLUX: ("transformer", "FluxTransformer2DModel"),
    DIT: ("transformer", "DiTTransformer2DModel"),
}


def text_parts(family: str, index: Config) -> tuple[TextPart, ...]:
    """Name the text encoders that a folder has, in the order in which their states are joined.

    Args:
        family: Its family.
        index: Its model_index.json.
    """
    return tuple(
        part for part in _TEXTS[family] if not part.is_optional or _part(index, part.encoder)
    )


def denoiser_part(family: str) -> tuple[str, str]:
    """Name the folder and the class of a family's denoiser."""
    return _DENOISERS.get(family, ("unet", "UNet2DConditionModel"))


def latent_space(family: str) -> str:
    """Name the space that a family's latents live in: families of one space can share latents."""
    shared = {SD2: SD1, REFINER: SDXL, PIXEL_CM: PIXEL_DDPM, PIXEL_VP: PIXEL_DDPM}
    return shared.get(family, family)


def paints_pixels(family: str) -> bool:
    """Say whether a family's latents are pixels themselves."""
    return family in PIXEL_PIPELINES.values()


def is_dit(index: Config) -> bool:
    """Say whether a model_index.json is that of a class-conditional DiT."""
    return index.get("_class_name") == "DiTPipeline"


def is_in_parts(pipeline: str) -> bool:
    """Say whether Load Model brings the parts of a pipeline of that name into a graph."""
    return pipeline in _SD | _XL | _SD3_PIPELINES | _FLUX_PIPELINES


def read_family(folder: Path, index: Config, text: Config | None) -> str:
    """Tell a folder's family, and check that its parts are of the kinds that the family has.

    Args:
        folder: The model's.
        index: Its model_index.json.
        text: The config.json of its first text encoder; None where it has none.

    Raises:
        ModelBroken: It is of a family that is not here.
    """
    kind = index.get("_class_name")
    if not isinstance(kind, str):
        raise ModelBroken(f"{folder / 'model_index.json'} does not say what it is. {AGAIN}")
    if kind in _SD:
        family = SD2 if (text or {}).get("hidden_size") == 1024 else SD1
    elif kind in _XL:
        family = SDXL if _part(index, "text_encoder") else REFINER
    elif kind in _SD3_PIPELINES:
        family = SD3
    elif kind in _FLUX_PIPELINES:
        family = FLUX
    elif kind in PIXEL_PIPELINES:
        raise ModelBroken(
            f"{folder} is a model that paints pixels themselves ({kind}): it has no text encoder "
            "and no autoencoder. Use Load Pixel-Space Model."
        )
    elif is_dit(index):
        family = DIT
    else:
        raise ModelBroken(f"{folder} is a model for {kind}. {_CHOOSE}")
    _refuse_other_parts(folder, index, family)
    return family


def require_parts_fit(
    folder: Path, family: str, net: Config, vae: Config, texts: tuple[Config, ...]
) -> None:
    """Check that the parts of a folder belong together, and to its family.

    Args:
        folder: The model's.
        family: From `read_family`.
        net: The denoiser's config.json.
        vae: The autoencoder's.
        texts: The text encoders', in the order of `text_parts`.

    Raises:
        ModelBroken: They do not.
    """
    if family == DIT:
        _refuse_mismatched_classes(folder, net, vae)
        return
    if family in _DENOISERS:
        _refuse_mismatched_transformers(folder, family, net, vae, texts)
        return
    _refuse_other_unets(folder, family, net)
    _refuse_mismatched_parts(folder, net, vae, texts)


def _part(index: Config, name: str) -> str:
    """Give the class that an index names for a part; "" for none."""
    entry = index.get(name)
    found = entry[1] if isinstance(entry, list) and len(entry) == 2 else None
    return found if isinstance(found, str) else ""


def _refuse_other_parts(folder: Path, index: Config, family: str) -> None:
    wanted = dict([denoiser_part(family), ("vae", "AutoencoderKL")])
    for text in text_parts(family, index):
        wanted |= {text.encoder: text.kind[0], text.tokenizer: text.kind[1]}
    for part, kind in wanted.items():
        found = _part(index, part)
        if found not in (kind, f"{kind}Fast"):
            raise ModelBroken(
                f"{folder / 'model_index.json'} names {found or 'nothing'} as {part}; "
                f"{TITLES[family]} has {kind} there. {_CHOOSE}"
            )


def _refuse_other_unets(folder: Path, family: str, unet: Config) -> None:
    is_told_sizes = unet.get("addition_embed_type") == "text_time"
    if is_told_sizes != (family in (SDXL, REFINER)) or (
        not is_told_sizes and unet.get("addition_embed_type") is not None
    ):
        raise ModelBroken(
            f"{folder}: model_index.json says {TITLES[family]}, and the U-Net is of another "
            f"family (addition_embed_type {unet.get('addition_embed_type')!r}). {AGAIN}"
        )
    if unet.get("time_cond_proj_dim") is not None:
        width = require_number(folder / "unet", unet, "time_cond_proj_dim")
        if width < 4:
            raise ModelBroken(
                f"{folder / 'unet' / 'config.json'} has no sensible time_cond_proj_dim ({width}). "
                f"{AGAIN}"
            )
    if unet.get("class_embed_type") is not None or unet.get("encoder_hid_dim_type") is not None:
        raise ModelBroken(f"{folder} has a U-Net with further inputs. {_CHOOSE}")


def _refuse_mismatched_parts(
    folder: Path, unet: Config, vae: Config, texts: tuple[Config, ...]
) -> None:
    place = folder / "unet"
    channels = require_number(place, unet, "out_channels")
    if require_number(place, unet, "in_channels") not in {channels, 2 * channels + 1}:
        raise ModelBroken(
            f"{place / 'config.json'}: a U-Net with {unet['in_channels']} input and {channels} "
            f"output channels is neither for text to image nor for inpainting. {_CHOOSE}"
        )
    width = sum(require_number(folder / "text_encoder", text, "hidden_size") for text in texts)
    pairs: tuple[Pair, ...] = (
        (
            "cross_attention_dim",
            unet.get("cross_attention_dim"),
            "text encoder's hidden_size",
            width,
        ),
        ("out_channels", channels, "autoencoder's latent_channels", vae.get("latent_channels")),
    )
    _refuse_unequal(folder, "U-Net", pairs)


def _refuse_mismatched_transformers(
    folder: Path, family: str, net: Config, vae: Config, texts: tuple[Config, ...]
) -> None:
    place = folder / "transformer"
    channels = require_number(place, net, "in_channels")
    width = require_number(place, net, "joint_attention_dim")
    t5 = next((text["d_model"] for text in texts if "d_model" in text), width)
    clips = [text for text in texts if "d_model" not in text]
    # SD3 reads the projected vectors of both; Flux the last state of its one, as it is.
    size = "projection_dim" if family == SD3 else "hidden_size"
    pooled = sum(require_number(folder / "text_encoder", text, size) for text in clips)
    cells = channels if family == SD3 else channels // 4
    pairs: tuple[Pair, ...] = (
        ("joint_attention_dim", width, "T5's d_model", t5),
        ("pooled_projection_dim", net.get("pooled_projection_dim"), f"CLIP's {size}", pooled),
        (
            "in_channels (of one cell)",
            cells,
            "autoencoder's latent_channels",
            vae.get("latent_channels"),
        ),
    )
    _refuse_unequal(folder, "transformer", pairs)


def _refuse_mismatched_classes(folder: Path, net: Config, vae: Config) -> None:
    place = folder / "transformer"
    channels = require_number(place, net, "in_channels")
    answered = net.get("out_channels") or channels
    if answered not in (channels, 2 * channels):
        raise ModelBroken(
            f"{place / 'config.json'}: a DiT with {channels} input channels answers with as many, "
            f"or with twice as many where it learned how sure it is, not {answered}. {AGAIN}"
        )
    pairs = (
        ("in_channels", channels, "autoencoder's latent_channels", vae.get("latent_channels")),
    )
    _refuse_unequal(folder, "transformer", pairs)


def _refuse_unequal(folder: Path, who: str, pairs: tuple[Pair, ...]) -> None:
    for ours, one, theirs, other in pairs:
        if one != other:
            raise ModelBroken(
                f"{folder}: the {who}'s {ours} is {one} and the {theirs} is {other}: they do not "
                f"belong together. {AGAIN}"
            )
