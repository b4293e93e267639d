"""Workflow files, read in threads, for the cards of the start page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graphstudio.errors import WorkflowFileError
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry


@dataclass(frozen=True, slots=True, eq=False)
class Sketch:
    """Hold what a card shows of a workflow file.

    Attributes:
        path: The file.
        title: What people call it.
        description: What it is for.
        graph: What is drawn; None where the file cannot be read.
        changed: When it was written, in seconds since 1970; 0 where it is gone.
    """

    path: Path
    title: str
    description: str = ""
    graph: Graph | None = None
    changed: float = 0.0


def read(path: Path, registry: Registry) -> Sketch:
    """Read a workflow file; one that is gone or damaged has its reason as description."""
    # The canvas is what will draw it, and open it: whoever reads in a thread has it imported
    # there, and the window does not stand still for it.
    from graphstudio.workflow import files

    try:
        graph = files.read(path, registry).graph
        changed = path.stat().st_mtime
    except WorkflowFileError as error:
        return Sketch(path, path.stem, str(error))
    except OSError as error:
        return Sketch(path, path.stem, error.strerror or "")
    return Sketch(path, graph.title or path.stem, graph.description, graph, changed)
