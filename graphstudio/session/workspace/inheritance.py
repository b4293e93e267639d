"""Take over what windows left behind that are gone, killed or closed."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphstudio.errors import GraphStudioError, WorkflowFileError
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from graphstudio.session.workspace.draft import Draft
from graphstudio.session.workspace.keeper import JOURNAL
from graphstudio.session.workspace.recovery import recover
from graphstudio.session.workspace.session import DeadSession, Tab
from graphstudio.session.workspace.sheet import Sheet, new_id

# A file of ours that is damaged, or of another version, fails somewhere in being understood.
# Whatever a dead window left, it must never keep the next one from starting.
_UNREADABLE = (
    OSError,
    GraphStudioError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RecursionError,
)


@dataclass(frozen=True, slots=True)
class Loss:
    """Say what did not come back; nothing of it was deleted.

    Attributes:
        title: What the tab said.
        message: What is missing, why, and what to do.
        folder: Where what was kept of it lies; None when it is a file of the user's own.
    """

    title: str
    message: str
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Heir:
    """Hold a sheet that came back.

    Attributes:
        sheet: With its history, if it had one.
        base: The file that the history begins with.
        is_kept: Whether its folder was taken over.
    """

    sheet: Sheet
    base: bytes
    is_kept: bool


class Inheritance:
    """Bring back the sheets of dead sessions, and remember what did not come back.

    Attributes:
        losses: What did not come back.
        is_whole: Whether everything was taken over or kept aside, so that the rest may go.
    """

    def __init__(
        self, sessions: Sequence[DeadSession], registry: Registry, own: Path, aside: Path
    ) -> None:
        """Prepare it.

        Args:
            sessions: Whose sheets are brought back.
            registry: Where node types are looked up.
            own: The folder of the living session, to which the sheets' folders move.
            aside: Where what cannot be read is kept.
        """
        self.losses: list[Loss] = []
        self.is_whole = True
        self._sessions = sessions
        self._registry = registry
        self._own = own
        self._aside = aside

    def heirs(self, open_files: Iterable[Path]) -> Iterator[Heir]:
        """Bring back one sheet after the other, in the order of their tabs.

        Args:
            open_files: Files that have a sheet already, and get a second one only if there are
                changes to them.
        """
        done: set[str] = set()
        shown = set(open_files)
        for session in self._sessions:
            if session.damage:
                self._report(session.folder.name, f"The list of tabs: {session.damage}.")
            for tab in session.tabs:
                if tab.id not in done:
                    done.add(tab.id)
                    heir = self._heir(tab, shown)
                    if heir is not None:
                        yield heir

    def _heir(self, tab: Tab, shown: set[Path]) -> Heir | None:
        folder = self._folder(tab.id)
        if folder is None:
            heir = self._reopened(tab, tab.id, shown)
        else:
            # What is left where it was keeps its id: nothing may ever be taken for it.
            heir = self._recovered(folder, tab) or (
                self._reopened(tab, new_id(), shown) if tab.source else None
            )
        if heir is not None and heir.sheet.source is not None:
            shown.add(heir.sheet.source)
        return heir

    def _recovered(self, folder: Path, tab: Tab) -> Heir | None:
        """Bring back a sheet that was changed; None when it cannot be, or need not."""
        try:
            found = recover(folder, self._registry)
        except _UNREADABLE as error:
            self._keep_aside(folder, tab.title, f"Its changes cannot be read: {error}")
            return None
        if found.losses:
            self._keep_aside(folder, found.sheet.title, " ".join(found.losses))
        if found.sheet.is_clean and found.sheet.is_stale:
            return None  # somebody else has written the file since, and nothing here is unsaved
        try:
            folder.replace(self._own / tab.id)
        except OSError as error:
            self._leave(folder, found.sheet.title, error)
            return None
        return Heir(found.sheet, found.base, is_kept=True)

    def _reopened(self, tab: Tab, id_: str, shown: set[Path]) -> Heir | None:
        """Open a sheet's file, as it is now; an empty sheet has none."""
        if not tab.source:
            draft = Draft.of(Graph(self._registry), tab.title)
        elif Path(tab.source) in shown:
            return None
        else:
            try:
                draft = Draft.read(Path(tab.source), self._registry)
            except WorkflowFileError as error:
                self.losses.append(Loss(tab.title, f"The tab cannot be opened again. {error}"))
                return None
        return Heir(Sheet(id_, draft), draft.base, is_kept=False)

    def _folder(self, id_: str) -> Path | None:
        places = (session.folder / id_ for session in self._sessions)
        return next((one for one in places if (one / JOURNAL).is_file()), None)

    def _keep_aside(self, folder: Path, title: str, message: str) -> None:
        number = 1
        while (kept := self._aside / f"{folder.name}-{number}").exists():
            number += 1
        try:
            shutil.copytree(folder, kept)
        except OSError as error:
            self._leave(folder, title, error)
        else:
            self._report(title, f"{message} Everything that was kept of it lies in {kept}.", kept)

    def _leave(self, folder: Path, title: str, error: Exception) -> None:
        self.is_whole = False
        message = f"It stays in {folder} for the next start, because it cannot be moved: {error}."
        self._report(title, message, folder)

    def _report(self, title: str, message: str, folder: Path | None = None) -> None:
        self.losses.append(Loss(title, message, folder))
