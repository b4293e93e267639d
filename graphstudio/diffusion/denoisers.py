"""Networks that denoise, each family behind the same small face."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from diffusers.models.attention_processor import AttnProcessor, AttnProcessor2_0
from torch import Tensor
from torch.nn import functional

from graphstudio.api import Conditioning, Residuals
from graphstudio.diffusion.picture_attention import Words, attend
from graphstudio.diffusion.unet_layers import Weakness, weaken

_PLAIN_ATTENTION = (AttnProcessor, AttnProcessor2_0)
_USUAL_DISTILLED = 8.5  # what the official LCM pipelines take


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
            timestep_cond=self._strength(conditioning, len(sample)),
            down_block_additional_residuals=added.down or None,
            mid_block_additional_residual=added.middle,
            # A list of its own, for the network takes out of it what it has used.
            down_intrablock_additional_residuals=list(added.inner) or None,
            return_dict=False,
        )[0]
        return answer.float()

    def _strength(self, conditioning: Conditioning, batch: int) -> Tensor | None:
        """Say how strongly a U-Net with guidance inside follows; None for one without."""
        width = self.unet.config.time_cond_proj_dim
        if width is None:
            return None
        told = conditioning.distilled
        strength = torch.full([batch], _USUAL_DISTILLED if told is None else told)
        return embed_strength(strength, width).to(self.device, self.precision)

    @contextmanager
    def sparing(self) -> Iterator[tuple["UNetDenoiser", str]]:
        """Work through attention head by head, for the length of a `with` block.

        A network whose attention somebody else has changed stays as it is.
        """
        before = dict(self.unet.attn_processors)
        if not all(type(one) in _PLAIN_ATTENTION for one in before.values()):
            yield self, ""
            return
        self.unet.set_attention_slice("max")
        try:
            yield self, "The model works through its attention in slices: slower."
        finally:
            self.unet.set_attn_processor(before)

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


@dataclass(frozen=True, slots=True, eq=False)
class PixelDenoiser:
    """Ask a `UNet2DModel`: families that paint pixels themselves and read no words.

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
        """Predict, in the model's prediction type.

        Args:
            sample: (batch, 1 or 3, height, width), float32, on the device.
            timestep: One number for the whole batch; the sigma for the VE kind of score models.
            conditioning: Its labels, (batch,), where the model paints classes.

        Returns:
            As the sample, float32; twice its channels where the model learned its variance.
        """
        labels = conditioning.labels
        answer: Tensor = self.net(
            sample.to(self.precision),
            timestep,
            class_labels=None if labels is None else labels.to(self.device),
            return_dict=False,
        )[0]
        return answer.float()


def embed_strength(strength: Tensor, width: int) -> Tensor:
    """Say to a U-Net how strong the guidance inside is: waves of it, sines before cosines.

    As a timestep is told (arXiv:1706.03762, section 3.5), for w = strength - 1, which is how latent
    consistency models count it (arXiv:2310.04378, equation 14).

    Args:
        strength: (batch,), as the scale of classifier-free guidance is counted: 1 is none.
        width: Of what is said, 4 or more.

    Returns:
        (batch, width), float32, on the CPU.
    """
    half = width // 2
    slowest = torch.tensor(10000.0).log() / (half - 1)
    turns = torch.exp(torch.arange(half, dtype=torch.float32) * -slowest)
    angles = ((strength - 1) * 1000.0)[:, None] * turns
    waves = torch.cat([angles.sin(), angles.cos()], dim=1)
    return functional.pad(waves, (0, width - 2 * half))


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
