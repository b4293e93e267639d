"""The last touch of the autoencoder: the decoder learns on while the latents stay as they are.

The denoiser's latents are fixed once the encoder is; how sharply they are shown is not. So this
stage hangs on the autoencoder only, and may run before, after or beside the denoiser.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import AutoencoderKL
from torch import nn

from graphstudio.training.autoencoder import POSTERIOR_STD, reconstruction_loss
from graphstudio.training.dataset import batch_indices, described, generator_for, pictures
from graphstudio.training.latents import encode

# Pictures of other steps than the autoencoder saw: its indices end long before this one.
_FIRST_STEP = 1_000_000


@dataclass(frozen=True, slots=True)
class DecoderTask:
    """Learn to show latents sharply; ``autoencoder`` is a diffusers folder."""

    autoencoder: Path
    seed: int
    side_px: int
    batch: int
    shards: int

    def open(self, device: str) -> DecoderLesson:
        """Load the autoencoder; only what decodes is trained."""
        return DecoderLesson(self, device)


class DecoderLesson:
    """Reconstruction of fresh pictures from the frozen encoder's latents."""

    def __init__(self, task: DecoderTask, device: str) -> None:
        """Load the model; each process that does so gets the same weights."""
        self._task = task
        self._device = device
        self._autoencoder = AutoencoderKL.from_pretrained(task.autoencoder).to(device)
        self.model: nn.Module = nn.ModuleList(
            [self._autoencoder.post_quant_conv, self._autoencoder.decoder]
        )

    def loss(self, step: int, shard: int) -> torch.Tensor:
        """Give the reconstruction loss of one batch."""
        task = self._task
        generator = generator_for(task.seed, "decoder", step, shard)
        indices = batch_indices(_FIRST_STEP + step, shard, task.shards, task.batch)
        target = pictures(described(task.seed, indices), task.side_px).to(self._device)
        latents = encode(self._autoencoder, target) / self._autoencoder.config.scaling_factor
        noise = torch.randn(latents.shape, generator=generator).to(self._device)
        mixed = (latents + POSTERIOR_STD * noise).contiguous(memory_format=torch.channels_last)
        return reconstruction_loss(self._autoencoder.decode(mixed).sample, target)


def sharpened(folder: Path, trained: nn.Module) -> AutoencoderKL:
    """Load an autoencoder with the decoder that a DecoderTask trained."""
    model = AutoencoderKL.from_pretrained(folder)
    post_quant_conv, decoder = (child.state_dict() for child in trained.children())
    model.post_quant_conv.load_state_dict(post_quant_conv)
    model.decoder.load_state_dict(decoder)
    return model
