"""A warm-up: every network that a run will lend is loaded and asked once, and nothing is made."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graphstudio.api import Image, Model
from graphstudio.diffusion.changing import variants_of
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.context import Stop
from graphstudio.engine.executor import Engine
from graphstudio.engine.files import FileHashes
from graphstudio.engine.plan import Plan, PlannedNode
from graphstudio.engine.thrift import Thrift
from graphstudio.errors import RunError
from graphstudio.graph.graph import Graph
from graphstudio.graph.sockets import SocketType
from graphstudio.session.estimates.choice import choose_thrift
from graphstudio.session.models.asking import Asked, ask
from graphstudio.session.studio import Studio, ignore
from graphstudio.wording import say_bytes, say_duration

_LIGHT = frozenset({"Model", "Scheduler", "Noise"})  # what names or describes, and holds no tensor
_CACHE_BYTES = 1 << 24


@dataclass(frozen=True, slots=True)
class Warming:
    """Say how far a warm-up is.

    Attributes:
        done: Networks behind it.
        total: All networks.
        kind: What is loaded now, such as "denoiser".
        name: What people call that.
    """

    done: int
    total: int
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Say how a warm-up went.

    Attributes:
        networks: Each that was lent, in the order in which the run will need them.
        seconds: How long it took.
        gone: Names of those that had to make room for later ones.
        failures: Why nodes that bring networks gave none, by node.
        is_stopped: Whether somebody asked for it to stop.
    """

    networks: tuple[Asked, ...] = ()
    seconds: float = 0.0
    gone: tuple[str, ...] = ()
    failures: Mapping[str, str] = field(default_factory=dict)
    is_stopped: bool = False

    @property
    def size_bytes(self) -> int:
        """What the loaded networks take, as stored."""
        return sum(one.size_bytes for one in self.networks if not one.problem)

    @property
    def problems(self) -> tuple[str, ...]:
        """All that went wrong."""
        told = (*self.failures.values(), *(one.problem for one in self.networks))
        return tuple(dict.fromkeys(one for one in told if one))


@dataclass(frozen=True, slots=True)
class _Wanted:
    model: Model[Any]
    node: str  # which will lend it


def warm_up(
    studio: Studio,
    graph: Graph,
    plan: Plan,
    *,
    told: Callable[[Warming], object],
    stop: Stop,
) -> WarmUp:
    """Load every network that a run of a plan will lend, and ask each once.

    Only nodes run that name networks, such as those that load models or put a LoRA on them, and
    what these hang on. No result is kept, nothing is saved or shown, no estimate changes. A
    network that a node finds by itself while it works, as preprocessors do, is not seen.

    Args:
        studio: Lends the networks; they stay loaded as after a run.
        graph: What the plan is of.
        plan: What a run would do.
        told: Hears which network is loaded next.
        stop: Asked before each.
    """
    started = time.perf_counter()
    devices = studio.engine.devices
    devices.watch_loads(None)
    try:
        devices.device  # noqa: B018 - it is remembered, and estimates of memory ask for it
    except RunError as error:
        return WarmUp(failures={"": str(error)})
    wanted, failures = _named_in(studio, graph, plan, stop)
    outlook = studio.look_ahead(graph, plan, studio.forecast(plan))
    thrift = choose_thrift(outlook)
    networks: list[Asked] = []
    for one in wanted:
        if stop.is_set():
            break
        told(Warming(len(networks), len(wanted), one.model.kind, one.model.name))
        with devices.sparing(thrift.get(one.node, Thrift.NORMAL)):
            networks.append(ask(one.model, devices))
    held = {loaded.id.partition(" ")[0] for loaded in devices.loaded}
    asked = zip(wanted, networks, strict=False)
    return WarmUp(
        tuple(networks),
        time.perf_counter() - started,
        tuple(
            one.model.name for one, how in asked if one.model.digest not in held and not how.problem
        ),
        failures,
        is_stopped=stop.is_set(),
    )


def say_warm_up(found: WarmUp) -> Iterator[str]:
    """Say in lines what was loaded, and the sum last."""
    for one in found.networks:
        what = one.kind.replace("_", " ")
        if not one.problem:
            how = "loaded and asked once" if one.is_tried else "loaded"
            took = f"{say_bytes(one.size_bytes)}, {say_duration(one.seconds)}"
            yield f"{one.name}, {what}: {how} ({took})"
    if found.gone:
        yield (
            f"Not all fit into memory at once: {', '.join(found.gone)} had to make room, and will "
            "be loaded again by the run."
        )
    good = sum(not one.problem for one in found.networks)
    total = f"{say_bytes(found.size_bytes)} in {say_duration(found.seconds)}"
    ending = "stopped: " if found.is_stopped else ""
    yield f"{ending}{good} network{'' if good == 1 else 's'} ready, {total}."


def _named_in(
    studio: Studio, graph: Graph, plan: Plan, stop: Stop
) -> tuple[list[_Wanted], dict[str, str]]:
    """Run the nodes that name networks; give these, and why some gave none."""
    light = _light(plan)
    asking = [
        (node, link)
        for node in plan.nodes
        if node.id not in light
        for link in node.links
        if link.source in light and _takes_model(node, link.input)
    ]
    sources = sorted({link.source for _, link in asking})
    if not sources:
        return [], {}
    # An engine of its own, so that no result of this is kept for a run, on disk least of all.
    engine = Engine(
        cache=MemoryCache(_CACHE_BYTES), devices=studio.engine.devices, files=FileHashes()
    )
    result = engine.run(studio.plan(graph, sources), emit=ignore, save=_refuse, stop=stop)
    found: dict[Any, _Wanted] = {}
    for node, link in asking:
        value = result.values.get(link.source)
        model = value[link.output] if value else None
        if isinstance(model, Model):
            acting = variants_of(model)[0][1]  # of one that changes in a run: the first
            key = (acting.digest, acting.kind, acting.precision, acting.place)
            found.setdefault(key, _Wanted(acting, node.id))
    return list(found.values()), {id_: str(error) for id_, error in result.errors.items()}


def _light(plan: Plan) -> frozenset[str]:
    """Name the nodes that only name or describe things, as all that they hang on do."""
    light: set[str] = set()
    for node in plan.nodes:  # each after all that it needs
        definition = node.definition
        if definition.is_output or not all(_is_light(one.type) for one in definition.outputs):
            continue
        if all(link.source in light for link in node.links):
            light.add(node.id)
    return frozenset(light)


def _is_light(type_: SocketType) -> bool:
    return type_.kind != "object" or type_.base in _LIGHT


def _takes_model(node: PlannedNode, name: str) -> bool:
    return any(one.name == name and one.type.base == "Model" for one in node.definition.inputs)


def _refuse(node: str, image: Image, stem: str, texts: Mapping[str, str]) -> list[Path]:
    """Write nothing.

    Raises:
        RunError: Always.
    """
    del image, stem, texts
    raise RunError(f"{node} would save a picture, and a warm-up saves none.")
