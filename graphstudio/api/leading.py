"""What leads a picture besides a text, as it travels along wires. Frozen, and light to import."""

from __future__ import annotations

from dataclasses import dataclass

from graphstudio.api.types import ControlNet, Image, ImageEncoder, IpAdapter, Mask, Model, Vae


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
    """

    model: Model[ControlNet]
    image: Image
    strength: float = 1.0
    start: float = 0.0
    end: float = 1.0
    is_guess: bool = False
    vae: Model[Vae] | None = None
    mode: str = ""


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
    """

    adapter: Model[IpAdapter]
    encoder: Model[ImageEncoder]
    image: Image
    strength: float = 1.0
    start: float = 0.0
    end: float = 1.0
    takes: str = "everything"
    mask: Mask | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Control:
    """Hold everything that leads a denoiser besides the prompt; what they add is summed.

    Attributes:
        leads: ControlNets and T2I-Adapters, in the order in which they were added.
        prompts: Pictures that speak as prompts do, in the order in which they were added.
    """

    leads: tuple[Lead, ...] = ()
    prompts: tuple[PicturePrompt, ...] = ()
