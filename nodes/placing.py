"""Nodes that say where networks run."""

from dataclasses import replace
from typing import Literal, NamedTuple

from graphstudio.api import Denoiser, Facts, Known, Model, TextEncoder, Vae, node
from graphstudio.diffusion.foresight import agreeing

Place = Literal["auto", "cpu", "cuda:0", "cuda:1", "cuda:2", "cuda:3", "mps"]


class Placed(NamedTuple):
    """The parts of a model, each with its place."""

    denoiser: Model[Denoiser]
    text_encoder: Model[TextEncoder]
    vae: Model[Vae]


def _placed(part: str, known: Known) -> Facts:
    place = str(known.values.get(f"{part}_on", "auto"))
    return {} if place == "auto" else {"place": place}


@node(
    "placing.on_device",
    title="Place on Device",
    category="model",
    keywords=(
        *("device", "gpu", "cpu", "multi gpu", "cuda", "offload", "memory", "vram", "low vram"),
        *("out of memory", "split"),
    ),
    foresee=agreeing(
        gives={"denoiser": "denoiser", "text_encoder": "text_encoder", "vae": "vae"}, adds=_placed
    ),
)
def on_device(
    denoiser: Model[Denoiser],
    text_encoder: Model[TextEncoder],
    vae: Model[Vae],
    denoiser_on: Place = "auto",
    text_encoder_on: Place = "auto",
    vae_on: Place = "auto",
) -> Placed:
    """Spread the parts of a model over the processor and several graphics cards.

    A part that never has to make room for the others is never moved: with two cards, put the
    denoiser on one and the rest on the other. With one small card, a text encoder on the processor
    leaves the card to the denoiser; prompts then take longer to read. Without this node the parts
    make room for each other by themselves.

    Another kind of device rounds a little differently, so fine detail may differ. Two equal cards
    give the same picture. A device that this machine does not have is refused when the part is
    used, with its name.

    Args:
        denoiser: The network that turns noise into a picture. It stays as it is for other branches.
        text_encoder: Reads prompts.
        vae: Turns latents into pixels and back.
        denoiser_on: Where the denoiser runs. Auto is where everything runs that says nothing else;
            cuda:0 is the first graphics card, cuda:1 the second, mps the one of a Mac.
        text_encoder_on: Where prompts are read. The processor is slower, and costs no memory of
            the card.
        vae_on: Where pictures are decoded. The processor is far slower than a card, and costs
            no memory of it.

    Returns:
        denoiser: The same, in its place. Goes into Sample.
        text_encoder: The same, in its place. Goes into Encode Prompt.
        vae: The same, in its place. Goes into VAE Decode and VAE Encode.
    """
    return Placed(
        replace(denoiser, place=denoiser_on),
        replace(text_encoder, place=text_encoder_on),
        replace(vae, place=vae_on),
    )
