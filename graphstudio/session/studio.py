"""Put packs, engine and files together: what the command line and the Python face run on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from graphstudio import paths
from graphstudio.diffusion.movers import NetworkMover
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.disk.layered import LayeredCache
from graphstudio.engine.events import Event, NodeDone
from graphstudio.engine.executor import Engine, RunResult, Save
from graphstudio.engine.files import FileHashes
from graphstudio.engine.journal import ItemJournal
from graphstudio.engine.ledger import Ledger
from graphstudio.engine.plan import Plan
from graphstudio.engine.steps import MemoryShelf
from graphstudio.engine.thrift import Thrift
from graphstudio.errors import NotAWorkflow, RunError
from graphstudio.graph.graph import Graph
from graphstudio.graph.packs import load_all
from graphstudio.graph.registry import Registry
from graphstudio.session.estimates.choice import choose_thrift
from graphstudio.session.estimates.outlook import Outlook
from graphstudio.session.estimates.recorder import Recorder
from graphstudio.session.estimates.records import Records
from graphstudio.session.estimates.seer import look_ahead
from graphstudio.session.estimates.workload import workloads
from graphstudio.session.forecast import Forecast, forecast
from graphstudio.session.guard import find_guard
from graphstudio.session.keeping import open_disk_cache
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
        ledger: Remembers what nodes were like that gave results.
    """

    registry: Registry
    engine: Engine
    records: Records = field(default_factory=lambda: Records(paths.state() / "estimates.sqlite"))
    ledger: Ledger = field(default_factory=Ledger)

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
            cache_bytes: Budget of the memory cache. What is kept on disk is set by the environment
                variable GRAPHSTUDIO_DISK_CACHE: off, or a size such as 20 GB.
            device: "auto", "cpu", "cuda", "cuda:1" or "mps"; None asks GRAPHSTUDIO_DEVICE.
            precision: For models that say "auto"; see `Devices`.

        Raises:
            BadValue: The environment variable says what cannot be meant.
        """
        devices = Devices(device, precision=precision, mover=NetworkMover())
        memory, disk = MemoryCache(cache_bytes), open_disk_cache(devices)
        engine = Engine(
            cache=memory if disk is None else LayeredCache(memory, disk.results),
            devices=devices,
            files=FileHashes(),
            shelf=MemoryShelf(cache_bytes // 4, None if disk is None else disk.steps),
        )
        ledger = Ledger(paths.cache() / "ledger.sqlite")
        engine.cut_off.seconds.update(ledger.pace())
        return cls(load_all(), engine, ledger=ledger)

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

    def forecast(self, plan: Plan) -> tuple[Forecast, ...]:
        """Say what a run of this plan would do, node by node, and why; nothing is run."""
        return forecast(plan, self.engine.cache, self.ledger, self.engine.cut_off)

    def look_ahead(self, graph: Graph, plan: Plan, told: Sequence[Forecast]) -> Outlook:
        """Estimate what a run would take; nothing is run, and torch is not imported.

        Args:
            graph: What the plan is of.
            plan: From `plan`.
            told: From `forecast`.
        """
        return look_ahead(graph, plan, told, self.records, self.engine.devices)

    def run(
        self,
        plan: Plan,
        *,
        save: Save,
        emit: Callable[[Event], None] = ignore,
        stop: threading.Event | None = None,
        graph: Graph | None = None,
        outlook: Outlook | None = None,
        journal: ItemJournal | None = None,
    ) -> RunResult:
        """Run a plan; errors of nodes are in the result, not raised.

        Args:
            plan: From `plan`.
            save: Writes pictures.
            emit: Takes each event.
            stop: Set it to stop between two steps.
            graph: What the plan is of: what its nodes take is then noted for later estimates.
            outlook: From `look_ahead`, where somebody looked already.
            journal: With one, a run over a stream that was stopped goes on where it was.

        Raises:
            PolicyBroken: An administrator's policy cannot be obeyed; nothing was run.
        """
        stop = stop or threading.Event()
        thrift: Mapping[str, Thrift] = {}
        if graph is not None:
            outlook = outlook or self.look_ahead(graph, plan, self.forecast(plan))
            if outlook.memory is not None and outlook.memory.free_bytes is None:
                outlook = self._look_again(graph, plan, outlook)
            thrift = choose_thrift(outlook)
            recorder = Recorder(workloads(graph, plan), self.records, self.engine.devices)
            emit = recorder.telling(emit)
            self.engine.devices.watch_loads(recorder.note_load)
        guard = find_guard(self.engine.devices)
        done: list[str] = []

        def follow(event: Event) -> None:
            if isinstance(event, NodeDone):
                done.append(event.node)
            emit(event)

        try:
            result = self.engine.run(
                plan,
                emit=follow if guard is None else guard.telling(follow),
                save=save if guard is None else guard.saving(save),
                stop=stop,
                journal=journal,
                thrift=thrift,
            )
        finally:
            self.ledger.note(plan, done, self.engine.cut_off.seconds)
            self.engine.cache.flush()  # whatever becomes of this process, the results are kept
        return result if guard is None else replace(result, values=guard.clear(result.values))

    def _look_again(self, graph: Graph, plan: Plan, outlook: Outlook) -> Outlook:
        """Estimate once more when the device is known; it is found for a run with networks."""
        try:
            self.engine.devices.device  # noqa: B018 - it is remembered
        except RunError:
            return outlook  # the node that wants a network says so in its place
        return self.look_ahead(graph, plan, self.forecast(plan))
