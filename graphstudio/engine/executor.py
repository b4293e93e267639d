"""The engine: plans graphs, runs plans, keeps results."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from graphstudio.api import Cancelled
from graphstudio.engine.cache import ResultCache
from graphstudio.engine.context import Emit, Save, Stop
from graphstudio.engine.cutoff import CutOff
from graphstudio.engine.devices import Devices
from graphstudio.engine.events import Outcome, RunDone
from graphstudio.engine.files import FileHashes
from graphstudio.engine.journal import ItemJournal
from graphstudio.engine.plan import Plan
from graphstudio.engine.planner import PlanMemo, make_plan
from graphstudio.engine.running import Run
from graphstudio.engine.steps import StepShelf
from graphstudio.engine.stream_layout import follows_streams
from graphstudio.engine.streaming import StreamedRun
from graphstudio.engine.thrift import Thrift
from graphstudio.errors import RunError
from graphstudio.graph.graph import Graph

__all__ = ["Emit", "Engine", "RunResult", "Save", "Stop"]


@dataclass(frozen=True, slots=True, eq=False)
class RunResult:
    """Hold how a run went.

    Attributes:
        outcome: "done", "failed" (at least one node) or "stopped" (somebody asked for it).
        values: What each target gave, a tuple of its outputs; without those that gave nothing.
        errors: What kept nodes from giving their results, by node.
        saved: Every picture that was written, in order.
        seconds: How long it took.
    """

    outcome: Outcome
    values: Mapping[str, tuple[Any, ...]]  # Any: whatever nodes give
    errors: Mapping[str, RunError]
    saved: tuple[Path, ...]
    seconds: float


class Engine:
    """Plan and run graphs, one run at a time; results outlive the run in the cache.

    Planning may go on in one thread while a run does in another.

    Attributes:
        cache: Where results are kept.
        devices: Where networks run.
        shelf: Where states in the middle of nodes' work are kept; None keeps none.
        cut_off: Finds results whose inputs were made anew and came out the same.
    """

    def __init__(
        self,
        *,
        cache: ResultCache,
        devices: Devices,
        files: FileHashes,
        shelf: StepShelf | None = None,
    ) -> None:
        self.cache = cache
        self.devices = devices
        self.shelf = shelf
        self.cut_off = CutOff()
        self._files = files
        self._memo = PlanMemo()
        self._planning = threading.Lock()
        self._running = threading.Lock()

    def plan(self, graph: Graph, targets: Sequence[str] | None = None) -> Plan:
        """Work out what a run does; nothing is run, and torch is not imported.

        Args:
            graph: What to run; it may change afterwards.
            targets: Ids of the nodes whose results are wanted. None wants every output node,
                or where there is none, every node that feeds no other.

        Raises:
            GraphError: It cannot run; `problems` lists everything that is in the way.
        """
        with self._planning:
            return make_plan(graph, targets, files=self._files, memo=self._memo)

    def run(
        self,
        plan: Plan,
        *,
        emit: Emit,
        save: Save,
        stop: Stop,
        journal: ItemJournal | None = None,
        thrift: Mapping[str, Thrift] | None = None,
    ) -> RunResult:
        """Run a plan in this thread. Errors of nodes are in the result, not raised.

        Args:
            plan: From `plan`.
            emit: Takes each event, in this thread.
            save: Writes pictures: called with the node's id, a picture, the start of a name, and
                the texts that went into it, by port.
            stop: When it is set, from whichever thread, the run stops between two steps.
            journal: Notes which items of streams are done, so that a run that was stopped goes on;
                None notes nothing.
            thrift: How sparingly to begin with which node, where memory will not do for more; a
                run that lacks memory all the same goes on more sparingly by itself.

        Raises:
            RunError: The engine is busy with another run.
        """
        if not self._running.acquire(blocking=False):
            raise RunError("The engine is busy with another run: wait for it, or stop it first.")
        try:
            kind = partial(StreamedRun, journal=journal) if follows_streams(plan) else Run
            run = kind(
                plan,
                cache=self.cache,
                devices=self.devices,
                files=self._files,
                emit=emit,
                save=save,
                stop=stop,
                shelf=self.shelf,
                cut_off=self.cut_off,
                thrift=thrift,
            )
            return self._go(run, emit)
        finally:
            self._running.release()

    def _go(self, run: Run, emit: Emit) -> RunResult:
        started = time.perf_counter()
        outcome: Outcome
        try:
            run.go()
            outcome = "failed" if run.errors else "done"
        except Cancelled:
            outcome = "stopped"
        seconds = time.perf_counter() - started
        emit(RunDone(outcome, seconds, run.ran, run.cached))
        return RunResult(outcome, run.values, run.errors, tuple(run.saved), seconds)
