"""Networks that denoise, each family behind the same small face."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from graphstudio.api import Conditioning, Residuals


@dataclass(frozen=True, slots=True, eq=False)
class UNetDenoiser:
    """Ask a `UNet2DConditionModel` of Stable Diffusion 1.x.

    Attributes:
        unet: The loaded network; never changed here.
        device: Where its weights are.
        precision: Their dtype. Kept here, for diffusers looks through every weight to tell it.
    """

    unet: Any  # Any: diffusers has no types
    device: torch.device
    precision: torch.dtype

    @torch.no_grad()
    def predict(
        self,
        sample: Tensor,
        timestep: Tensor,
        conditioning: Conditioning,
        residuals: Residuals | None = None,
    ) -> Tensor:
        """Predict, in the model's prediction type.

        Args:
            sample: (batch, 4 or 9, height / 8, width / 8), float32, on the device.
            timestep: One number for the whole batch.
            conditioning: (batch, tokens, width).
            residuals: What ControlNets add inside.

        Returns:
            (batch, 4, height / 8, width / 8), float32: schedulers count in full precision
            whatever the network does.
        """
        answer: Tensor = self.unet(
            sample.to(self.precision),
            timestep,
            encoder_hidden_states=conditioning.embeds.to(sample.device, self.precision),
            down_block_additional_residuals=None if residuals is None else residuals.down,
            mid_block_additional_residual=None if residuals is None else residuals.middle,
            return_dict=False,
        )[0]
        return answer.float()
