"""Estimates a run from the runs before it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import median

from graphstudio.diffusion.foresight import word_for
from graphstudio.engine.devices import Devices, machine_free_bytes
from graphstudio.engine.plan import Plan
from graphstudio.graph.graph import Graph
from graphstudio.session.estimates.choice import choose_means
from graphstudio.session.estimates.fit import NOTHING, Estimate, Sample, fit
from graphstudio.session.estimates.outlook import MemoryOutlook, NodeOutlook, Outlook
from graphstudio.session.estimates.places import device_kind, is_elsewhere, is_processor, place_of
from graphstudio.session.estimates.recorder import FIRST, LOADING, TORCH
from graphstudio.session.estimates.records import NodeRecord, Records
from graphstudio.session.estimates.thumb import (
    can_group,
    group_bytes,
    piece_share,
    rule_of_thumb,
)
from graphstudio.session.estimates.workload import ModelUse, Workload, workloads
from graphstudio.session.forecast import Forecast, Verdict

_OTHER_WAY = 2.0  # how much wider a range is that was learned from nodes set otherwise
_NOISE_BYTES = 8 * 1024**2  # what a process takes and gives back without a reason to be seen
_HALF_BYTES = 2
_BYTES = {"float32": 4, "float16": 2, "bfloat16": 2}


def look_ahead(
    graph: Graph,
    plan: Plan,
    forecasts: Sequence[Forecast],
    records: Records,
    devices: Devices,
) -> Outlook:
    """Estimate a run from the runs before it; nothing is run, and torch is not imported.

    Args:
        graph: What the plan is of.
        plan: What would run.
        forecasts: Which of its nodes really will.
        records: Of earlier runs.
        devices: Where it will run.
    """
    verdicts = {one.node: one.verdict for one in forecasts}
    wanted = {
        node for node, verdict in verdicts.items() if verdict in ("runs", "may run", "if asked")
    }
    told = workloads(graph, plan)
    place = place_of(devices, records)
    seer = _Seer(records, place, devices)
    nodes = tuple(seer.look(work, verdicts[node]) for node, work in told.items() if node in wanted)
    memory = _memory(nodes, told, devices, place)
    is_apart = bool(place) and not is_processor(place)
    means = choose_means(nodes, memory, is_apart=is_apart, device=device_kind(place))
    return Outlook(nodes, memory, means)


class _Seer:
    """Look at one node after another; a network that an earlier one loads is there for a later."""

    def __init__(self, records: Records, place: str, devices: Devices) -> None:
        self._records = records
        self._place = place
        self._devices = devices
        self._bytes = precision_bytes(devices, place)
        self._can_halve = devices.auto_precision == "auto" and self._bytes > _HALF_BYTES
        self._there = {(word_for(one.kind), one.name) for one in devices.loaded}
        self._warm = records.warm | ({TORCH} if "torch" in sys.modules else set())
        self._alike: dict[tuple[str, str], tuple[NodeRecord, ...]] = {}

    def look(self, work: Workload, verdict: Verdict) -> NodeOutlook:
        known = self._known(work)
        measured = _working(known, work)
        seconds = estimate_seconds(known, work, is_first=work.kind not in self._warm)
        loading = self._loading(work.models)
        self._warm.add(work.kind)
        if seconds is not None:
            seconds += loading
        here = _here(work, self._place, self._devices)
        denoiser = next((one for one in here.models if one.what == "model"), None)
        return NodeOutlook(
            node=work.node,
            title=work.title,
            seconds=seconds,
            working=measured or rule_of_thumb(here, self._bytes),
            weights_bytes=sum(one.weights_bytes(self._bytes) for one in here.models),
            is_measured=measured is not None,
            is_sure=verdict == "runs",
            is_likely=verdict != "if asked",
            group_bytes=group_bytes(here, self._bytes),
            can_group=can_group(here),
            piece_share=piece_share(here),
            can_halve=bool(here.models) and self._can_halve,
            denoiser=None if denoiser is None or denoiser.is_float8 else denoiser.family,
        )

    def _known(self, work: Workload) -> tuple[NodeRecord, ...]:
        name = (work.kind, work.likeness)
        if name not in self._alike:
            place = self._place if work.models else ""
            self._alike[name] = self._records.alike(*name, place)
        return self._alike[name]

    def _loading(self, models: Sequence[ModelUse]) -> Estimate:
        """Say how long it takes until all networks are in memory, as far as is known."""
        sum_ = NOTHING
        if models and TORCH not in self._warm:
            sum_ += self._load(TORCH)
            self._warm.add(TORCH)
        for one in models:
            if (one.what, one.name) in self._there:
                continue
            names = (FIRST + one.likeness, one.likeness)
            sum_ += self._load(*(names if LOADING not in self._warm else reversed(names)))
            self._warm.add(LOADING)
            self._there.add((one.what, one.name))
        return sum_

    def _load(self, *names: str) -> Estimate:
        """Estimate by the first name that is known; the others are less like it."""
        for place, name in enumerate(names):
            took = self._records.loads(name, self._place)
            found = fit([Sample(1.0, seconds) for seconds in took], 1.0)
            if found is not None:
                # Some times it comes from the disk, at others the system has it in memory.
                whole = Estimate(found.middle, min(found.low, *took), max(found.high, *took))
                return whole.widened(_OTHER_WAY) if place else whole
        return NOTHING  # it is made of another one, as with a LoRA, or nobody loaded it yet


def estimate_seconds(
    known: Sequence[NodeRecord], work: Workload, *, is_first: bool = False
) -> Estimate | None:
    """Estimate a node's seconds without loading; None where nothing like it ran.

    Args:
        known: Records of its kind with alike networks.
        work: What it has to do.
        is_first: Whether it is the first of its kind in its process.
    """
    exact = [one for one in known if one.way == work.way and one.is_first == is_first]
    records = exact or [one for one in known if one.way == work.way] or list(known)
    sized = [one for one in records if one.megapixels is not None]
    is_sized = bool(sized) and work.megapixels is not None
    chosen = sized if is_sized else records
    size = (work.megapixels or 1.0) if is_sized else 1.0
    calls = _calls(chosen, work)
    samples = [
        Sample(
            max((one.megapixels or 1.0) if is_sized else 1.0, 1e-6) * (one.calls or 1), one.seconds
        )
        for one in chosen
        if one.calls != 0
    ]
    estimate = fit(samples, max(size, 1e-6) * calls)
    return estimate if exact or estimate is None else estimate.widened(_OTHER_WAY)


def _calls(known: Sequence[NodeRecord], work: Workload) -> float:
    """Say how often it will call its network: some schedulers call twice a step."""
    whole = [one for one in known if one.calls and one.is_whole]
    if not whole:
        return work.steps or 1.0
    if work.steps is None:
        return median(one.calls or 1 for one in whole)
    return median(work.steps * (one.calls or 1) / (one.steps or one.calls or 1) for one in whole)


def _working(known: Sequence[NodeRecord], work: Workload) -> Estimate | None:
    """Estimate a node's memory beside its weights, from what it took at its highest."""
    if work.megapixels is None:
        return None
    exact = [one for one in known if one.way == work.way]
    peaks: dict[float, int] = {}
    for one in exact or known:
        if one.megapixels and one.peak_bytes and one.peak_bytes > _NOISE_BYTES:
            peaks[one.megapixels] = max(peaks.get(one.megapixels, 0), one.peak_bytes)
    return fit([Sample(size, float(peak)) for size, peak in peaks.items()], work.megapixels)


