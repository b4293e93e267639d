"""Union ControlNets for SDXL: one network for several kinds of guide."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from graphstudio.api import Conditioning, Denoiser, Lead, Residuals
from graphstudio.diffusion.denoisers import unet_inputs
from graphstudio.diffusion.families import SDXL
from graphstudio.diffusion.leads import mode_number


@dataclass(frozen=True, slots=True, eq=False)
class UnionControlNet:
    """Ask a `ControlNetUnionModel` about one kind of guide; several leads are summed.

    Attributes:
        net: The loaded network; never changed here.
        device: Where its weights are.
        precision: Their dtype.
        mode: Which kind of guide it follows, by its number.
    """

    net: Any  # Any: diffusers has no types
    device: torch.device
    precision: torch.dtype
    mode: int = 0

    def joined(self, denoiser: Denoiser, lead: Lead) -> UnionControlNet:
        """Give the same, for the kind of guide that a lead names."""
        del denoiser  # any U-Net of the family will do
        return replace(self, mode=mode_number(SDXL, lead.mode))

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
        """Say what it adds to a denoiser that looks at the same sample.

        Args:
            sample: (batch, 4 or 9, height / 8, width / 8), float32, on the device; it looks at the
                first 4.
            timestep: One number for the whole batch.
            conditioning: (batch, tokens, width).
            hint: (batch, 3, height, width), 0..1, float32, on the device.
            strength: What it gives is multiplied by this.
            is_guess: Less and less of it towards the outer levels.
        """
        kinds = torch.zeros(len(sample), self.net.config.num_control_type, device=self.device)
        kinds[:, self.mode] = 1
        down, middle = self.net(
            sample[:, : self.net.config.in_channels].to(self.precision),
            timestep,
            controlnet_cond=[hint.to(self.precision)],
            control_type=kinds.to(self.precision),
            control_type_idx=[self.mode],
            **unet_inputs(conditioning, sample.device, self.precision),
            conditioning_scale=float(strength),
            guess_mode=is_guess,
            return_dict=False,
        )
        return Residuals(tuple(down), middle)
