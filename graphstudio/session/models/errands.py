"""Work on models that may read gigabytes: one thing at a time, in a thread nobody waits for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import TypeVar

T = TypeVar("T")
_LAST_WORD_S = 1.0


class Errands:
    """Do work in a thread of its own, in order, and hand its results to another thread.

    The thread ends with the program even in the middle of a file: nothing of it is work that could
    be lost.
    """

    def __init__(self, post: Callable[[Callable[[], object]], object]) -> None:
        """Begin without a thread.

        Args:
            post: Calls a function in the thread that results go to.
        """
        self._post = post
        self._waiting: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, work: Callable[[], T], then: Callable[[T], object]) -> None:
        """Do some work when what was asked before is done; `then` gets its result."""

        def run() -> None:
            result = work()
            if not self.is_ended():
                self._post(lambda: then(result))

        self._waiting.put(run)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="models", daemon=True)
            self._thread.start()

    def is_ended(self) -> bool:
        """Whether nobody wants results any more: long work asks between two files."""
        return self._ended.is_set()

    def end(self) -> None:
        """Drop what waits, and give the thread a moment to end."""
        self._ended.set()
        self._waiting.put(None)
        if self._thread is not None:
            self._thread.join(_LAST_WORD_S)

    def _work(self) -> None:
        while (work := self._waiting.get()) is not None:
            if not self.is_ended():
                work()
