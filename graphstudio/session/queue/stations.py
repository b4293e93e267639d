"""The workers of a queue: each has a device, one job at a time, and models that it knows."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from graphstudio.session.queue.job import Job
from graphstudio.session.worker.protocol import Event, Request, WorkerOptions

_MOST_KNOWN = 8  # workflows whose models may still be in memory


class Engine(Protocol):
    """What runs jobs: see `graphstudio.session.worker.client.Worker`."""

    def start(self) -> None:
        """Start it."""

    def send(self, request: Request) -> None:
        """Send a request; never waits."""

    def stop(self, run: str) -> None:
        """Stop a run, by force in the end."""

    def restart(self, options: WorkerOptions) -> None:
        """Start another one with other options."""

    def close(self, timeout_s: float = 3.0) -> None:
        """End it."""


Take = Callable[[Event], None]
Make = Callable[[Take, str], Engine]
"""Makes a worker, given what takes its events and the device that it works on."""


@dataclass(slots=True, eq=False)
class Station:
    """Hold one worker and what it does.

    Attributes:
        device: Where it works, such as "cuda:1"; "" for the first, which works where the
            preferences say.
        worker: Runs jobs; set right after this is made.
        run: The job under way; "" for none.
        is_ready: Whether it takes requests.
        known: The models of the last jobs, those of the newest last.
        sheets: Where the last jobs came from.
    """

    device: str = ""
    worker: Engine = field(init=False)
    run: str = ""
    is_ready: bool = False
    known: deque[frozenset[str]] = field(default_factory=lambda: deque(maxlen=_MOST_KNOWN))
    sheets: deque[str] = field(default_factory=lambda: deque(maxlen=_MOST_KNOWN))

    @property
    def is_idle(self) -> bool:
        """Whether it can take a job now."""
        return self.is_ready and not self.run

    def begin(self, job: Job) -> None:
        """Note that a job begins here."""
        self.run = job.id
        self.known.append(models_of(job.workflow))
        self.sheets.append(job.sheet)

    def forget(self) -> None:
        """Note that its process is gone, and all that it had in memory."""
        self.is_ready = False
        self.run = ""
        self.known.clear()
        self.sheets.clear()

    def affinity(self, job: Job) -> tuple[int, int]:
        """Say how many of a job's models it has, and whether it ran its sheet."""
        wanted = models_of(job.workflow)
        shared = max((len(wanted & one) for one in self.known), default=0)
        return shared, int(job.sheet in self.sheets)


def choose_station(stations: Sequence[Station], job: Job) -> Station | None:
    """Choose an idle station: the one that has most of the job's models; None if all are busy."""
    idle = [one for one in stations if one.is_idle]
    return max(idle, key=lambda one: one.affinity(job), default=None)


def models_of(workflow: str) -> frozenset[str]:
    """Name the models that a workflow file asks for, as far as its text shows them.

    A model is named by a text of a loading node; what is no model does no harm, for it is only
    compared with the same of other workflows.
    """
    try:
        told = json.loads(workflow)
    except ValueError:
        return frozenset()
    return frozenset(_loaded(told))


def _loaded(told: Any) -> Iterator[str]:  # Any: a file's content
    nodes = told.get("nodes") if isinstance(told, dict) else None
    for node in nodes.values() if isinstance(nodes, dict) else ():
        kind = str(node.get("type", "")) if isinstance(node, dict) else ""
        if kind.rpartition(".")[2].startswith(("load", "apply")):
            yield kind
            values = node.get("values")
            texts = values.values() if isinstance(values, dict) else ()
            yield from (f"{kind} {one}" for one in texts if isinstance(one, str))
