"""ControlNets: networks that lead a denoiser along a picture (arXiv:2302.05543)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Protocol, runtime_checkable

import torch
from torch import Tensor

from graphstudio.api import Conditioning, Control, ControlNet, Denoiser, Latent, Lead, Residuals
from graphstudio.diffusion.conditioning import without_negatives
from graphstudio.diffusion.denoisers import unet_inputs
from graphstudio.diffusion.images import resize_image
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
        hint: (batch, 3, height, width), 0..1, float32, on the device.
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


@runtime_checkable
class LeadsParts(Protocol):
    """A denoiser that shows its ControlNets what it sees itself, such as one tile after another."""

    def led_by(self, leaders: tuple[Leader, ...]) -> Denoiser:
        """Give the same denoiser, led.

        Raises:
            BadValue: When it is asked: what is behind it is of a kind that cannot be led.
        """


def led(net: Denoiser, leaders: Sequence[Leader], call: int, count: int) -> Denoiser:
    """Give a denoiser with those ControlNets that lead in a call of so many.

    Raises:
        BadValue: One leads, and the denoiser is of a kind that cannot be led.
    """
    return join_leaders(net, [leader for leader in leaders if leader.leads_at(call, count)])


def join_leaders(net: Denoiser, leaders: Sequence[Leader]) -> Denoiser:
    """Give a denoiser that is led by all of these; with none, it comes back as it is.

    Raises:
        BadValue: It is of a kind that cannot be led.
    """
    active = tuple(leaders)
    if not active:
        return net
    if isinstance(net, LeadsParts):
        return net.led_by(active)
    if not isinstance(net, Leadable):
        raise BadValue("This model cannot be led by a ControlNet. Take the wire out of Control.")
    return LedDenoiser(net, active)


def make_leaders(
    control: Control, nets: Sequence[ControlNet], latent: Latent
) -> tuple[Leader, ...]:
    """Prepare ControlNets for a run: pictures brought to the size that is made, and to the device.

    A picture of another size is scaled; what then sticks out is cropped.

    Args:
        control: What leads.
        nets: Its ControlNets, loaded, in the same order.
        latent: What will be denoised.

    Raises:
        BadValue: There are several pictures to follow, and not as many as are made.
    """
    pairs = zip(control.leads, nets, strict=True)
    return tuple(Leader(lead, net, _hint(lead, latent).to(net.device)) for lead, net in pairs)


def _hint(lead: Lead, latent: Latent) -> Tensor:
    batch, _, *cells = latent.samples.shape
    tall, wide = (side * latent.scale for side in cells)
    pixels = lead.image.pixels
    if len(pixels) not in {1, batch}:
        raise BadValue(
            f"{lead.model.name} has {len(pixels)} pictures to follow, and {batch} are made. Give "
            "it one for all, or one for each."
        )
    if pixels.shape[1:3] != (tall, wide):
        pixels = resize_image(lead.image, wide, tall, method="lanczos", fit="crop").pixels
    return pixels[..., :3].movedim(-1, 1).expand(batch, -1, -1, -1).contiguous()


def _after_nothing(found: Residuals, negatives: int) -> Residuals:
    """Put rows of zeros before: nothing is added there."""

    def padded(values: Tensor) -> Tensor:
        return torch.cat([torch.zeros_like(values[:negatives]), values])

    return Residuals(tuple(map(padded, found.down)), padded(found.middle))


def _sum(one: Residuals, other: Residuals) -> Residuals:
    pairs = zip(one.down, other.down, strict=True)
    return Residuals(tuple(a + b for a, b in pairs), one.middle + other.middle)
