"""The window's end of the worker: start it, ask it, stop it, and start it again when it dies."""

from __future__ import annotations

import atexit
import threading
import time
from collections.abc import Callable

from graphstudio.engine.events import RunDone
from graphstudio.session.worker.endings import explain_failed_start, explain_wish
from graphstudio.session.worker.process import WorkerProcess
from graphstudio.session.worker.protocol import (
    Event,
    Quit,
    Refused,
    Request,
    Run,
    RunEvent,
    StopRun,
    WorkerLost,
    WorkerOptions,
    WorkerReady,
)
from graphstudio.session.worker.warmups import Warm, WarmTold

PATIENCE_S = 5.0
_MOST_FAILED_STARTS = 3

Take = Callable[[Event], None]


class Worker:
    """Keep one worker process running, whatever becomes of it.

    When the process dies, `WorkerLost` says why and another one is started; what was sent and
    not answered is lost with it. One that dies three times before it is ready is left alone
    until `restart`.

    Args:
        options: How it works.
        take: Called with each event, in a thread of this object; it must not wait for others.
        patience_s: How long a run that was asked to stop may go on before the process is killed.
    """

    def __init__(
        self, options: WorkerOptions, take: Take, *, patience_s: float = PATIENCE_S
    ) -> None:
        self.patience_s = patience_s
        self._options = options
        self._take = take
        self._lock = threading.RLock()
        self._process = self._fresh()
        self._former: WorkerProcess | None = None
        self._run = ""
        self._is_stopping = False
        self._is_killed = False
        self._timer: threading.Timer | None = None
        self._failed_starts = 0
        self._is_closed = False

    @property
    def pid(self) -> int | None:
        """The process's number; None before `start`."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether the process runs now."""
        return self._process.is_alive

    def start(self) -> None:
        """Start the process; `WorkerReady` comes when it takes requests."""
        atexit.register(self._abandon)
        with self._lock:
            self._launch()

    def send(self, request: Request) -> None:
        """Send a request; never waits. What is sent before the process is ready is kept for it."""
        with self._lock:
            if isinstance(request, Run | Warm):
                self._run = request.run
                self._is_stopping = False
            self._process.send(request)

    def stop(self, run: str) -> None:
        """Ask a run to stop between two steps; kill the process if it does not, in a while.

        Asking again does not make it faster. Nothing happens if the run is not under way.
        """
        with self._lock:
            if run != self._run or self._is_stopping:
                return
            self._is_stopping = True
            self._process.send(StopRun(run))
            self._timer = threading.Timer(self.patience_s, self._lose_patience, (self._process,))
            self._timer.daemon = True
            self._timer.start()

    def kill(self) -> None:
        """Kill the process; another one is started. A run under way counts as stopped."""
        with self._lock:
            if self._process.pid is not None:
                self._is_killed = True
                self._process.kill()  # the rest is `_end`'s, as for every other end

    def restart(self, options: WorkerOptions) -> None:
        """End the process and start another one, with other options perhaps.

        A run that is under way counts as stopped.
        """
        with self._lock:
            self._options = options
            self._failed_starts = 0
            if self._process.pid is not None:
                self.kill()
            else:  # it was given up
                self._process = self._fresh()
                self._launch()

    def close(self, timeout_s: float = 3.0) -> None:
        """End the process for good, stopping a run that is under way; no `WorkerLost` comes.

        Args:
            timeout_s: How long it may take about it before it is killed.
        """
        with self._lock:
            self._is_closed = True
            timer, process, former = self._timer, self._process, self._former
            self._forget_timer()
            if self._run:
                process.send(StopRun(self._run))
            process.send(Quit())
        deadline = time.monotonic() + timeout_s
        if not process.join(timeout_s):
            process.kill()
            process.join(max(deadline - time.monotonic(), 1.0))
        for one in (timer, former):
            if one is not None:
                one.join()
        atexit.unregister(self._abandon)

    def _abandon(self) -> None:
        """Leave no process behind where the window ended by an error, without closing this."""
        self._is_closed = True
        self._process.kill()
        self._process.join(1.0)

    def _fresh(self) -> WorkerProcess:
        return WorkerProcess(self._options, self._hear, self._end)

    def _hear(self, event: Event) -> None:
        match event:
            case WorkerReady():
                self._failed_starts = 0
            case RunEvent(run, RunDone()) | Refused(run) | WarmTold(run, is_over=True):
                self._note_end(run)
        self._take(event)

    def _note_end(self, run: str) -> None:
        with self._lock:
            if run == self._run:
                self._run = ""
                self._is_stopping = False
                self._forget_timer()

    def _lose_patience(self, process: WorkerProcess) -> None:
        with self._lock:
            if self._process is process and self._is_stopping:
                self.kill()

    def _forget_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _end(self, process: WorkerProcess, reason: str) -> None:
        """Tell that a process is gone, and start the next one."""
        with self._lock:
            if self._is_closed:
                return
            self._failed_starts += 1
            is_hopeless = self._failed_starts > _MOST_FAILED_STARTS
            is_wanted = self._is_stopping or self._is_killed
            if is_wanted:
                reason = explain_wish()
            elif is_hopeless:
                reason = explain_failed_start(reason)
            lost = WorkerLost(self._run, reason, is_stopped=is_wanted)
            self._run = ""
            self._is_stopping = self._is_killed = False
            self._forget_timer()
            self._former, self._process = process, self._fresh()
            self._take(lost)
            if not is_hopeless:
                self._launch()

    def _launch(self) -> None:
        try:
            self._process.start()
        except OSError as error:  # no memory left for another process, say
            self._process = self._fresh()
            self._take(WorkerLost("", explain_failed_start(f"{error}.")))
