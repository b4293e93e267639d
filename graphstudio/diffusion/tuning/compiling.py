"""Networks made into code of their own by torch.compile, and the code kept between runs."""

import os
import warnings
from typing import Any

import torch
from torch import nn

from graphstudio import paths
from graphstudio.diffusion.tuning.installed import compiler, require_installed, version_of
from graphstudio.errors import BadValue

_PLACE = "TORCHINDUCTOR_CACHE_DIR"
"""Where torch keeps the code that it made; it looks there before it makes any."""


def compile_net(net: Any, what: str, device: torch.device) -> None:
    """Let a network be compiled when it is first asked, in place.

    Args:
        net: A view that nobody else holds.
        what: "blocks" compiles one of those that are alike for all of them, which takes a fraction
            of the time; "whole" all at once; "tensorrt" all at once with TensorRT.
        device: Where it runs.

    Raises:
        BadValue: There is nobody to compile: no compiler, no Triton, or no TensorRT.
    """
    require_compiler(what, device)
    os.environ.setdefault(_PLACE, str(paths.cache() / "compiled"))
    options: dict[str, Any] = {"dynamic": False}
    if what == "tensorrt":
        import torch_tensorrt  # noqa: F401 - it makes itself known to torch

        options["backend"] = "torch_tensorrt"
    if what == "blocks" and not getattr(net, "_repeated_blocks", None):
        what = "whole"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        if what == "blocks":
            net.compile_repeated_blocks(**options)
        else:
            _compile(net, options)


def require_compiler(what: str, device: torch.device) -> None:
    """Refuse to compile where nobody can.

    Raises:
        BadValue: There is no compiler, no Triton, or no TensorRT; says what to install.
    """
    if what == "tensorrt":
        require_installed(what)
        if device.type != "cuda":
            raise BadValue("TensorRT needs an NVIDIA card. Compile blocks, or take Compile out.")
        return
    if device.type == "mps":
        raise BadValue("torch.compile is not ready for Apple's GPU. Take Compile out.")
    if device.type == "cuda" and not version_of("triton"):
        raise BadValue(
            "Compile needs Triton to write code for the graphics card. Install it with `pip "
            "install triton` (Linux) or `pip install triton-windows`, or take Compile out."
        )
    if not compiler():
        raise BadValue(
            "Compile needs a C++ compiler, and there is none on this machine. Install one "
            "(`apt-get install g++`, Xcode's command line tools, or Visual Studio's build tools), "
            "or take Compile out."
        )


def _compile(net: nn.Module, options: dict[str, Any]) -> None:
    net.compile(**options)
