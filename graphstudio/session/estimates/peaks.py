"""How much memory one node takes at most, measured where the system can tell."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, Protocol

from graphstudio.engine.devices import Devices

_STATUS = Path("/proc/self/status")
_FORGET = Path("/proc/self/clear_refs")
_FORGET_THE_PEAK = "5"  # proc(5): VmHWM starts again from what is held now


class PeakMeter(Protocol):
    """Measures from one moment to another."""

    def start(self) -> None:
        """Begin here, and forget what was before."""

    def read(self) -> int | None:
        """Say how many bytes the highest point was above both ends; None where nobody knows."""


class ProcessPeaks:
    """Measure the device's memory on a CUDA GPU, this process's on Linux, nothing elsewhere.

    What is there at both ends counts as held: weights that were loaded, results that were made.

    Args:
        devices: Says where networks run.
    """

    def __init__(self, devices: Devices) -> None:
        self._devices = devices
        self._before: int | None = None

    def start(self) -> None:
        """Begin here, and forget what was before."""
        cuda = self._cuda()
        try:
            if cuda is not None:
                cuda.reset_peak_memory_stats(self._devices.chosen)
                self._before = int(cuda.memory_allocated(self._devices.chosen))
            else:
                _FORGET.write_text(_FORGET_THE_PEAK)
                self._before = _own_memory()[0]
        except OSError:  # another system, or one that forbids it
            self._before = None

    def read(self) -> int | None:
        """Say how many bytes the highest point was above both ends; None where nobody knows."""
        if self._before is None:
            return None
        cuda = self._cuda()
        if cuda is not None:
            peak = int(cuda.max_memory_allocated(self._devices.chosen))
            now = int(cuda.memory_allocated(self._devices.chosen))
        else:
            try:
                now, peak = _own_memory()
            except OSError:
                return None
        return max(peak - max(self._before, now), 0)

    def _cuda(self) -> Any:  # Any: torch is imported only where somebody asked for a network
        device = self._devices.chosen
        return sys.modules["torch"].cuda if device is not None and device.type == "cuda" else None


def _own_memory() -> tuple[int, int]:
    """Say what this process holds, and the most that it held, in bytes."""
    lines = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines())
    now, peak = (int(lines[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))
    return now, peak
