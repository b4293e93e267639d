"""What besides a node's key decides its result: the program's code, libraries, the device."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

import graphstudio
from graphstudio.engine.devices import Devices
from graphstudio.engine.disk.store import World
from graphstudio.engine.keys import canonical

_LIBRARIES = (
    "accelerate",
    "controlnet-aux",
    "diffusers",
    "numpy",
    "opencv-python-headless",
    "peft",
    "pillow",
    "safetensors",
    "scipy",
    "spandrel",
    "torch",
    "torchvision",
    "transformers",
)
_PACKAGES = ("api", "diffusion", "engine")


def describe_world(devices: Devices) -> World:
    """Say what results depend on besides their keys.

    Imports torch only where there may be a GPU: to know its name.

    Raises:
        RunError: The device that was asked for is not there.
    """
    parts = {
        "graphstudio": _version("graphstudio"),
        "code": _stamp(Path(graphstudio.__file__).parent),
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "machine": f"{platform.system()} {platform.machine()}",
        "device": devices.kind,
        "precision": devices.auto_precision,
        **{name: _version(name) for name in _LIBRARIES},
    }
    return World(_digest(parts), parts)


def _digest(parts: Mapping[str, str]) -> str:
    return hashlib.blake2b(canonical(dict(parts)), digest_size=16).hexdigest()


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "none"


def _stamp(package: Path) -> str:
    """Hash names, sizes and times of the source: whoever changes it begins with an empty cache."""
    total = hashlib.blake2b(digest_size=16)
    for name in _PACKAGES:
        for place in sorted(_sources(package / name)):
            total.update(f"{place}\0".encode())
    return total.hexdigest()


def _sources(folder: Path) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if one != "__pycache__"]
        for name in names:
            if name.endswith(".py"):
                file = Path(place, name)
                facts = file.stat()
                yield f"{file.relative_to(folder)} {facts.st_size} {facts.st_mtime_ns}"
