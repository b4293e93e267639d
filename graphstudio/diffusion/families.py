"""Which model families there are here, and how a folder shows its own; no torch.

So far Stable Diffusion 1.x alone; every other one is refused by its name.
"""

from pathlib import Path

from graphstudio.diffusion.configs import AGAIN, Config, require_number
from graphstudio.errors import ModelBroken

SD1 = "sd1"
"""Stable Diffusion 1.x, in wires."""

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
_ONLY_SD1 = "This version of GraphStudio runs Stable Diffusion 1.x; choose such a model."


def require_sd1(folder: Path, index: Config, unet: Config, vae: Config, text: Config) -> None:
    """Check that a folder holds a Stable Diffusion 1.x model whose parts belong together.

    Args:
        folder: The model's.
        index: Its model_index.json.
        unet: The U-Net's config.json.
        vae: The autoencoder's.
        text: The text encoder's.

    Raises:
        ModelBroken: It is of another family, or put together wrongly.
    """
    _refuse_other_parts(folder, index)
    _refuse_other_families(folder, unet, text)
    _refuse_mismatched_parts(folder, unet, vae, text)


def require_sd1_index(folder: Path, index: Config) -> None:
    """Check that a model_index.json is that of a Stable Diffusion 1.x pipeline.

    Raises:
        ModelBroken: It is of another family.
    """
    kind = index.get("_class_name")
    if not isinstance(kind, str):
        raise ModelBroken(f"{folder / 'model_index.json'} does not say what it is. {AGAIN}")
    if kind not in _SD1_PIPELINES:
        raise ModelBroken(f"{folder} is a model for {kind}. {_ONLY_SD1}")


def _refuse_other_parts(folder: Path, index: Config) -> None:
    for part, wanted in _PARTS.items():
        entry = index.get(part)
        found = entry[1] if isinstance(entry, list) and len(entry) == 2 else None
        if found not in (wanted, f"{wanted}Fast"):  # no set: a damaged entry may have no hash
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
    channels = require_number(place, unet, "out_channels")
    if require_number(place, unet, "in_channels") not in {channels, 2 * channels + 1}:
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
                f"{other.get(theirs)}: they do not belong together. {AGAIN}"
            )
