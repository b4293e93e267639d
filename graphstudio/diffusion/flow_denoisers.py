"""Transformers that denoise along a flow: Stable Diffusion 3 and Flux."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from graphstudio.api import Conditioning

_USUAL_DISTILLED = 3.5  # what Flux dev's own pipeline takes
_LEVELS = 1000  # of a schedule; Flux is asked at fractions of them


@dataclass(frozen=True, slots=True, eq=False)
class Sd3Denoiser:
    """Ask a `SD3Transformer2DModel`.

    Attributes:
        net: The loaded network; never changed here.
        device: Where its weights are.
        precision: Their dtype.
    """

    net: Any  # Any: diffusers has no types
    device: torch.device
    precision: torch.dtype

    @torch.no_grad()
    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        """Predict the flow: (batch, 16, height / 8, width / 8), float32, as the sample."""
        answer: Tensor = self.net(
            hidden_states=sample.to(self.precision),
            timestep=timestep.expand(len(sample)),
            encoder_hidden_states=conditioning.embeds.to(self.device, self.precision),
            pooled_projections=_pooled(conditioning).to(self.device, self.precision),
            return_dict=False,
        )[0]
        return answer.float()


@dataclass(frozen=True, slots=True, eq=False)
class FluxDenoiser:
    """Ask a `FluxTransformer2DModel`, which reads 2 x 2 cells as one token.

    Attributes:
        net: The loaded network; never changed here.
        device: Where its weights are.
        precision: Their dtype.
    """

    net: Any  # Any: diffusers has no types
    device: torch.device
    precision: torch.dtype

    @torch.no_grad()
    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        """Predict the flow: (batch, 16, height / 8, width / 8), float32, as the sample."""
        batch, _, tall, wide = sample.shape
        embeds = conditioning.embeds.to(self.device, self.precision)
        guidance = None
        if self.net.config.guidance_embeds:
            strength = conditioning.distilled
            value = _USUAL_DISTILLED if strength is None else strength
            guidance = torch.full([batch], value, device=self.device, dtype=torch.float32)
        answer: Tensor = self.net(
            hidden_states=pack(sample).to(self.precision),
            timestep=timestep.expand(batch).to(self.precision) / _LEVELS,
            guidance=guidance,
            pooled_projections=_pooled(conditioning).to(self.device, self.precision),
            encoder_hidden_states=embeds,
            txt_ids=torch.zeros(embeds.shape[1], 3, device=self.device, dtype=self.precision),
            img_ids=_places(tall // 2, wide // 2).to(self.device, self.precision),
            return_dict=False,
        )[0]
        return unpack(answer, tall, wide).float()


def pack(sample: Tensor) -> Tensor:
    """Make a token of each 2 x 2 cells: (batch, cells / 4, channels * 4)."""
    batch, channels, tall, wide = sample.shape
    parted = sample.reshape(batch, channels, tall // 2, 2, wide // 2, 2)
    return parted.permute(0, 2, 4, 1, 3, 5).reshape(batch, -1, channels * 4)


def unpack(tokens: Tensor, tall: int, wide: int) -> Tensor:
    """Make cells of tokens again: (batch, channels, tall, wide)."""
    batch, _, width = tokens.shape
    parted = tokens.reshape(batch, tall // 2, wide // 2, width // 4, 2, 2)
    return parted.permute(0, 3, 1, 4, 2, 5).reshape(batch, width // 4, tall, wide)


def _places(rows: int, columns: int) -> Tensor:
    """Say where each token is: (rows * columns, 3), the first is 0."""
    places = torch.zeros(rows, columns, 3)
    places[..., 1] = torch.arange(rows)[:, None]
    places[..., 2] = torch.arange(columns)[None, :]
    return places.reshape(-1, 3)


def _pooled(conditioning: Conditioning) -> Tensor:
    assert conditioning.pooled is not None, "the family's text encoder gives it"
    return conditioning.pooled
