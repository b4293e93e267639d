"""Guidance: how the answers with and without the prompt become one prediction.

Classifier-free guidance (arXiv:2207.12598, eq. 6) with the rescaling of arXiv:2305.08891,
eqs. 15 and 16. Another kind of guidance is another class with `predict`.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from graphstudio.api import Conditioning, Denoiser, Guidance
from graphstudio.diffusion.conditioning import for_batch, one_batch
from graphstudio.errors import BadValue


@dataclass(frozen=True, slots=True, eq=False)
class ClassifierFreeGuide:
    """Ask a denoiser with and without the prompt, in one batch, and go beyond the difference.

    Attributes:
        guidance: How strongly, and when.
        positive: What the picture should be, for the whole batch.
        both: Negative and positive in one batch, negative first, for the whole batch; None when
            the scale is 1 and nobody will ask.
    """

    guidance: Guidance
    positive: Conditioning
    both: Conditioning | None

    def predict(
        self, denoiser: Denoiser, sample: Tensor, timestep: Tensor, progress: float
    ) -> Tensor:
        """Predict for one call.

        Args:
            denoiser: Whom to ask.
            sample: (batch, channels, height, width), as the network wants it.
            timestep: When.
            progress: Fraction of the schedule that lies behind, 0..1.
        """
        if self.both is None or not self.is_active(progress):
            return denoiser.predict(sample, timestep, self.positive)
        answers = denoiser.predict(torch.cat([sample] * 2), timestep, self.both)
        without, prompted = answers.chunk(2)
        guided = without + self.guidance.scale * (prompted - without)
        if self.guidance.rescale > 0.0:
            return rescale(guided, prompted, self.guidance.rescale)
        return guided

    def is_active(self, progress: float) -> bool:
        """Say whether guidance acts at this fraction of the schedule, 0..1; the end is not in."""
        # A hair of slack, or 3 / 10 of 10 steps would depend on rounding.
        return self.guidance.start - 1e-6 <= progress < self.guidance.end - 1e-6


def make_guide(
    guidance: Guidance,
    positive: Conditioning,
    negative: Conditioning | None,
    *,
    batch: int,
    device: torch.device,
) -> ClassifierFreeGuide:
    """Prepare guidance for a run: everything moved to the device and brought to one size, once.

    Args:
        guidance: How strongly, and when.
        positive: What the picture should be.
        negative: What it should not be; needed unless the scale is 1.
        batch: Number of pictures.
        device: Where the denoiser is.

    Raises:
        BadValue: The negative is missing, or a batch does not fit.
    """
    prompted = for_batch(positive, batch, device, name="positive")
    if guidance.scale == 1.0:
        return ClassifierFreeGuide(guidance, prompted, None)
    if negative is None:
        raise BadValue(
            f"Guidance with scale {guidance.scale} needs a negative conditioning. Wire one (an "
            "empty prompt will do), or set the scale to 1."
        )
    without = for_batch(negative, batch, device, name="negative")
    return ClassifierFreeGuide(guidance, prompted, one_batch(without, prompted))


def rescale(guided: Tensor, prompted: Tensor, amount: float) -> Tensor:
    """Bring the standard deviation of a guided prediction back to that of the prompted one.

    Args:
        guided: (batch, channels, height, width).
        prompted: Same shape.
        amount: 0..1, how far.

    Source: arXiv:2305.08891, eqs. 15 and 16.
    """
    axes = list(range(1, guided.ndim))
    ratio = prompted.std(dim=axes, keepdim=True) / guided.std(dim=axes, keepdim=True)
    return amount * (guided * ratio) + (1 - amount) * guided
