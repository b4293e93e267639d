"""The disk cache as people set it: where it is, how large it may be, whether there is one."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from graphstudio import paths
from graphstudio.engine.devices import Devices
from graphstudio.engine.disk.reels import ReelShelf
from graphstudio.engine.disk.store import ResultStore, World
from graphstudio.engine.disk.world import describe_world
from graphstudio.errors import BadValue, RunError

VARIABLE = "GRAPHSTUDIO_DISK_CACHE"
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([KMGT]?)(I?B)?\s*", re.IGNORECASE)
_UNITS = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3, "T": 1024**4}


@dataclass(frozen=True, slots=True)
class DiskCache:
    """Hold both halves of the disk cache.

    Attributes:
        results: Of nodes.
        steps: States in the middle of nodes' work.
    """

    results: ResultStore
    steps: ReelShelf


def results_folder() -> Path:
    """Find where results are kept on disk; it may not exist."""
    return paths.cache() / "results"


def steps_folder() -> Path:
    """Find where states in the middle of nodes' work are kept on disk; it may not exist."""
    return paths.cache() / "steps"


def open_disk_cache(devices: Devices) -> DiskCache | None:
    """Make the disk cache that the environment asks for; None where it is switched off.

    Nothing is read or written before a run needs it.

    Raises:
        BadValue: The environment variable says what cannot be meant.
    """
    budget_bytes = asked_budget()
    if budget_bytes == 0:
        return None
    known: list[World] = []

    def world() -> World | None:
        if not known and (found := _find_world(devices)) is not None:
            known.append(found)
        return known[0] if known else None

    results = ResultStore(results_folder(), world, budget_bytes)
    return DiskCache(results, ReelShelf(steps_folder(), world, budget_bytes))


def asked_budget() -> int | None:
    """Say how many bytes the environment grants; None for what is usual, 0 for no disk cache.

    Raises:
        BadValue: The environment variable says what cannot be meant.
    """
    asked = os.environ.get(VARIABLE, "").strip()
    if asked.lower() in ("", "on"):
        return None
    return 0 if asked.lower() == "off" else parse_size(asked, VARIABLE)


def parse_size(text: str, where: str) -> int:
    """Read a number of bytes, such as "500 MB" or "20G"; units are powers of 1024.

    Args:
        text: What somebody wrote.
        where: What messages call it.

    Raises:
        BadValue: It is no size.
    """
    found = _SIZE.fullmatch(text)
    if found is None:
        raise BadValue(f"{where}: {text!r} is no size. Write a number with a unit, such as 20 GB.")
    return int(float(found[1]) * _UNITS[found[2].upper()])


def _find_world(devices: Devices) -> World | None:
    """Say what results depend on; None where that is not known, as on a device that is not there.

    The run says what is wrong with it.
    """
    try:
        return describe_world(devices)
    except (RunError, ImportError, RuntimeError, OSError):
        return None
