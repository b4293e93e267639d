"""Keeping a part of a picture while the rest is denoised."""

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from graphstudio.api import Latent
from graphstudio.diffusion.schedules import Schedule


class Keeper(Protocol):
    """Take part in each call so that what is not chosen stays."""

    def show(self, scaled: Tensor) -> Tensor:
        """Give what the network is shown: (batch, 4 or 9, height, width)."""

    def put_back(self, samples: Tensor, call: int) -> Tensor:
        """Give the samples after a call with what is kept put back."""


def make_keeper(
    latent: Latent, noise: Tensor, schedule: Schedule, *, is_inpaint: bool, device: torch.device
) -> Keeper:
    """Choose how a latent's mask is honoured.

    Args:
        latent: Checked to fit the network.
        noise: What the samples were noised with, on the device.
        schedule: The one that runs.
        is_inpaint: Whether the network has 9 input channels.
        device: Where the network is.
    """
    if latent.mask is None:
        return KeepNothing()
    mask = latent.mask.to(device).expand(latent.samples.shape[0], -1, -1, -1)
    if is_inpaint:
        assert latent.masked_samples is not None
        return ShowTheRest(torch.cat([mask, latent.masked_samples.to(device)], dim=1))
    return PutBack(latent.samples.to(device), noise, mask, schedule)


@dataclass(frozen=True, slots=True, eq=False)
class KeepNothing:
    """Denoise everything."""

    def show(self, scaled: Tensor) -> Tensor:
        """Give the samples as they are."""
        return scaled

    def put_back(self, samples: Tensor, call: int) -> Tensor:
        """Give the samples as they are."""
        del call
        return samples


@dataclass(frozen=True, slots=True, eq=False)
class ShowTheRest:
    """Show an inpainting network the mask and the picture around it.

    Attributes:
        shown: (batch, 5, height, width): mask, then the encoded picture without the masked part.
    """

    shown: Tensor

    def show(self, scaled: Tensor) -> Tensor:
        """Append mask and picture to the samples' channels."""
        return torch.cat([scaled, self.shown], dim=1)

    def put_back(self, samples: Tensor, call: int) -> Tensor:
        """Give the samples as they are: the network keeps the rest by itself."""
        del call
        return samples


@dataclass(frozen=True, slots=True, eq=False)
class PutBack:
    """Put the original back after each call, noised to the level of the next one.

    Attributes:
        original: (batch, 4, height, width), clean.
        noise: Same shape.
        mask: (batch, 1, height, width), 1 is denoised.
        schedule: The one that runs.
    """

    original: Tensor
    noise: Tensor
    mask: Tensor
    schedule: Schedule

    def show(self, scaled: Tensor) -> Tensor:
        """Give the samples as they are."""
        return scaled

    def put_back(self, samples: Tensor, call: int) -> Tensor:
        """Mix the noised original in where the mask is not chosen."""
        kept = self.original
        if call + 1 < len(self.schedule.timesteps):
            kept = self.schedule.add_noise(kept, self.noise, self.schedule.timesteps[call + 1])
        return (1 - self.mask) * kept + self.mask * samples
