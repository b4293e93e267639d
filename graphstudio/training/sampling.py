"""Pictures from a pipeline, many at once, each with a seed of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import torch
from diffusers import (
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    EulerDiscreteScheduler,
    StableDiffusionPipeline,
    UniPCMultistepScheduler,
)
from numpy.typing import NDArray

SAMPLERS: Final = {
    "ddim": DDIMScheduler,
    "euler": EulerDiscreteScheduler,
    "dpm++ 2m": DPMSolverMultistepScheduler,
    "unipc": UniPCMultistepScheduler,
}
_BATCH: Final = 10


def sample(
    pipeline: StableDiffusionPipeline,
    prompts: Sequence[str],
    *,
    sampler: str = "ddim",
    steps: int = 20,
    guidance: float = 5.0,
    seed: int = 0,
) -> list[NDArray[np.uint8]]:
    """Make a picture for each prompt: (height, width, 3), 0..255; the n-th has ``seed + n``."""
    pipeline.set_progress_bar_config(disable=True)
    pipeline.scheduler = SAMPLERS[sampler].from_config(pipeline.scheduler.config)
    made: list[NDArray[np.uint8]] = []
    for start in range(0, len(prompts), _BATCH):
        part = list(prompts[start : start + _BATCH])
        seeds = range(seed + start, seed + start + len(part))
        found = pipeline(
            part,
            num_inference_steps=steps,
            guidance_scale=guidance,
            generator=[torch.Generator().manual_seed(number) for number in seeds],
            output_type="np",
        ).images
        made += [np.asarray((picture * 255).round(), dtype=np.uint8) for picture in found]
    return made
