"""Networks that lead a denoiser along a picture: ControlNets (arXiv:2302.05543) and their like."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any, Protocol, runtime_checkable

import torch
from torch import Tensor

from graphstudio.api import Conditioning, Control, ControlNet, Curve, Denoiser, Lead, Residuals
from graphstudio.diffusion.conditioning import without_negatives
from graphstudio.diffusion.denoisers import unet_inputs
from graphstudio.diffusion.guidance.weaker import require_weakenable
from graphstudio.diffusion.picture_prompts import Promptable, PromptLeader
from graphstudio.diffusion.turns import leads_at, strength_in
from graphstudio.diffusion.unet_layers import Weakness
from graphstudio.errors import BadValue


@runtime_checkable
class Leadable(Protocol):
    """A denoiser that ControlNets and T2I-Adapters can lead."""

    @property
    def device(self) -> torch.device:
        """Say where the weights are."""

    def predict_led(
        self,
        sample: Tensor,
        timestep: Tensor,
        conditioning: Conditioning,
        residuals: Residuals | None,
    ) -> Tensor:
        """Predict as a denoiser does, with what is added inside."""


@runtime_checkable
class Steady(Protocol):
    """A network that leads whose answer depends on the picture alone, whatever the step.

    What it gives is what it gives at a strength of 1, times the strength.
    """

    @property
    def is_steady(self) -> bool:
        """Say that it is; a network that is not has no such property."""


@runtime_checkable
class Joining(Protocol):
    """A ControlNet that has to know whom it leads, and how."""

    def joined(self, denoiser: Denoiser, lead: Lead) -> ControlNet:
        """Give the same ControlNet, ready to lead a denoiser."""


@dataclass(frozen=True, slots=True, eq=False)
class UNetControlNet:
    """Ask a `ControlNetModel`.

    Attributes:
        net: The loaded network; never changed here.
        device: Where its weights are.
        precision: Their dtype.
    """

    net: Any  # Any: diffusers has no types
    device: torch.device
    precision: torch.dtype

    @torch.no_grad()
    def ask(
        self,
        sample: Tensor,
        timestep: Tensor,
        conditioning: Conditioning,
        hint: Tensor,
        *,
        strength: float,
        is_guess: bool,
    ) -> Residuals:
        """Say what it adds to a denoiser that looks at the same sample.

        Args:
            sample: (batch, 4 or 9, height / 8, width / 8), float32, on the device; it looks at the
                first 4, for what an inpainting U-Net sees besides is none of its business.
            timestep: One number for the whole batch.
            conditioning: (batch, tokens, width).
            hint: (batch, 3, height, width), 0..1, float32, on the device.
            strength: What it gives is multiplied by this.
            is_guess: Less and less of it towards the outer levels.
        """
        down, middle = self.net(
            sample[:, : self.net.config.in_channels].to(self.precision),
            timestep,
            controlnet_cond=hint.to(self.precision),
            **unet_inputs(conditioning, sample.device, self.precision),
            conditioning_scale=strength,
            guess_mode=is_guess,
            return_dict=False,
        )
        return Residuals(tuple(down), middle)


@dataclass(frozen=True, slots=True, eq=False)
class Leader:
    """Hold a network that leads, loaded, with what it follows in the form that it reads.

    Attributes:
        lead: How it leads.
        net: The same network, loaded.
        hint: For each picture, in the form that `ControlNet.ask` takes, on the device.
        memory: What a steady network said at a strength of 1, by the number of rows that were asked
            about.
    """

    lead: Lead
    net: ControlNet
    hint: Tensor
    memory: dict[int, Residuals] = field(default_factory=dict)

    def leads_at(self, call: int, count: int) -> bool:
        """Say whether it leads in a call of so many, as the official pipelines decide it."""
        return leads_at(self.lead, call, count)

    def at(self, call: int, count: int) -> "Leader":
        """Give the same with the strength that it has in a call of so many."""
        if self.lead.curve.shape == "constant":
            return self
        strength = strength_in(self.lead, call, count)
        return replace(self, lead=replace(self.lead, strength=strength, curve=Curve()))

    def ask(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Residuals:
        """Say what it adds to a denoiser that looks at this sample."""
        strength = self.lead.strength
        if not isinstance(self.net, Steady):
            return self._ask(sample, timestep, conditioning, strength)
        rows, each = len(sample), len(self.hint)
        if rows not in self.memory:
            once = self._ask(sample[:each], timestep, conditioning, 1.0)
            repeated = tuple(one.repeat(rows // each, 1, 1, 1) for one in once.inner)
            self.memory[rows] = Residuals(inner=repeated)
        return Residuals(inner=tuple(strength * one for one in self.memory[rows].inner))

    def _ask(
        self, sample: Tensor, timestep: Tensor, conditioning: Conditioning, strength: float
    ) -> Residuals:
        negatives = conditioning.negatives if self.lead.is_guess else 0
        asked = without_negatives(conditioning) if negatives else conditioning
        hint = self.hint.repeat((len(sample) - negatives) // len(self.hint), 1, 1, 1)
        found = self.net.ask(
            sample[negatives:],
            timestep,
            asked,
            hint,
            strength=strength,
            is_guess=self.lead.is_guess,
        )
        return _after_nothing(found, negatives) if negatives else found


@dataclass(frozen=True, slots=True, eq=False)
class LedDenoiser:
    """Be a denoiser that is led.

    Attributes:
        net: The denoiser.
        leaders: What they add is summed.
        prompts: The pictures that speak to it.
    """

    net: Leadable
    leaders: tuple[Leader, ...] = ()
    prompts: tuple[PromptLeader, ...] = ()

    @property
    def device(self) -> torch.device:
        """Say where the weights are."""
        return self.net.device

    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        """Predict, led."""
        leaders = self.leaders
        if conditioning.negatives == len(sample):
            leaders = tuple(one for one in leaders if not one.lead.is_guess)
        found = [leader.ask(sample, timestep, conditioning) for leader in leaders]
        residuals = reduce(_sum, found) if found else None
        with self._prompted(len(sample), conditioning.negatives):
            return self.net.predict_led(sample, timestep, conditioning, residuals)

    def held(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Denoiser:
        """Ask the ControlNets now, once, for whatever text the denoiser is asked about next."""
        found = [leader.ask(sample, timestep, conditioning) for leader in self.leaders]
        return HeldDenoiser(self.net, reduce(_sum, found))

    def weakened(self, how: Weakness, layers: Sequence[str]) -> AbstractContextManager[None]:
        """Switch a part of the denoiser off for the length of a `with` block.

        Raises:
            BadValue: At once: it has no such layers, or cannot be weakened.
        """
        return require_weakenable(self.net).weakened(how, layers)

    def _prompted(self, rows: int, negatives: int) -> AbstractContextManager[None]:
        if self.prompts and isinstance(self.net, Promptable):
            return self.net.prompted([one.ask(rows, negatives) for one in self.prompts])
        return nullcontext()


@runtime_checkable
class LeadsParts(Protocol):
    """A denoiser that shows its ControlNets what it sees itself, such as one tile after another."""

    def led_by(self, leaders: tuple[Leader | PromptLeader, ...]) -> Denoiser:
        """Give the same denoiser, led.

        Raises:
            BadValue: When it is asked: what is behind it is of a kind that cannot be led.
        """


@dataclass(frozen=True, slots=True, eq=False)
class HeldDenoiser:
    """Be a denoiser that ControlNets lead as they once said.

    Attributes:
        net: The denoiser.
        residuals: What they said.
    """

    net: Leadable
    residuals: Residuals

    @property
    def device(self) -> torch.device:
        """Say where the weights are."""
        return self.net.device

    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        """Predict, led."""
        return self.net.predict_led(sample, timestep, conditioning, self.residuals)


def led(net: Denoiser, leaders: Sequence[Leader | PromptLeader], call: int, count: int) -> Denoiser:
    """Give a denoiser with those that lead it in a call of so many.

    Raises:
        BadValue: One leads, and the denoiser is of a kind that cannot be led.
    """
    active = [one.at(call, count) for one in leaders if one.leads_at(call, count)]
    return join_leaders(net, active)


def join_leaders(net: Denoiser, leaders: Sequence[Leader | PromptLeader]) -> Denoiser:
    """Give a denoiser that is led by all of these; with none, it comes back as it is.

    Raises:
        BadValue: It is of a kind that cannot be led.
    """
    active = tuple(leaders)
    if not active:
        return net
    if isinstance(net, LeadsParts):
        return net.led_by(active)
    adding = tuple(one for one in active if isinstance(one, Leader))
    prompts = tuple(one for one in active if isinstance(one, PromptLeader))
    if not isinstance(net, Leadable):
        raise BadValue("This model cannot be led by a ControlNet. Take the wire out of Control.")
    if prompts and not isinstance(net, Promptable):
        raise BadValue("This model cannot read an IP-Adapter. Take the wire out of Control.")
    return LedDenoiser(net, tuple(_joined(one, net) for one in adding), prompts)


def make_leaders(
    control: Control, nets: Sequence[ControlNet], hints: Sequence[Tensor]
) -> tuple[Leader, ...]:
    """Prepare ControlNets and T2I-Adapters for a run.

    Args:
        control: What leads.
        nets: The networks of its leads, loaded, in the same order.
        hints: What they follow, from `make_hints`.
    """
    parts = zip(control.leads, nets, hints, strict=True)
    return tuple(Leader(lead, net, hint.to(net.device)) for lead, net, hint in parts)


def _joined(leader: Leader, denoiser: Denoiser) -> Leader:
    if not isinstance(leader.net, Joining):
        return leader
    return replace(leader, net=leader.net.joined(denoiser, leader.lead))


def _after_nothing(found: Residuals, negatives: int) -> Residuals:
    """Put rows of zeros before: nothing is added there."""

    def padded(values: Tensor) -> Tensor:
        return torch.cat([torch.zeros_like(values[:negatives]), values])

    middle = None if found.middle is None else padded(found.middle)
    single = tuple(map(padded, found.single))
    return Residuals(tuple(map(padded, found.down)), middle, single=single)


def _sum(one: Residuals, other: Residuals) -> Residuals:
    """Add what two say; where one of them says nothing, it is what the other says."""
    middles = [middle for middle in (one.middle, other.middle) if middle is not None]
    return Residuals(
        _sum_each(one.down, other.down),
        sum(middles[1:], start=middles[0]) if middles else None,
        _sum_each(one.inner, other.inner),
        _sum_each(one.single, other.single),
    )


def _sum_each(some: tuple[Tensor, ...], others: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    if not some or not others:
        return some or others
    return tuple(a + b for a, b in zip(some, others, strict=True))
