"""All open workflows of one window. Whatever happens to the window, the next one has them again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from psygnal import Signal

from graphstudio.errors import FileChanged, WorkflowFileError
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from graphstudio.session.locating import anchoring
from graphstudio.session.opening import PICTURE_ENDINGS
from graphstudio.session.workspace.disk import Disk
from graphstudio.session.workspace.draft import Draft
from graphstudio.session.workspace.inheritance import Inheritance, Loss
from graphstudio.session.workspace.keeper import Keeper
from graphstudio.session.workspace.recents import Recents
from graphstudio.session.workspace.session import Session, Tab, dead_sessions
from graphstudio.session.workspace.sheet import Sheet, new_id
from graphstudio.session.workspace.stamp import Stamp
from graphstudio.workflow.atomic import replace_file

_UNTITLED = "Untitled"
_MOST_CLOSED = 10


class Workspace:
    """Open, save and close sheets, and write down what is done to them as it is done.

    To be used by one thread. `read` is the part that may take long, and any thread may do it.

    Attributes:
        opened: Emits a sheet after it was opened, made or brought back.
        closed: Emits a sheet after it was closed.
        changed: Emits a sheet after its title, file, cleanness or place has changed.
        saving: Emits a sheet before it is written, for those who describe what it needs.
        alarmed: Emits a message when changes cannot be kept, and "" when they can be again.
        recents: The files that were worked on.
        losses: What `restore` could not bring back.
        was_killed: Whether a window whose sheets came back had not been closed on purpose.
    """

    opened: ClassVar[Signal] = Signal(object)
    closed: ClassVar[Signal] = Signal(object)
    changed: ClassVar[Signal] = Signal(object)
    saving: ClassVar[Signal] = Signal(object)
    alarmed: ClassVar[Signal] = Signal(str)

    def __init__(self, registry: Registry, state_folder: Path) -> None:
        """Begin a session of its own.

        Args:
            registry: Where node types are looked up.
            state_folder: Where everything is kept; made if it is not there.

        Raises:
            WorkflowFileError: Nothing can be kept there.
        """
        self.registry = registry
        self.losses: tuple[Loss, ...] = ()
        self.was_killed = False
        self._root = state_folder / "workspace"
        self._disk = Disk()
        try:
            self._session = Session(self._root / "sessions", self._disk)
        except OSError as error:
            self._disk.close()
            raise WorkflowFileError(
                f"Open workflows cannot be kept in {self._root}: {error.strerror or error}. "
                "Make room there, or set GRAPHSTUDIO_STATE to another folder."
            ) from error
        self.recents = Recents(self._root / "recents.json")
        self._sheets: list[Sheet] = []
        self._keepers: dict[str, Keeper] = {}
        self._closed: list[Sheet] = []
        self._front: Sheet | None = None

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The open sheets, in the order of their tabs."""
        return tuple(self._sheets)

    @property
    def front(self) -> Sheet | None:
        """The sheet that was last brought to the front."""
        return self._front if self._front in self._sheets else None

    def new(self, title: str = "") -> Sheet:
        """Open an empty sheet, "Untitled" or as it is called; a number makes the title its own."""
        return self.adopt(Graph(self.registry), title)

    def adopt(self, graph: Graph, title: str = "") -> Sheet:
        """Open a sheet on a graph that is in no file yet."""
        draft = Draft.of(graph, self._free_title(title or _UNTITLED))
        sheet = Sheet(new_id(), draft)
        self._insert(sheet, draft.base)
        if graph.nodes or graph.frames or graph.notes:
            self._keepers[sheet.id].begin()  # no file to open it from again
        return sheet

    def open(self, path: Path) -> Sheet:
        """Open a workflow file, or the workflow in a picture; twice gives the same sheet.

        Raises:
            WorkflowFileError: It cannot be read at all; smaller problems are in the sheet.
        """
        return self.find(path) or self.show(self.read(path))

    def read(self, path: Path) -> Draft:
        """Read a file without opening it: for `show` or `adopt`. Any thread may do it.

        Raises:
            WorkflowFileError: It cannot be read at all.
        """
        return Draft.read(path, self.registry)

    def show(self, draft: Draft) -> Sheet:
        """Open a sheet on what was read, unless its file is open by now."""
        found = self.find(draft.source) if draft.source is not None else None
        if found is not None:
            return found
        sheet = Sheet(new_id(), draft)
        self._insert(sheet, draft.base)
        self._remember(sheet)
        return sheet

    def find(self, path: Path) -> Sheet | None:
        """Find the open sheet of a file."""
        wanted = os.path.realpath(path)
        for sheet in self._sheets:
            if sheet.source is not None and os.path.realpath(sheet.source) == wanted:
                return sheet
        return None

    def save(self, sheet: Sheet, path: Path | None = None) -> None:
        """Write a sheet to its file, or to another one that it has from then on.

        Relative file names in it go on meaning the same files: where the folder is another one,
        they become absolute, as a step that can be undone.

        Args:
            sheet: What is saved.
            path: Where; whatever is there gives way. None means where it was, unless somebody
                else has changed the file since.

        Raises:
            FileChanged: Somebody else has, and no path was given; nothing was written.
            WorkflowFileError: It could not be written; what was there is untouched.
        """
        target = path.absolute() if path is not None else sheet.path
        if target is None:
            raise WorkflowFileError(f"{sheet.title} has no file yet. Choose where to save it.")
        if path is None and sheet.is_stale:
            raise FileChanged(
                f"{target} was changed by somebody else since it was opened here. Save under "
                "another name, or write over it."
            )
        if target.suffix.lower() in PICTURE_ENDINGS:
            raise WorkflowFileError(f"{target} is the name of a picture. Let it end in .json.")
        other = self.find(target)
        if other is not None and other is not sheet:
            raise WorkflowFileError(
                f"{target} is open in another tab. Close that one, or choose another name."
            )
        if target.parent.resolve() != sheet.folder.resolve():
            edit = anchoring(sheet.document.graph, sheet.folder)
            if edit.edits:
                sheet.document.do(edit, "Keep file names")
        self.saving.emit(sheet)
        data = sheet.text().encode()
        replace_file(target, data)
        sheet.mark_saved(target, Stamp.of(target.stat(), data))
        self._keepers[sheet.id].note_saved()
        self._note_tab(sheet)
        self._remember(sheet)

    def reload(self, sheet: Sheet) -> Sheet:
        """Open a sheet's file anew, as it is on the disk now; its changes stay in `reopen`.

        Raises:
            WorkflowFileError: It has no file, or it cannot be read; the sheet is as it was.
        """
        if sheet.path is None:
            raise WorkflowFileError(f"{sheet.title} has no file yet, so nothing can be read anew.")
        draft = self.read(sheet.path)
        index = self._sheets.index(sheet)
        self.close(sheet)
        fresh = Sheet(new_id(), draft)
        self._insert(fresh, draft.base, index)
        return fresh

    def close(self, sheet: Sheet) -> None:
        """Close a sheet, saved or not; `reopen` brings it back while this session lasts."""
        self._sheets.remove(sheet)
        self._session.note_closed(sheet.id)
        self._closed.append(sheet)
        if len(self._closed) > _MOST_CLOSED:
            self._drop(self._closed.pop(0))
        self.closed.emit(sheet)

    def reopen(self) -> Sheet | None:
        """Open the sheet again that was closed last, with its history and unsaved changes."""
        if not self._closed:
            return None
        sheet = self._closed.pop()
        self._sheets.append(sheet)
        self._note_tab(sheet)
        self.opened.emit(sheet)
        return sheet

    def move(self, sheet: Sheet, index: int) -> None:
        """Give a sheet another place among the tabs."""
        self._sheets.remove(sheet)
        self._sheets.insert(index, sheet)
        self._note_tab(sheet)
        self.changed.emit(sheet)

    def bring_to_front(self, sheet: Sheet) -> None:
        """Note which sheet is looked at, so that a restart shows it first."""
        if sheet is not self._front:
            self._front = sheet
            self._session.note_front(sheet.id)

    def restore(self) -> tuple[Sheet, ...]:
        """Bring back every sheet of windows that are gone, with history and unsaved changes.

        `losses` says what did not come back, and where it is kept.
        """
        sessions = tuple(dead_sessions(self._root / "sessions"))
        aside = self._root / "aside"
        inheritance = Inheritance(sessions, self.registry, self._session.folder, aside)
        back: list[Sheet] = []
        open_files = [sheet.source for sheet in self._sheets if sheet.source is not None]
        for heir in inheritance.heirs(open_files):
            self._insert(heir.sheet, heir.base)
            if heir.is_kept:
                self._keepers[heir.sheet.id].begin()
            back.append(heir.sheet)
        fronts = {session.front for session in sessions}
        for sheet in back:
            if sheet.id in fronts:
                self.bring_to_front(sheet)
        for session in sessions:
            if inheritance.is_whole:
                session.remove()
            else:  # the next start tries again
                session.lock.release()
        self.losses = tuple(inheritance.losses)
        self.was_killed = any(not session.was_left for session in sessions)
        return tuple(back)

    def close_down(self) -> None:
        """Keep the open sheets for the next start, and let go of everything. Comes last."""
        for sheet in self._closed:
            self._drop(sheet)
        for sheet in self._sheets:
            self._keepers[sheet.id].leave()
        self._session.leave(is_empty=not self._sheets)
        self._disk.close()

    def _insert(self, sheet: Sheet, base: bytes, index: int | None = None) -> None:
        self._sheets.insert(len(self._sheets) if index is None else index, sheet)
        folder = self._session.folder / sheet.id
        self._keepers[sheet.id] = Keeper(sheet, folder, base, self._disk, self.alarmed.emit)
        sheet.changed.connect(self._relay)
        self._note_tab(sheet)
        self.opened.emit(sheet)

    def _relay(self, sheet: Sheet) -> None:
        self.changed.emit(sheet)

    def _drop(self, sheet: Sheet) -> None:
        self._keepers.pop(sheet.id).remove()

    def _note_tab(self, sheet: Sheet) -> None:
        source = str(sheet.source or "")
        self._session.note_tab(Tab(sheet.id, sheet.title, source), self._sheets.index(sheet))

    def _remember(self, sheet: Sheet) -> None:
        if sheet.source is not None:
            self.recents.add(sheet.source)

    def _free_title(self, title: str) -> str:
        taken = {sheet.title for sheet in self._sheets}
        number, free = 1, title
        while free in taken:
            number += 1
            free = f"{title} {number}"
        return free
