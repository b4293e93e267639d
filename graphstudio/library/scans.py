"""Bring the index up to date: walk through all folders, and read what changed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from graphstudio.library.entries import Entry
from graphstudio.library.folders import ModelFolder
from graphstudio.library.headers import read_file
from graphstudio.library.index import Known
from graphstudio.library.layouts import SUBFOLDERS, places, problem_of
from graphstudio.library.model_folders import read_folder
from graphstudio.library.sidecars import with_sidecars
from graphstudio.library.walking import Candidate, Walk

BATCH = 256
"""So many are kept at a time: a kill costs no more, and readers never wait."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Say how far a scan is.

    Attributes:
        done: How many changed models were read.
        total: How many changed.
        name: The one that was read last; "" while folders are still listed.
    """

    done: int
    total: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class ScanReport:
    """Say what a scan found.

    Attributes:
        models: How many there are.
        read: How many were new or had changed.
        moved: How many of these were known under another name.
        removed: How many are gone.
        seconds: How long it took.
        was_stopped: Whether somebody stopped it: what was read is kept, nothing is removed.
        problems: What could not be looked into, and why.
    """

    models: int = 0
    read: int = 0
    moved: int = 0
    removed: int = 0
    seconds: float = 0.0
    was_stopped: bool = False
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class Changes:
    """Hold how the folders differ from the index.

    Attributes:
        models: How many there are.
        changed: What is new or differs.
        moved: By new path, the old one of a file that got another name or place.
        gone: Paths that are no more.
        away: By path, why it cannot be reached now; "" where it can again.
        problems: What could not be looked into, and why.
    """

    models: int = 0
    changed: list[Candidate] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    away: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def find_changes(
    folders: Sequence[ModelFolder], known: dict[str, Known], is_stopped: Callable[[], bool]
) -> Changes:
    """Walk through folders and compare them with what is known; no file is opened."""
    changes, met = Changes(), set[str]()
    unread: dict[str, str] = {}
    told = [problem_of(folder.path, folder.layout) for folder in folders]
    for folder in folders:
        walk = Walk(SUBFOLDERS[folder.layout], is_stopped, folder.layout == "huggingface")
        for top, hint in places(folder.path, folder.layout).items():
            if folder.layout == "graphstudio" and not top.exists():
                continue  # the user's own folder is made when something is put into it
            for found in walk.candidates(str(top), hint):
                if found.path in met:
                    continue
                met.add(found.path)
                old = known.get(found.path)
                if old is None or old.stamp != found.stamp:
                    changes.changed.append(found)
                elif old.away:
                    changes.away[found.path] = ""
        unread |= walk.unread
    changes.models = len(met)
    looked = [f"{path} cannot be looked into: {why}." for path, why in unread.items()]
    changes.problems = [one for one in (*told, *looked) if one]
    if not is_stopped():
        _sort_missing(changes, set(known) - met, unread, known)
    return changes


def read_changes(
    changes: Changes, known: dict[str, Known], is_stopped: Callable[[], bool]
) -> Iterator[list[tuple[Candidate, Entry]]]:
    """Read what changed, a batch at a time."""
    batch: list[tuple[Candidate, Entry]] = []
    last = time.monotonic()
    for found in changes.changed:
        if is_stopped():
            break
        batch.append((found, _read(found, changes, known)))
        # Folders of many gigabytes take longer: nobody waits for word of them.
        if len(batch) >= BATCH or time.monotonic() - last > 1:
            yield batch
            batch, last = [], time.monotonic()
    if batch:
        yield batch


def _read(found: Candidate, changes: Changes, known: dict[str, Known]) -> Entry:
    entry = with_sidecars(read_folder(found) if found.is_folder else read_file(found), found)
    old = known.get(changes.moved.get(found.path, found.path))
    # A file of the same size and time is the one that was hashed: it was renamed, or a note or a
    # picture was put beside it.
    is_same = old is not None and _is_same(old, found)
    return replace(entry, sha256=old.sha256) if is_same and old is not None else entry


def _sort_missing(
    changes: Changes, missing: set[str], unread: dict[str, str], known: dict[str, Known]
) -> None:
    """Tell what is gone from what lies where nobody can look now, as on a disk that is not in."""
    new = {one.inode: one for one in changes.changed if one.inode and one.path not in known}
    for path in sorted(missing):
        why = next((why for top, why in unread.items() if _lies_in(path, top)), None)
        if why is not None:
            changes.away[path] = f"{path} cannot be reached now: {why}. Plug its disk in."
            continue
        changes.gone.append(path)
        moved = new.get(known[path].inode)
        if moved is not None and _is_same(known[path], moved):
            changes.moved[moved.path] = path


def _is_same(old: Known, found: Candidate) -> bool:
    return (
        bool(found.inode)
        and old.inode == found.inode
        and old.size_bytes == found.size_bytes
        and old.changed_ns == found.changed_ns
    )


def _lies_in(path: str, top: str) -> bool:
    return path == top or path.startswith(top.rstrip(os.sep) + os.sep)
