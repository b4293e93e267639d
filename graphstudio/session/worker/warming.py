"""A warm-up on the worker: what becomes of a request for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from graphstudio.engine.context import Stop
from graphstudio.session.studio import Studio
from graphstudio.session.warming import Warming, warm_up
from graphstudio.session.worker.troubles import prepare
from graphstudio.session.worker.warmups import Warm, WarmTold


def warm(request: Warm, studio: Studio, stop: Stop, send: Callable[[WarmTold], object]) -> WarmTold:
    """Do a warm-up, telling each step; give what is to be told at its end."""
    told = WarmTold(request.run, is_over=True)
    if stop.is_set():
        return replace(told, is_stopped=True)
    prepared = prepare(studio, request.workflow, request.folder, request.targets)
    if prepared.plan is None or prepared.graph is None:
        reasons = (one.message for one in prepared.troubles if not one.is_warning)
        return replace(told, problems=tuple(reasons))

    def tell(step: Warming) -> None:
        send(WarmTold(request.run, step.done, step.total, step.kind, step.name))

    found = warm_up(studio, prepared.graph, prepared.plan, told=tell, stop=stop)
    return WarmTold(
        request.run,
        sum(not one.problem for one in found.networks),
        len(found.networks),
        size_bytes=found.size_bytes,
        seconds=found.seconds,
        gone=found.gone,
        problems=found.problems,
        is_over=True,
        is_stopped=found.is_stopped,
    )
