"""A queue whose worker only takes notes."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graphstudio.session.queue.runner import Runner
from graphstudio.session.queue.stations import Take
from graphstudio.session.queue.store import JobStore
from graphstudio.session.worker.protocol import Event, Request, WorkerOptions, WorkerReady


class NotingWorker:
    """Take requests and do nothing; events are made up by the test."""

    def __init__(self) -> None:
        self.sent: list[Request] = []
        self.stopped: list[str] = []
        self.take: Take | None = None

    def start(self) -> None:
        """Do nothing."""

    def send(self, request: Request) -> None:
        self.sent.append(request)

    def stop(self, run: str) -> None:
        self.stopped.append(run)

    def restart(self, options: WorkerOptions) -> None:
        """Do nothing."""

    def close(self, timeout_s: float = 3.0) -> None:
        """Do nothing."""

    def tell(self, event: Event) -> None:
        assert self.take is not None
        self.take(event)


@pytest.fixture
def worker() -> NotingWorker:
    return NotingWorker()


@pytest.fixture
def runner(worker: NotingWorker, tmp_path: Path) -> Iterator[Runner]:
    def make(take: Take) -> NotingWorker:
        worker.take = take
        return worker

    runner = Runner(JobStore(tmp_path / "queue.sqlite"), make, lambda call: call())
    worker.tell(WorkerReady(1))
    yield runner
    runner.close()
