"""Run the queue, one job after another, on a worker; and answer questions about graphs."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from psygnal import Signal

from graphstudio.engine.events import ImageSaved, RunDone, StepKept
from graphstudio.session.queue.job import Job, JobState
from graphstudio.session.queue.stations import Engine, Make, Station, Take, choose_station
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
    Run,
    RunEvent,
    ShowStep,
    StepShown,
    Usage,
    WorkerLost,
    WorkerOptions,
    WorkerReady,
)
from graphstudio.session.worker.warmups import Warm, WarmTold

_MOST_KEEPERS = 2000


class Runner:
    """Own the queue and the worker. Lives in one thread; the worker's events are posted there.

    With helpers on other devices, jobs run side by side: each goes to an idle worker, rather to one
    that has its models. All else is asked of the first worker.

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
    warmed: ClassVar[Signal] = Signal(WarmTold)

    def __init__(
        self,
        store: JobStore,
        make_worker: Callable[[Take], Engine],
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        self._store = store
        self._post = post
        self._is_closed = False
        self._ticket = 0
        self._first_device = ""
        self._keepers: dict[str, Station] = {}  # of steps that a helper keeps
        self._warm: Warm | None = None  # waits for its turn
        self._warming = ""
        self._first = Station()
        self._first.worker = make_worker(partial(self._take, self._first))
        self._stations = [self._first]
        self._first.worker.start()

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All jobs: those that are over, then what runs, then what waits, in its order."""
        return self._store.jobs()

    @property
    def running(self) -> Job | None:
        """The job under way; of several, the one that began first."""
        jobs = [
            self._store.get(one.run)
            for one in self._stations
            if one.run and one.run != self._warming
        ]
        return min(jobs, key=lambda job: job.started or 0.0, default=None)

    @property
    def is_warming(self) -> bool:
        """Whether a warm-up is under way, or waits."""
        return bool(self._warming) or self._warm is not None

    @property
    def is_ready(self) -> bool:
        """Whether the worker takes requests."""
        return self._first.is_ready

    @property
    def devices(self) -> tuple[str, ...]:
        """The devices of the helpers."""
        return tuple(one.device for one in self._stations[1:])

    def device_of(self, job: str) -> str:
        """Say on which device a job runs; "" where there is one worker alone, or it does not."""
        if len(self._stations) == 1:
            return ""
        device = next((one.device for one in self._stations if one.run == job), None)
        return "" if device is None else device or self._first_device

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

    def warm_up(self, workflow: str, folder: str, targets: tuple[str, ...] | None = None) -> None:
        """Load all that a run would lend, on the first worker, when it has nothing to do.

        It goes before the jobs that wait; `warmed` tells how far it is. One that waits already is
        forgotten.
        """
        self._warm = Warm(uuid.uuid4().hex, workflow, folder, targets)
        self.changed.emit()
        self._go_on()

    def stop(self) -> None:
        """Stop what runs now; the next job begins when it has."""
        self._warm = None
        for one in self._stations:
            if one.run:
                one.worker.stop(one.run)

    def cancel(self, job: str) -> None:
        """Stop a job if it runs, or keep it from beginning."""
        station = self._station_of(job)
        if station is not None:
            station.worker.stop(job)
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
        if self._station_of(job) is not None:
            return
        if self._store.get(job).is_over:
            self._renew(job)
        waiting = [one.id for one in self._store.pending() if one.id != job]
        self._store.move(job, waiting[0] if waiting else None)
        self.changed.emit()
        self._go_on()

    def remove(self, job: str) -> None:
        """Forget a job that does not run."""
        if self._station_of(job) is None:
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
        asked = next((one for one in self._stations if sheet in one.sheets), self._first)
        asked.worker.send(Check(self._ticket, sheet, workflow, folder, targets))
        return self._ticket

    def show_step(self, key: str, node: str, *, is_full: bool = False) -> int:
        """Ask what a picture looked like after a step; `step_shown` brings this number back.

        The newest request is answered; those that wait meanwhile may not be.
        """
        self._ticket += 1
        keeper = self._keepers.get(key, self._first)
        keeper.worker.send(ShowStep(self._ticket, key, node, is_full=is_full))
        return self._ticket

    def free_memory(self) -> None:
        """Let go of kept results and of networks that are not in use."""
        for one in self._stations:
            one.worker.send(FreeMemory())

    def ask_memory(self) -> None:
        """Ask what is in memory; `memory` tells it."""
        self._first.worker.send(AskMemory())

    def let_go(self, model: str) -> None:
        """Let go one network, unless it is in use."""
        self._first.worker.send(LetGo(model))

    def restart_worker(self, options: WorkerOptions) -> None:
        """Start another worker with other options; a run under way is stopped by it."""
        self._first.is_ready = False
        self._first_device = options.device
        self._first.worker.restart(options)

    def have_help(self, devices: Sequence[str], make: Make, *, first: str = "") -> None:
        """Have more workers, one on each of these devices; the former helpers go.

        A job that runs on a helper that goes is stopped.

        Args:
            devices: Of the helpers; none leaves the first worker alone.
            make: Makes a worker.
            first: What people call the device of the first worker.
        """
        self._first_device = first
        former, self._stations = self._stations[1:], [self._first]
        for one in former:
            one.worker.close()
            if one.run:
                self._end(self._store.get(one.run), "stopped")
        self._keepers.clear()
        for device in devices:
            station = Station(device)
            station.worker = make(partial(self._take, station), device)
            self._stations.append(station)
            station.worker.start()
        self.changed.emit()

    def close(self, timeout_s: float = 3.0) -> None:
        """End the worker and let go of the queue's file; a run under way is interrupted."""
        self._is_closed = True
        for one in self._stations:
            one.worker.close(timeout_s)
        self._store.close()

    def _go_on(self) -> None:
        """Start the next jobs, if nothing is in their way."""
        if self._is_closed:
            return
        if self._warm is not None and self._first.is_idle:
            asked, self._warm = self._warm, None
            self._warming = self._first.run = asked.run
            self._first.worker.send(asked)
        while not self.is_paused and any(one.is_idle for one in self._stations):
            waiting = self._store.pending()
            station = choose_station(self._stations, waiting[0]) if waiting else None
            if station is None:
                return
            job = replace(waiting[0], state="running", started=time.time())
            station.begin(job)
            self._store.update(job)
            station.worker.send(Run(job.id, job.workflow, job.folder, job.targets, job.out))
            self.changed.emit()

    def _station_of(self, job: str) -> Station | None:
        return next((one for one in self._stations if one.run == job), None)

    def _take(self, station: Station, event: Event) -> None:
        """Take an event in a worker's thread."""
        self._post(partial(self._handle, station, event))

    def _handle(self, station: Station, event: Event) -> None:
        if self._is_closed or station not in self._stations:
            return
        try:
            self._tell(station, event)
        finally:
            self._go_on()  # a listener that fails must not hold up the queue

    def _tell(self, station: Station, event: Event) -> None:
        match event:
            case WorkerReady():
                station.is_ready = True
                if station is self._first:
                    self.ready.emit()
            case RunEvent(run, what):
                if isinstance(what, StepKept) and station is not self._first:
                    self._note_keeper(what.key, station)
                self._follow(run, what)
            case Refused(run, troubles):
                self._refuse(event)
                self.refused.emit(run, troubles)
            case WarmTold():
                self._take_warmth(station, event)
            case WorkerLost():
                self._lose(station, event)
            case Usage() if station is self._first:
                self.usage.emit(event)
            case _:
                self._pass_on(event)

    def _pass_on(self, event: Event) -> None:
        match event:
            case Checked():
                self.checked.emit(event)
            case StepShown():
                self.step_shown.emit(event)
            case MemoryTold():
                self.memory.emit(event)
            case LogLine():
                self.log.emit(event)

    def _take_warmth(self, station: Station, event: WarmTold) -> None:
        if event.is_over:
            station.run = self._warming = ""
            self.changed.emit()
        self.warmed.emit(event)

    def _note_keeper(self, key: str, station: Station) -> None:
        self._keepers[key] = station
        if len(self._keepers) > _MOST_KEEPERS:
            self._keepers.pop(next(iter(self._keepers)))

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

    def _lose(self, station: Station, event: WorkerLost) -> None:
        station.forget()
        if event.run and event.run == self._warming:
            told = () if event.is_stopped else (event.reason,)
            over = WarmTold(event.run, problems=told, is_over=True, is_stopped=event.is_stopped)
            self._take_warmth(station, over)
        elif event.run:
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
        station = self._station_of(job.id)
        if station is not None:
            station.run = ""
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
