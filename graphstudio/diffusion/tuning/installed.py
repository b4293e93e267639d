"""Which packages that speed networks up are here; never imports them, nor torch."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from dataclasses import dataclass
from importlib import metadata
from typing import Literal, get_args

from graphstudio.errors import BadValue

Attention = Literal["auto", "sdpa", "math", "flash", "xformers", "sage", "sliced"]
"""Who computes attention."""


@dataclass(frozen=True, slots=True)
class Helper:
    """Name a package that speeds networks up.

    Attributes:
        title: What people call it.
        module: What is imported.
        package: What pip calls it.
    """

    title: str
    module: str
    package: str


HELPERS: dict[str, Helper] = {
    "flash": Helper("FlashAttention", "flash_attn", "flash-attn"),
    "xformers": Helper("xFormers", "xformers", "xformers"),
    "sage": Helper("SageAttention", "sageattention", "sageattention"),
    "tensorrt": Helper("TensorRT", "torch_tensorrt", "torch-tensorrt"),
    "triton": Helper("Triton", "triton", "triton"),
}
"""By the words that a `Tuning` names them with."""


def version_of(what: str) -> str:
    """Give the version of a helper; "" where it is not installed.

    Args:
        what: A key of `HELPERS`.
    """
    helper = HELPERS[what]
    if importlib.util.find_spec(helper.module) is None:
        return ""
    try:
        return metadata.version(helper.package)
    except metadata.PackageNotFoundError:
        return "unknown"


def available() -> dict[Attention, bool]:
    """Say for each way to compute attention whether it can be chosen on this machine."""
    return {one: one not in HELPERS or bool(version_of(one)) for one in get_args(Attention)}


def require_installed(what: str) -> None:
    """Refuse what needs a package that is not here.

    Raises:
        BadValue: It is not installed; its name for pip is given.
    """
    if what in HELPERS and not version_of(what):
        helper = HELPERS[what]
        raise BadValue(
            f"{helper.title} is not installed on this machine. Install it with `pip install "
            f"{helper.package}` (it needs an NVIDIA card), or choose auto."
        )


def compiler() -> str:
    """Give the path of the C++ compiler that torch.compile uses on the CPU; "" for none."""
    names = ("cl",) if sys.platform == "win32" else ("c++", "g++", "clang++")
    return next((found for one in names if (found := shutil.which(one))), "")
