"""Hold back what comes faster than anybody reads: a node that prints in a loop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from graphstudio.session.worker.protocol import LogLine

MOST_LINES = 500  # in a second
_SECOND = 1.0


class Dam:
    """Let lines through, so many in a second, and say how many were left out.

    Any thread may call it.

    Args:
        say: Takes each line that comes through.
        clock: Gives seconds.
    """

    def __init__(
        self, say: Callable[[LogLine], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._say = say
        self._clock = clock
        self._lock = threading.Lock()
        self._began = clock()
        self._count = 0

    def __call__(self, line: LogLine) -> None:
        """Pass a line on, or count it."""
        with self._lock:
            now = self._clock()
            left_out = 0
            if now - self._began >= _SECOND:
                left_out = self._count - MOST_LINES
                self._began, self._count = now, 0
            self._count += 1
            is_held = self._count > MOST_LINES
        if left_out > 0:
            self._say(LogLine("warning", "log", f"{left_out} lines came too fast to be shown."))
        if not is_held:
            self._say(line)
