"""An exponential moving average of weights: smoother than what is trained."""

from __future__ import annotations

import torch


def average_decay(step: int, decay: float) -> float:
    """Give the decay after ``step`` updates: small at first, so the random start is forgotten.

    The ramp (1 + step) / (10 + step) is the one of TensorFlow's
    ExponentialMovingAverage(num_updates).
    """
    return min(decay, (1 + step) / (10 + step))


def update_average(average: torch.Tensor, weights: torch.Tensor, step: int, decay: float) -> None:
    """Move ``average`` towards ``weights`` in place: average = d * average + (1 - d) * weights."""
    average.lerp_(weights, 1 - average_decay(step, decay))
