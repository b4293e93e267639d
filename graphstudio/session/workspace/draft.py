"""A workflow that was read and is not open yet. Reading may take long: any thread may do it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from graphstudio.session.workspace.stamp import Stamp
from graphstudio.workflow.extras import Extra
from graphstudio.workflow.files import dump, parse, read_source
from graphstudio.workflow.problems import Problem
from graphstudio.workflow.references import Named


@dataclass(frozen=True, slots=True)
class Draft:
    """Hold everything that a sheet begins with.

    Attributes:
        graph: What will be worked on.
        name: What the tab says.
        base: The workflow file's data, of which parsing makes `graph`.
        path: Where saving writes; None when it has to be asked.
        source: The file that it was read from: `path`, or a picture, which is never written.
        stamp: What the file at `path` was like.
        extras: Keys of the file that this format does not have.
        problems: What could not be kept of the file.
        references: Which models the file's knobs mean.
    """

    graph: Graph
    name: str
    base: bytes
    path: Path | None = None
    source: Path | None = None
    stamp: Stamp | None = None
    extras: tuple[Extra, ...] = ()
    problems: tuple[Problem, ...] = ()
    references: tuple[Named, ...] = ()

    @classmethod
    def of(cls, graph: Graph, name: str) -> Draft:
        """Make a draft of a graph that is in no file."""
        return cls(graph, name, dump(graph).encode())

    @classmethod
    def read(cls, path: Path, registry: Registry) -> Draft:
        """Read a JSON file, or a picture that carries a workflow.

        Raises:
            WorkflowFileError: It cannot be read at all; says what and what to do.
        """
        path = path.absolute()
        try:
            found = path.stat()  # before it is read: what is written meanwhile is noticed later
        except OSError:
            found = None  # reading explains it
        source = read_source(path)
        loaded = parse(source, str(path), registry)
        is_picture = isinstance(source, str)
        base = source.encode() if isinstance(source, str) else source
        return cls(
            graph=loaded.graph,
            name=path.stem,
            base=base,
            path=None if is_picture else path,
            source=path,
            stamp=None if is_picture or found is None else Stamp.of(found, base),
            extras=loaded.extras,
            problems=loaded.problems,
            references=loaded.references,
        )
