"""A meter for how long the window's thread is busy at a time: nobody can do anything meanwhile."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable

from PySide6.QtCore import QThreadPool
from PySide6.QtWidgets import QApplication

from tests.benchmarks.yardstick import plain

_SETTLE_S = 0.4  # longer than any pause that the window makes before it goes on
_ROUNDS = 7


class StallMeter:
    """Do things in a window, and note the longest time that its thread was busy at once.

    It counts CPU time of this thread alone, so that other programs and jobs in the pool do not
    matter. One turn of the event loop is one stall: input waits until it is over.

    Attributes:
        worst_s: By what was done, in seconds.
        yardstick_s: What painting and a loop in Python take now, in seconds.
    """

    def __init__(self) -> None:
        self.worst_s: dict[str, float] = {}
        self.yardstick_s = statistics.median(_seconds(plain) for _ in range(_ROUNDS))

    def measure(self, name: str, act: Callable[[], object]) -> None:
        """Do something, and let the window do all that comes of it."""
        gc.collect()  # or one measurement pays for the rubbish of the one before
        self._note(name, act)
        end = time.monotonic() + _SETTLE_S
        while time.monotonic() < end or QThreadPool.globalInstance().activeThreadCount():
            self._note(name, QApplication.processEvents)
            time.sleep(0.001)

    def _note(self, name: str, act: Callable[[], object]) -> None:
        self.worst_s[name] = max(self.worst_s.get(name, 0.0), _seconds(act))


def _seconds(act: Callable[[], object]) -> float:
    begun = time.thread_time()
    act()
    return time.thread_time() - begun
