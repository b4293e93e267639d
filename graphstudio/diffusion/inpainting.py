"""Keeping a part of a picture while the rest is denoised."""

from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from graphstudio.api import Latent
from graphstudio.diffusion.schedules import Schedule

_SLACK = 1e-6  # of a mask: 0.7 in single precision is not 7 / 10


class Keeper(Protocol):
    """Take part in each call so that what is not chosen stays."""

    def show(self, scaled: Tensor) -> Tensor:
        """Give what the network is shown: (batch, 4 or 9, height, width)."""

    def put_back(self, samples: Tensor, call: int) -> Tensor:
        """Give the samples after a call with what is kept put back."""


def make_keeper(
    latent: Latent, noise: Tensor, schedule: Schedule, calls: range, *, is_inpaint: bool
) -> Keeper:
    """Choose how a latent's mask is honoured.

    Args:
        latent: Checked to fit the network.
        noise: What the samples were noised with, on the network's device.
        schedule: The one that runs.
        calls: Which of its calls run.
        is_inpaint: Whether the network has 9 input channels.
    """
    if latent.mask is None:
        return KeepNothing()
    mask = latent.mask.to(noise.device).expand(latent.samples.shape[0], -1, -1, -1)
    if is_inpaint:
        assert latent.masked_samples is not None
        return ShowTheRest(torch.cat([mask, latent.masked_samples.to(noise.device)], dim=1))
    original = latent.samples.to(noise.device)
    if latent.is_gradual:
        return LetGo(original, noise, mask, schedule, calls.start)
    return PutBack(original, noise, mask, schedule)


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
        kept = _noised(self.original, self.noise, self.schedule, call + 1)
        return (1 - self.mask) * kept + self.mask * samples


@dataclass(frozen=True, slots=True, eq=False)
class LetGo:
    """Put the original back where the mask has not let go yet: the lighter, the earlier.

    Differential diffusion (arXiv:2306.00950, algorithm 1): a cell of mask m is put back, noised to
    the level of the next call, as long as m is at most the share of the calls that are still to
    come. So it is denoised in the last ceil(m * n) of n calls: what image to image does at m of
    the strength, in harmony with its neighbours.

    The community pipeline of diffusers writes k = 1 - m and keeps before call i while k > i / n.
    That is the same but for two cases: where k * n is a whole number it lets go one call earlier,
    and black is denoised in the last call. Here black is untouched.

    Attributes:
        original: (batch, 4, height, width), clean.
        noise: Same shape.
        mask: (batch, 1, height, width), how much is repainted, 0..1.
        schedule: The one that runs.
        first: The first of its calls that runs; the last is its last.
    """

    original: Tensor
    noise: Tensor
    mask: Tensor
    schedule: Schedule
    first: int

    def show(self, scaled: Tensor) -> Tensor:
        """Give the samples as they are."""
        return scaled

    def put_back(self, samples: Tensor, call: int) -> Tensor:
        """Take the noised original, as it is, where the next call is not to change anything yet."""
        count = len(self.schedule.timesteps) - self.first
        done = call + 1 - self.first
        is_kept = self.mask <= 1 - done / count + _SLACK
        kept = _noised(self.original, self.noise, self.schedule, call + 1)
        return torch.where(is_kept, kept, samples)


def _noised(original: Tensor, noise: Tensor, schedule: Schedule, call: int) -> Tensor:
    """Bring a clean picture to the level that a call begins at; after the last it is clean."""
    if call >= len(schedule.timesteps):
        return original
    return schedule.add_noise(original, noise, schedule.timesteps[call])
