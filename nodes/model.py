"""Nodes that bring models into a graph."""

from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from graphstudio import paths
from graphstudio.api import Choices, Denoiser, File, Model, Scheduler, TextEncoder, Vae, node
from graphstudio.diffusion.folders import Pipeline, open_folder

from .installed import find_folder

BUILTIN = "builtin"

Precision = Literal["auto", "float32", "float16", "bfloat16"]


class Parts(NamedTuple):
    """The parts of a model."""

    denoiser: Model[Denoiser]
    text_encoder: Model[TextEncoder]
    vae: Model[Vae]
    scheduler: Scheduler


def installed_models() -> list[str]:
    """Name the built-in model and every diffusers folder in the user's model folder."""
    found = [file.parent.name for file in paths.models().glob("*/model_index.json")]
    return [BUILTIN, *sorted(found)]


def model_folder(model: str) -> Path:
    """Find the folder that a name, or a path, means.

    Raises:
        ModelMissing: There is none.
    """
    if model == BUILTIN:
        return paths.builtin_model()
    return find_folder(model, what="model", installed=installed_models())


def _open(model: str, precision: Precision) -> Pipeline:
    return open_folder(model_folder(model), cache=paths.cache() / "digests", precision=precision)


def _content(*, model: str = BUILTIN, precision: Precision = "auto") -> str:
    """Say what is in the folder now, so that an overwritten model is never a stale one."""
    parts = _open(model, precision)
    digests = (parts.denoiser.digest, parts.text_encoder.digest, parts.vae.digest)
    return " ".join((*digests, repr(parts.scheduler)))


@node(
    "model.load",
    title="Load Model",
    fingerprint=_content,
    keywords=("checkpoint", "diffusers", "stable diffusion", "unet"),
)
def load(
    model: Annotated[str, Choices(installed_models), File("model", is_read=False)] = BUILTIN,
    precision: Precision = "auto",
) -> Parts:
    """Bring a model into the graph: Stable Diffusion 1.x, 2.x, XL, XL's refiner, 3, or Flux.

    Only its description is read here; the weights are loaded when a node needs them, and stay
    loaded for the next run.

    Args:
        model: `builtin` is the small model that ships with GraphStudio. Otherwise the name of a
            folder in your model folder, or the path of a folder in diffusers layout (the one
            that holds model_index.json).
        precision: How exact its numbers are. Auto takes half precision on a graphics card and
            full precision on the processor. Half needs half the memory.

    Returns:
        denoiser: The network that turns noise into a picture. Goes into Sample.
        text_encoder: Turns prompts into what the denoiser understands. Goes into Encode Prompt.
        vae: Turns latents into pixels and back. Goes into VAE Decode and VAE Encode.
        scheduler: The scheduler that the model proposes.
    """
    parts = _open(model, precision)
    return Parts(parts.denoiser, parts.text_encoder, parts.vae, parts.scheduler)
