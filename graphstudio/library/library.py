"""All models on this machine: found, described, named, marked. No torch, no Qt."""

from __future__ import annotations

import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from graphstudio.errors import BadValue, ModelMissing
from graphstudio.library import folders as folder_list
from graphstudio.library.contents import content_hash, content_size, known_content_hash
from graphstudio.library.entries import Entry, Kind
from graphstudio.library.folders import ModelFolder, model_folders
from graphstudio.library.index import Index
from graphstudio.library.marks import MarkBook, Marks
from graphstudio.library.origins import OriginBook, cached_origin, without_secrets
from graphstudio.library.queries import Query, select
from graphstudio.library.references import Origin, Reference
from graphstudio.library.scans import Progress, ScanReport, find_changes, read_changes
from graphstudio.library.trash import move_to_trash
from graphstudio.library.walking import ENDINGS

Told = Callable[[Progress], None]
IsStopped = Callable[[], bool]


class Library:
    """Know all models. Any thread may ask; answers come from the index, in milliseconds.

    Attributes:
        folders: Where models are looked for, the user's own first.
        notices: What was found damaged when the library was opened, and what became of it.
    """

    def __init__(self, folders: Sequence[ModelFolder]) -> None:
        """Open the index and the marks; nothing is scanned.

        Raises:
            OSError: Their folders cannot be made.
            sqlite3.Error: They cannot be opened.
        """
        self.folders = tuple(folders)
        self._lock = threading.RLock()
        self._index, self._book, self._origins = Index(), MarkBook(), OriginBook()
        self.notices = tuple(_notices(self._index, self._book, self._origins))

    def close(self) -> None:
        """Close the files."""
        with self._lock:
            self._index.close()
            self._book.close()
            self._origins.close()

    def entries(self, query: Query = Query()) -> list[Entry]:  # noqa: B008  # a frozen value
        """Give the models that are known and asked for."""
        with self._lock:
            known = self._index.entries().values()
            find = self._book.finder()
        return select(known, query, lambda one: find(one.path, one.sha256))

    def entry(self, path: Path) -> Entry | None:
        """Give what is known of a path; None where it is none of the models."""
        with self._lock:
            return self._index.entries().get(os.fsencode(path))

    def named(self, name: str, kinds: Sequence[Kind] = ()) -> list[Entry]:
        """Find models by the name that a workflow uses, the user's own folder first.

        Args:
            name: Of a file or folder, with or without ending; or a repository, "owner/name".
            kinds: Only these; () for any.
        """
        spelt = (name, name.replace("/", "--"))
        with self._lock:
            found = self._index.named(spelt, name)
        wanted = [one for one in found if not kinds or one.kind in kinds]
        return sorted(wanted, key=lambda one: (one.name not in spelt, self._rank(one.path)))

    def with_content(self, sha256: str, size_bytes: int = 0) -> list[Entry]:
        """Find models by their hash, among those whose hash is known; no model is read.

        Args:
            sha256: Of the file, or what `hashed` says of a folder.
            size_bytes: Hashes that a run took are looked up for models of this size; 0 for none.
        """
        for one in self._of_size(size_bytes):
            with suppress(OSError):
                self._keep_hash(one.path, known_content_hash(one.path))
        found = [one for one in self._all() if sha256 and one.sha256 == sha256]
        return sorted(found, key=lambda one: self._rank(one.path))

    def search_content(
        self,
        reference: Reference,
        told: Told | None = None,
        is_stopped: IsStopped | None = None,
    ) -> list[Entry]:
        """Find a model by its content, and hash those of equal size whose hash nobody knows.

        To be run in a thread: a gigabyte takes about a second.
        """
        found = self.with_content(reference.sha256, reference.size_bytes)
        if found or not reference.sha256 or not reference.size_bytes:
            return found
        alike = self._of_size(reference.size_bytes)
        for place, one in enumerate(alike):
            if is_stopped is not None and is_stopped():
                break
            with suppress(OSError):  # it went away, or may not be read: it is not what was sought
                self.hashed(one.path)
            if told is not None:
                told(Progress(place + 1, len(alike), one.name))
        return self.with_content(reference.sha256)

    def hashed(self, path: Path) -> str:
        """Give a model's hash, and take and keep it where nobody knows it.

        Raises:
            OSError: It cannot be read.
        """
        digest = content_hash(path)
        self._keep_hash(path, digest)
        return digest

    def origin(self, path: Path) -> Origin | None:
        """Say where exactly a model came from; None where nothing tells it. No weights are read.

        Downloads of this program are remembered; the Hugging Face cache says it by its folders,
        and a note beside the file by the address that it names.

        Raises:
            OSError: It cannot be looked at.
        """
        sha256, size = known_content_hash(path), content_size(path)
        with self._lock:
            kept = self._origins.find(path, sha256 or self._hash_of(path), size)
        entry = self.entry(path)
        url = "" if entry is None else without_secrets(entry.details.get("url", ""))
        return kept or cached_origin(path) or (Origin(url) if url else None)

    def duplicates(
        self, told: Told | None = None, is_stopped: IsStopped | None = None
    ) -> list[list[Entry]]:
        """Find models that are the same, the largest first; links to one file are one.

        Only models of equal size are hashed. To be run in a thread.
        """
        by_size: dict[tuple[int, bool], dict[str, Entry]] = defaultdict(dict)
        for one in self._all():
            if one.size_bytes:
                real = os.path.realpath(one.path)
                by_size[one.size_bytes, one.path.is_dir()].setdefault(real, one)
        alike = [one for group in by_size.values() if len(group) > 1 for one in group.values()]
        found: dict[str, list[Entry]] = defaultdict(list)
        for place, one in enumerate(alike):
            if is_stopped is not None and is_stopped():
                break
            with suppress(OSError):  # it went away
                digest = self.hashed(one.path)
                found[digest].append(replace(one, sha256=digest))
            if told is not None:
                told(Progress(place + 1, len(alike), one.name))
        groups = [group for group in found.values() if len(group) > 1]
        return sorted(groups, key=lambda group: -group[0].size_bytes)

    def marks(self, path: Path) -> Marks:
        """Give what somebody said of a model."""
        with self._lock:
            return self._book.finder()(path, self._hash_of(path))

    def marked(self) -> list[tuple[Entry, Marks]]:
        """Give every model with what somebody said of it, in no order: one look at the files."""
        with self._lock:
            known, find = self._index.entries().values(), self._book.finder()
        return [(one, find(one.path, one.sha256)) for one in known]

    def mark(self, path: Path, marks: Marks) -> None:
        """Keep what somebody says of a model.

        Raises:
            sqlite3.Error: It cannot be written.
        """
        with self._lock:
            self._book.set(path, self._hash_of(path), marks)

    def tags(self) -> tuple[str, ...]:
        """Name every tag that a model has, by name."""
        with self._lock:
            find, known = self._book.finder(), self._index.entries()
        found = {tag for one in known.values() for tag in find(one.path, one.sha256).tags}
        return tuple(sorted(found, key=str.casefold))

    def discard(self, path: Path) -> Path:
        """Move a model to the trash, and say where it is now.

        Raises:
            ModelMissing: It is not there.
            BadValue: It ships with the program, or cannot be moved.
        """
        if not os.path.lexists(path):
            raise ModelMissing(f"{path} is not there any more. Scan the folders again.")
        if any(one.is_shipped and one.path in path.parents for one in self.folders):
            raise BadValue(f"{path} ships with GraphStudio, and is kept.")
        moved = move_to_trash(path)
        with self._lock:
            self._index.drop([str(path)])
        return moved

    def add_folder(self, path: Path) -> ModelFolder:
        """Look for models in a folder too, from the next scan on.

        Raises:
            BadValue: It is no folder, or cannot be kept in the list.
        """
        added = folder_list.add_folder(path)
        self.folders = model_folders()
        return added

    def remove_folder(self, path: Path) -> None:
        """Look for models in a folder no more; nothing in it is touched, marks are kept.

        Raises:
            BadValue: It was not added, or the list cannot be written.
        """
        folder_list.remove_folder(path)
        self.folders = model_folders()
        with self._lock:
            known = [os.fsdecode(one) for one in self._index.entries()]
            tops = [str(one.path) + os.sep for one in self.folders]
            self._index.drop(one for one in known if not one.startswith(tuple(tops)))

    def read_folders(self) -> None:
        """Take the list of folders as it is now: the preferences may name others than before.

        Raises:
            BadValue: The list of folders is damaged.
        """
        self.folders = model_folders()

    def scan(self, told: Told | None = None, is_stopped: IsStopped | None = None) -> ScanReport:
        """Bring the index up to date; only what changed is read.

        Args:
            told: Hears how far it is, some times a second at most.
            is_stopped: Asked at each folder and file; what was read until then is kept.

        Raises:
            sqlite3.Error: The index cannot be written, as on a full disk.
        """
        started = time.monotonic()
        stopped = is_stopped or (lambda: False)
        hear = told or (lambda _: None)
        with self._lock:
            known = self._index.known()
        changes = find_changes(self.folders, known, stopped)
        total, read = len(changes.changed), 0
        hear(Progress(0, total))
        for batch in read_changes(changes, known, stopped):
            with self._lock:
                self._index.put(batch)
            read += len(batch)
            hear(Progress(read, total, batch[-1][1].name))
        was_stopped = stopped()
        if not was_stopped:
            with self._lock:
                for new, old in changes.moved.items():
                    self._book.move(old, new)
                    self._origins.move(old, new)
                self._index.drop(changes.gone)
                self._index.set_away(changes.away)
        return ScanReport(
            models=changes.models,
            read=read,
            moved=len(changes.moved),
            removed=0 if was_stopped else len(changes.gone) - len(changes.moved),
            seconds=time.monotonic() - started,
            was_stopped=was_stopped,
            problems=tuple(changes.problems),
        )

    def _all(self) -> list[Entry]:
        with self._lock:
            return list(self._index.entries().values())

    def _of_size(self, size_bytes: int) -> list[Entry]:
        """Give models of this size whose hash nobody knows; of a folder, what a run reads of it."""
        large = [one for one in self._all() if one.size_bytes >= size_bytes > 0 and not one.sha256]
        return [one for one in large if _run_size(one, size_bytes) == size_bytes]

    def _hash_of(self, path: Path) -> str:
        known = self._index.entries().get(os.fsencode(path))
        return known.sha256 if known is not None else ""

    def _keep_hash(self, path: Path, digest: str) -> None:
        """Keep a hash, and let the marks of a path follow its content from now on."""
        with self._lock:
            if not digest or digest == self._hash_of(path):
                return
            self._index.set_hash(path, digest)
            self._book.bind(path, digest)
            self._origins.bind(path, digest)

    def _rank(self, path: Path) -> tuple[int, str]:
        place = (n for n, one in enumerate(self.folders) if one.path in path.parents)
        return next(place, len(self.folders)), str(path)


def open_library() -> Library:
    """Open the library of this machine and user; nothing is scanned.

    Raises:
        BadValue: The list of folders is damaged.
        OSError: The folders of the program's own files cannot be made.
        sqlite3.Error: Its files cannot be opened.
    """
    return Library(model_folders())


def _run_size(entry: Entry, wanted: int) -> int:
    """Count what a run reads; folders are only looked into where they hold more than is wanted."""
    if entry.size_bytes == wanted or entry.path.suffix.lower() in ENDINGS:
        return entry.size_bytes
    with suppress(OSError):  # it went away
        return content_size(entry.path)
    return entry.size_bytes


def _notices(index: Index, book: MarkBook, origins: OriginBook) -> list[str]:
    told = []
    if index.damaged is not None:
        told.append(
            f"The index of models was damaged and was put aside as {index.damaged}. "
            "The next scan makes it again."
        )
    if book.damaged is not None:
        told.append(f"Tags and notes of models were damaged and were put aside as {book.damaged}.")
    if origins.damaged is not None:
        told.append(
            "What was kept of where models came from was damaged and was put aside as "
            f"{origins.damaged}."
        )
    return told
