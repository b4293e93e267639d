"""Bring a sheet back from what its keeper wrote, with its history and its unsaved changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from graphstudio.errors import GraphError, NotAWorkflow
from graphstudio.graph.document import Document
from graphstudio.graph.edits import Edit, Group, from_json
from graphstudio.graph.elements import Json
from graphstudio.graph.registry import Registry
from graphstudio.session.workspace.draft import Draft
from graphstudio.session.workspace.journal import read_journal
from graphstudio.session.workspace.keeper import BASE, FORMAT, JOURNAL
from graphstudio.session.workspace.sheet import Sheet
from graphstudio.session.workspace.stamp import Stamp, digest
from graphstudio.workflow.files import parse

_NOTHING = Group(())


@dataclass(frozen=True, slots=True)
class Recovered:
    """Hold what came back.

    Attributes:
        sheet: With the history that was kept.
        base: The file that the history begins with.
        losses: What did not come back, one sentence each; mostly none.
    """

    sheet: Sheet
    base: bytes
    losses: tuple[str, ...] = ()


def recover(folder: Path, registry: Registry) -> Recovered:
    """Bring back the sheet that was kept in a folder.

    Raises:
        OSError: The files are not there, or cannot be read.
        WorkflowFileError: What the history begins with is no workflow.
    """
    read = read_journal(folder / JOURNAL)
    if not read.entries or read.entries[0].get("format") != FORMAT:
        raise NotAWorkflow(f"{folder / JOURNAL} was not written by this version of GraphStudio.")
    head, *entries = read.entries
    base = (folder / BASE).read_bytes()
    loaded = parse(base, str(folder / BASE), registry)
    draft = Draft(
        graph=loaded.graph,
        name=str(head.get("title", "")),
        base=base,
        extras=loaded.extras,
        problems=loaded.problems,
        references=loaded.references,
    )
    sheet = Sheet(folder.name, draft)
    replay = _Replay(sheet.document, head)
    replay.run(entries)
    _take_facts(sheet, replay.facts)
    _notice_own_save(sheet)
    losses = [f"The journal: {read.damage}; what was done after it is lost."] if read.damage else []
    return Recovered(sheet, base, (*losses, *replay.losses))


class _Replay:
    """Do again what the entries of a journal say.

    Attributes:
        document: Where it is done.
        facts: What the newest entry says of the sheet's file.
        losses: What could not be done.
    """

    def __init__(self, document: Document, facts: dict[str, Json]) -> None:
        self.document = document
        self.facts = facts
        self.losses: list[str] = []
        self._key = 0

    def run(self, entries: Iterable[dict[str, Json]]) -> None:
        """Take each entry; nothing that is done later merges with them."""
        for entry in entries:
            self._take(entry)
        self.document.history.close_step()

    def _take(self, entry: dict[str, Json]) -> None:
        document = self.document
        match entry:
            case {"do": data, "label": str(label)}:
                self._do(data, label, merges=bool(entry.get("merges")))
            case {"undo": int(count)}:
                for _ in range(count):
                    document.undo()
            case {"redo": int(count)}:
                for _ in range(count):
                    document.redo()
            case {"retract": True}:
                document.retract()
            case {"clean": dict(facts)}:
                self.facts = facts
                document.mark_clean()
            case {"lost_clean": True}:
                document.history.lose_clean()
            case _:
                self.losses.append(f"There is a line of a kind that is not known: {entry!r:.80}")

    def _do(self, data: Json, label: str, *, merges: bool) -> None:
        """Do one edit again; one that is refused becomes an empty step.

        So undoing and redoing still count right: what is undone later was done on the same graph.
        """
        # Neighbours in the journal merge where their edits did, whatever keys these had.
        self._key += not merges
        try:
            edit: Edit = from_json(data)
            self.document.do(edit, label, self._key)
        except GraphError as error:
            self.losses.append(f"{label}: {error}")
            self.document.do(_NOTHING, label, self._key)


def _take_facts(sheet: Sheet, facts: dict[str, Json]) -> None:
    path, source, stamp = facts.get("path"), facts.get("source"), facts.get("stamp")
    sheet.path = Path(path) if path else None
    sheet.source = Path(source) if source else None
    sheet.stamp = Stamp(*stamp) if isinstance(stamp, list) else None


def _notice_own_save(sheet: Sheet) -> None:
    """Mark a sheet clean that was saved, when the process died before it could write that down."""
    if sheet.path is not None and sheet.is_stale:
        text = sheet.text().encode()
        if digest(sheet.path.read_bytes()) == digest(text):
            sheet.mark_saved(sheet.path, Stamp.of(sheet.path.stat(), text))
