"""Work that nobody waits for: done in its order by a thread that lives as long as there is some."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable

_log = logging.getLogger("graphstudio.cache")
_PATIENCE_S = 5.0

Work = Callable[[], None]


class Background:
    """Do small pieces of work one after another, outside the caller's time.

    The thread is none that Python leaves behind: at its end it waits for what is begun.

    Args:
        most_bytes: How much the waiting work may hold; whoever brings more waits a while.
        at_rest: Called in the thread whenever all work is done.
    """

    def __init__(self, most_bytes: int, at_rest: Work) -> None:
        self._most_bytes = most_bytes
        self._at_rest = at_rest
        self._queue: deque[tuple[Work, int]] = deque()
        self._bytes = 0
        self._thread: threading.Thread | None = None
        self._changed = threading.Condition()

    def add(self, work: Work, size_bytes: int = 0) -> bool:
        """Do some work soon; False, and never, where too much is waiting already."""
        with self._changed:
            has_room = self._changed.wait_for(lambda: self._has_room(size_bytes), _PATIENCE_S)
            if not has_room:
                return False
            self._queue.append((work, size_bytes))
            self._bytes += size_bytes
            if self._thread is None:
                self._thread = threading.Thread(target=self._go, name="disk cache")
                self._thread.start()
        return True

    def flush(self, timeout_s: float | None = None) -> bool:
        """Wait until all work is done; False where it is not in time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._thread is None, timeout_s)

    def _has_room(self, size_bytes: int) -> bool:
        return not self._queue or self._bytes + size_bytes <= self._most_bytes

    def _go(self) -> None:
        while True:
            self._drain()
            _attempt(self._at_rest)
            with self._changed:
                if not self._queue:
                    self._thread = None
                    self._changed.notify_all()
                    return

    def _drain(self) -> None:
        while self._queue:
            work, size_bytes = self._queue[0]
            _attempt(work)
            with self._changed:
                self._queue.popleft()
                self._bytes -= size_bytes
                self._changed.notify_all()


def _attempt(work: Work) -> None:
    try:
        work()
    except Exception:  # noqa: BLE001 - nobody waits for an answer, and what comes next goes on
        _log.exception("The disk cache could not do something, and goes on without it.")
