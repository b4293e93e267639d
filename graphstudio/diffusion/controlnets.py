"""ControlNets: networks that lead a denoiser along a picture (arXiv:2302.05543)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, Protocol, runtime_checkable

import torch
from torch import Tensor

from graphstudio.api import Conditioning, Control, ControlNet, Denoiser, Lead, Residuals
from graphstudio.diffusion.conditioning import without_negatives
from graphstudio.diffusion.denoisers import unet_inputs
from graphstudio.errors import BadValue


@runtime_checkable
class Leadable(Protocol):
    """A denoiser that ControlNets can lead."""

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
        """Predict as a denoiser does, with what ControlNets add."""


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
    """Hold a ControlNet that is loaded, with what it follows in the form that it reads.

    Attributes:
        lead: How it leads.
        net: The same ControlNet, loaded.
        hint: For each picture, in the form that `ControlNet.ask` takes, on the device.
    """

    lead: Lead
    net: ControlNet
    hint: Tensor

    def leads_at(self, call: int, count: int) -> bool:
        """Say whether it leads in a call of so many, as the official pipelines decide it."""
        lead = self.lead
        return lead.strength != 0.0 and not (
            call / count < lead.start or (call + 1) / count > lead.end
        )

    def ask(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Residuals:
        """Say what it adds to a denoiser that looks at this sample."""
        negatives = conditioning.negatives if self.lead.is_guess else 0
        asked = without_negatives(conditioning) if negatives else conditioning
        hint = self.hint.repeat((len(sample) - negatives) // len(self.hint), 1, 1, 1)
        found = self.net.ask(
            sample[negatives:],
            timestep,
            asked,
            hint,
            strength=self.lead.strength,
            is_guess=self.lead.is_guess,
        )
        return _after_nothing(found, negatives) if negatives else found


@dataclass(frozen=True, slots=True, eq=False)
class LedDenoiser:
    """Be a denoiser that ControlNets lead.

    Attributes:
        net: The denoiser.
        leaders: One or more; what they add is summed.
    """

    net: Leadable
    leaders: tuple[Leader, ...]

    @property
    def device(self) -> torch.device:
        """Say where the weights are."""
        return self.net.device

    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        """Predict, led."""
        found = [leader.ask(sample, timestep, conditioning) for leader in self.leaders]
        return self.net.predict_led(sample, timestep, conditioning, reduce(_sum, found))

    def held(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Denoiser:
        """Ask the ControlNets now, once, for whatever text the denoiser is asked about next."""
        found = [leader.ask(sample, timestep, conditioning) for leader in self.leaders]
        return HeldDenoiser(self.net, reduce(_sum, found))


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


def led(net: Denoiser, leaders: Sequence[Leader], call: int, count: int) -> Denoiser:
    """Give a denoiser with those ControlNets that lead in a call of so many.

    Raises:
        BadValue: One leads, and the denoiser is of a kind that cannot be led.
    """
    active = tuple(leader for leader in leaders if leader.leads_at(call, count))
    if not active:
        return net
    if not isinstance(net, Leadable):
        raise BadValue("This model cannot be led by a ControlNet. Take the wire out of Control.")
    return LedDenoiser(net, tuple(_joined(leader, net) for leader in active))


def make_leaders(
    control: Control, nets: Sequence[ControlNet], hints: Sequence[Tensor]
) -> tuple[Leader, ...]:
    """Prepare ControlNets for a run.

    Args:
        control: What leads.
        nets: Its ControlNets, loaded, in the same order.
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
    return Residuals(tuple(map(padded, found.down)), middle, tuple(map(padded, found.single)))


def _sum(one: Residuals, other: Residuals) -> Residuals:
    first, second = one.middle, other.middle
    middle = None if first is None or second is None else first + second
    return Residuals(_both(one.down, other.down), middle, _both(one.single, other.single))


def _both(ones: tuple[Tensor, ...], others: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
    """Add what two add to the same blocks; one of them may leave these blocks alone."""
    if not ones or not others:
        return ones or others
    return tuple(one + other for one, other in zip(ones, others, strict=True))
