"""The mathematics of guidance: answers in, a prediction out; each picture of a batch by itself.

All tensors are (batch, channels, height, width), float32, predictions of one kind. No double
precision, for not every device has it.
"""

import torch
from torch import Tensor

_TINY = 1e-8  # so that an answer of nothing but zeros divides nothing


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


def dot(one: Tensor, other: Tensor) -> Tensor:
    """Multiply picture with picture: (batch, 1, 1, 1)."""
    return (one * other).sum(dim=list(range(1, one.ndim)), keepdim=True)


def project(one: Tensor, onto: Tensor) -> Tensor:
    """Give the part of each picture that is parallel to another one."""
    return dot(one, onto) / (dot(onto, onto) + _TINY) * onto


def shorten(one: Tensor, longest: float) -> Tensor:
    """Bring every picture that is longer than a bound (as a vector) down to it."""
    length = dot(one, one).sqrt()
    return one * torch.minimum(torch.ones_like(length), longest / length)


def damp(without: Tensor, prompted: Tensor) -> Tensor:
    """Keep of the answer without the prompt what lies along the direction both have most of.

    That direction is the first right singular vector u of the two as rows. It is a mixture of
    the rows, and for two rows the angle of the mixture is known: no decomposition is needed.

    Source: arXiv:2503.18137.
    """
    lengths = dot(prompted, prompted) - dot(without, without)
    angle = torch.atan2(2 * dot(prompted, without), lengths) / 2
    main = angle.cos() * prompted + angle.sin() * without
    return project(without, main)
