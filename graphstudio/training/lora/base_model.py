"""The frozen model that a LoRA is made for: its family, its networks, its noise schedule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import torch
from diffusers import DDPMScheduler

from graphstudio.diffusion.configs import Config, read_json, require_number
from graphstudio.diffusion.families import read_family, require_parts_fit
from graphstudio.diffusion.loading import load_autoencoder, load_clip, load_unet
from graphstudio.diffusion.sources import ClipFolder
from graphstudio.diffusion.weights import find_weights
from graphstudio.errors import ModelBroken, ModelMissing
from graphstudio.training.losses import Prediction

Family = Literal["sd1", "sdxl"]
FAMILIES: Final = (
    "LoRAs can be trained for Stable Diffusion 1.x (StableDiffusionPipeline) and SDXL "
    "(StableDiffusionXLPipeline)."
)
_SD1_PIPELINE, _SDXL_PIPELINE = "StableDiffusionPipeline", "StableDiffusionXLPipeline"
_TEXT_FOLDERS: Final[dict[Family, tuple[str, ...]]] = {
    "sd1": ("text_encoder",),
    "sdxl": ("text_encoder", "text_encoder_2"),
}
_PREDICTIONS: Final[dict[str, Prediction]] = {
    "epsilon": "epsilon",
    "v_prediction": "v_prediction",
}
DTYPES: Final = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}


@dataclass(frozen=True, slots=True)
class BaseFacts:
    """What the small files of a model folder say; nothing is loaded.

    Attributes:
        folder: The diffusers folder.
        family: "sd1" or "sdxl".
        prediction: What its U-Net predicts.
        scale_px: Pixels that a latent cell covers.
        native_px: Side of the pictures that it was made for.
        unet: The U-Net's config.json.
        schedule: The scheduler's.
        is_empty_zero: Whether an empty prompt is zeros instead of what the encoders make of it.
    """

    folder: Path
    family: Family
    prediction: Prediction
    scale_px: int
    native_px: int
    unet: Config
    schedule: Config
    is_empty_zero: bool

    @property
    def text_folders(self) -> tuple[str, ...]:
        """Name the parts that read text."""
        return _TEXT_FOLDERS[self.family]


@dataclass(frozen=True, slots=True, eq=False)
class TextPart:
    """A text encoder and its tokenizer.

    Attributes:
        net: A `CLIPTextModel` or `CLIPTextModelWithProjection`.
        tokenizer: A `CLIPTokenizer`.
    """

    net: Any  # Any: transformers has no usable types
    tokenizer: Any


@dataclass(frozen=True, slots=True, eq=False)
class BaseModel:
    """The networks, on one device, without gradients.

    Attributes:
        facts: What they are.
        unet: A `UNet2DConditionModel`.
        autoencoder: An `AutoencoderKL`, always float32: that of SDXL overflows in halves.
        texts: One text encoder, or the two of SDXL.
        alphas: alpha_bar at each time: (times,), float32, on the CPU.
    """

    facts: BaseFacts
    unet: Any  # Any: diffusers has no types
    autoencoder: Any
    texts: Sequence[TextPart]
    alphas: torch.Tensor


def read_base(folder: Path) -> BaseFacts:
    """Look at a diffusers folder.

    Raises:
        ModelMissing: The folder or a file in it is not there.
        ModelBroken: A file is damaged, or the model is of a family that cannot be trained.
    """
    if not (folder / "model_index.json").is_file():
        raise ModelMissing(
            f"--base {folder} is no model folder in diffusers layout: it holds no "
            "model_index.json. Choose the folder that holds that file."
        )
    index = read_json(folder / "model_index.json")
    kind = index.get("_class_name")
    if kind not in (_SD1_PIPELINE, _SDXL_PIPELINE):
        raise ModelBroken(f"--base {folder} is a model for {kind}. {FAMILIES}")
    family: Family = "sd1" if kind == _SD1_PIPELINE else "sdxl"
    unet, vae = (read_json(folder / part / "config.json") for part in ("unet", "vae"))
    texts = [read_json(folder / part / "config.json") for part in _TEXT_FOLDERS[family]]
    if read_family(folder, index, texts[0]) != family:
        raise ModelBroken(f"--base {folder} is of another family by its sizes. {FAMILIES}")
    require_parts_fit(folder, family, unet, vae, tuple(texts))
    if unet.get("in_channels") != unet.get("out_channels"):
        raise ModelBroken(
            f"--base {folder} is an inpainting model, whose U-Net sees a mask too. Choose the "
            "model for text to image that it was made from: its LoRAs fit."
        )
    if unet.get("time_cond_proj_dim") is not None:
        raise ModelBroken(
            f"--base {folder} was distilled with its guidance inside (LCM). Choose the model that "
            "it was made from: its LoRAs fit."
        )
    schedule = read_json(folder / "scheduler" / "scheduler_config.json")
    scale = 2 ** (len(vae.get("block_out_channels", (1, 1, 1, 1))) - 1)
    return BaseFacts(
        folder=folder,
        family=family,
        prediction=_prediction(folder, schedule),
        scale_px=scale,
        native_px=scale * require_number(folder / "unet", unet, "sample_size"),
        unet=unet,
        schedule=schedule,
        is_empty_zero=bool(index.get("force_zeros_for_empty_prompt", family == "sdxl")),
    )


def load_base(facts: BaseFacts, device: str, precision: str) -> BaseModel:
    """Load the networks.

    Raises:
        ModelMissing: Weights are not there.
        ModelBroken: Weights are there and cannot be trusted.
    """
    place, dtype, folder = torch.device(device), DTYPES[precision], facts.folder
    return BaseModel(
        facts=facts,
        unet=load_unet(folder / "unet", _variant(folder / "unet"), place, dtype).unet,
        autoencoder=load_autoencoder(
            folder / "vae", _variant(folder / "vae"), place, torch.float32
        ).net,
        texts=[_load_text(folder, part, place, dtype) for part in facts.text_folders],
        # It knows every kind of betas that a config can name.
        alphas=DDPMScheduler.from_config(facts.schedule).alphas_cumprod.float(),
    )


def _prediction(folder: Path, schedule: Config) -> Prediction:
    found = schedule.get("prediction_type", "epsilon")
    place = folder / "scheduler" / "scheduler_config.json"
    if "beta_schedule" not in schedule:
        raise ModelBroken(f"{place} has no betas, so it is no diffusion of SD's kind. {FAMILIES}")
    if found in _PREDICTIONS:
        return _PREDICTIONS[found]
    raise ModelBroken(f"{place}: prediction_type {found!r} is neither epsilon nor v_prediction.")


def _variant(folder: Path, stem: str = "diffusion_pytorch_model") -> str:
    return find_weights(folder, stem).variant


def _load_text(folder: Path, part: str, device: torch.device, dtype: torch.dtype) -> TextPart:
    words = folder / part.replace("text_encoder", "tokenizer")
    variant = _variant(folder / part, "model")
    source = ClipFolder(
        folder / part, words, variant, pooling="projected" if part == "text_encoder_2" else "none"
    )
    encoder = load_clip(source, device, dtype)
    return TextPart(encoder.net, encoder.tokenizer)
