"""Guidance: how the answers with and without the prompt become one prediction.

Classifier-free guidance (arXiv:2207.12598, eq. 6) with the rescaling of arXiv:2305.08891,
eqs. 15 and 16. Another kind of guidance is another class with `predict`.
"""

import math
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from graphstudio.api import Conditioning, Denoiser, Guidance
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
    prompted = replace(positive, embeds=_fill(positive.embeds, batch, "positive").to(device))
    if guidance.scale == 1.0:
        return ClassifierFreeGuide(guidance, prompted, None)
    if negative is None:
        raise BadValue(
            f"Guidance with scale {guidance.scale} needs a negative conditioning. Wire one (an "
            "empty prompt will do), or set the scale to 1."
        )
    without = _fill(negative.embeds, batch, "negative").to(device)
    embeds = torch.cat(_same_length(without, prompted.embeds))
    both = replace(positive, embeds=embeds, negatives=batch)
    return ClassifierFreeGuide(guidance, prompted, both)


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


def _same_length(one: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    """Repeat two texts until they have equally many tokens.

    Attention weighs equal keys equally, so a text that stands there twice says exactly what it
    says once: nothing is changed and nothing needs padding.
    """
    length = math.lcm(one.shape[1], other.shape[1])
    return (
        one.repeat(1, length // one.shape[1], 1),
        other.repeat(1, length // other.shape[1], 1),
    )


def _fill(embeds: Tensor, batch: int, name: str) -> Tensor:
    if batch % embeds.shape[0]:
        raise BadValue(
            f"The {name} conditioning is for {embeds.shape[0]} pictures and the latent holds "
            f"{batch}. Use one text for all, or as many texts as pictures."
        )
    return embeds.repeat_interleave(batch // embeds.shape[0], dim=0)
