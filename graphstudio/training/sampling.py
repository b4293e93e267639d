"""Pictures from a pipeline, many at once, each with a seed of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import torch
from diffusers import (
    DDIMScheduler,
    DiffusionPipeline,
    DPMSolverMultistepScheduler,
    EulerDiscreteScheduler,
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
    pipeline: DiffusionPipeline,
    prompts: Sequence[str],
    *,
    sampler: str = "ddim",
    steps: int = 20,
    guidance: float = 5.0,
    seed: int = 0,
    each: Mapping[str, Sequence[object]] | None = None,
    # Passed on to whichever pipeline it is, and their arguments have all kinds of types.
    **same: Any,
) -> list[NDArray[np.uint8]]:
    """Make a picture for each prompt: (height, width, 3), 0..255; the n-th has ``seed + n``.

    Args:
        pipeline: Any Stable Diffusion pipeline.
        prompts: One for each picture.
        sampler: A name of SAMPLERS.
        steps: Of denoising.
        guidance: Strength of classifier-free guidance; 1 is none.
        seed: Of the first picture.
        each: Further arguments that have a value for each picture, such as "negative_prompt" or
            "image".
        same: Further arguments that all pictures share, such as ``strength``.
    """
    pipeline.set_progress_bar_config(disable=True)
    pipeline.scheduler = SAMPLERS[sampler].from_config(pipeline.scheduler.config)
    made: list[NDArray[np.uint8]] = []
    for start in range(0, len(prompts), _BATCH):
        part = list(prompts[start : start + _BATCH])
        seeds = range(seed + start, seed + start + len(part))
        found = pipeline(
            prompt=part,
            num_inference_steps=steps,
            guidance_scale=guidance,
            generator=[torch.Generator().manual_seed(number) for number in seeds],
            output_type="np",
            **{name: list(values[start : start + _BATCH]) for name, values in (each or {}).items()},
            **same,
        ).images
        made += [np.asarray((picture * 255).round(), dtype=np.uint8) for picture in found]
    return made
