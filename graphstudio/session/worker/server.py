"""The worker's side: runs in the main thread, everything that must not wait in others."""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import traceback
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NoReturn

from graphstudio import paths
from graphstudio.engine.events import RunDone, StepKept
from graphstudio.engine.plan import Plan
from graphstudio.errors import GraphError, PolicyBroken
from graphstudio.graph.graph import Graph
from graphstudio.session.estimates.outlook import Outlook
from graphstudio.session.forecast import Forecast
from graphstudio.session.guard import find_guard
from graphstudio.session.saving import PictureFolder, open_journal
from graphstudio.session.studio import Studio
from graphstudio.session.worker.channel import Channel, ChannelBroken
from graphstudio.session.worker.endings import BROKEN, DEVICE_LOST
from graphstudio.session.worker.flood import Dam
from graphstudio.session.worker.memory import Inventory
from graphstudio.session.worker.monitor import Monitor
from graphstudio.session.worker.output import capture
from graphstudio.session.worker.previews import Previews
from graphstudio.session.worker.protocol import (
    AskMemory,
    Check,
    Checked,
    Event,
    Foretold,
    FreeMemory,
    LetGo,
    LogLine,
    NodeEvent,
    Quit,
    Refused,
    Request,
    Run,
    RunEvent,
    RunForeseen,
    ShowStep,
    StopRun,
    Trouble,
    Usage,
    WorkerOptions,
    WorkerReady,
)
from graphstudio.session.worker.reports import Reporter
from graphstudio.session.worker.step_pictures import Newest, StepPictures
from graphstudio.session.worker.tints import Tints
from graphstudio.session.worker.troubles import prepare
from graphstudio.session.worker.usage import Meter, is_lost
from graphstudio.session.worker.warming import warm
from graphstudio.session.worker.warmth import warm_up
from graphstudio.session.worker.warmups import Warm

_IDLE_S = 1.5  # the window has better things to do with the machine at its start
_USAGE_S = 1.0


