"""Run the queue, one job after another, on a worker; and answer questions about graphs."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import ClassVar, Protocol

from psygnal import Signal

from graphstudio.engine.events import ImageSaved, RunDone
from graphstudio.session.queue.job import Job, JobState
from graphstudio.session.queue.store import JobStore
from graphstudio.session.worker.protocol import (
    AskMemory,
    Check,
    Checked,
    Event,
    Failed,
    FreeMemory,
    LetGo,
    LogLine,
    MemoryTold,
    NodeEvent,
    Refused,
    Request,
    Run,
    RunEvent,
    ShowStep,
    StepShown,
    Usage,
    WorkerLost,
    WorkerOptions,
    WorkerReady,
)


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


class Runner:
    """Own the queue and the worker. Lives in one thread; the worker's events are posted there.

    Args:
        store: Keeps the jobs.
        make_worker: Makes the worker, given what takes its events, in whatever thread.
        post: Has a function called in the thread of this object, in the order of the calls.
    """

    changed: ClassVar[Signal] = Signal()
    event: ClassVar[Signal] = Signal(str, object)
    refused: ClassVar[Signal] = Signal(str, tuple)
    lost: ClassVar[Signal] = Signal(str, str)
    checked: ClassVar[Signal] = Signal(Checked)
    step_shown: ClassVar[Signal] = Signal(StepShown)
    usage: ClassVar[Signal] = Signal(Usage)
    memory: ClassVar[Signal] = Signal(MemoryTold)
    log: ClassVar[Signal] = Signal(LogLine)
    ready: ClassVar[Signal] = Signal()

    def __init__(
        self,
        store: JobStore,
        make_worker: Callable[[Take], Engine],
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        self._store = store
        self._post = post
        self._running = ""
        self._is_ready = False
        self._is_closed = False
        self._ticket = 0
        self._worker = make_worker(self._take)
        self._worker.start()

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All jobs: those that are over, then what runs, then what waits, in its order."""
        return self._store.jobs()

    @property
    def running(self) -> Job | None:
        """The job under way."""
        return self._store.get(self._running) if self._running else None

    @property
    def is_ready(self) -> bool:
        """Whether the worker takes requests."""
        return self._is_ready

    @property
    def is_paused(self) -> bool:
        """Whether nothing new is started."""
        return self._store.is_paused

    def job(self, id: str) -> Job:  # noqa: A002 - what a job's name is called
        """Give one job.

        Raises:
            KeyError: There is none of this name.
        """
        return self._store.get(id)

    def submit(
        self,
        sheet: str,
        title: str,
        workflow: str,
        folder: str,
        targets: tuple[str, ...] | None,
        out: str,
        *,
        first: bool = False,
    ) -> str:
        """Put a run into the queue, at its end or before all that wait; give the job's name."""
        job = Job(
            uuid.uuid4().hex,
            sheet,
            title,
            workflow,
            folder,
            targets,
            out,
            created=time.time(),
        )
        self._store.add(job, first=first)
        self.changed.emit()
        self._go_on()
        return job.id

    def stop(self) -> None:
        """Stop the present run; the next job begins when it has."""
        if self._running:
            self._worker.stop(self._running)

    def cancel(self, job: str) -> None:
        """Stop a job if it runs, or keep it from beginning."""
        if job == self._running:
            self.stop()
        elif self._store.get(job).state == "pending":
            self._end(self._store.get(job), "stopped")

    def pause(self) -> None:
        """Start nothing new, also after the next start of the program; what runs runs on."""
        self._store.is_paused = True
        self.changed.emit()

    def resume(self) -> None:
        """Go on with the queue."""
        self._store.is_paused = False
        self.changed.emit()
        self._go_on()

    def move(self, job: str, before: str | None) -> None:
        """Put a job that waits before another one, or behind all."""
        self._store.move(job, before)
        self.changed.emit()

    def retry(self, job: str) -> None:
        """Put a job that is over into the queue again, at its end."""
        self._renew(job)
        self.changed.emit()
        self._go_on()

    def run_first(self, job: str) -> None:
        """Put a job before all that wait, again if it is over."""
        if job == self._running:
            return
        if self._store.get(job).is_over:
            self._renew(job)
        waiting = [one.id for one in self._store.pending() if one.id != job]
        self._store.move(job, waiting[0] if waiting else None)
        self.changed.emit()
        self._go_on()

    def remove(self, job: str) -> None:
        """Forget a job that does not run."""
        if job != self._running:
            self._store.remove([job])
            self.changed.emit()

    def clear_finished(self) -> None:
        """Forget every job that is over; its pictures stay."""
        self._store.clear_finished()
        self.changed.emit()

    def check(
        self, sheet: str, workflow: str, folder: str, targets: tuple[str, ...] | None = None
    ) -> int:
        """Ask what a run would do, and what is in its way; `checked` brings this number back."""
        self._ticket += 1
        self._worker.send(Check(self._ticket, sheet, workflow, folder, targets))
        return self._ticket

    def show_step(self, key: str, node: str, *, is_full: bool = False) -> int:
        """Ask what a picture looked like after a step; `step_shown` brings this number back.

        The newest request is answered; those that wait meanwhile may not be.
        """
        self._ticket += 1
        self._worker.send(ShowStep(self._ticket, key, node, is_full=is_full))
        return self._ticket

    def free_memory(self) -> None:
        """Let go of kept results and of networks that are not in use."""
        self._worker.send(FreeMemory())

    def ask_memory(self) -> None:
        """Ask what is in memory; `memory` tells it."""
        self._worker.send(AskMemory())

    def let_go(self, model: str) -> None:
        """Let go one network, unless it is in use."""
        self._worker.send(LetGo(model))

    def restart_worker(self, options: WorkerOptions) -> None:
        """Start another worker with other options; a run under way is stopped by it."""
        self._is_ready = False
        self._worker.restart(options)

    def close(self, timeout_s: float = 3.0) -> None:
        """End the worker and let go of the queue's file; a run under way is interrupted."""
        self._is_closed = True
        self._worker.close(timeout_s)
        self._store.close()

    def _go_on(self) -> None:
        """Start the next job, if nothing is in its way."""
        if self._running or not self._is_ready or self._is_closed or self.is_paused:
            return
        waiting = self._store.pending()
        if not waiting:
            return
        job = replace(waiting[0], state="running", started=time.time())
        self._running = job.id
        self._store.update(job)
        self._worker.send(Run(job.id, job.workflow, job.folder, job.targets, job.out))
        self.changed.emit()

    def _take(self, event: Event) -> None:
        """Take an event in the worker's thread."""
        self._post(partial(self._handle, event))

    def _handle(self, event: Event) -> None:
        if self._is_closed:
            return
        try:
            self._tell(event)
        finally:
            self._go_on()  # a listener that fails must not hold up the queue

    def _tell(self, event: Event) -> None:
        match event:
            case WorkerReady():
                self._is_ready = True
                self.ready.emit()
            case RunEvent(run, what):
                self._follow(run, what)
            case Refused(run, troubles):
                self._refuse(event)
                self.refused.emit(run, troubles)
            case WorkerLost():
                self._lose(event)
            case Checked():
                self.checked.emit(event)
            case StepShown():
                self.step_shown.emit(event)
            case Usage():
                self.usage.emit(event)
            case MemoryTold():
                self.memory.emit(event)
            case LogLine():
                self.log.emit(event)

    def _follow(self, run: str, event: NodeEvent) -> None:
        job = self._store.get(run)
        match event:
            case Failed():
                self._store.update(replace(job, message=job.message or event.message))
            case ImageSaved(_, path):
                self._store.update(replace(job, pictures=(*job.pictures, path)))
            case RunDone(outcome, seconds):
                self._end(job, outcome, seconds=seconds)
        self.event.emit(run, event)

    def _refuse(self, event: Refused) -> None:
        reasons = [one.message for one in event.troubles if not one.is_warning]
        self._end(self._store.get(event.run), "failed", message="\n".join(reasons))

    def _lose(self, event: WorkerLost) -> None:
        self._is_ready = False
        if event.run:
            job = self._store.get(event.run)
            seconds = time.time() - (job.started or job.created)
            if event.is_stopped:
                self._end(job, "stopped", seconds=seconds)
                self.event.emit(job.id, RunDone("stopped", seconds, 0, 0))
                return
            self._end(job, "failed", seconds=seconds, message=event.reason)
        if not event.is_stopped:
            self.lost.emit(event.run, event.reason)

    def _end(self, job: Job, state: JobState, *, seconds: float = 0.0, message: str = "") -> None:
        if job.id == self._running:
            self._running = ""
        self._store.update(
            replace(
                job,
                state=state,
                finished=time.time(),
                seconds=seconds,
                message=message or job.message,
            )
        )
        self.changed.emit()

    def _renew(self, job: str) -> None:
        old = self._store.get(job)
        if not old.is_over:
            return
        self._store.update(
            replace(
                old,
                state="pending",
                started=None,
                finished=None,
                message="",
                pictures=(),
                seconds=0.0,
            )
        )
        self._store.move(job, None)
