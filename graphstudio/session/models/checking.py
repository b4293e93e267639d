"""Look for the models of a workflow before it runs where nobody watches."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from graphstudio.errors import BadValue
from graphstudio.graph.elements import Json
from graphstudio.graph.graph import Graph
from graphstudio.session.models.knobs import model_knobs
from graphstudio.session.models.mending import mended, renamed_references
from graphstudio.session.models.references import collect
from graphstudio.session.models.verdicts import THOROUGH, Search, Verdict, judge
from graphstudio.session.models.wording import say_verdict
from graphstudio.workflow.references import Named


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """Hold what looking for the models of a workflow gave.

    Attributes:
        graph: The workflow, with what was renamed under the names that it has here.
        verdicts: One for each knob that names a model.
        references: What is known of its models now, for what is written.
        trouble: Why the library could not be asked; "" if it could.
    """

    graph: Graph
    verdicts: tuple[Verdict, ...] = ()
    references: tuple[Named, ...] = ()
    trouble: str = ""

    def notices(self, nodes: Collection[str]) -> Iterator[str]:
        """Say what a person must know of these nodes' models: all that is not simply here."""
        if self.trouble:
            yield self.trouble
        for one in self.verdicts:
            if one.state != "present" and one.port.node in nodes:
                yield say_verdict(one)


def check(
    graph: Graph, references: Iterable[Named], folder: Path, search: Search = THOROUGH
) -> Checked:
    """Judge the models of a workflow, and find what was renamed.

    A workflow that names only what ships with the program costs nothing.

    Args:
        graph: The workflow; it is not changed.
        references: What its file says of its models.
        folder: Where relative paths are seen from.
        search: How hard to look.
    """
    known = tuple(references)
    if not any(model_knobs(graph, folder)):
        return Checked(graph, references=known)
    from graphstudio.library.library import open_library

    try:
        with closing(open_library()) as library:
            verdicts = judge(graph, known, library, folder, search)
            found = mended(graph, verdicts)
            after = collect(found, (*renamed_references(verdicts), *known), library, folder)
    except (BadValue, OSError, sqlite3.Error) as error:
        return Checked(graph, references=known, trouble=f"Models were not looked for: {error}")
    return Checked(found, verdicts, after)


def check_again(checked: Checked, folder: Path) -> Checked:
    """Judge once more after planning, which takes the hashes of what a run loads.

    A file of the same name and size with another content shows only now. Nothing is read.
    """
    if not checked.verdicts:
        return checked
    late = check(checked.graph, checked.references, folder, Search(hashes=False))
    other = {one.port: one for one in late.verdicts if one.state == "other_content"}
    verdicts = tuple(other.get(one.port, one) for one in checked.verdicts)
    return Checked(checked.graph, verdicts, late.references, checked.trouble)


def gathered(graph: Graph, references: Iterable[Named], folder: Path) -> tuple[Named, ...]:
    """Describe the models of a graph for its file; what cannot be asked is kept as it was."""
    known = tuple(references)
    if not any(model_knobs(graph, folder)):
        return known
    from graphstudio.library.library import open_library

    try:
        with closing(open_library()) as library:
            return collect(graph, known, library, folder)
    except (BadValue, OSError, sqlite3.Error):
        return known  # saving must not fail for what only helps others


def as_json(verdict: Verdict) -> dict[str, Json]:
    """Write a verdict as JSON values."""
    wanted = verdict.wanted
    return {
        "knob": str(verdict.port),
        "state": verdict.state,
        **asdict(wanted),
        "path": None if verdict.path is None else str(verdict.path),
        "here": None if verdict.here is None else asdict(verdict.here),
        "found": [
            {"name": name, "path": str(entry.path)}
            for name, entry in zip(verdict.names, verdict.found, strict=True)
        ],
        "message": say_verdict(verdict),
    }
