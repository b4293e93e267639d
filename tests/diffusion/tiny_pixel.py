"""Pixel-space models in miniature: random weights, real layout."""

import json
from pathlib import Path
from typing import Any

import torch
from diffusers import UNet2DModel

_PLAIN = {"time_embedding_type": "positional"}
NETS: dict[str, dict[str, Any]] = {
    "DDPMPipeline": _PLAIN,
    "DDIMPipeline": _PLAIN,
    "ConsistencyModelPipeline": _PLAIN,
    # As in the published NCSN++: it is told the noise level itself, and divides by it.
    "ScoreSdeVePipeline": {"time_embedding_type": "fourier"},
    "ScoreSdeVpPipeline": _PLAIN,
}
SCHEDULES: dict[str, dict[str, Any]] = {
    "DDPMPipeline": {"_class_name": "DDPMScheduler", "variance_type": "fixed_large"},
    "DDIMPipeline": {"_class_name": "DDPMScheduler", "variance_type": "fixed_small"},
    "ConsistencyModelPipeline": {"_class_name": "CMStochasticIterativeScheduler"},
    "ScoreSdeVePipeline": {"_class_name": "ScoreSdeVeScheduler", "sigma_max": 50.0},
    "ScoreSdeVpPipeline": {"_class_name": "ScoreSdeVpScheduler"},
}


def write_pixel(
    folder: Path, kind: str, *, net: dict[str, Any] | None = None, **schedule: Any
) -> Path:
    """Save a pixel-space model folder of 8 x 8 px with random weights.

    Args:
        folder: Where.
        kind: What its model_index.json calls it.
        net: What differs in its U-Net.
        schedule: What differs in its scheduler_config.json.
    """
    torch.manual_seed(31)
    made = UNet2DModel(
        sample_size=8,
        block_out_channels=(8, 16),
        layers_per_block=1,
        down_block_types=("DownBlock2D", "AttnDownBlock2D"),
        up_block_types=("AttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=4,
        norm_num_groups=4,
        **(NETS[kind] | (net or {})),
    ).eval()
    made.save_pretrained(folder / "unet")
    config = SCHEDULES[kind] | schedule
    (folder / "scheduler").mkdir()
    (folder / "scheduler" / "scheduler_config.json").write_text(json.dumps(config))
    index = {
        "_class_name": kind,
        "scheduler": ["diffusers", config["_class_name"]],
        "unet": ["diffusers", "UNet2DModel"],
    }
    (folder / "model_index.json").write_text(json.dumps(index))
    return folder
