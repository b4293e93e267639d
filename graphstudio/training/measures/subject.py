"""The model that is measured, loaded once for all questions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import torch
from diffusers import (
    ControlNetModel,
    DiffusionPipeline,
    StableDiffusionControlNetPipeline,
    StableDiffusionPipeline,
)

from graphstudio.training.base import recipe_of

PipelineT = TypeVar("PipelineT", bound=DiffusionPipeline)


@dataclass(frozen=True, slots=True)
class Subject:
    """A pipeline, and how it is to be measured.

    Attributes:
        pipeline: In full precision.
        prompts: How many prompts each of the large questions asks.
        steps: Of denoising, where nothing else is said.
        seed: Of prompts and noise.
        controlnet: A ControlNet's folder for the question of edges.
        lora: A LoRA file for the question of style.
    """

    pipeline: StableDiffusionPipeline
    prompts: int = 200
    steps: int = 20
    seed: int = 0
    controlnet: Path | None = None
    lora: Path | None = None

    @property
    def side_px(self) -> int:
        """Give the side of the pictures."""
        pipeline = self.pipeline
        return int(pipeline.unet.config.sample_size * pipeline.vae_scale_factor)

    def parts_as(self, kind: type[PipelineT], **more: object) -> PipelineT:
        """Make another kind of pipeline from the same parts."""
        made: PipelineT = kind(**self.pipeline.components, requires_safety_checker=False, **more)
        return made

    def controlled(self, controlnet: Path) -> StableDiffusionControlNetPipeline:
        """Make a pipeline that follows a ControlNet's folder."""
        loaded = ControlNetModel.from_pretrained(
            controlnet, torch_dtype=torch.float32, local_files_only=True
        )
        return self.parts_as(StableDiffusionControlNetPipeline, controlnet=loaded)


def load_subject(
    folder: Path,
    *,
    prompts: int = 200,
    steps: int = 20,
    seed: int = 0,
    controlnet: Path | None = None,
    lora: Path | None = None,
) -> Subject:
    """Load a pipeline folder to be measured.

    Raises:
        ModelMissing: The folder is not one that `graphstudio train builtin` wrote.
    """
    recipe_of(folder)
    pipeline = StableDiffusionPipeline.from_pretrained(folder, local_files_only=True)
    pipeline.set_progress_bar_config(disable=True)
    return Subject(pipeline, prompts, steps, seed, controlnet, lora)
