"""The finished model as a diffusers folder."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from transformers import CLIPTextModel, CLIPTokenizer

from graphstudio.training.losses import beta_ends
from graphstudio.training.recipe import Recipe


def build_scheduler(recipe: Recipe) -> DDIMScheduler:
    """Make the scheduler whose config tells every SD sampler how this model was trained."""
    first, last = beta_ends(recipe.schedule)
    return DDIMScheduler(
        num_train_timesteps=1000,
        beta_start=first,
        beta_end=last,
        beta_schedule=recipe.schedule,
        clip_sample=False,
        set_alpha_to_one=False,
        steps_offset=1,
        prediction_type=recipe.prediction,
        # The first step must be the noisiest one, or few-step samplers start from noise they never
        # saw.
        timestep_spacing="trailing",
    )


def build_pipeline(
    autoencoder: AutoencoderKL,
    text_encoder: CLIPTextModel,
    tokenizer: CLIPTokenizer,
    unet: UNet2DConditionModel,
    recipe: Recipe,
) -> StableDiffusionPipeline:
    """Put the parts together."""
    return StableDiffusionPipeline(
        vae=autoencoder,
        text_encoder=text_encoder,
        tokenizer=tokenizer,
        unet=unet,
        scheduler=build_scheduler(recipe),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def save_folder(pipeline: StableDiffusionPipeline, out: Path) -> None:
    """Write a pipeline as half-precision safetensors; it is half precision itself afterwards."""
    pipeline.to(dtype=torch.float16).save_pretrained(out, safe_serialization=True)
    _ask_for_full_precision(out / "text_encoder" / "config.json")
    make_readable(out)


def make_readable(out: Path) -> None:
    """Let everybody read the files of a folder.

    ``save_pretrained`` leaves weights readable by their owner alone, which breaks shared installs.
    """
    for path in out.rglob("*"):
        if path.is_file():
            path.chmod(0o644)


def folder_bytes(out: Path) -> int:
    """Count the bytes of all files in a folder."""
    return sum(path.stat().st_size for path in out.rglob("*") if path.is_file())


def _ask_for_full_precision(config_file: Path) -> None:
    """Let transformers widen the stored halves as diffusers does with the other parts.

    Left alone it keeps the precision of the file, and a pipeline of two precisions stops at its
    first step.
    """
    config = json.loads(config_file.read_text(encoding="utf-8"))
    config["dtype"] = "float32"
    config_file.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
