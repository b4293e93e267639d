"""Upscale models on disk: looked at, and named, before their weights are needed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphstudio.api import Model, Upscaler
from graphstudio.diffusion.digests import digest_files
from graphstudio.diffusion.weights import read_header
from graphstudio.errors import ModelBroken

if TYPE_CHECKING:
    import torch

PICKLE = ".pth"
"""How files end that are pickles, and that older upscale models come as."""


@dataclass(frozen=True, slots=True)
class UpscalerFile:
    """Load an upscale model from its file.

    Attributes:
        path: A safetensors file, or a .pth file that somebody allowed.
    """

    path: Path

    def load(self, device: torch.device, precision: torch.dtype) -> Upscaler:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The file is not there.
            ModelBroken: The file is there and cannot be trusted, or is something else.
        """
        from graphstudio.diffusion.upscaler_networks import load_upscaler

        return load_upscaler(self.path, device, precision)


def digest_upscaler(file: Path, *, allows_pickle: bool, cache: Path) -> str:
    """Check the file's kind and hash its content; no torch.

    Args:
        file: As for `open_upscaler`.
        allows_pickle: As for `open_upscaler`.
        cache: Where content hashes are remembered.

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: It is damaged, or a pickle that nobody allowed.
    """
    if file.suffix.lower() != PICKLE:
        read_header(file)
    elif not allows_pickle:
        raise ModelBroken(
            f"{file} is a pickle. Choose the .safetensors version of this model where there is "
            "one, or turn on allows_pickle: the file is then read by a reader that takes numbers "
            "alone and refuses whatever could run code."
        )
    return digest_files((file,), cache=cache)


def open_upscaler(
    file: Path, *, allows_pickle: bool = False, cache: Path, precision: str = "auto"
) -> Model[Upscaler]:
    """Look at an upscale model and name it; its weights stay on disk.

    Its network is built without memory for weights, which says what it is in about a second.

    Args:
        file: Holds the weights in the layout of their own project, such as Real-ESRGAN's.
        allows_pickle: Whether a .pth file is opened, by torch's reader for weights alone.
        cache: Where content hashes are remembered.
        precision: "auto", "float32", "float16" or "bfloat16".

    Returns:
        Its facts: scale (1 for what mends a picture at its size), architecture, purpose ("SR" or
        "Restoration"), channels (1 or 3).

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: It is damaged, a pickle that nobody allowed, or something else.
    """
    digest = digest_upscaler(file, allows_pickle=allows_pickle, cache=cache)
    from graphstudio.diffusion.upscaler_networks import describe_upscaler

    return Model(
        kind="upscaler",
        family="",
        name=file.stem,
        digest=digest,
        size_bytes=file.stat().st_size,
        source=UpscalerFile(file),
        facts=describe_upscaler(file),
        precision=precision,
    )
