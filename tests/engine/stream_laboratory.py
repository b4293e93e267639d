"""The laboratory with nodes that give streams, and with a journal."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from graphstudio.api import Image, Stream, node
from graphstudio.engine.context import Stop
from graphstudio.engine.executor import RunResult
from graphstudio.engine.journal import ItemJournal
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Pack, Registry
from graphstudio.graph.signature import define
from tests.engine.laboratory import Laboratory


class Named(NamedTuple):
    """A number and its name."""

    number: Stream[int]
    name: Stream[str]


@dataclass
class StreamLaboratory(Laboratory):
    """Build graphs with streams.

    Attributes:
        out: Where files are written, and noted in a journal; None writes none.
        broken: Numbers that no stream can make.
    """

    out: Path | None = None
    broken: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__post_init__()
        mine = tuple(define(one, pack="test", code="1") for one in self._functions())
        self.registry = Registry([Pack("test", Path(), (*self.registry.definitions, *mine))])

    @property
    def journal(self) -> ItemJournal | None:
        """A journal as a new process would open it."""
        return None if self.out is None else ItemJournal(self.out / "state", self.out)

    def save(self, node_id: str, image: Image, stem: str, texts: Mapping[str, str]) -> list[Path]:
        """Take a picture, and write a file for it."""
        paths = super().save(node_id, image, stem, texts)
        if self.out is None:
            return paths
        file = self.out / paths[0]
        file.write_text(stem, "utf-8")
        return [file]

    def run(self, graph: Graph, *targets: str, stop: Stop | None = None) -> RunResult:
        """Plan and run; `calls` and `events` start afresh."""
        self.calls.clear()
        self.events.clear()
        return self.engine.run(
            self.plan(graph, *targets),
            emit=self.events.append,
            save=self.save,
            stop=stop or threading.Event(),
            journal=self.journal,
        )

    def _functions(self) -> tuple[Callable[..., Any], ...]:  # Any: a node takes anything
        @node("test.each", title="Each")
        def each(first: int = 0, count: int = 3) -> Named:
            """Give numbers."""
            self.calls.append("each")

            def make(at: int) -> int:
                if first + at in self.broken:
                    raise ValueError(f"number {first + at} is broken")
                return first + at

            numbers = Stream(count, make, lambda at: str(first + at), lambda at: f"no. {at}")
            return Named(numbers, Stream.of([f"n{first + at}" for at in range(count)]))

        @node("test.all", title="All")
        def all_(numbers: list[int]) -> int:
            """Add up."""
            self.calls.append("all")
            return sum(numbers)

        @node("test.count", title="Count")
        def count(numbers: list[int], plus: int = 0) -> int:
            """Count."""
            self.calls.append("count")
            return len(numbers) + plus

        @node("test.paint", title="Paint")
        def paint(value: int, bright: float = 1.0) -> Image:
            """Paint a number."""
            import torch

            self.calls.append("paint")
            return Image(torch.full((1, 2, 2, 3), value * bright))

        @node("test.nested", title="Nested")
        def nested(a: int = 0) -> Stream[int]:
            """Give a stream for each item."""
            return Stream.of([a])

        return each, all_, count, paint, nested
