"""Samples what a worker takes of the memory: about once a second, and where runs begin and end."""

from __future__ import annotations

import sys
import threading
import time
from collections import deque
from typing import Any

from graphstudio.engine.cache import ResultCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.steps import MemoryShelf, StepShelf
from graphstudio.session.worker.history import MemoryHistory, MemorySample, RunMemory, thinned

_MOST_SAMPLES = 1800  # half an hour
_MOST_RUNS = 200
_MOST_TOLD = 600  # more than a panel has pixels for


class Monitor:
    """Keep the last half hour of one engine's memory. May be asked from any thread.

    Args:
        devices: Where networks run.
        cache: Where results are kept.
        shelf: Where states of steps are kept.
    """

    def __init__(self, devices: Devices, cache: ResultCache, shelf: StepShelf | None) -> None:
        self._devices = devices
        self._cache = cache
        self._shelf = shelf
        self._samples: deque[MemorySample] = deque(maxlen=_MOST_SAMPLES)
        self._runs: deque[RunMemory] = deque(maxlen=_MOST_RUNS)
        self._lock = threading.Lock()
        self._begun: tuple[str, MemorySample] | None = None
        self._run_peak = 0

    def sample(self) -> MemorySample:
        """Measure now; torch is not imported for it."""
        with self._lock:
            return self._take()

    def begin(self, run: str) -> None:
        """Note that a run begins."""
        with self._lock:
            self._begun = run, self._take()
            self._run_peak = 0

    def end(self) -> None:
        """Note that the run is over; nothing where none began."""
        with self._lock:
            last = self._take()
            if self._begun is None:
                return
            run, first = self._begun
            self._begun = None
            self._runs.append(
                RunMemory(run, first.at, last.at, first.floor, self._run_peak, last.floor)
            )

    def history(self) -> MemoryHistory:
        """Give the last half hour."""
        with self._lock:
            return MemoryHistory(thinned(list(self._samples), _MOST_TOLD), tuple(self._runs))

    def _take(self) -> MemorySample:
        used, reserved, peak = self._measure()
        sample = MemorySample(time.time(), used, reserved, peak, max(used - self._kept(), 0))
        self._samples.append(sample)
        self._run_peak = max(self._run_peak, peak)
        return sample

    def _measure(self) -> tuple[int, int, int]:
        """Say what is used, what is reserved, and the most since it was asked last."""
        device = self._devices.chosen
        if device is not None and device.type == "cuda":
            # Any: torch is imported only where a run asked for it. The recorder of estimates
            # starts the peak anew for each node, so what is held now counts too.
            cuda: Any = sys.modules["torch"].cuda
            used = int(cuda.memory_allocated(device))
            peak = max(int(cuda.max_memory_allocated(device)), used)
            return used, int(cuda.memory_reserved(device)), peak
        import psutil

        own = int(psutil.Process().memory_info().rss)
        return own, own, own

    def _kept(self) -> int:
        """Say how much of it is there on purpose."""
        device, stats = self._devices.chosen, self._cache.stats
        if device is not None and device.type == "cuda":
            there = (one for one in self._devices.loaded if one.device == str(device))
            return stats.gpu_bytes + sum(one.size_bytes for one in there)
        states = self._shelf.held_bytes if isinstance(self._shelf, MemoryShelf) else 0
        return stats.cpu_bytes + states + sum(one.size_bytes for one in self._devices.loaded)
