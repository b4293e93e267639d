"""ControlNets of transformers: Stable Diffusion 3 and Flux."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any

import torch
from torch import Tensor

from graphstudio.api import Conditioning, Denoiser, Lead, Residuals
from graphstudio.diffusion.families import FLUX
from graphstudio.diffusion.flow_denoisers import (
    FluxDenoiser,
    Sd3Denoiser,
    flux_inputs,
    pack,
    sd3_inputs,
)
from graphstudio.diffusion.leads import mode_number
from graphstudio.errors import BadValue


@dataclass(frozen=True, slots=True, eq=False)
class Sd3ControlNet:
    """Ask a `SD3ControlNetModel`.

    Attributes:
        net: The loaded network; never changed here.
        device: Where its weights are.
        precision: Their dtype.
        blocks: Blocks of the denoiser that it leads.
        embed: How that denoiser makes tokens of a sample, for a net that has no way of its own
            (those for Stable Diffusion 3.5 large).
    """

    net: Any  # Any: diffusers has no types
    device: torch.device
    precision: torch.dtype
    blocks: int = 0
    embed: Callable[[Tensor], Tensor] | None = None

    def joined(self, denoiser: Denoiser, lead: Lead) -> Sd3ControlNet:
        """Give the same, ready to lead a denoiser.

        Raises:
            BadValue: The denoiser is of another family.
        """
        if not isinstance(denoiser, Sd3Denoiser):
            raise BadValue(f"{lead.model.name} leads Stable Diffusion 3 only. Take its wire out.")
        embed = None if self.net.pos_embed is not None else denoiser.embed
        return replace(self, blocks=len(denoiser.net.transformer_blocks), embed=embed)

    @torch.no_grad()
    def ask(
        self,
        sample: Tensor,
        timestep: Tensor,
        conditioning: Conditioning,
        hint: Tensor,
        *,
        strength: float,
        is_guess: bool,
    ) -> Residuals:
        """Say what it adds to a denoiser that looks at the same sample; it is `joined` to it.

        Args:
            sample: (batch, 16, height / 8, width / 8), float32, on the device.
            timestep: One number for the whole batch.
            conditioning: (batch, tokens, width).
            hint: A latent in the sample's form.
            strength: What it gives is multiplied by this.
            is_guess: Must be False: these are not made for it.
        """
        assert not is_guess, "refused by require_lead"
        told = sd3_inputs(sample, timestep, conditioning, self.device, self.precision)
        if self.embed is not None:
            told["hidden_states"] = self.embed(sample).to(self.precision)
        if self.net.config.force_zeros_for_pooled_projection:
            told["pooled_projections"] = torch.zeros_like(told["pooled_projections"])
        if self.net.context_embedder is None:
            told["encoder_hidden_states"] = None
        (found,) = self.net(
            **told,
            controlnet_cond=hint.to(self.precision),
            conditioning_scale=strength,
            return_dict=False,
        )
        shares = self.blocks / len(found)
        return Residuals(tuple(found[int(block / shares)] for block in range(self.blocks)))


@dataclass(frozen=True, slots=True, eq=False)
class FluxControlNet:
    """Ask a `FluxControlNetModel`.

    Attributes:
        net: The loaded network; never changed here.
        device: Where its weights are.
        precision: Their dtype.
        blocks: Double blocks of the denoiser that it leads, and single ones.
        mode: Which kind of guide it follows, for one that was trained for several.
    """

    net: Any  # Any: diffusers has no types
    device: torch.device
    precision: torch.dtype
    blocks: tuple[int, int] = (0, 0)
    mode: int | None = None

    def joined(self, denoiser: Denoiser, lead: Lead) -> FluxControlNet:
        """Give the same, ready to lead a denoiser as a lead says.

        Raises:
            BadValue: The denoiser is of another family.
        """
        if not isinstance(denoiser, FluxDenoiser):
            raise BadValue(f"{lead.model.name} leads Flux only. Take its wire out.")
        net, mode = denoiser.net, mode_number(FLUX, lead.mode) if lead.mode else None
        blocks = len(net.transformer_blocks), len(net.single_transformer_blocks)
        return replace(self, blocks=blocks, mode=mode)

    @torch.no_grad()
    def ask(
        self,
        sample: Tensor,
        timestep: Tensor,
        conditioning: Conditioning,
        hint: Tensor,
        *,
        strength: float,
        is_guess: bool,
    ) -> Residuals:
        """Say what it adds to a denoiser that looks at the same sample; it is `joined` to it.

        Args:
            sample: (batch, 16, height / 8, width / 8), float32, on the device.
            timestep: One number for the whole batch.
            conditioning: (batch, tokens, width).
            hint: A latent in the sample's form, or pixels in 0..1 for a net with layers for them.
            strength: What it gives is multiplied by this.
            is_guess: Must be False: these are not made for it.
        """
        assert not is_guess, "refused by require_lead"
        sees_pixels = self.net.input_hint_block is not None
        shown = hint * 2 - 1 if sees_pixels else pack(hint)
        mode = None
        if self.mode is not None:
            mode = torch.full([len(sample), 1], self.mode, device=self.device)
        double, single = self.net(
            **flux_inputs(self.net, sample, timestep, conditioning, self.device, self.precision),
            controlnet_cond=shown.to(self.precision),
            controlnet_mode=mode,
            conditioning_scale=strength,
            return_dict=False,
        )
        return Residuals(
            _spread(double, self.blocks[0], is_repeated=sees_pixels),
            single=_spread(single, self.blocks[1], is_repeated=False),
        )


def _spread(
    found: Sequence[Tensor] | None, blocks: int, *, is_repeated: bool
) -> tuple[Tensor, ...]:
    """Give each block of a Flux its own: neighbours share one, or all are gone through again.

    As `FluxTransformer2DModel` does it for a single ControlNet. Done here, for two that lead at
    once may be of different depths.
    """
    if not found:
        return ()
    together = ceil(blocks / len(found))
    return tuple(
        found[block % len(found) if is_repeated else block // together] for block in range(blocks)
    )
