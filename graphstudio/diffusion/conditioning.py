"""What a model is told besides a text."""

from dataclasses import replace

import torch

from graphstudio.api import Conditioning, Denoiser, Latent, Model

PRETTY = 6.0
UGLY = 2.5
"""How pretty the refiner is told that a picture is, or should not be (its pipeline's defaults)."""


def told_sizes(
    conditioning: Conditioning, /, *, model: Model[Denoiser], latent: Latent, is_negative: bool
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


def without_negatives(conditioning: Conditioning) -> Conditioning:
    """Take the negative rows out of a batch."""
    first, pooled, sizes = conditioning.negatives, conditioning.pooled, conditioning.sizes
    return replace(
        conditioning,
        embeds=conditioning.embeds[first:],
        pooled=None if pooled is None else pooled[first:],
        sizes=None if sizes is None else sizes[first:],
        negatives=0,
    )
