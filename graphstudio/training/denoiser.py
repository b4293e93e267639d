"""Teaching the U-Net: noised latents and a caption in, the velocity (or the noise) out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import UNet2DConditionModel
from torch import nn

from graphstudio.training.latent_batches import LatentBatches, LatentSource
from graphstudio.training.unet import UNetSizes, build_unet


@dataclass(frozen=True, slots=True)
class DenoiserTask:
    """Learn to take noise out of latents.

    ``unet`` says what to start from: sizes start from random weights, a folder from its own.
    """

    unet: UNetSizes | Path
    source: LatentSource

    def open(self, device: str) -> DenoiserLesson:
        """Build or load the U-Net, and open the batches."""
        return DenoiserLesson(self, device)


class DenoiserLesson:
    """Denoising on a frozen text encoder."""

    def __init__(self, task: DenoiserTask, device: str) -> None:
        """Make the model; each process that does so gets the same weights."""
        self._batches = LatentBatches(task.source, "denoiser", device)
        if isinstance(task.unet, Path):
            unet = UNet2DConditionModel.from_pretrained(task.unet, torch_dtype=torch.float32)
        else:
            torch.manual_seed(task.source.seed)
            unet = build_unet(task.unet, self._batches.text_width, self._batches.side)
        self.model: nn.Module = unet.to(device)

    def loss(self, step: int, shard: int) -> torch.Tensor:
        """Give the denoising loss of one batch."""
        batch = self._batches.draw(step, shard)
        return batch.loss(self.model(batch.mixed, batch.times, batch.states).sample)
