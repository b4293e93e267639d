"""The networks in a model, named as the nodes name them that load such a model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from graphstudio import paths
from graphstudio.api import Model
from graphstudio.diffusion.class_folders import open_class_folder
from graphstudio.diffusion.control_folders import open_leading
from graphstudio.diffusion.embedding_files import open_embedding
from graphstudio.diffusion.folders import T5_LENGTHS, open_folder
from graphstudio.diffusion.image_encoder_folders import open_image_encoder
from graphstudio.diffusion.ip_adapter_files import open_ip_adapter
from graphstudio.diffusion.lora.files import open_lora
from graphstudio.diffusion.pipelines.folders import open_pipeline
from graphstudio.diffusion.pixel_folders import open_pixel_folder
from graphstudio.diffusion.preprocessors.annotators import open_annotator
from graphstudio.diffusion.preprocessors.catalogue import WANTED
from graphstudio.diffusion.safety.folders import open_checker
from graphstudio.diffusion.single.files import Opened, Wish, bytes_of, open_file, stored_in
from graphstudio.diffusion.single.opening import open_checkpoint
from graphstudio.diffusion.single.parts import (
    VaeFamily,
    open_controlnet,
    open_denoiser,
    open_texts,
    open_vae,
)
from graphstudio.diffusion.single.sources import T5File
from graphstudio.diffusion.upscaler_files import open_upscaler
from graphstudio.errors import ModelBroken
from graphstudio.library.entries import Entry

Parts = tuple[Model[Any], ...]

# Families that share a VAE's form differ in how its latents are scaled alone, and those that share
# a text encoder in which layer they read: any of them shows whether a file is whole.
_VAE_FAMILIES: dict[int, VaeFamily] = {4: "sd1", 16: "sd3"}
_TEXT_FAMILIES = {
    (768,): "sd1",
    (1024,): "sd2",
    (1280,): "sdxl_refiner",
    (768, 1280): "sdxl",
    (768, 4096): "flux",
    (768, 1280, 4096): "sd3",
}
_T5 = 4096


def parts_of(entry: Entry, *, allows_pickle: bool = False) -> Parts:
    """Name each network in a model; nothing is loaded.

    Args:
        entry: The model.
        allows_pickle: Whether pickles may be opened, by torch's reader for weights alone.

    Raises:
        ModelMissing: A file is not there.
        ModelBroken: It is damaged, or no node loads such a model.
    """
    path = entry.path
    opening = _FOLDERS.get(entry.kind) if path.is_dir() else None
    if opening is not None:
        return opening(path)
    if not path.is_dir() and entry.kind in _FILES:
        wish = Wish(paths.digests(), allows_pickle=allows_pickle)
        return _FILES[entry.kind](path, wish)
    if path.is_dir():
        raise ModelBroken(
            f"{path} is {_SAID.get(entry.kind, 'a folder of a kind that is not known here')}, and "
            "no node loads such a folder by itself. Check the model folder that it belongs into "
            "(the one with model_index.json)."
        )
    raise ModelBroken(
        f"{path} is of a kind that is not known here, so that no node loads it. Choose another "
        "file, or get this model as a folder in diffusers layout."
    )


def _folder(path: Path) -> Parts:
    found = open_folder(path, cache=paths.digests())
    return found.denoiser, found.text_encoder, found.vae


def _class_folder(path: Path) -> Parts:
    found = open_class_folder(path, cache=paths.digests())
    return found.denoiser, found.vae


def _checkpoint(path: Path, wish: Wish) -> Parts:
    found = open_checkpoint(path, wish)
    return found.denoiser, found.text_encoder, found.vae


def _vae(path: Path, wish: Wish) -> Parts:
    held = open_file(path, wish).contents.vae
    return (open_vae(path, wish, _VAE_FAMILIES.get(held.width if held else 0, "auto")),)


def _texts(path: Path, wish: Wish) -> Parts:
    opened = open_file(path, wish)
    widths = tuple(sorted(one.width for one in opened.contents.texts))
    if widths == (_T5,):
        return (_t5(opened),)
    return (open_texts([path], wish, _TEXT_FAMILIES.get(widths, "sd1")),)


def _t5(opened: Opened) -> Model[Any]:  # Any: it reads nothing without others beside it
    """Name a T5 alone, which every family reads with beside another one."""
    (piece,) = opened.contents.texts
    stored = stored_in(opened, piece, paths.model_configs() / "flux" / "text_encoder_2")
    source = T5File(stored, paths.tokenizers() / "t5", T5_LENGTHS["flux"])
    return Model("t5", "", opened.file.stem, "", bytes_of(opened, piece), source)


def _annotator(path: Path, wish: Wish) -> Parts:
    del wish
    stems = {Path(file).stem: name for name, wanted in WANTED.items() for file in wanted.files}
    if path.stem not in stems:
        raise ModelBroken(
            f"{path} is none of the files that the preprocessors look for. Give it the name that "
            "it has in its repository."
        )
    return (open_annotator(stems[path.stem], path.parent, cache=paths.digests()),)


def _upscaler(path: Path, wish: Wish) -> Parts:
    cache = paths.digests()
    return (open_upscaler(path, allows_pickle=wish.allows_pickle, cache=cache),)


_SAID = {
    "denoiser": "a denoiser alone",
    "text_encoder": "a text encoder alone",
    "vae": "a VAE alone",
}

_FOLDERS: dict[str, Callable[[Path], Parts]] = {
    "class_model": _class_folder,
    "controlnet": lambda path: (open_leading(path, cache=paths.digests()),),
    "image_encoder": lambda path: (open_image_encoder(path, cache=paths.digests()),),
    "model": _folder,
    "pipeline": lambda path: (open_pipeline(path, cache=paths.digests()),),
    "pixel_model": lambda path: (open_pixel_folder(path, cache=paths.digests()).denoiser,),
    "safety_checker": lambda path: (open_checker(path, cache=paths.digests()),),
    "t2i_adapter": lambda path: (open_leading(path, cache=paths.digests()),),
}

_FILES: dict[str, Callable[[Path, Wish], Parts]] = {
    "annotator": _annotator,
    "checkpoint": _checkpoint,
    "controlnet": lambda path, wish: (open_controlnet(path, wish),),
    "denoiser": lambda path, wish: (open_denoiser(path, wish),),
    "embedding": lambda path, wish: (open_embedding(path, cache=wish.cache),),
    "ip_adapter": lambda path, wish: (open_ip_adapter(path, cache=wish.cache),),
    "lora": lambda path, wish: (open_lora(path, cache=wish.cache),),
    "text_encoder": _texts,
    "upscaler": _upscaler,
    "vae": _vae,
}
