"""What texts say, changed and joined, and what a model is told besides them."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import torch
from torch import Tensor

from graphstudio.api import Conditioning, Denoiser, Latent, Model
from graphstudio.diffusion.coverage import laid_out
from graphstudio.diffusion.families import CAN_BE_DISTILLED, REFINER, SDXL, TITLES
from graphstudio.diffusion.parts import each_part, every_pair
from graphstudio.diffusion.texts import same_length
from graphstudio.errors import BadValue

PRETTY = 6.0
UGLY = 2.5
"""How pretty the refiner is told that a picture is, or should not be (its pipeline's defaults)."""


def filled(
    model: Model[Denoiser],
    latent: Latent,
    calls_a_step: int,
    text: Conditioning,
    /,
    *,
    is_negative: bool,
) -> Conditioning:
    """Fill in all that a run knows about a text: what it is told, where and when its parts act.

    Args:
        model: What runs.
        latent: What is denoised.
        calls_a_step: Calls of the network that a step takes.
        text: The text, as it comes along a wire.
        is_negative: Whether it says what the picture should not be.
    """

    def fill(part: Conditioning) -> Conditioning:
        told = told_sizes(part, model=model, latent=latent, is_negative=is_negative)
        times = tuple(replace(one, calls_a_step=calls_a_step) for one in told.times)
        return replace(laid_out(told, latent), times=times) if times else laid_out(told, latent)

    return each_part(text, fill)


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
    labels = conditioning.labels
    return replace(
        conditioning,
        embeds=conditioning.embeds[first:],
        pooled=None if pooled is None else pooled[first:],
        sizes=None if sizes is None else sizes[first:],
        labels=None if labels is None else labels[first:],
        negatives=0,
    )


def with_sizes(conditioning: Conditioning, told: Sequence[float]) -> Conditioning:
    """Say what a model is told about sizes: five numbers, or six, as `Conditioning.sizes` lists.

    Raises:
        BadValue: The conditioning is of a family that is told no sizes, or another count.
    """
    count = {SDXL: 6, REFINER: 5}.get(conditioning.family)
    if count is None:
        raise BadValue(
            f"{TITLES.get(conditioning.family, conditioning.family)} is told no sizes. Leave this "
            "node out, or use an SDXL model."
        )
    if len(told) != count:
        raise BadValue(
            f"{TITLES[conditioning.family]} is told {count} numbers, not {len(told)}. Use Tell "
            "Sizes for the base model, and Tell Beauty for the refiner."
        )
    sizes = torch.tensor([[float(number) for number in told]])
    return each_part(
        conditioning, lambda part: replace(part, sizes=sizes.repeat(len(part.embeds), 1))
    )


def unconditional(model: Model[Denoiser]) -> Conditioning:
    """Say nothing to a model that reads no words: no tokens at all.

    Raises:
        BadValue: The model reads words, or has to be told a class.
    """
    if model.fact("classes") is not None:
        raise BadValue(
            f"{model.name} paints classes and has to be told one. Use Class Label and this model."
        )
    if model.fact("conditioning_width") is not None:
        raise BadValue(
            f"{model.name} reads prompts. Encode one with its text encoder; an empty text will do."
        )
    return Conditioning(torch.zeros(1, 0, 0), model.family)


def with_distilled(conditioning: Conditioning, strength: float) -> Conditioning:
    """Say how strongly a model with guidance inside is told to follow.

    Which texts of Stable Diffusion go to a model that was distilled (LCM) is known when it runs.

    Raises:
        BadValue: The conditioning is of a family without it.
    """
    if conditioning.family not in CAN_BE_DISTILLED:
        raise BadValue(
            f"{TITLES.get(conditioning.family, conditioning.family)} has no guidance inside. Leave "
            "this node out, and wire Guidance (CFG) into the sampler."
        )
    return each_part(conditioning, lambda part: replace(part, distilled=strength))


def told_as(text: Conditioning, positive: Conditioning) -> Conditioning:
    """Let a text be followed as strongly as the positive one, where it says nothing of its own.

    The official pipelines tell a network with guidance inside one strength for all texts.
    """

    def fill(part: Conditioning) -> Conditioning:
        return part if part.distilled is not None else replace(part, distilled=positive.distilled)

    return each_part(text, fill)


def silenced(conditioning: Conditioning) -> Conditioning:
    """Put zeros in the place of all that a text says.

    SDXL's base model was trained to know them as "no prompt" (its pipeline's
    `force_zeros_for_empty_prompt`).

    Raises:
        BadValue: There are class labels in it and no text.
    """
    return each_part(conditioning, _zeros)


def end_to_end(first: Conditioning, second: Conditioning) -> Conditioning:
    """Lay two texts end to end: the model reads both at once, with equal say.

    The pooled vector and the sizes stay those of the first.

    Raises:
        BadValue: They are of different families, for different numbers of pictures, or labels.
    """
    return every_pair(first, second, _end_to_end)


def between(first: Conditioning, second: Conditioning, share: float) -> Conditioning:
    """Mix two texts: `(1 - share) * first + share * second`.

    Args:
        first: Where a share of 0 is.
        second: Where a share of 1 is.
        share: Any number; beyond 0..1 it goes on past the texts.

    Raises:
        BadValue: They are of different families, for different numbers of pictures, or labels.
    """
    return every_pair(first, second, partial(_between, share=share))


def _zeros(text: Conditioning) -> Conditioning:
    _refuse_labels(text)
    pooled = text.pooled
    return replace(
        text,
        embeds=torch.zeros_like(text.embeds),
        pooled=None if pooled is None else torch.zeros_like(pooled),
        text="",
    )


def _end_to_end(first: Conditioning, second: Conditioning) -> Conditioning:
    _require_alike(first, second)
    one, other = _same_rows(first.embeds, second.embeds)
    embeds = torch.cat([one, other], dim=1).contiguous()
    return replace(first, embeds=embeds, text=f"{first.text} | {second.text}")


def _between(first: Conditioning, second: Conditioning, share: float) -> Conditioning:
    _require_alike(first, second)
    one, other = _same_rows(*same_length([first.embeds, second.embeds]))
    pooled = None
    if first.pooled is not None and second.pooled is not None:
        pooled = torch.lerp(*_same_rows(first.pooled, second.pooled), share).contiguous()
    return replace(
        first,
        embeds=torch.lerp(one, other, share).contiguous(),
        pooled=pooled,
        text=f"{first.text} | {second.text}",
    )


def _require_alike(first: Conditioning, second: Conditioning) -> None:
    _refuse_labels(first, second)
    problems = []
    widths = first.embeds.shape[-1], second.embeds.shape[-1]
    if first.family != second.family or widths[0] != widths[1]:
        problems.append(
            f"One text is for {first.family} ({widths[0]} wide) and the other for {second.family} "
            f"({widths[1]} wide). Encode both with one text encoder."
        )
    rows = len(first.embeds), len(second.embeds)
    if rows[0] != rows[1] and 1 not in rows:
        problems.append(
            f"One text is for {rows[0]} pictures and the other for {rows[1]}. Use as many of both, "
            "or one for all."
        )
    if problems:
        raise BadValue(" ".join(problems), problems)


def _refuse_labels(*given: Conditioning) -> None:
    if any(one.labels is not None for one in given):
        raise BadValue(
            "Class labels are no texts: they cannot be silenced, joined or mixed. Write them into "
            "one Class Label node, or leave its text empty for no class."
        )


def _same_rows(one: Tensor, other: Tensor) -> tuple[Tensor, Tensor]:
    rows = max(len(one), len(other))
    rest = [-1] * (one.ndim - 1)
    return one.expand(rows, *rest), other.expand(rows, *rest)
