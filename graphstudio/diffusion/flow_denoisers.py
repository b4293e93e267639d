"""Transformers that denoise along a flow: Stable Diffusion 3 and Flux."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from graphstudio.api import Conditioning, Residuals

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

    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        """Predict the flow: (batch, 16, height / 8, width / 8), float32, as the sample."""
        return self.predict_led(sample, timestep, conditioning, None)

    @torch.no_grad()
    def predict_led(
        self,
        sample: Tensor,
        timestep: Tensor,
        conditioning: Conditioning,
        residuals: Residuals | None,
    ) -> Tensor:
        """Predict as `predict` does, with what ControlNets add to each of its blocks."""
        answer: Tensor = self.net(
            **sd3_inputs(sample, timestep, conditioning, self.device, self.precision),
            block_controlnet_hidden_states=(residuals.down or None) if residuals else None,
            return_dict=False,
        )[0]
        return answer.float()

    @torch.no_grad()
    def embed(self, sample: Tensor) -> Tensor:
        """Make tokens of a sample as its blocks see them: (batch, tokens, width)."""
        tokens: Tensor = self.net.pos_embed(sample.to(self.precision))
        return tokens


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

    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        """Predict the flow: (batch, 16, height / 8, width / 8), float32, as the sample."""
        return self.predict_led(sample, timestep, conditioning, None)

    @torch.no_grad()
    def predict_led(
        self,
        sample: Tensor,
        timestep: Tensor,
        conditioning: Conditioning,
        residuals: Residuals | None,
    ) -> Tensor:
        """Predict as `predict` does, with what ControlNets add to each of its blocks."""
        answer: Tensor = self.net(
            **flux_inputs(self.net, sample, timestep, conditioning, self.device, self.precision),
            controlnet_block_samples=(residuals.down or None) if residuals else None,
            controlnet_single_block_samples=(residuals.single or None) if residuals else None,
            return_dict=False,
        )[0]
        return unpack(answer, *sample.shape[-2:]).float()


def sd3_inputs(
    sample: Tensor,
    timestep: Tensor,
    conditioning: Conditioning,
    device: torch.device,
    precision: torch.dtype,
) -> dict[str, Any]:
    """Say to a transformer of SD3, or to a ControlNet of one, what it is asked about."""
    return {
        "hidden_states": sample.to(precision),
        "timestep": timestep.expand(len(sample)),
        "encoder_hidden_states": conditioning.embeds.to(device, precision),
        "pooled_projections": _pooled(conditioning).to(device, precision),
    }


def flux_inputs(
    net: Any,  # Any: diffusers has no types
    sample: Tensor,
    timestep: Tensor,
    conditioning: Conditioning,
    device: torch.device,
    precision: torch.dtype,
) -> dict[str, Any]:
    """Say to a transformer of Flux, or to a ControlNet of one, what it is asked about.

    Args:
        net: Whom to tell: it may have guidance inside or not.
        sample: (batch, 16, height / 8, width / 8).
        timestep: Of the schedule, one number for the whole batch.
        conditioning: (batch, tokens, width), with a pooled vector.
        device: Where the network is.
        precision: Its dtype.
    """
    batch, _, tall, wide = sample.shape
    embeds = conditioning.embeds.to(device, precision)
    guidance = None
    if net.config.guidance_embeds:
        strength = conditioning.distilled
        value = _USUAL_DISTILLED if strength is None else strength
        guidance = torch.full([batch], value, device=device, dtype=torch.float32)
    return {
        "hidden_states": pack(sample).to(precision),
        "timestep": timestep.expand(batch).to(precision) / _LEVELS,
        "guidance": guidance,
        "pooled_projections": _pooled(conditioning).to(device, precision),
        "encoder_hidden_states": embeds,
        "txt_ids": torch.zeros(embeds.shape[1], 3, device=device, dtype=precision),
        "img_ids": _places(tall // 2, wide // 2).to(device, precision),
    }


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
