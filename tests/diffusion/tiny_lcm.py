"""Latent consistency models in miniature: U-Nets that are told how strong their guidance is."""

import json
from pathlib import Path

import torch
from diffusers import LCMScheduler, UNet2DConditionModel

from tests.diffusion.tiny import Sizes, write_model
from tests.diffusion.tiny_sdxl import write_sdxl

STRENGTH_WIDTH = 17
"""Odd, so that the filling of the last place is seen."""


def write_lcm(folder: Path) -> Path:
    """Save a full LCM of Stable Diffusion 1.x, as its pipeline saves it."""
    write_model(folder, Sizes())
    _tell_strength(folder / "unet")
    scheduler = LCMScheduler(original_inference_steps=50, steps_offset=1)
    scheduler.save_pretrained(folder / "scheduler")
    index = folder / "model_index.json"
    said = {
        "_class_name": "LatentConsistencyModelPipeline",
        "scheduler": ["diffusers", "LCMScheduler"],
    }
    index.write_text(json.dumps(json.loads(index.read_text()) | said))
    return folder


def write_lcm_xl(folder: Path) -> Path:
    """Save a full LCM of SDXL: a folder of SDXL with another U-Net."""
    write_sdxl(folder)
    _tell_strength(folder / "unet")
    return folder


def _tell_strength(folder: Path) -> None:
    torch.manual_seed(41)
    config = UNet2DConditionModel.load_config(folder)
    net = UNet2DConditionModel.from_config(config, time_cond_proj_dim=STRENGTH_WIDTH)
    net.save_pretrained(folder)
