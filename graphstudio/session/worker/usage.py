"""What the worker takes of the machine: measured without importing or touching anything anew."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from graphstudio.engine.cache import ResultCache
from graphstudio.engine.devices import Devices
from graphstudio.session.worker.protocol import Usage

if TYPE_CHECKING:
    import torch

_GRAIN_BYTES = 16 * 1024**2  # memory flutters; smaller changes are not worth a message


class Meter:
    """Measure one engine.

    Args:
        devices: Where networks run.
        cache: Where results are kept.
    """

    def __init__(self, devices: Devices, cache: ResultCache) -> None:
        self._devices = devices
        self._cache = cache

    def read(self) -> Usage:
        """Measure now, in steps of 16 MiB."""
        name, used, total = self._memory()
        stats = self._cache.stats
        return Usage(
            device=name,
            used_bytes=_coarse(used),
            total_bytes=total,
            cached_bytes=_coarse(stats.cpu_bytes + stats.gpu_bytes),
            models=tuple(f"{one.name} {one.kind}" for one in self._devices.loaded),
        )

    def _memory(self) -> tuple[str, int, int]:
        device = self._devices.chosen
        if device is None or device.type == "cpu":
            import psutil

            own = psutil.Process().memory_info().rss
            return ("" if device is None else "CPU"), own, psutil.virtual_memory().total
        torch: Any = sys.modules["torch"]  # Any: what is there differs from build to build
        if device.type == "mps":
            return (
                "Apple GPU",
                torch.mps.driver_allocated_memory(),
                torch.mps.recommended_max_memory(),
            )
        free, total = torch.cuda.mem_get_info(device)
        return torch.cuda.get_device_name(device), total - free, total


def is_lost(device: torch.device | None) -> bool:
    """Tell whether a GPU answers no more to this process: after some errors it never does."""
    if device is None or device.type != "cuda":
        return False
    try:
        sys.modules["torch"].cuda.synchronize(device)
    except RuntimeError:
        return True
    return False


def _coarse(size: int) -> int:
    return round(size / _GRAIN_BYTES) * _GRAIN_BYTES
