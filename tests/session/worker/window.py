"""A window that only listens: takes a worker's events, and waits for some of them."""

from __future__ import annotations

import queue
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from graphstudio.engine.events import RunDone
from graphstudio.session.worker.client import Worker
from graphstudio.session.worker.protocol import (
    Event,
    LogLine,
    NodeEvent,
    Refused,
    Run,
    RunEvent,
    WorkerLost,
    WorkerOptions,
    WorkerReady,
)

QUIET = WorkerOptions(device="cpu", cache_bytes=1 << 24, is_eager=False)
PATIENCE_S = 0.3
_WAIT_S = 60.0

E = TypeVar("E")


class Window:
    """Own a worker and everything that it said."""

    def __init__(self, out: Path, options: WorkerOptions = QUIET) -> None:
        self.heard: list[Event] = []
        self._out = out
        self._inbox: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self.worker = Worker(options, self._inbox.put, patience_s=PATIENCE_S)

    def open(self) -> None:
        self.worker.start()
        self.wait(WorkerReady)

    def run(self, workflow: str, *targets: str, name: str = "run") -> None:
        """Ask for a run, of all that feeds nothing if there are no targets."""
        self.worker.send(Run(name, workflow, "", targets or None, str(self._out)))

    def wait(self, kind: type[E], accept: Callable[[E], bool] = lambda _: True) -> E:
        """Wait for an event of a kind."""
        while True:
            event = self._inbox.get(timeout=_WAIT_S)
            self.heard.append(event)
            if isinstance(event, kind) and accept(event):
                return event

    def wait_for_node(self, kind: type[E]) -> E:
        """Wait for something that happens in a run."""
        found = self.wait(RunEvent, lambda one: isinstance(one.event, kind)).event
        assert isinstance(found, kind)
        return found

    def wait_for_end(self) -> RunDone | Refused | WorkerLost:
        """Wait for the end of the run, whatever it is."""
        while True:
            event = self.wait(object)
            if isinstance(event, RunEvent) and isinstance(event.event, RunDone):
                return event.event
            if isinstance(event, Refused | WorkerLost):
                return event

    def wait_for_line(self, part: str) -> LogLine:
        """Wait for a line of the log that holds a text."""
        return self.wait(LogLine, lambda line: part in line.text)

    @property
    def told(self) -> list[NodeEvent]:
        """What was heard of runs so far."""
        return [one.event for one in self.heard if isinstance(one, RunEvent)]
