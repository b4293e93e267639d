"""Teaching the U-Net: noised latents and a caption in, the velocity out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from torch import nn
from transformers import CLIPTextModel

from graphstudio.errors import ModelMissing
from graphstudio.training.captions import caption
from graphstudio.training.checkpoint import load_state
from graphstudio.training.dataset import generator_for
from graphstudio.training.losses import denoising_loss, noised, scaled_linear_alphas
from graphstudio.training.scenes import describe
from graphstudio.training.text import token_ids
from graphstudio.training.tokenizer import build_tokenizer
from graphstudio.training.unet import UNetSizes, build_unet

# Share of captions that are emptied: the unconditional half of classifier-free guidance (Ho and
# Salimans, arXiv:2207.12598, section 3).
CAPTION_DROPOUT = 0.1
MIN_SNR_GAMMA = 5.0


@dataclass(frozen=True, slots=True)
class DenoiserTask:
    """Learn to take noise out of latents.

    ``latents`` is a file of ``prepare_latents``, ``text_encoder`` a diffusers folder.
    """

    sizes: UNetSizes
    seed: int
    batch: int
    shards: int
    latents: Path
    text_encoder: Path

    def open(self, device: str) -> DenoiserLesson:
        """Build the U-Net and load the frozen text encoder."""
        return DenoiserLesson(self, device)


class DenoiserLesson:
    """Velocity prediction with min-SNR weights on a frozen text encoder."""

    def __init__(self, task: DenoiserTask, device: str) -> None:
        """Build the model; each process that does so gets the same weights."""
        self._task = task
        self._device = device
        state = load_state(task.latents)
        if state is None:
            raise ModelMissing(
                f"Training the denoiser: {task.latents} is not there. Encode the pictures first."
            )
        self._latents: torch.Tensor = state["latents"]
        self._first = int(state["first"])
        self._alphas = scaled_linear_alphas()
        self._tokenizer = build_tokenizer()
        self._text: CLIPTextModel = (
            CLIPTextModel.from_pretrained(task.text_encoder).to(device).eval()
        )
        torch.manual_seed(task.seed)
        width = self._text.config.hidden_size
        self.model: nn.Module = build_unet(task.sizes, width, self._latents.shape[-1]).to(device)

    def loss(self, step: int, shard: int) -> torch.Tensor:
        """Give the denoising loss of one batch."""
        task = self._task
        generator = generator_for(task.seed, "denoiser", step, shard)
        chosen = torch.randint(len(self._latents), (task.batch,), generator=generator)
        clean = self._latents[chosen]
        times = _spread_times(task.batch, len(self._alphas), generator)
        noise = torch.randn(clean.shape, generator=generator)
        alphas = self._alphas[times]
        clean, noise, alphas = (part.to(self._device) for part in (clean, noise, alphas))
        mixed = noised(clean, noise, alphas).contiguous(memory_format=torch.channels_last)
        found = self.model(mixed, times.to(self._device), self._states(chosen, step, shard)).sample
        return denoising_loss(found, clean, noise, alphas, "v_prediction", MIN_SNR_GAMMA)

    def _states(self, chosen: torch.Tensor, step: int, shard: int) -> torch.Tensor:
        random = Random(f"captions/{self._task.seed}/{step}/{shard}")
        texts = []
        for index in chosen.tolist():
            said = caption(describe(self._task.seed, self._first + index), random)
            texts.append("" if random.random() < CAPTION_DROPOUT else said)
        with torch.no_grad():
            ids = token_ids(self._tokenizer, texts).to(self._device)
            states: torch.Tensor = self._text(ids).last_hidden_state
        return states


def _spread_times(batch: int, steps: int, generator: torch.Generator) -> torch.Tensor:
    """Draw time steps spread evenly over the batch: uniform like chance, with less noise."""
    shift = torch.rand(1, generator=generator)
    spots = (torch.arange(batch) / batch + shift) % 1
    return (spots * steps).long().clamp(max=steps - 1)
