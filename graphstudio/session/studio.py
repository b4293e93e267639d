"""Put packs, engine and files together: what the command line and the Python face run on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.disk.layered import LayeredCache
from graphstudio.engine.events import Event
from graphstudio.engine.executor import Engine, RunResult, Save
from graphstudio.engine.files import FileHashes
from graphstudio.engine.plan import Plan
from graphstudio.engine.steps import MemoryShelf
from graphstudio.errors import NotAWorkflow
from graphstudio.graph.graph import Graph
from graphstudio.graph.packs import load_all
from graphstudio.graph.registry import Registry
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
    """

    registry: Registry
    engine: Engine

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
        devices = Devices(device, precision=precision)
        memory, disk = MemoryCache(cache_bytes), open_disk_cache(devices)
        engine = Engine(
            cache=memory if disk is None else LayeredCache(memory, disk.results),
            devices=devices,
            files=FileHashes(),
            shelf=MemoryShelf(cache_bytes // 4, None if disk is None else disk.steps),
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

    def run(
        self,
        plan: Plan,
        *,
        save: Save,
        emit: Callable[[Event], None] = ignore,
        stop: threading.Event | None = None,
    ) -> RunResult:
        """Run a plan; errors of nodes are in the result, not raised.

        Raises:
            PolicyBroken: An administrator's policy cannot be obeyed; nothing was run.
        """
        stop = stop or threading.Event()
        guard = find_guard(self.engine.devices)
        try:
            if guard is None:
                return self.engine.run(plan, emit=emit, save=save, stop=stop)
            telling, saving = guard.telling(emit), guard.saving(save)
            result = self.engine.run(plan, emit=telling, save=saving, stop=stop)
            return replace(result, values=guard.clear(result.values))
        finally:
            self.engine.cache.flush()  # whatever becomes of this process, the results are kept
