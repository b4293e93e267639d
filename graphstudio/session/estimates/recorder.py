"""Follows a run and notes what each node took."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphstudio.api import Model
from graphstudio.diffusion.foresight import facts_of
from graphstudio.engine.context import Emit
from graphstudio.engine.devices import Devices
from graphstudio.engine.events import (
    Event,
    NodeDone,
    NodeFailed,
    NodeProgress,
    NodeSkipped,
    NodeStarted,
    RunDone,
    StepKept,
)
from graphstudio.session.estimates.peaks import PeakMeter, ProcessPeaks
from graphstudio.session.estimates.places import choice_of, place_of
from graphstudio.session.estimates.records import NodeRecord, Records
from graphstudio.session.estimates.workload import Workload, model_use

TORCH = "torch"
LOADING = "loading"
FIRST = "first "
"""What a network is called that is the first of its process: libraries are imported for it."""
_MOST_NODES = 400  # of one run; a graph of thousands repeats itself


@dataclass(slots=True)
class _Account:
    """Hold what is known of a node that is under way."""

    workload: Workload
    shortages: int
    is_first: bool
    first: int | None = None
    calls: int | None = None
    is_whole: bool = True
    is_measured: bool = False
    loading_s: float = 0.0


class Recorder:
    """Note what the nodes of one run take, and write it down when it is over.

    Args:
        workloads: What each node had to do.
        records: Where it is kept.
        devices: Where networks run.
        meter: Measures memory; None takes what this system has.
    """

    def __init__(
        self,
        workloads: Mapping[str, Workload],
        records: Records,
        devices: Devices,
        meter: PeakMeter | None = None,
    ) -> None:
        self._workloads = workloads
        self._records = records
        self._devices = devices
        self._meter = meter or ProcessPeaks(devices)
        self._open: list[_Account] = []  # a lazy input runs nodes inside of another one
        self._done: list[tuple[Workload, _Account, float, int | None]] = []
        self._loads: list[tuple[str, float]] = []

    def telling(self, emit: Emit) -> Emit:
        """Give what takes a run's events, notes them and passes them on."""

        def take(event: Event) -> None:
            self.take(event)
            emit(event)

        return take

    def take(self, event: Event) -> None:
        """Note one event."""
        match event:
            case NodeStarted(node):
                self._begin(node)
            case NodeProgress(done=done):
                self._count(done)
            case StepKept(is_old=True):
                if self._open:
                    self._open[-1].is_whole = False
            case NodeDone(node=node, seconds=seconds, is_cached=False):
                self._end(node, seconds)
            case NodeFailed(node=node) | NodeSkipped(node=node):
                self._drop(node)
            case RunDone():
                self._write()
            case _:
                return

    def note_load(self, model: Model[Any], seconds: float) -> None:
        """Note that a network was loaded just now, and how long that took."""
        likeness = likeness_of(model)
        self._loads.append(
            (likeness if LOADING in self._records.warm else FIRST + likeness, seconds)
        )
        self._records.warm.add(LOADING)
        if self._open:
            self._open[-1].loading_s += seconds
            if self._open[-1].is_measured:
                self._meter.start()  # loading takes more for a moment than working does

    def _begin(self, node: str) -> None:
        if self._open:
            self._open[-1].is_measured = False
        workload = self._workloads[node]
        is_first = workload.kind not in self._records.warm
        account = _Account(workload, self._devices.shortages, is_first)
        self._open.append(account)
        if workload.models:
            self._import_torch()
            account.is_measured = True
            self._meter.start()

    def _import_torch(self) -> None:
        """Import what a node that lends networks needs at once: it takes longer than most nodes."""
        if "torch" not in sys.modules:
            started = time.perf_counter()
            import torch  # noqa: F401 - the node imports it next

            self._loads.append((TORCH, time.perf_counter() - started))

    def _count(self, done: int) -> None:
        if self._open:
            account = self._open[-1]
            if account.first is None or done < account.first:
                account.first = done
            account.calls = max(account.calls or 0, done - account.first)

    def _end(self, node: str, seconds: float) -> None:
        account = self._drop(node)
        if account is None or self._devices.shortages != account.shortages:
            return  # a second try took its time too
        peak = self._meter.read() if account.is_measured else None
        self._records.warm.add(account.workload.kind)
        self._done.append((account.workload, account, seconds, peak))

    def _drop(self, node: str) -> _Account | None:
        if self._open and self._open[-1].workload.node == node:
            return self._open.pop()
        return None

    def _write(self) -> None:
        place = place_of(self._devices, self._records)
        nodes = [_record(*one, place) for one in self._done[-_MOST_NODES:]]
        loads = [(likeness, place, seconds) for likeness, seconds in self._loads]
        is_known = self._devices.chosen is not None
        device = (choice_of(self._devices), place) if is_known else None
        if nodes or loads:
            self._records.add(nodes, loads, device)


def likeness_of(model: Model[Any]) -> str:
    """Name a network as a workload does."""
    return model_use(facts_of(model), model.kind).likeness


def _record(
    work: Workload, account: _Account, seconds: float, peak: int | None, place: str
) -> NodeRecord:
    return NodeRecord(
        kind=work.kind,
        models=work.likeness,
        device=place if work.models else "",
        way=work.way,
        megapixels=work.megapixels,
        pictures=work.pictures,
        steps=work.steps,
        calls=account.calls,
        is_whole=account.is_whole,
        is_first=account.is_first,
        seconds=max(seconds - account.loading_s, 0.0),
        peak_bytes=peak,
    )
