"""Worse answers to a prompt, to be pushed away from."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from torch import Tensor

from graphstudio.api import Denoiser, Guidance, WeakenedLayers, WeakerModel
from graphstudio.diffusion.guidance.prompts import Asked
from graphstudio.diffusion.unet_layers import Weakness
from graphstudio.errors import BadValue


@runtime_checkable
class Weakenable(Protocol):
    """A denoiser that can do without a part of itself for a while."""

    def weakened(self, how: Weakness, layers: Sequence[str]) -> AbstractContextManager[None]:
        """Switch a part off for the length of a `with` block, and bring it back exactly.

        Raises:
            BadValue: At once: there are no such layers.
        """


class WeakAnswer(Protocol):
    """Something that answers the positive prompt worse than the network itself."""

    @property
    def recipe(self) -> WeakenedLayers | WeakerModel:
        """Say how strongly it is pushed away from, and when."""

    def ask(self, denoiser: Denoiser, sample: Tensor, timestep: Tensor, prompts: Asked) -> Tensor:
        """Predict; see `Prompts.ask`. `denoiser` is whom a good answer would come from."""


@dataclass(frozen=True, slots=True, eq=False)
class LayersOff:
    """Ask the network itself while some of it is switched off."""

    recipe: WeakenedLayers

    def ask(self, denoiser: Denoiser, sample: Tensor, timestep: Tensor, prompts: Asked) -> Tensor:
        """Predict in a call of its own: what is switched off is so for the whole batch."""
        with require_weakenable(denoiser).weakened(self.recipe.how, self.recipe.layers):
            return prompts.ask(denoiser, sample, timestep)[0]


@dataclass(frozen=True, slots=True, eq=False)
class OtherNetwork:
    """Ask another network."""

    recipe: WeakerModel
    net: Denoiser

    def ask(self, denoiser: Denoiser, sample: Tensor, timestep: Tensor, prompts: Asked) -> Tensor:
        """Predict; the good network is not asked."""
        del denoiser
        return prompts.ask(self.net, sample, timestep)[0]


def weak_answers(
    guidance: Guidance, net: Denoiser, others: Sequence[Denoiser]
) -> Iterator[WeakAnswer]:
    """Make ready what a guidance pushes away from.

    Args:
        guidance: Says what.
        net: The network that denoises.
        others: The networks of `guidance.models`, in their order.

    Raises:
        BadValue: The network has no such layers, or cannot be weakened by them at all.
    """
    waiting = iter(others)
    for recipe in guidance.away_from:
        if isinstance(recipe, WeakerModel):
            yield OtherNetwork(recipe, next(waiting))
            continue
        strong = require_weakenable(net)
        strong.weakened(recipe.how, recipe.layers)  # refuses now what it would at a later step
        yield LayersOff(recipe)


def require_weakenable(net: object) -> Weakenable:
    """Give a network as one that can be weakened.

    Raises:
        BadValue: It is of a kind that cannot.
    """
    if not isinstance(net, Weakenable):
        raise BadValue(
            "Layers of this model cannot be switched off, so it cannot be pushed away from "
            "a weakened self. Use auto-guidance with a smaller model, or CFG alone."
        )
    return net
