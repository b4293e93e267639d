"""How noise is mixed in and what the denoiser is asked for: the choices of the field, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from graphstudio.training.losses import NoiseSchedule, Prediction


@dataclass(frozen=True, slots=True)
class Recipe:
    """The terms of a denoiser's training; the defaults are those of the built-in model.

    Attributes:
        schedule: How much noise each of the 1000 steps holds.
        prediction: What the denoiser gives: the noise, or the velocity.
        gamma: Cap of the min-SNR weights (arXiv:2303.09556); None weighs all steps alike, which
            with ``epsilon`` is the simple loss of arXiv:2006.11239, eq. 14.
        caption_dropout: Share of captions that are emptied, 0..1: the unconditional half of
            classifier-free guidance (arXiv:2207.12598, section 3).
    """

    schedule: NoiseSchedule = "scaled_linear"
    prediction: Prediction = "v_prediction"
    gamma: float | None = 5.0
    caption_dropout: float = 0.1


VELOCITY: Final = Recipe()
