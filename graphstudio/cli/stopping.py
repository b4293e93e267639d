"""Ctrl-C: once to stop at the next good moment, twice to stop at once."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from graphstudio.cli.exits import STOPPED


@contextmanager
def stoppable(announce: Callable[[], None]) -> Iterator[threading.Event]:
    """Let the first Ctrl-C stop the run between two steps, and the second at once."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        del number, frame
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        announce()

    before = signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    except KeyboardInterrupt:
        print("\nstopped at once", file=sys.stderr)
        sys.exit(STOPPED)
    finally:
        signal.signal(signal.SIGINT, before)
