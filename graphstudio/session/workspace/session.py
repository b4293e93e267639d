"""The tabs of one window, written down so that the next start finds them."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from graphstudio.graph.elements import Json
from graphstudio.locks import FolderLock
from graphstudio.session.workspace.disk import Disk
from graphstudio.session.workspace.journal import Journal, read_journal

_RECORD = "tabs.jsonl"


@dataclass(frozen=True, slots=True)
class Tab:
    """Say what a tab shows: for a sheet that nobody changed, this is all there is to keep.

    Attributes:
        id: Of the sheet.
        title: What it says.
        source: The file that it shows; "" for one that has none.
    """

    id: str
    title: str = ""
    source: str = ""


class Session:
    """Hold the folder of one running window: a record of its tabs and a folder for each sheet.

    Its name begins with the time of its making, so that names sort by age. The lock lies beside
    the folder and is taken before the folder is there: no other window can mistake it for the
    folder of a dead one.

    Attributes:
        folder: Where the sheets' folders go.
    """

    def __init__(self, root: Path, disk: Disk) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.folder = root / f"{time.time_ns():020d}-{secrets.token_hex(4)}"
        lock = FolderLock.take(_lock_file(self.folder))
        assert lock is not None, "nobody else knows the name"
        self._lock = lock
        self.folder.mkdir()
        self._record = Journal(self.folder / _RECORD, disk)

    def note_tab(self, tab: Tab, index: int) -> None:
        """Write down that a tab was opened at an index, or shows something else now."""
        self._note({"tab": tab.id, "title": tab.title, "source": tab.source, "index": index})

    def note_closed(self, id: str) -> None:  # noqa: A002 - what a sheet's name is called
        """Write down that a tab was closed."""
        self._note({"closed": id})

    def note_front(self, id: str) -> None:  # noqa: A002 - as above
        """Write down which tab is in front."""
        self._note({"front": id})

    def leave(self, *, is_empty: bool) -> None:
        """Write down that the window was closed on purpose, and let go of the folder."""
        self._note({"left": True})
        self._record.close()
        if is_empty:
            shutil.rmtree(self.folder)
        self._lock.release(forget=is_empty)

    def _note(self, entry: dict[str, Json]) -> None:
        # A full disk must not keep tabs from opening; the keepers of the sheets tell of it.
        with suppress(OSError):
            self._record.append(entry)


@dataclass(frozen=True, slots=True)
class DeadSession:
    """Hold the folder of a window that is gone; nobody else can take it until it is let go.

    Attributes:
        folder: Where its sheets' folders are.
        tabs: What it showed, in order.
        front: Id of the sheet in front.
        was_left: Whether it was closed on purpose; else it died.
        damage: What could not be read of its record; mostly "".
    """

    folder: Path
    tabs: tuple[Tab, ...]
    front: str
    was_left: bool
    damage: str
    lock: FolderLock

    def remove(self) -> None:
        """Remove it: everything in it has been taken over."""
        shutil.rmtree(self.folder)
        self.lock.release(forget=True)


def dead_sessions(root: Path) -> Iterator[DeadSession]:
    """Find the windows that are gone, oldest first, and take hold of what they left."""
    for folder in sorted(one for one in root.iterdir() if one.is_dir()):
        lock = FolderLock.take(_lock_file(folder))
        if lock is None:
            continue
        if folder.is_dir():
            yield _read(folder, lock)
        else:  # another window has just taken it over
            lock.release(forget=True)


def _read(folder: Path, lock: FolderLock) -> DeadSession:
    tabs: list[Tab] = []
    front, was_left, closed = "", False, set[str]()
    try:
        record = read_journal(folder / _RECORD)
        entries, damage = record.entries, record.damage
    except OSError as error:
        entries, damage = (), f"it cannot be read ({error.strerror})"
    for entry in entries:
        match entry:
            case {"tab": str(id_), "title": str(title), "source": str(source), "index": int(index)}:
                tabs = [one for one in tabs if one.id != id_]
                tabs.insert(index, Tab(id_, title, source))
                closed.discard(id_)
            case {"closed": str(id_)}:
                tabs = [one for one in tabs if one.id != id_]
                closed.add(id_)
            case {"front": str(id_)}:
                front = id_
            case {"left": bool(left)}:
                was_left = left
    # A sheet that was taken over from an older window, when this one died in the middle of it.
    known = closed | {one.id for one in tabs}
    strays = sorted(one.name for one in folder.iterdir() if one.is_dir() and one.name not in known)
    return DeadSession(folder, (*tabs, *map(Tab, strays)), front, was_left, damage, lock)


def _lock_file(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")
