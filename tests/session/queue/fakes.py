"""A worker that does what the test says, and a thread's inbox that is emptied by hand."""

from __future__ import annotations

import json
import queue
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from graphstudio.engine.events import RunDone
from graphstudio.session.queue.job import Job
from graphstudio.session.queue.runner import Runner
from graphstudio.session.queue.stations import Take
from graphstudio.session.queue.store import JobStore
from graphstudio.session.worker.protocol import (
    Event,
    NodeEvent,
    Request,
    Run,
    RunEvent,
    WorkerOptions,
    WorkerReady,
)


@dataclass
class FakeWorker:
    """Note what it is asked for."""

    take: Take
    sent: list[Request] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    options: WorkerOptions | None = None
    is_started: bool = False
    is_closed: bool = False

    def start(self) -> None:
        self.is_started = True

    def send(self, request: Request) -> None:
        self.sent.append(request)

    def stop(self, run: str) -> None:
        self.stopped.append(run)

    def restart(self, options: WorkerOptions) -> None:
        self.options = options

    def close(self, timeout_s: float = 3.0) -> None:
        del timeout_s
        self.is_closed = True

    @property
    def runs(self) -> list[str]:
        """The names of the runs that it was asked for."""
        return [one.run for one in self.sent if isinstance(one, Run)]


class Inbox:
    """Take functions from any thread, and call them in this one."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def post(self, function: Callable[[], None]) -> None:
        self._waiting.put(function)

    def empty(self) -> None:
        """Call all that wait."""
        while not self._waiting.empty():
            self._waiting.get()()

    def empty_until(self, is_done: Callable[[], bool], timeout_s: float = 60.0) -> None:
        """Call what waits and what comes, until something holds."""
        while not is_done():
            self._waiting.get(timeout=timeout_s)()


class Desk:
    """A runner on a fake worker."""

    def __init__(self, path: Path) -> None:
        self.inbox = Inbox()
        self.store = JobStore(path)
        self.runner = Runner(self.store, self._make, self.inbox.post)

    def _make(self, take: Take) -> FakeWorker:
        self.worker = FakeWorker(take)
        return self.worker

    def have_help(self, *devices: str) -> list[FakeWorker]:
        """Have helpers on these devices; they are ready."""
        helpers: list[FakeWorker] = []

        def make(take: Take, device: str) -> FakeWorker:
            helpers.append(FakeWorker(take, options=WorkerOptions(device=device)))
            return helpers[-1]

        self.runner.have_help(devices, make, first="cuda:0")
        for one in helpers:
            one.take(WorkerReady(2))
        self.inbox.empty()
        return helpers

    def hear(self, event: Event) -> None:
        """Let the worker say something."""
        self.worker.take(event)
        self.inbox.empty()

    def get_ready(self) -> None:
        self.hear(WorkerReady(1))

    def tell(self, job: str, event: NodeEvent) -> None:
        """Let something happen in a run."""
        self.hear(RunEvent(job, event))

    def end(self, job: str) -> None:
        """Let a run end well."""
        self.tell(job, RunDone("done", 1.5, 1, 0))

    def submit(self, title: str = "job", *, first: bool = False, model: str = "") -> str:
        nodes = {"n": {"type": "model.load", "values": {"model": model}}} if model else {}
        text = json.dumps({"nodes": nodes}) if model else "{}"
        return self.runner.submit(model or "sheet", title, text, "folder", None, "out", first=first)

    def states(self) -> dict[str, str]:
        """The state of each job, by title, in the order of the list."""
        return {job.title: job.state for job in self.runner.jobs}

    def close(self) -> None:
        self.runner.close()


def a_job(id_: str, **changes: object) -> Job:
    plain = Job(id_, "sheet", id_, "{}", "", None, "out", created=1.0)
    return replace(plain, **changes)  # type: ignore[arg-type]  # tests pass what fits
