"""T2I-Adapters: small networks that lead a denoiser along a picture (arXiv:2302.08453)."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from graphstudio.api import Conditioning, Residuals
from graphstudio.diffusion.colours import luma


@dataclass(frozen=True, slots=True, eq=False)
class UNetT2IAdapter:
    """Ask a `T2IAdapter`.

    Attributes:
        net: The loaded network; never changed here.
        device: Where its weights are.
        precision: Their dtype.
    """

    net: Any  # Any: diffusers has no types
    device: torch.device
    precision: torch.dtype

    @property
    def is_steady(self) -> bool:
        """Say that what it adds does not depend on the step: it is asked once a run."""
        return True

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
        """Say what it adds to a denoiser.

        Args:
            sample: Not looked at.
            timestep: Not looked at.
            conditioning: Not looked at.
            hint: (batch, 3, height, width), 0..1, float32, on the device.
            strength: What it gives is multiplied by this.
            is_guess: Always False: it has no such mode, which `require_control_fit` sees to.
        """
        del sample, timestep, conditioning, is_guess
        if self.net.config.in_channels == 1:
            hint = luma(hint.movedim(1, -1).cpu())[:, None].to(self.device)
        features = self.net(hint.to(self.precision).contiguous())
        return Residuals(inner=tuple(strength * one for one in features))
