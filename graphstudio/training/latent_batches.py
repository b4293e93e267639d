"""Batches for whatever learns to denoise: encoded pictures with noise, and what they show in words.

A batch hangs on the seed, the stage, the step and the shard alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from transformers import CLIPTextModel

from graphstudio.errors import ModelMissing
from graphstudio.training.captions import caption
from graphstudio.training.checkpoint import load_state
from graphstudio.training.dataset import generator_for
from graphstudio.training.losses import alpha_bars, denoising_loss, noised
from graphstudio.training.recipe import Recipe
from graphstudio.training.scenes import Description, describe
from graphstudio.training.text import token_ids
from graphstudio.training.tokenizer import build_tokenizer


@dataclass(frozen=True, slots=True)
class LatentSource:
    """Where batches come from: a file of ``prepare_latents``, a text encoder's folder, a recipe."""

    latents: Path
    text_encoder: Path
    seed: int
    batch: int
    recipe: Recipe


@dataclass(frozen=True, slots=True)
class LatentBatch:
    """Noised latents and all that belongs to them.

    Attributes:
        mixed: (batch, 4, side, side), what the denoiser sees.
        times: (batch,), int64, 0..999.
        states: (batch, 77, width), the captions' states.
        descriptions: What the pictures show.
    """

    mixed: torch.Tensor
    times: torch.Tensor
    states: torch.Tensor
    descriptions: Sequence[Description]
    _clean: torch.Tensor
    _noise: torch.Tensor
    _alphas: torch.Tensor
    _recipe: Recipe

    def loss(self, predicted: torch.Tensor) -> torch.Tensor:
        """Give the recipe's loss of what a denoiser made of ``mixed``, a scalar."""
        recipe = self._recipe
        return denoising_loss(
            predicted, self._clean, self._noise, self._alphas, recipe.prediction, recipe.gamma
        )


class LatentBatches:
    """The batches of one source, open in one process."""

    def __init__(self, source: LatentSource, stage: str, device: str) -> None:
        """Read the latents and load the frozen text encoder.

        Raises:
            ModelMissing: The pictures are not encoded yet.
        """
        self._source = source
        self._stage = stage
        self._device = device
        state = load_state(source.latents)
        if state is None:
            raise ModelMissing(
                f"Training the {stage}: {source.latents} is not there. Encode the pictures first."
            )
        self._latents: torch.Tensor = state["latents"]
        self._first = int(state["first"])
        self._alphas = alpha_bars(source.recipe.schedule)
        self._tokenizer = build_tokenizer()
        self._text: CLIPTextModel = (
            CLIPTextModel.from_pretrained(source.text_encoder).to(device).eval()
        )

    @property
    def side(self) -> int:
        """Give the side of the latents."""
        return int(self._latents.shape[-1])

    @property
    def text_width(self) -> int:
        """Give the width of the captions' states."""
        return int(self._text.config.hidden_size)

    def draw(self, step: int, shard: int) -> LatentBatch:
        """Make the batch of this step and shard."""
        source = self._source
        generator = generator_for(source.seed, self._stage, step, shard)
        chosen = torch.randint(len(self._latents), (source.batch,), generator=generator)
        clean = self._latents[chosen]
        times = _spread_times(source.batch, len(self._alphas), generator)
        noise = torch.randn(clean.shape, generator=generator)
        alphas = self._alphas[times]
        clean, noise, alphas = (part.to(self._device) for part in (clean, noise, alphas))
        shown = [describe(source.seed, self._first + index) for index in chosen.tolist()]
        return LatentBatch(
            mixed=noised(clean, noise, alphas).contiguous(memory_format=torch.channels_last),
            times=times.to(self._device),
            states=self._states(shown, Random(f"{self._stage}/{source.seed}/{step}/{shard}")),
            descriptions=shown,
            _clean=clean,
            _noise=noise,
            _alphas=alphas,
            _recipe=source.recipe,
        )

    def _states(self, shown: Sequence[Description], random: Random) -> torch.Tensor:
        texts = []
        for description in shown:
            said = caption(description, random)
            dropped = random.random() < self._source.recipe.caption_dropout
            texts.append("" if dropped else said)
        with torch.no_grad():
            ids = token_ids(self._tokenizer, texts).to(self._device)
            states: torch.Tensor = self._text(ids).last_hidden_state
        return states


def _spread_times(batch: int, steps: int, generator: torch.Generator) -> torch.Tensor:
    """Draw time steps spread evenly over the batch: uniform like chance, with less noise."""
    shift = torch.rand(1, generator=generator)
    spots = (torch.arange(batch) / batch + shift) % 1
    return (spots * steps).long().clamp(max=steps - 1)
