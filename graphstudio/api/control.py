"""What leads a denoiser besides the prompt: ControlNets and their like, and pictures that speak."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from graphstudio.api.guidance import Curve
from graphstudio.api.types import Conditioning, Image, Mask, Model, Vae

if TYPE_CHECKING:
    import torch
    from torch import Tensor

_CONSTANT = Curve()


@dataclass(frozen=True, slots=True, eq=False)
class Residuals:
    """Hold what networks that lead add inside a denoiser.

    Attributes:
        down: Of ControlNets. In a U-Net one for each skip connection: (batch, channels, height,
            width) of its own level. In a transformer one for each block that reads text and picture
            apart: (batch, tokens, width). Empty where nothing is added there.
        middle: For the middle block of a U-Net, in the form of its level; None in a transformer,
            and where no ControlNet leads.
        inner: Of T2I-Adapters, one for each block of a U-Net on the way down, and one for the
            middle where they have it; the same form. Empty where none leads.
        single: One for each block of a transformer (Flux) that reads both as one, in the form of
            the others; empty where nothing is added there.
    """

    down: tuple[Tensor, ...] = ()
    middle: Tensor | None = None
    inner: tuple[Tensor, ...] = ()
    single: tuple[Tensor, ...] = ()


class ControlNet(Protocol):
    """A loaded network that leads a denoiser along a picture: edges, depth, a pose."""

    @property
    def device(self) -> torch.device:
        """Say where the weights are."""

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
            sample: As the denoiser's.
            timestep: As the denoiser's.
            conditioning: As the denoiser's.
            hint: What it follows, float32, on the device: (batch, 3, height, width) in pixels,
                0..1, or a latent in the sample's form, whichever it was trained to see.
            strength: What it gives is multiplied by this.
            is_guess: Less and less of it towards the outer levels.
        """


class ImageEncoder(Protocol):
    """A loaded network that looks at a picture and says what is in it, in numbers."""

    def see(self, image: Image, *, projects: bool) -> tuple[Tensor, Tensor]:
        """Look at pictures, and at nothing.

        Args:
            image: Pictures of one size.
            projects: Whether one vector is asked for each, or what is seen at every place.

        Returns:
            What it sees in the pictures, and in as many empty ones: (pictures, width) or
            (pictures, places, width), float32, on the CPU.
        """


class IpAdapter(Protocol):
    """A loaded network that lets a denoiser read pictures as it reads a prompt."""

    @property
    def device(self) -> torch.device:
        """Say where the weights are."""

    @property
    def widths(self) -> tuple[int, ...]:
        """Say how wide the attentions are that it speaks to, in the denoiser's order."""

    def say(self, seen: Tensor) -> Tensor:
        """Turn what an encoder saw into tokens.

        Args:
            seen: (batch, pictures, width) or (batch, pictures, places, width), on the device.

        Returns:
            (batch, pictures, tokens, width of a prompt).
        """

    def attend(self, tokens: Tensor, place: int) -> tuple[Tensor, Tensor]:
        """Give the keys and values that an attention finds in tokens.

        Args:
            tokens: (batch, ..., tokens, width).
            place: Which attention, counted from 0 in the order of `widths`.

        Returns:
            Both (batch, all tokens, width of the attention).
        """


@dataclass(frozen=True, slots=True, eq=False)
class Lead:
    """Say how one ControlNet or T2I-Adapter leads.

    Attributes:
        model: The ControlNet, or the T2I-Adapter.
        image: What it follows: as many pictures as are made, or one for all.
        strength: 0 leaves it out, 1 is what it was trained for.
        start: Fraction of the steps, 0..1, before which it does not lead.
        end: Fraction of the steps, 0..1, after which it no longer leads.
        is_guess: Lead without a prompt: the negative prompt's half is left alone, and outer
            levels of the network are led less (Zhang et al., arXiv:2302.05543, section 3.4).
            T2I-Adapters cannot.
        vae: Encodes the picture for a ControlNet that sees latents; None where it sees pixels.
        mode: Which kind of guide the picture is, for a ControlNet that was trained for several.
        curve: How the strength changes on the way, its values in place of `strength`.
    """

    model: Model[ControlNet]
    image: Image
    strength: float = 1.0
    start: float = 0.0
    end: float = 1.0
    is_guess: bool = False
    vae: Model[Vae] | None = None
    mode: str = ""
    curve: Curve = _CONSTANT

    def strength_at(self, progress: float) -> float:
        """Give the strength at a fraction of the run, 0..1, whether it leads there or not."""
        return self.curve.at(progress, self.strength)


@dataclass(frozen=True, slots=True, eq=False)
class PicturePrompt:
    """Say how pictures speak to a denoiser as a prompt does (IP-Adapter, arXiv:2308.06721).

    Attributes:
        adapter: The IP-Adapter.
        encoder: The image encoder that it was trained with.
        image: One or more pictures of one size; all speak to every picture that is made.
        strength: 0 leaves it out, 1 is what it was trained for.
        start: Fraction of the steps, 0..1, before which it says nothing.
        end: Fraction of the steps, 0..1, after which it says nothing.
        takes: What is taken over of the pictures: "everything", "style", "layout" or "style and
            layout" (InstantStyle, arXiv:2404.02733).
        mask: Where in the picture that is made they speak: one mask, or one for each of the
            pictures. None for everywhere.
        curve: How the strength changes on the way, its values in place of `strength`.
    """

    adapter: Model[IpAdapter]
    encoder: Model[ImageEncoder]
    image: Image
    strength: float = 1.0
    start: float = 0.0
    end: float = 1.0
    takes: str = "everything"
    mask: Mask | None = None
    curve: Curve = _CONSTANT

    def strength_at(self, progress: float) -> float:
        """Give the strength at a fraction of the run, 0..1, whether they speak there or not."""
        return self.curve.at(progress, self.strength)


@dataclass(frozen=True, slots=True, eq=False)
class Control:
    """Hold everything that leads a denoiser besides the prompt; what they add is summed.

    Attributes:
        leads: ControlNets and T2I-Adapters, in the order in which they were added.
        prompts: Pictures that speak as prompts do, in the order in which they were added.
    """

    leads: tuple[Lead, ...] = ()
    prompts: tuple[PicturePrompt, ...] = ()
