"""Networks that denoise, each family behind the same small face."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from graphstudio.api import Conditioning
from graphstudio.diffusion.unet_layers import Weakness, weaken


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
    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        """Predict, in the model's prediction type.

        Args:
            sample: (batch, 4 or 9, height / 8, width / 8), float32, on the device.
            timestep: One number for the whole batch.
            conditioning: (batch, tokens, width).

        Returns:
            (batch, 4, height / 8, width / 8), float32: schedulers count in full precision
            whatever the network does.
        """
        answer: Tensor = self.unet(
            sample.to(self.precision),
            timestep,
            encoder_hidden_states=conditioning.embeds.to(sample.device, self.precision),
            return_dict=False,
        )[0]
        return answer.float()

    def weakened(self, how: Weakness, layers: Sequence[str]) -> AbstractContextManager[None]:
        """Switch a part of the network off for the length of a `with` block; see `weaken`.

        Raises:
            BadValue: The network has no such layers.
        """
        return weaken(self.unet, how, layers)
