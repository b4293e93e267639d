"""Look at the models of one open workflow, as often as it changes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphstudio.errors import BadValue
from graphstudio.graph.graph import Graph
from graphstudio.session.models.knobs import model_knobs
from graphstudio.session.models.references import collect, is_damaged
from graphstudio.session.models.verdicts import Search, Verdict, judge
from graphstudio.workflow.references import Named

if TYPE_CHECKING:
    from graphstudio.library.library import Library

LIBRARY_ERRORS = (BadValue, OSError, sqlite3.Error)


@dataclass(frozen=True, slots=True)
class Looked:
    """Hold what a look gave.

    Attributes:
        verdicts: One for each knob that names a model.
        references: What is known of the models now.
        trouble: Why the library could not be asked; "" if it could.
    """

    verdicts: tuple[Verdict, ...] = ()
    references: tuple[Named, ...] = ()
    trouble: str = ""

    @property
    def is_searchable(self) -> bool:
        """Whether reading files whose hash nobody knows could find something."""
        states = ("missing", "other_content", "broken")
        lost = (one for one in self.verdicts if one.state in states)
        return any(one.wanted.sha256 and not one.found for one in lost)


def look(
    graph: Graph,
    references: tuple[Named, ...],
    open_library: Callable[[], Library],
    folder: Path,
    search: Search,
) -> Looked:
    """Judge the models of a graph and describe them anew. May take long: for a thread.

    Args:
        graph: A copy that nobody changes.
        references: What was known before.
        open_library: Gives the library.
        folder: Where relative paths are seen from.
        search: How hard to look.
    """
    try:
        library = open_library()
        verdicts = judge(graph, references, library, folder, search)
        return Looked(verdicts, collect(graph, references, library, folder))
    except LIBRARY_ERRORS as error:
        return Looked((), references, str(error))


def take_hashes(
    graph: Graph, library: Library, folder: Path, is_stopped: Callable[[], bool]
) -> bool:
    """Take the hashes of a graph's models that nobody knows yet, one model at a time.

    Returns:
        Whether there were any: then references can say more.
    """
    from graphstudio.library.contents import known_content_hash

    has_taken = False
    for knob in model_knobs(graph, folder):
        if is_stopped():
            break
        with suppress(*LIBRARY_ERRORS):  # what cannot be read has no hash; its verdict says why
            path = knob.locate(library)
            if path is None or is_damaged(path, library):
                continue
            if not known_content_hash(path):
                library.hashed(path)
                has_taken = True
    return has_taken
