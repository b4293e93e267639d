"""One open workflow: what a tab of the window shows."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import ClassVar

from psygnal import Signal

from graphstudio.graph.document import Document
from graphstudio.graph.elements import Json
from graphstudio.session.workspace.draft import Draft
from graphstudio.session.workspace.stamp import Stamp
from graphstudio.workflow.files import dump


def new_id() -> str:
    """Make an id that no sheet of any window has."""
    return secrets.token_hex(8)


class Sheet:
    """Hold a document with its file. A `Workspace` makes, saves and closes it.

    Attributes:
        changed: Emits the sheet after what its tab shows has changed: title, file, or whether
            it is clean. What changes in the graph, the document announces.
        id: Its name in the queue and in the journal; the same after a restart.
        document: The graph and its history.
        path: Where saving writes; None when it has to be asked.
        source: What it was read from; a picture, where there is no `path`.
        extras: Keys of the file that this format does not have.
        problems: What could not be kept of the file when it was read.
        references: Which models its knobs mean; known better with time, and never an edit.
    """

    changed: ClassVar[Signal] = Signal(object)

    def __init__(self, id: str, draft: Draft) -> None:  # noqa: A002 - what it is called
        self.id = id
        self.document = Document(draft.graph)
        self.path = draft.path
        self.source = draft.source
        self.extras = draft.extras
        self.problems = draft.problems
        self.references = draft.references
        self.stamp = draft.stamp
        self._name = draft.name
        self._was_clean = True
        self.document.changed.connect(self._notice)

    @property
    def title(self) -> str:
        """What its tab says: the file's name without its ending, or a name of its own."""
        return self.path.stem if self.path is not None else self._name

    @property
    def is_clean(self) -> bool:
        """Whether everything is as it was when it was opened or saved."""
        return self.document.is_clean

    @property
    def folder(self) -> Path:
        """Where its relative file names are seen from."""
        home = self.path or self.source
        return home.parent if home is not None else Path.cwd()

    @property
    def is_stale(self) -> bool:
        """Whether somebody else has changed its file since it was read or saved; asks the disk."""
        if self.path is None or self.stamp is None:
            return False
        return not self.stamp.fits(self.path)

    def text(self, *, is_compact: bool = False) -> str:
        """Write it down as the text of a workflow file."""
        graph = self.document.graph
        return dump(graph, self.extras, self.references, is_compact=is_compact)

    def mark_saved(self, path: Path, stamp: Stamp | None) -> None:
        """Note that its file holds the present state."""
        self.path = self.source = path
        self.stamp = stamp
        self.document.mark_clean()
        self._was_clean = True
        self.changed.emit(self)

    def facts(self) -> dict[str, Json]:
        """Write down what the journal needs beside the graph; `facts_of` is the way back."""
        return {
            "title": self._name,
            "path": str(self.path or ""),
            "source": str(self.source or ""),
            "stamp": self.stamp.to_json() if self.stamp is not None else None,
        }

    def _notice(self) -> None:
        if self._was_clean != self.is_clean:
            self._was_clean = self.is_clean
            self.changed.emit(self)
