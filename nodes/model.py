"""Nodes that bring models into a graph."""

from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from graphstudio import paths
from graphstudio.api import (
    Choices,
    Denoiser,
    File,
    Foreseen,
    Known,
    Model,
    Scheduler,
    TextEncoder,
    Vae,
    node,
)
from graphstudio.diffusion.catalogue import name_of
from graphstudio.diffusion.class_folders import ClassPipeline, is_class_model, open_class_folder
from graphstudio.diffusion.folders import Pipeline, open_folder
from graphstudio.diffusion.foresight import facts_of, facts_of_scheduler
from graphstudio.diffusion.looks import look
from graphstudio.diffusion.pixel_folders import is_pixel_folder
from graphstudio.library.entries import Kind

from .installed import find_folder, installed_folders

BUILTIN = "builtin"
_KINDS: tuple[Kind, ...] = ("model", "pipeline")

Precision = Literal["auto", "float32", "float16", "bfloat16"]


class Parts(NamedTuple):
    """The parts of a model."""

    denoiser: Model[Denoiser]
    text_encoder: Model[TextEncoder]
    vae: Model[Vae]
    scheduler: Scheduler


class ClassParts(NamedTuple):
    """The parts of a model that paints classes."""

    denoiser: Model[Denoiser]
    vae: Model[Vae]
    scheduler: Scheduler


def installed_models() -> list[str]:
    """Name the built-in model and every other one that reads texts."""
    own = (one for one in _folders() if _reads_texts(one))
    return [BUILTIN, *installed_folders(_KINDS, own, _reads_texts)]


def installed_class_models() -> list[str]:
    """Name every class model."""
    own = (one for one in _folders() if is_class_model(one))
    return installed_folders(("class_model",), own, is_class_model)


def _reads_texts(folder: Path) -> bool:
    has_index = (folder / "model_index.json").is_file()
    return has_index and not is_class_model(folder) and not is_pixel_folder(folder)


def _folders() -> list[Path]:
    """Find every folder in diffusers layout in the user's model folder, by name."""
    return sorted(file.parent for file in paths.models().glob("*/model_index.json"))


def model_folder(model: str) -> Path:
    """Find the folder that a name, or a path, means.

    Raises:
        ModelMissing: There is none.
    """
    if model == BUILTIN:
        return paths.builtin_model()
    return find_folder(model, _KINDS, what="model", installed=installed_models())


def _open(model: str, precision: Precision) -> Pipeline:
    return open_folder(model_folder(model), cache=paths.digests(), precision=precision)


def _content(*, model: str = BUILTIN, precision: Precision = "auto") -> str:
    """Say what is in the folder now, so that an overwritten model is never a stale one."""
    parts = _open(model, precision)
    digests = (parts.denoiser.digest, parts.text_encoder.digest, parts.vae.digest)
    return " ".join((*digests, repr(parts.scheduler)))


def _told(folder: Path) -> Foreseen:
    parts = open_folder(folder, cache=None)
    return Foreseen(
        {
            "denoiser": facts_of(parts.denoiser),
            "text_encoder": facts_of(parts.text_encoder),
            "vae": facts_of(parts.vae),
            "scheduler": facts_of_scheduler(name_of(parts.scheduler), parts.scheduler),
        }
    )


def _foresee(known: Known) -> Foreseen:
    if "model" not in known.values:
        return Foreseen()
    return look(_told, model_folder(known.values["model"]))


@node(
    "model.load",
    title="Load Model",
    fingerprint=_content,
    foresee=_foresee,
    keywords=(
        *("checkpoint", "diffusers", "stable diffusion", "stable diffusion 3", "unet"),
        *("transformer", "fp16", "bf16"),
        *("sdxl", "sdxl base", "sdxl refiner", "refiner", "sd3", "flux"),
    ),
)
def load(
    model: Annotated[
        str, Choices(installed_models), File("model", is_read=False, kinds=("model", "checkpoint"))
    ] = BUILTIN,
    precision: Precision = "auto",
) -> Parts:
    """Bring a model into the graph: Stable Diffusion 1.x, 2.x, XL, XL's refiner, 3, or Flux.

    Only its description is read here; the weights are loaded when a node needs them, and stay
    loaded for the next run. Models that paint pixels themselves (DDPM, consistency and score
    models) come in through Load Pixel-Space Model.

    Args:
        model: `builtin` is the small model that ships with GraphStudio. Otherwise the name of a
            model in your model folders, or the path of a folder in diffusers layout (the one that
            holds model_index.json). Models that are one file go into Load Checkpoint.
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


def _open_classes(model: str, precision: Precision) -> ClassPipeline:
    folder = _class_folder(model)
    return open_class_folder(folder, cache=paths.digests(), precision=precision)


def _class_folder(model: str) -> Path:
    known = installed_class_models() or ["none"]
    return find_folder(model, ("class_model",), what="class model", installed=known)


def _foresee_classes(known: Known) -> Foreseen:
    if "model" not in known.values:
        return Foreseen()
    return look(_told_of_classes, _class_folder(known.values["model"]))


def _told_of_classes(folder: Path) -> Foreseen:
    parts = open_class_folder(folder, cache=None)
    return Foreseen(
        {
            "denoiser": facts_of(parts.denoiser),
            "vae": facts_of(parts.vae),
            "scheduler": facts_of_scheduler(name_of(parts.scheduler), parts.scheduler),
        }
    )


def _class_content(*, model: str = "", precision: Precision = "auto") -> str:
    """Say what is in the folder now, the names of its classes included."""
    parts = _open_classes(model, precision)
    digests = (parts.denoiser.digest, parts.vae.digest)
    return " ".join((*digests, repr(parts.scheduler), str(parts.denoiser.fact("labels"))))


@node(
    "model.load_classes",
    title="Load Class Model",
    fingerprint=_class_content,
    foresee=_foresee_classes,
    keywords=("dit", "imagenet", "class-conditional", "checkpoint", "diffusers"),
)
def load_classes(
    model: Annotated[
        str, Choices(installed_class_models), File("model", is_read=False, kinds=("class_model",))
    ] = "",
    precision: Precision = "auto",
) -> ClassParts:
    """Bring a model into the graph that paints things of a list instead of what a text says: DiT.

    Say what it should paint with Class Label. Only its description is read here; the weights are
    loaded when a node needs them.

    Args:
        model: The name of a model in your model folders, or the path of a folder in diffusers
            layout (the one that holds model_index.json). It has no text encoder; models that have
            one go into Load Model.
        precision: How exact its numbers are. Auto takes half precision on a graphics card and
            full precision on the processor. Half needs half the memory.

    Returns:
        denoiser: The network that turns noise into a picture. Goes into Class Label and Sample.
        vae: Turns latents into pixels and back. Goes into VAE Decode and VAE Encode.
        scheduler: The scheduler that the model proposes.
    """
    parts = _open_classes(model, precision)
    return ClassParts(parts.denoiser, parts.vae, parts.scheduler)
