"""Networks that denoise, each family behind the same small face."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from graphstudio.api import Conditioning, Residuals
from graphstudio.diffusion.picture_attention import Words, attend
from graphstudio.diffusion.unet_layers import Weakness, weaken


@dataclass(frozen=True, slots=True, eq=False)
class UNetDenoiser:
    """Ask a `UNet2DConditionModel`: Stable Diffusion 1.x, 2.x, XL and its refiner.

    Attributes:
        unet: The loaded network; never changed here.
        device: Where its weights are.
        precision: Their dtype. Kept here, for diffusers looks through every weight to tell it.
    """

    unet: Any  # Any: diffusers has no types
    device: torch.device
    precision: torch.dtype

    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        """Predict; see `predict_led`, which this is without anything that leads."""
        return self.predict_led(sample, timestep, conditioning, None)

    @torch.no_grad()
    def predict_led(
        self,
        sample: Tensor,
        timestep: Tensor,
        conditioning: Conditioning,
        residuals: Residuals | None,
    ) -> Tensor:
        """Predict, in the model's prediction type.

        Args:
            sample: (batch, 4 or 9, height / 8, width / 8), float32, on the device.
            timestep: One number for the whole batch.
            conditioning: (batch, tokens, width).
            residuals: What ControlNets and T2I-Adapters add inside.

        Returns:
            (batch, 4, height / 8, width / 8), float32: schedulers count in full precision
            whatever the network does.
        """
        added = residuals or Residuals()
        answer: Tensor = self.unet(
            sample.to(self.precision),
            timestep,
            **unet_inputs(conditioning, sample.device, self.precision),
            down_block_additional_residuals=added.down or None,
            mid_block_additional_residual=added.middle,
            # A list of its own, for the network takes out of it what it has used.
            down_intrablock_additional_residuals=list(added.inner) or None,
            return_dict=False,
        )[0]
        return answer.float()

    def weakened(self, how: Weakness, layers: Sequence[str]) -> AbstractContextManager[None]:
        """Switch a part of the network off for the length of a `with` block; see `weaken`.

        Raises:
            BadValue: The network has no such layers.
        """
        return weaken(self.unet, how, layers)

    def prompted(self, words: Sequence[Words]) -> AbstractContextManager[None]:
        """Let pictures speak to the network for the length of a `with` block; see `attend`.

        Raises:
            BadValue: At once: an IP-Adapter is for another network.
        """
        return attend(self.unet, words)


def unet_inputs(
    conditioning: Conditioning, device: torch.device, precision: torch.dtype
) -> dict[str, Any]:
    """Say to a U-Net, or to a ControlNet of one, what the picture should be.

    Args:
        conditioning: With pooled text and sizes where the family is told them.
        device: Where the network is.
        precision: Its dtype.
    """
    told: dict[str, Any] = {
        "encoder_hidden_states": conditioning.embeds.to(device, precision),
    }
    if conditioning.pooled is not None and conditioning.sizes is not None:
        told["added_cond_kwargs"] = {
            "text_embeds": conditioning.pooled.to(device, precision),
            "time_ids": conditioning.sizes.to(device, precision),
        }
    return told
