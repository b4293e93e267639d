"""How other programs lay their models out: which of their folders holds which kind."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from graphstudio.library.entries import Kind
from graphstudio.library.extra_paths import extra_places
from graphstudio.library.walking import is_folder

Layout = Literal["graphstudio", "comfyui", "invokeai", "a1111", "huggingface", "plain"]
"""Whose way of laying out a folder follows."""

TITLES: Mapping[Layout, str] = {
    "graphstudio": "GraphStudio",
    "comfyui": "ComfyUI",
    "invokeai": "InvokeAI",
    "a1111": "A1111 or Forge",
    "huggingface": "Hugging Face cache",
    "plain": "plain folder",
}
"""What people call them."""

SUBFOLDERS: Mapping[Layout, Mapping[str, Kind]] = {
    "graphstudio": {
        "annotators": "annotator",
        "checkpoints": "checkpoint",
        "controlnets": "controlnet",
        "diffusion_models": "denoiser",
        "embeddings": "embedding",
        "ip_adapters": "ip_adapter",
        "loras": "lora",
        "text_encoders": "text_encoder",
        "upscalers": "upscaler",
        "vae": "vae",
    },
    "comfyui": {
        "checkpoints": "checkpoint",
        "clip": "text_encoder",
        "clip_vision": "image_encoder",
        "controlnet": "controlnet",
        "diffusers": "model",
        "diffusion_models": "denoiser",
        "embeddings": "embedding",
        "ipadapter": "ip_adapter",
        "loras": "lora",
        "t2i_adapter": "t2i_adapter",
        "text_encoders": "text_encoder",
        "unet": "denoiser",
        "upscale_models": "upscaler",
        "vae": "vae",
    },
    "a1111": {
        "ControlNet": "controlnet",
        "ESRGAN": "upscaler",
        "Lora": "lora",
        "LyCORIS": "lora",
        "RealESRGAN": "upscaler",
        "Stable-diffusion": "checkpoint",
        "SwinIR": "upscaler",
        "VAE": "vae",
        "diffusers": "model",
        "embeddings": "embedding",
        "text_encoder": "text_encoder",
    },
    "invokeai": {},
    "huggingface": {},
    "plain": {},
}
"""By layout: the folders in its models folder whose name tells a kind."""

_COMFY_SIGNS = ("loras", "controlnet", "text_encoders", "clip", "unet", "diffusion_models")
_OUR_SIGNS = ("ip_adapters", "upscalers", "annotators", "loras")


def recognise(path: Path) -> Layout:
    """Tell a folder's layout by what lies in it; what says nothing, or cannot be read, is plain."""
    names = _folders_in(path)
    inner = _folders_in(path / "models") if "models" in names else set()
    if any(name.startswith("models--") for name in names):
        return "huggingface"
    if _is_invoke(path):
        return "invokeai"
    for found in (inner, names):
        if "Stable-diffusion" in found:
            return "a1111"
        if "checkpoints" in found and any(sign in found for sign in _COMFY_SIGNS):
            return "comfyui"
    return "graphstudio" if sum(sign in names for sign in _OUR_SIGNS) > 1 else "plain"


def places(path: Path, layout: Layout) -> dict[Path, Kind | None]:
    """Name the folders to look into, from the top, and the kind that each is for.

    The folder of a whole program holds much besides its models, which is not looked at.
    """
    if layout in ("plain", "graphstudio", "huggingface"):
        return {path: None}
    models = path / "models"
    found: dict[Path, Kind | None] = {models if models.is_dir() else path: None}
    if layout == "a1111":  # keeps these beside its models folder
        beside = path / "embeddings"
        if beside.is_dir():
            found[beside] = "embedding"
    if layout == "comfyui":
        extra, _ = extra_places(path, SUBFOLDERS[layout])
        found |= {place: kind for place, kind in extra.items() if models not in place.parents}
    return found


def problem_of(path: Path, layout: Layout) -> str:
    """Say what is wrong with what a program's own folder says of others; "" for nothing."""
    return extra_places(path, SUBFOLDERS[layout])[1] if layout == "comfyui" else ""


def _folders_in(path: Path) -> set[str]:
    try:
        with os.scandir(path) as found:  # it may hold thousands of files: no look at each
            return {one.name for one in found if is_folder(one)}
    except OSError:
        return set()


def _is_invoke(path: Path) -> bool:
    above = path.parent if path.name == "models" else path
    return (above / "databases" / "invokeai.db").is_file()
