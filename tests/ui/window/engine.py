"""An engine that only takes notes: what it says is made up by the test."""

from __future__ import annotations

from dataclasses import dataclass, field

from graphstudio.engine.events import NodeStarted, RunDone, RunStarted
from graphstudio.session.queue.stations import Take
from graphstudio.session.worker.protocol import (
    Check,
    Event,
    NodeEvent,
    Request,
    Run,
    RunEvent,
    WorkerLost,
    WorkerOptions,
    WorkerReady,
)


@dataclass
class FakeEngine:
    """Note what is asked for, and say what the test wants said."""

    sent: list[Request] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    options: list[WorkerOptions] = field(default_factory=list)
    take: Take | None = None

    def start(self) -> None:
        """Do nothing."""

    def send(self, request: Request) -> None:
        self.sent.append(request)

    def stop(self, run: str) -> None:
        self.stopped.append(run)

    def restart(self, options: WorkerOptions) -> None:
        self.options.append(options)

    def close(self, timeout_s: float = 3.0) -> None:
        """Do nothing."""

    @property
    def runs(self) -> list[Run]:
        """The runs that it was asked for."""
        return [one for one in self.sent if isinstance(one, Run)]

    @property
    def checks(self) -> list[Check]:
        """The checks that it was asked for."""
        return [one for one in self.sent if isinstance(one, Check)]

    def say(self, event: Event) -> None:
        assert self.take is not None
        self.take(event)

    def get_ready(self) -> None:
        self.say(WorkerReady(1))

    def tell(self, job: str, *events: NodeEvent) -> None:
        """Let something happen in a run."""
        for event in events:
            self.say(RunEvent(job, event))

    def begin(self, job: str, node: str, nodes: int = 4) -> None:
        """Let a run begin with a node."""
        self.tell(job, RunStarted((), nodes), NodeStarted(node))

    def finish(self, job: str) -> None:
        """Let a run end well."""
        self.tell(job, RunDone("done", 1.5, 1, 0))

    def die(self, job: str, reason: str) -> None:
        """Let the process die during a run."""
        self.say(WorkerLost(job, reason))
