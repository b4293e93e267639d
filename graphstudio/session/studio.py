"""Put packs, engine and files together: what the command line and the Python face run on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.events import Event
from graphstudio.engine.executor import Engine, RunResult, Save
from graphstudio.engine.files import FileHashes
from graphstudio.engine.plan import Plan
from graphstudio.errors import NotAWorkflow
from graphstudio.graph.graph import Graph
from graphstudio.graph.packs import load_all
from graphstudio.graph.registry import Registry
from graphstudio.workflow.files import Loaded, parse, read

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
    def open(cls, *, cache_bytes: int = DEFAULT_CACHE_BYTES) -> Studio:
        """Load all packs and make an engine with a memory cache of this many bytes."""
        engine = Engine(cache=MemoryCache(cache_bytes), devices=Devices(), files=FileHashes())
        return cls(load_all(), engine)

    def read(self, path: Path) -> Loaded:
        """Read a workflow from a JSON file or from a picture that carries one.

        Raises:
            WorkflowFileError: It cannot be read at all; smaller problems are in the result.
        """
        return read(path, self.registry)

    def parse(self, text: str) -> Graph:
        """Read a workflow from text.

        Raises:
            NotAWorkflow: Anything at all is wrong with it.
        """
        loaded = parse(text, "the text", self.registry)
        if loaded.problems:
            problems = [str(problem) for problem in loaded.problems]
            raise NotAWorkflow("; ".join(problems), problems)
        return loaded.graph

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
        """Run a plan; errors of nodes are in the result, not raised."""
        return self.engine.run(plan, emit=emit, save=save, stop=stop or threading.Event())
