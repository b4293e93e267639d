"""Folders whose weights are stored in 8 or 4 bits: told by config.json, read by who packed them.

The library that a folder names has to be installed; it is asked for in words before any weight is
read. Nothing here imports torch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from graphstudio.diffusion.configs import AGAIN, Config
from graphstudio.errors import ModelBroken, RunError


@dataclass(frozen=True, slots=True)
class Method:
    """Describe one way of storing weights in few bits.

    Attributes:
        title: What people call it.
        module: What is imported to read it.
        package: What pip calls that.
        needs_gpu: Whether it computes on an NVIDIA card alone.
    """

    title: str
    module: str
    package: str
    needs_gpu: bool = False


METHODS: Mapping[str, Method] = {
    "bitsandbytes": Method("bitsandbytes", "bitsandbytes", "bitsandbytes", needs_gpu=True),
    "quanto": Method("Quanto", "optimum.quanto", "optimum-quanto"),
    "torchao": Method("torchao", "torchao", "torchao"),
}
"""The ways that diffusers and transformers read from a folder, by what its config.json says."""


def quantisation_of(folder: Path, config: Config) -> Method | None:
    """Tell how a network's weights are stored; None for plain numbers.

    Args:
        folder: The network's, for messages.
        config: Its config.json.

    Raises:
        ModelBroken: They are stored in a way that is not known here, or it is not said.
    """
    said = config.get("quantization_config")
    if said is None:
        return None
    name = said.get("quant_method") if isinstance(said, dict) else None
    if not isinstance(name, str):
        raise ModelBroken(
            f"{folder / 'config.json'} says that its weights are quantised, and not how. {AGAIN}"
        )
    plain = name.lower().split("_")[0]  # older files say bitsandbytes_4bit
    if plain not in METHODS:
        known = ", ".join(method.title for method in METHODS.values())
        raise ModelBroken(
            f"{folder} has weights that are quantised by {name}, which is not read here. Known are "
            f"{known}. Choose another version of this model."
        )
    return METHODS[plain]


def require_readable(folder: Path, method: Method, device: str) -> None:
    """Check that this machine can run weights that are stored so.

    Args:
        folder: The network's, for messages.
        method: From `quantisation_of`.
        device: The kind of device that it is to run on: "cpu", "cuda", "mps".

    Raises:
        RunError: A package or a graphics card is missing.
    """
    if not _is_installed(method.module):
        raise RunError(
            f"{folder} has weights that are quantised by {method.title}, and {method.package} is "
            f"not installed. Install it with `pip install {method.package}`, or choose a version "
            "of this model that is not quantised."
        )
    if method.needs_gpu and device != "cuda":
        raise RunError(
            f"{folder} has weights that are quantised by {method.title}, which runs on NVIDIA "
            f"cards alone; the device here is {device}. Choose a version of this model that is "
            "not quantised, or a GGUF file of it."
        )


def _is_installed(module: str) -> bool:
    parent = module.partition(".")[0]
    return find_spec(parent) is not None and find_spec(module) is not None
