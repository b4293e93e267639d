"""Tell what a file or folder is that somebody dropped on the window: by its first bytes alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal

from graphstudio.diffusion.configs import read_json
from graphstudio.diffusion.families import SDXL, TITLES
from graphstudio.diffusion.weights import read_header
from graphstudio.errors import ModelBroken, WorkflowFileError
from graphstudio.library import entries as library
from graphstudio.library.kinds import family_of, kind_of
from graphstudio.library.model_folders import kind_of_folder
from graphstudio.workflow.files import MOST_BYTES
from graphstudio.workflow.foreign import PNG_SIGNATURE, describe_binary, describe_keywords
from graphstudio.workflow.json_text import check_is_ours, load_object
from graphstudio.workflow.png_texts import DamagedPng, find_text
from graphstudio.workflow.upgrades import upgrade_file

Kind = Literal[
    "workflow",
    "picture_with_workflow",
    "picture",
    "checkpoint",
    "denoiser",
    "text_encoder",
    "lora",
    "vae",
    "controlnet",
    "embedding",
    "ip_adapter",
    "upscaler",
    "model_folder",
    "class_model_folder",
    "pixel_model_folder",
    "pipeline_folder",
    "controlnet_folder",
    "image_encoder_folder",
    "safety_checker_folder",
    "picture_folder",
    "unknown",
]

_PICTURES: tuple[tuple[int, bytes, str], ...] = (
    (0, PNG_SIGNATURE, "PNG"),
    (0, b"\xff\xd8\xff", "JPEG"),
    (8, b"WEBP", "WebP"),
    (0, b"GIF8", "GIF"),
    (0, b"BM", "BMP"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
)
PICTURE_ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff"})
_MOST_LOOKED_AT = 2000
_HEAD_BYTES = 64

_PARTS = ("diffusion_pytorch_model", "model")  # how files begin that are the weights of a folder
# What the window does with a kind of the library; the others it can only name.
_KINDS: Mapping[library.Kind, Kind] = {
    "checkpoint": "checkpoint",
    "controlnet": "controlnet",
    "denoiser": "denoiser",
    "embedding": "embedding",
    "ip_adapter": "ip_adapter",
    "lora": "lora",
    "text_encoder": "text_encoder",
    "upscaler": "upscaler",
    "vae": "vae",
}
_FOLDERS: Mapping[library.Kind, tuple[Kind, str]] = {
    "class_model": ("class_model_folder", "a model folder in diffusers layout that paints classes"),
    "controlnet": ("controlnet_folder", "the folder of a ControlNet"),
    "image_encoder": ("image_encoder_folder", "the folder of an image encoder"),
    "model": ("model_folder", "a model folder in diffusers layout"),
    "pixel_model": (
        "pixel_model_folder",
        "a model folder in diffusers layout that paints pixels themselves",
    ),
    "safety_checker": ("safety_checker_folder", "the folder of a safety checker"),
    "t2i_adapter": ("controlnet_folder", "the folder of a ControlNet"),
}
# Briefer than elsewhere, for one line at the edge of the window.
_FAMILIES: Mapping[str, str] = {**TITLES, SDXL: "SDXL"}


@dataclass(frozen=True, slots=True)
class Found:
    """Say what something is.

    Attributes:
        path: What was looked at.
        kind: What it is good for.
        message: What it is, in a sentence for people; for what is of no use, why and what to do.
        family: The family of a model, such as "SDXL"; "" where its header does not show it.
    """

    path: Path
    kind: Kind
    message: str
    family: str = ""


def look_at(path: Path) -> Found:
    """Tell what a file or folder is. Reads headers only, except of JSON, and never raises."""
    try:
        return _folder(path) if path.is_dir() else _file(path)
    except FileNotFoundError:
        return Found(path, "unknown", f"{path} is not there. Check the name and the folder.")
    except OSError as error:
        reason = error.strerror or error
        return Found(path, "unknown", f"{path} cannot be read: {reason}. Check its rights.")


def _file(path: Path) -> Found:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    for offset, magic, name in _PICTURES:
        if head[offset:].startswith(magic):
            return _png(path) if name == "PNG" else _picture(path, name)
    if head[8:10] == b'{"' and b"\0" in head[:8]:
        return _weights(path)
    if path.suffix == ".safetensors":
        return _weights(path)
    if path.suffix in (".ckpt", ".pt", ".pth", ".bin"):
        return Found(path, "unknown", _about_pickle(path))
    known = describe_binary(head[:16])
    if known is not None:
        return Found(path, "unknown", f"{path.name}: {known}.")
    if path.suffix == ".json" or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json(path)
    return Found(path, "unknown", f"{path.name} is of a kind that is not known here.")


def _about_pickle(path: Path) -> str:
    message = (
        f"{path.name} holds weights as a pickle, which can run any code when it is opened. "
        "Use the .safetensors version of this model."
    )
    if path.suffix != ".pth":
        return message
    return (
        f"{message} If it is an upscaler: Load Upscale Model reads numbers alone out of it, once "
        "you turn on its allows_pickle."
    )


def _picture(path: Path, name: str) -> Found:
    return Found(path, "picture", f"{path.name} is a {name} picture.")


def _png(path: Path) -> Found:
    try:
        found = find_text(path, "graphstudio.workflow")
    except DamagedPng as error:
        return Found(path, "unknown", f"{path.name}: {error}. Use the original file.")
    if found.wanted is not None:
        message = f"{path.name} is a picture with the workflow that made it."
        return Found(path, "picture_with_workflow", message)
    known = describe_keywords(found.keywords)
    return Found(path, "picture", f"{path.name}: {known}.") if known else _picture(path, "PNG")


def _json(path: Path) -> Found:
    if path.stat().st_size > MOST_BYTES:
        return Found(path, "unknown", f"{path.name} is of a kind that is not known here.")
    try:
        data, _ = load_object(path.read_bytes(), path.name)
        check_is_ours(data, path.name)
        upgrade_file(data, path.name)
    except WorkflowFileError as error:
        return Found(path, "unknown", str(error))
    return Found(path, "workflow", f"{path.name} is a workflow.")


def _weights(path: Path) -> Found:
    part = _part_folder(path.parent) if path.name.startswith(_PARTS) else None
    if part is not None:
        return part  # whoever drops the one large file of a folder means the folder
    try:
        header = read_header(path)
    except ModelBroken as error:
        return Found(path, "unknown", str(error))
    found, what = kind_of(header)
    kind, family = _KINDS.get(found, "unknown"), _FAMILIES.get(family_of(header), "")
    suffix = f" for {family}" if family else ""
    advice = " Look on its page for what loads it." if kind == "unknown" else ""
    return Found(path, kind, f"{path.name} is {what}{suffix}.{advice}", family)


def _folder(path: Path) -> Found:
    if (path / "model_index.json").is_file():
        return _model_folder(path)
    part = _part_folder(path)
    if part is not None:
        return part
    names = [one.name for one in islice(path.iterdir(), _MOST_LOOKED_AT)]
    pictures = sum(Path(name).suffix.lower() in PICTURE_ENDINGS for name in names)
    if pictures:
        count = "a picture" if pictures == 1 else f"{pictures} pictures"
        return Found(path, "picture_folder", f"{path.name} is a folder with {count}.")
    if "config.json" in names and any(name.endswith(".safetensors") for name in names):
        message = (
            f"{path.name} is one part of a model. Choose the folder above it, the one that "
            "holds model_index.json."
        )
        return Found(path, "unknown", message)
    name = path.name or str(path)  # the root of a disk has no name
    message = f"{name} is a folder without pictures and without model_index.json."
    return Found(path, "unknown", f"{message} Choose a file in it.")


def _model_folder(path: Path) -> Found:
    kind = kind_of_folder(path)
    if kind == "pipeline":
        name = read_json(path / "model_index.json")["_class_name"]
        message = f"{path.name} is a model folder in diffusers layout, for {name}."
        return Found(path, "pipeline_folder", message)
    named, what = _FOLDERS[kind]
    return Found(path, named, f"{path.name} is {what}.")


def _part_folder(path: Path) -> Found | None:
    """Tell what a folder is that holds one network which a node takes by itself."""
    named, what = _FOLDERS.get(kind_of_folder(path), ("unknown", ""))
    return Found(path, named, f"{path.name} is {what}.") if what else None
