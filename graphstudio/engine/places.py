"""The devices of this machine by the names that people give them."""

from __future__ import annotations

import ctypes.util
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING

from graphstudio.errors import RunError

if TYPE_CHECKING:
    import torch

_GPU_FILES = (  # of NVIDIA, of WSL, of AMD
    "nvidia[0-9]*",
    "dxg",
    "kfd",
)
_KNOWN = ("cpu", "cuda", "mps")


def find_place(choice: str, *, who: str, remedy: str) -> torch.device:
    """Find a device by its name. Imports torch.

    Args:
        choice: "auto", "cpu", "cuda", "cuda:1" or "mps".
        who: Who takes such names, for the error.
        remedy: What to do where the device is not there.

    Raises:
        RunError: It is no device, or none of this machine.
    """
    import torch

    if choice == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda", torch.cuda.current_device())
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    kind, _, number = choice.partition(":")
    if kind not in _KNOWN or (number and not (number.isdecimal() and kind == "cuda")):
        raise RunError(
            f"There is no device called {choice!r}. {who} auto, cpu, cuda, cuda:1 (the second "
            "GPU) or mps."
        )
    count = {"cpu": 1, "mps": int(torch.backends.mps.is_available())}
    if int(number or 0) >= count.get(kind, torch.cuda.device_count()):
        raise RunError(
            f"The device {choice!r} was asked for, and torch does not find it on this machine. "
            f"{remedy}"
        )
    return torch.device(choice)


def list_gpus() -> tuple[str, ...]:
    """Name the CUDA devices of this machine, as far as the system shows them without torch.

    CUDA_VISIBLE_DEVICES is obeyed: what it hides is not there, and the rest is counted anew.
    """
    if not may_have_gpu():
        return ()
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if visible is not None:
        count = len([one for one in visible.split(",") if one.strip() not in ("", "-1")])
    else:
        count = len(list(Path("/dev").glob("nvidia[0-9]*")))
    return tuple(f"cuda:{number}" for number in range(count))


def may_have_gpu() -> bool:
    """Tell, without importing torch, whether torch might find a GPU on this machine."""
    system = platform.system()
    if system == "Linux":
        return any(any(Path("/dev").glob(pattern)) for pattern in _GPU_FILES)
    if system == "Windows":
        return ctypes.util.find_library("nvcuda") is not None
    return True