def precision_bytes(devices: Devices, place: str) -> int:
    """Say how many bytes a number of a network takes, where the network leaves it open."""
    return _BYTES.get(devices.auto_precision, 4 if not place or place.startswith("CPU,") else 2)


def _memory(
    nodes: Sequence[NodeOutlook],
    told: Mapping[str, Workload],
    devices: Devices,
    place: str,
) -> MemoryOutlook | None:
    hungry = [one for one in nodes if one.weights_bytes or one.working]
    if not hungry:
        return None
    worst = max(hungry, key=lambda one: _need(one).middle)
    models = {m for one in nodes for m in _here(told[one.node], place, devices).models}
    bytes_ = precision_bytes(devices, place)
    weights = sum(one.weights_bytes(bytes_) for one in models)
    free = devices.free_bytes()
    if free is None and (is_processor(place) or devices.choice == "cpu"):
        free = machine_free_bytes()
    if free is not None:
        free += sum(one.size_bytes for one in devices.loaded)  # they may stay, or go
    return MemoryOutlook(
        worst.node, worst.title, _need(worst), worst.weights_bytes, weights, worst.is_measured, free
    )


def _here(work: Workload, place: str, devices: Devices) -> Workload:
    """Leave out the networks that were placed elsewhere: they take no memory here."""
    here = [one for one in work.models if not is_elsewhere(one.place, place, devices)]
    return work if len(here) == len(work.models) else replace(work, models=tuple(here))


def _need(one: NodeOutlook) -> Estimate:
    working = one.working or NOTHING
    weights = float(one.weights_bytes)
    return Estimate(weights, weights, weights) + working
