"""Several texts that are asked about in one batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor, device

from graphstudio.api import Conditioning, Denoiser
from graphstudio.diffusion.families import FLUX, SD3
from graphstudio.diffusion.texts import same_length
from graphstudio.errors import BadValue


class Asked(Protocol):
    """Texts that a denoiser is asked about in one call of a schedule."""

    def ask(self, denoiser: Denoiser, sample: Tensor, timestep: Tensor) -> tuple[Tensor, ...]:
        """Give one prediction a text; see `Prompts.ask`."""


class Script(Protocol):
    """What a denoiser is asked about at each moment of a run."""

    def at(self, progress: float) -> Asked:
        """Give what is asked at a fraction of the run, 0..1."""


@runtime_checkable
class Led(Protocol):
    """A denoiser that is led by what can be asked for once and held."""

    def held(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Denoiser:
        """Give a denoiser that is led by what is said now, whatever it is asked about."""


@dataclass(frozen=True, slots=True, eq=False)
class Prompts:
    """Ask a denoiser about some texts at once.

    Attributes:
        joined: The texts one after another, each for the whole batch of pictures; the first of
            them alone where they are asked apart.
        count: How many texts.
        apart: The same one by one, where the family asks about each in a call of its own.
        leading: The one that ControlNets are told for all of them; None where each is told.
    """

    joined: Conditioning
    count: int
    apart: tuple[Conditioning, ...] = ()
    leading: Conditioning | None = None

    def at(self, progress: float) -> "Prompts":
        """Give itself: plain texts are the same in the whole run."""
        del progress
        return self

    def ask(self, denoiser: Denoiser, sample: Tensor, timestep: Tensor) -> tuple[Tensor, ...]:
        """Give one prediction a text, in their order.

        Args:
            denoiser: Whom to ask.
            sample: (batch, channels, height, width), as the network wants it.
            timestep: When.
        """
        if self.leading is not None and isinstance(denoiser, Led):
            denoiser = denoiser.held(sample, timestep, self.leading)
        if self.apart:
            return tuple(denoiser.predict(sample, timestep, text) for text in self.apart)
        many = sample if self.count == 1 else torch.cat([sample] * self.count)
        return denoiser.predict(many, timestep, self.joined).chunk(self.count)


def join(texts: Mapping[str, Conditioning], batch: int, place: device) -> Prompts:
    """Bring texts to one length and one batch, on a device.

    Args:
        texts: In the order in which they are to be asked; by name, for messages.
        batch: Number of pictures.
        place: Where the denoiser is.

    Raises:
        BadValue: A text is for another number of pictures, or some have no vector for the
            whole text, no sizes or no labels and others do, or a network with guidance inside is
            told to follow them unequally.
    """
    parts = [_placed(one, batch, place, name) for name, one in texts.items()]
    if _is_asked_apart([one.embeds for one in parts], parts[0].family):
        # Flux's own pipeline asks its ControlNets once, about the positive prompt.
        named = dict(zip(texts, parts, strict=True))
        leading = named.get("positive") if parts[0].family == FLUX else None
        return Prompts(parts[0], len(parts), tuple(parts), leading)
    _require_one_strength(parts)
    joined = replace(
        parts[0],
        embeds=_stack(same_length([one.embeds for one in parts])),
        pooled=_join({name: one.pooled for name, one in zip(texts, parts, strict=True)}),
        sizes=_join({name: one.sizes for name, one in zip(texts, parts, strict=True)}),
        labels=_join({name: one.labels for name, one in zip(texts, parts, strict=True)}),
        negatives=batch if len(parts) > 1 else 0,
    )
    return Prompts(joined, len(parts))


def _require_one_strength(texts: Sequence[Conditioning]) -> None:
    """Check that texts of one batch say the same to a network with guidance inside.

    Raises:
        BadValue: They do not.
    """
    if len({one.distilled for one in texts}) > 1:
        strengths = [one.distilled for one in texts]
        said = ("what is usual" if one is None else f"{one:g}" for one in strengths)
        raise BadValue(
            f"The prompts say that this model shall follow them by {' and '.join(said)}, and it is "
            "told one strength for all. Set the same strength in all, or in the positive alone."
        )


def _is_asked_apart(embeds: Sequence[Tensor], family: str) -> bool:
    """Tell whether texts cannot share a batch.

    Flux's own pipeline asks twice. Where text and picture attend to each other, as in SD3, a text
    that is repeated to be as long as another one would count for more.
    """
    lengths = {one.shape[1] for one in embeds}
    return len(embeds) > 1 and (family == FLUX or (family == SD3 and len(lengths) > 1))


def _placed(text: Conditioning, batch: int, place: device, name: str) -> Conditioning:
    """Give a text one row for each picture, on a device."""
    pooled, sizes, labels = text.pooled, text.sizes, text.labels
    # The labels stand for the whole text where there are any: nothing else has a row for each.
    shown = text.embeds if labels is None else text.embeds.expand(len(labels), -1, -1)
    return replace(
        text,
        embeds=_fill(shown, batch, name).to(place),
        pooled=None if pooled is None else _fill(pooled, batch, name).to(place),
        sizes=None if sizes is None else _fill(sizes, batch, name).to(place),
        labels=None if labels is None else _fill(labels, batch, name).to(place),
    )


def _join(parts: Mapping[str, Tensor | None]) -> Tensor | None:
    """Join what some families say besides the text's states."""
    given = {name: one for name, one in parts.items() if one is not None}
    if not given:
        return None
    if len(given) < len(parts):
        lacking = ", ".join(name for name in parts if name not in given)
        raise BadValue(
            f"The {lacking} conditioning has no vector for its whole text, no sizes or no class "
            "labels, and others have. Make all of them with the model's own nodes."
        )
    return _stack(list(given.values()))


def _stack(tensors: list[Tensor]) -> Tensor:
    return tensors[0] if len(tensors) == 1 else torch.cat(tensors)


def _fill(values: Tensor, batch: int, name: str) -> Tensor:
    """Repeat what is there for fewer pictures, each for its neighbours."""
    if batch % values.shape[0]:
        raise BadValue(
            f"The {name} conditioning is for {values.shape[0]} pictures and the latent holds "
            f"{batch}. Use one text for all, or as many texts as pictures."
        )
    return values.repeat_interleave(batch // values.shape[0], dim=0)
