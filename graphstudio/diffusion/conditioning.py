"""What texts say, made ready for a run: sizes filled in, one row a picture, two in one batch."""

from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor

from graphstudio.api import Conditioning, Denoiser, Latent, Model
from graphstudio.diffusion.texts import same_length
from graphstudio.errors import BadValue

PRETTY = 6.0
UGLY = 2.5
"""How pretty the refiner is told that a picture is, or should not be (its pipeline's defaults)."""


def told_sizes(
    conditioning: Conditioning, model: Model[Denoiser], latent: Latent, *, is_negative: bool
) -> Conditioning:
    """Fill in what a model is told about sizes, where it is told any and nobody said it.

    As the official SDXL pipelines do: the original and the target are what is made, uncropped.
    """
    count = model.fact("sizes_told")
    if count is None or conditioning.sizes is not None:
        return conditioning
    tall, wide = (float(side * latent.scale) for side in latent.samples.shape[-2:])
    rest = [tall, wide] if count == 6 else [UGLY if is_negative else PRETTY]
    sizes = torch.tensor([[tall, wide, 0.0, 0.0, *rest]])
    return replace(conditioning, sizes=sizes.repeat(len(conditioning.embeds), 1))


def for_batch(
    conditioning: Conditioning, batch: int, device: torch.device, *, name: str
) -> Conditioning:
    """Give a conditioning one row for each picture, on a device.

    Raises:
        BadValue: It has neither one row for all nor as many as fit.
    """
    rows = len(conditioning.embeds)
    if batch % rows:
        raise BadValue(
            f"The {name} conditioning is for {rows} pictures and the latent holds {batch}. Use one "
            "text for all, or as many texts as pictures."
        )
    return _each(
        conditioning, lambda values: values.repeat_interleave(batch // len(values), 0).to(device)
    )


def one_batch(negative: Conditioning, positive: Conditioning) -> Conditioning:
    """Put a negative and a positive into one batch, the negative first."""
    embeds = torch.cat(same_length([negative.embeds, positive.embeds]))
    return replace(
        positive,
        embeds=embeds,
        pooled=_joined(negative.pooled, positive.pooled),
        sizes=_joined(negative.sizes, positive.sizes),
        negatives=len(negative.embeds),
    )


def without_negatives(conditioning: Conditioning) -> Conditioning:
    """Take the negative rows out of a batch."""
    first = conditioning.negatives
    return replace(_each(conditioning, lambda values: values[first:]), negatives=0)


def _each(conditioning: Conditioning, change: Callable[[Tensor], Tensor]) -> Conditioning:
    pooled, sizes = conditioning.pooled, conditioning.sizes
    return replace(
        conditioning,
        embeds=change(conditioning.embeds),
        pooled=None if pooled is None else change(pooled),
        sizes=None if sizes is None else change(sizes),
    )


def _joined(one: Tensor | None, other: Tensor | None) -> Tensor | None:
    return None if one is None or other is None else torch.cat([one, other])