class Server:
    """Answer one window.

    Args:
        channel: To the window and back.
        options: How to work.
    """

    def __init__(self, channel: Channel, options: WorkerOptions) -> None:
        self._channel = channel
        self._options = options
        self._runs: queue.SimpleQueue[Run | Warm | None] = queue.SimpleQueue()
        self._checks = Checks()
        self._glances: Newest[ShowStep] = Newest()
        self._looks: Newest[ShowStep] = Newest()
        self._stopped: set[str] = set()
        self._stop = threading.Event()
        self._run = ""
        self._state = threading.Lock()
        capture(Dam(self._log))
        self._studio = Studio.open(
            cache_bytes=options.cache_bytes,
            device=None if options.device == "auto" else options.device,
            precision=options.precision,
        )
        engine = self._studio.engine
        self._meter = Meter(engine.devices, engine.cache)
        self._monitor = Monitor(engine.devices, engine.cache, engine.shelf)
        self._inventory = Inventory(
            self._meter, engine.devices, engine.cache, engine.shelf, self._monitor
        )
        self._tints = Tints(engine.cache, engine.devices)
        self._steps = StepPictures(engine, self._tints)

    def serve(self) -> None:
        """Work until the window asks to quit. Ends the process when the window is gone."""
        # Decoding in full takes a while, and nobody who scrubs on shall wait for it.
        glance, look = (partial(self._show_steps, box) for box in (self._glances, self._looks))
        for work in (self._listen, self._answer, glance, look, self._measure):
            threading.Thread(target=work, daemon=True).start()
        for problem in self._studio.registry.problems:
            self._log(LogLine("warning", f"pack {problem.pack}", str(problem)))
        self._send(WorkerReady(os.getpid()))
        run = self._first()
        while run is not None:
            self._go(run)
            run = self._runs.get()

    def _first(self) -> Run | Warm | None:
        """Wait for the first run; import what it will need when it does not come at once."""
        if self._options.is_eager:
            try:
                return self._runs.get(timeout=_IDLE_S)
            except queue.Empty:
                self._warm_up()
        return self._runs.get()

    def _listen(self) -> None:
        while True:
            try:
                request = self._channel.take()
            except EOFError:
                _vanish()
            except (ChannelBroken, OSError):
                os._exit(BROKEN)
            self._take(request)  # type: ignore[arg-type]  # the window sends nothing else

    def _take(self, request: Request) -> None:
        match request:
            case Run() | Warm():
                with self._state:
                    self._stopped.discard(request.run)  # of an earlier try
                self._runs.put(request)
            case Check():
                self._checks.put(request)
            case ShowStep():
                (self._looks if request.is_full else self._glances).put(request)
            case StopRun(run):
                with self._state:
                    self._stopped.add(run)
                    if run == self._run:
                        self._stop.set()
            case FreeMemory():
                threading.Thread(target=self._free, daemon=True).start()
            case LetGo(model):
                let_go = self._studio.engine.devices.let_go
                threading.Thread(target=let_go, args=(model,), daemon=True).start()
            case AskMemory():
                threading.Thread(target=self._tell_memory, daemon=True).start()
            case Quit():
                self._runs.put(None)

    def _go(self, run: Run | Warm) -> None:
        """Run one workflow or warm it up, or say why not."""
        with self._state:
            self._run = run.run
            self._stop.clear()
            if run.run in self._stopped:
                self._stop.set()
        with self._steps.turn:  # a picture that is being decoded in full is waited for
            self._monitor.begin(run.run)
            if isinstance(run, Warm):
                self._send(warm(run, self._studio, self._stop, self._send))
            else:
                self._attempt(run)
            self._monitor.end()
        with self._state:
            self._run = ""
            self._stopped.discard(run.run)

    def _attempt(self, run: Run) -> None:
        prepared = prepare(self._studio, run.workflow, run.folder, run.targets)
        if self._stop.is_set():
            self._tell(RunDone("stopped", 0.0, 0, 0))
            return
        if prepared.plan is None:
            self._send(Refused(run.run, prepared.troubles))
            return
        out = Path(run.out) if run.out else paths.outputs()
        folder = PictureFolder(out, prepared.text(), open_journal(out))
        try:
            find_guard(self._studio.engine.devices)  # a policy that cannot be obeyed is told now
            if any(one.definition.is_output for one in prepared.plan.nodes):
                folder.prepare()  # before an hour is spent on pictures that cannot be written
        except (GraphError, PolicyBroken) as error:
            self._send(Refused(run.run, (Trouble("", str(error)),)))
            return
        self._execute(prepared.plan, prepared.graph, folder)

    def _execute(self, plan: Plan, graph: Graph | None, folder: PictureFolder) -> None:
        self._tints.use(plan)
        self._steps.use(plan)
        self._inventory.learn(plan)
        told = self._studio.forecast(plan)
        self._tell(Foretold.of(told))
        outlook = None if graph is None else self._studio.look_ahead(graph, plan, told)
        if outlook is not None:
            self._tell(RunForeseen(outlook))
        reporter = Reporter(self._tell, Previews(self._tints), folder)
        result = self._studio.run(
            plan,
            save=reporter.save,
            emit=reporter.take,
            stop=self._stop,
            graph=graph,
            outlook=outlook,
            journal=folder.journal,
        )
        if result.errors and is_lost(self._studio.engine.devices.chosen):
            os._exit(DEVICE_LOST)

    def _answer(self) -> None:
        while True:
            check = self._checks.get()
            try:
                answer = self._look_at(check)
            except Exception as error:  # noqa: BLE001 - packs convert old values, in their own code
                traceback.print_exc()
                message = f"Checking failed with {type(error).__name__}: {error}. See the log."
                answer = Checked(check.ticket, check.sheet, (Trouble("", message),))
            self._send(answer)

    def _show_steps(self, requests: Newest[ShowStep]) -> None:
        while True:
            self._send(self._steps.show(requests.get()))

    def _look_at(self, check: Check) -> Checked:
        prepared = prepare(self._studio, check.workflow, check.folder, check.targets)
        told: tuple[Forecast, ...] = ()
        outlook = Outlook()
        if prepared.plan is not None and prepared.graph is not None:
            told = self._studio.forecast(prepared.plan)
            outlook = self._studio.look_ahead(prepared.graph, prepared.plan, told)
            self._inventory.learn(prepared.plan)
        return Checked(check.ticket, check.sheet, prepared.troubles, told, outlook)

    def _measure(self) -> None:
        last: Usage | None = None
        pause = threading.Event()
        while True:
            usage = self._meter.read()
            self._monitor.sample()
            if usage != last:
                self._send(usage)
                last = usage
            pause.wait(_USAGE_S)

    def _warm_up(self) -> None:
        """Do before the first run what it would have to wait for."""
        try:
            warm_up()
            self._studio.engine.devices.device  # noqa: B018 - it is remembered
        except Exception as error:  # noqa: BLE001 - a broken installation may raise anything
            # The node that needs it fails with the same, and says where.
            self._log(LogLine("error", "start", f"{type(error).__name__}: {error}"))

    def _free(self) -> None:
        if "torch" in sys.modules:
            import torch  # noqa: F401 - waits where another thread is still importing it
        engine = self._studio.engine
        engine.cache.clear()
        if engine.shelf is not None:
            engine.shelf.clear()
        engine.devices.put_away()

    def _tell_memory(self) -> None:
        self._send(self._inventory.tell())

    def _log(self, line: LogLine) -> None:
        self._send(replace(line, run=self._run))

    def _tell(self, event: NodeEvent) -> None:
        if isinstance(event, StepKept):
            self._steps.note(event)
        self._send(RunEvent(self._run, event))

    def _send(self, event: Event) -> None:
        try:
            self._channel.send(event)
        except OSError:  # a node closed it, or the window is gone: then its end ends this process
            os._exit(BROKEN)


def _vanish() -> NoReturn:
    """End this process, and all that it started, because nobody listens any more."""
    if os.name == "posix":
        os.killpg(0, signal.SIGKILL)
    os._exit(0)


class Checks:
    """Hold the checks that wait, of each sheet the newest."""

    def __init__(self) -> None:
        self._waiting: dict[str, Check] = {}
        self._changed = threading.Condition()

    def put(self, check: Check) -> None:
        """Let a check wait in place of an older one of its sheet."""
        with self._changed:
            self._waiting[check.sheet] = check
            self._changed.notify()

    def get(self) -> Check:
        """Wait for a check and take it: that of the sheet that has waited longest."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting)
            return self._waiting.pop(next(iter(self._waiting)))
