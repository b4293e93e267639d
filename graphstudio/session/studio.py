"""Put packs, engine and files together: what the command line and the Python face run on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from graphstudio import paths
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.events import Event
from graphstudio.engine.executor import Engine, RunResult, Save
from graphstudio.engine.files import FileHashes
from graphstudio.engine.plan import Plan
from graphstudio.engine.steps import MemoryShelf
from graphstudio.engine.thrift import Thrift
from graphstudio.errors import NotAWorkflow
from graphstudio.graph.graph import Graph
from graphstudio.graph.packs import load_all
from graphstudio.graph.registry import Registry
from graphstudio.session.estimates.choice import choose_thrift
from graphstudio.session.estimates.outlook import Outlook
from graphstudio.session.estimates.recorder import Recorder
from graphstudio.session.estimates.records import Records
from graphstudio.session.estimates.seer import look_ahead
from graphstudio.session.estimates.workload import workloads
from graphstudio.session.forecast import forecast
from graphstudio.session.guard import find_guard
from graphstudio.workflow.files import Loaded, read

DEFAULT_CACHE_BYTES = 2 * 1024**3


def ignore(event: Event) -> None:
    """Take an event and do nothing with it."""
    del event


@dataclass(frozen=True, slots=True)
class Studio:
    """Hold the loaded packs and one engine, whose cache lasts as long as the studio.

    Attributes:
        registry: Every node of every pack.
        engine: Runs graphs, one at a time.
        records: What nodes took in earlier runs on this machine.
    """

    registry: Registry
    engine: Engine
    records: Records = field(default_factory=lambda: Records(paths.state() / "estimates.sqlite"))

    @classmethod
    def open(
        cls,
        *,
        cache_bytes: int = DEFAULT_CACHE_BYTES,
        device: str | None = None,
        precision: str = "auto",
    ) -> Studio:
        """Load all packs and make an engine.

        Args:
            cache_bytes: Budget of the memory cache.
            device: "auto", "cpu", "cuda", "cuda:1" or "mps"; None asks GRAPHSTUDIO_DEVICE.
            precision: For models that say "auto"; see `Devices`.
        """
        devices = Devices(device, precision=precision)
        engine = Engine(
            cache=MemoryCache(cache_bytes),
            devices=devices,
            files=FileHashes(),
            shelf=MemoryShelf(cache_bytes // 4),
        )
        return cls(load_all(), engine)

    def read(self, path: Path) -> Loaded:
        """Read a workflow from a JSON file or from a picture that carries one.

        Raises:
            WorkflowFileError: It cannot be read at all; smaller problems are in the result.
        """
        return read(path, self.registry)

    def read_whole(self, path: Path, warn: Callable[[str], None]) -> Loaded:
        """Read a workflow for a run that nobody watches: half a workflow is not what was wanted.

        Args:
            path: A JSON file, or a picture that carries one.
            warn: Told of what changes nothing, such as an unknown key.

        Raises:
            WorkflowFileError: Anything is wrong with it that changes what it does; lists all.
        """
        loaded = self.read(path)
        for problem in loaded.problems:
            if problem.is_warning:
                warn(f"{path}: {problem}")
        problems = [f"{path}: {one}" for one in loaded.problems if not one.is_warning]
        if problems:
            raise NotAWorkflow(problems[0], problems)
        return loaded

    def plan(self, graph: Graph, targets: Sequence[str] | None = None) -> Plan:
        """Plan a run; None for targets means every output node.

        Raises:
            GraphError: The graph cannot run; lists every problem.
        """
        return self.engine.plan(graph, targets)

    def look_ahead(self, graph: Graph, plan: Plan) -> Outlook:
        """Estimate what a run would take; nothing is run, and torch is not imported.

        Args:
            graph: What the plan is of.
            plan: From `plan`.
        """
        told = forecast(plan, self.engine.cache)
        return look_ahead(graph, plan, told, self.records, self.engine.devices)

    def run(
        self,
        plan: Plan,
        *,
        save: Save,
        emit: Callable[[Event], None] = ignore,
        stop: threading.Event | None = None,
        graph: Graph | None = None,
    ) -> RunResult:
        """Run a plan; errors of nodes are in the result, not raised.

        Args:
            plan: From `plan`.
            save: Writes pictures.
            emit: Takes each event.
            stop: Set it to stop between two steps.
            graph: What the plan is of: what its nodes take is then noted for later estimates.

        Raises:
            PolicyBroken: An administrator's policy cannot be obeyed; nothing was run.
        """
        stop, thrift = stop or threading.Event(), Thrift.NORMAL
        if graph is not None:
            thrift = choose_thrift(self.look_ahead(graph, plan))
            recorder = Recorder(workloads(graph, plan), self.records, self.engine.devices)
            emit = recorder.telling(emit)
            self.engine.devices.watch_loads(recorder.note_load)
        guard = find_guard(self.engine.devices)
        if guard is None:
            return self.engine.run(plan, emit=emit, save=save, stop=stop, thrift=thrift)
        told, saved = guard.telling(emit), guard.saving(save)
        result = self.engine.run(plan, emit=told, save=saved, stop=stop, thrift=thrift)
        return replace(result, values=guard.clear(result.values))
