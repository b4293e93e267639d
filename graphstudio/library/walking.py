"""Walk through folders and name what may be a model: thousands of files in a fraction of a second.

Texts instead of `Path` here, and one look at each file: this runs over everything at each scan.
"""

# A Path for each file takes longer than all the rest.
# ruff: noqa: PTH113, PTH116, PTH118, PTH122, PTH123, PTH208

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from graphstudio.library.entries import Kind

ENDINGS = frozenset({".safetensors", ".sft", ".gguf", ".ckpt", ".pt", ".pth", ".bin"})
"""How files end that may hold weights."""
BESIDE = frozenset({".png", ".jpg", ".jpeg", ".webp", ".json", ".info"})
"""How files end that may tell of a model beside them."""
_PICTURES = (".png", ".jpg", ".jpeg", ".webp")
_NOTES = (".civitai.info", ".json", ".metadata.json")
_PART_STEMS = ("diffusion_pytorch_model", "model.", "model-", "pytorch_model")
# What trainers leave beside weights: states of theirs, never a model.
_LEAVINGS = frozenset({"optimizer", "scheduler", "training_args", "rng_state", "scaler"})
_FOLDER_PICTURES = ("preview.png", "preview.jpg", "preview.webp", "contact-sheet.png")
_SKIPPED = frozenset({"__pycache__", "node_modules"})
_DEEPEST_PART = 4  # folders in a model folder


class Candidate(NamedTuple):
    """Name what may be a model.

    Attributes:
        path: A file, or a folder that is one model.
        is_folder: Which of both.
        stamp: Changes whenever it, or what lies beside it, changes.
        size_bytes: Bytes of its weight files.
        changed_ns: When the newest of them was changed.
        inode: Of a file, so that it is known again under another name; 0 of a folder.
        hint: The kind that the folder around it is for.
        preview: A picture beside it; "" for none.
        note: A file beside it that describes it; "" for none.
    """

    path: str
    is_folder: bool
    stamp: str
    size_bytes: int
    changed_ns: int
    inode: int
    hint: Kind | None
    preview: str
    note: str


@dataclass(slots=True)
class Walk:
    """Walk through the places of one folder.

    Attributes:
        kinds: By name, the folders that are for one kind.
        is_stopped: Asked at each folder.
        is_hub: Whether it is the Hugging Face cache: only the newest of each repository counts.
        unread: By path, why a folder could not be looked into.
    """

    kinds: Mapping[str, Kind] = field(default_factory=dict)
    is_stopped: Callable[[], bool] = lambda: False
    is_hub: bool = False
    unread: dict[str, str] = field(default_factory=dict)
    _seen: set[tuple[int, int]] = field(default_factory=set)

    def candidates(self, top: str, hint: Kind | None = None) -> Iterator[Candidate]:
        """Find all below a folder; each folder once, whatever links lead to it."""
        waiting: list[tuple[str, Kind | None]] = [(top, hint)]
        linked: list[tuple[str, Kind | None]] = []  # last: what is reached both ways keeps its name
        while (waiting or linked) and not self.is_stopped():
            path, kind = waiting.pop() if waiting else linked.pop()
            listed = self._list(path)
            if listed is None:
                continue
            folders, files = listed
            if is_one_model(files):
                yield _whole(path, kind, self)
                continue
            yield from _files(files, kind)
            if self.is_hub and "snapshots" in folders:
                waiting += [(one, kind) for one in snapshots(path)]
                continue
            for folder in folders.values():
                name = folder.name
                if name[0] == "." or name in _SKIPPED:
                    continue
                inner = (folder.path, self.kinds.get(name, kind))
                (linked if folder.is_symlink() else waiting).append(inner)

    def _list(
        self, path: str
    ) -> tuple[dict[str, os.DirEntry[str]], dict[str, os.DirEntry[str]]] | None:
        folders: dict[str, os.DirEntry[str]] = {}
        files: dict[str, os.DirEntry[str]] = {}
        try:
            facts = os.stat(path)
            place = (facts.st_dev, facts.st_ino)
            if place in self._seen:
                return None
            with os.scandir(path) as found:
                for one in found:
                    (folders if is_folder(one) else files)[one.name] = one
        except OSError as error:
            self.unread[path] = error.strerror or str(error)
            return None
        self._seen.add(place)
        return folders, files


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Tell whether something in a folder is one too; a link to itself is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


def is_one_model(files: Collection[str]) -> bool:
    """Tell by its files whether a folder is one model: in diffusers layout, or a part of one."""
    if "model_index.json" in files:
        return True
    return "config.json" in files and any(
        name.startswith(_PART_STEMS) and os.path.splitext(name)[1] in ENDINGS for name in files
    )


def snapshots(repository: str) -> list[str]:
    """Name the commits of a repository in the Hugging Face cache that count.

    Those that a branch points to; the newest where none does, as after an interrupted download.
    """
    inside = os.path.join(repository, "snapshots")
    there = {name: os.path.join(inside, name) for name in _names(inside)}
    pointed = [there[commit] for commit in _commits(os.path.join(repository, "refs"), there)]
    if pointed or not there:
        return pointed
    return [max(there.values(), key=_changed)]


def _commits(refs: str, there: Mapping[str, str]) -> list[str]:
    found: dict[str, None] = {}
    for folder, _, names in os.walk(refs):
        for name in names:
            with suppress(OSError), open(os.path.join(folder, name), encoding="ascii") as file:
                commit = file.read(80).strip()
                if commit in there:
                    found[commit] = None
    return list(found)


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _changed(path: str) -> float:
    try:
        return os.stat(path).st_mtime
    except OSError:
        return 0.0


def _files(files: Mapping[str, os.DirEntry[str]], hint: Kind | None) -> Iterator[Candidate]:
    beside = {name for name in files if os.path.splitext(name)[1].lower() in BESIDE}
    for name, entry in files.items():
        stem, ending = os.path.splitext(name)
        if ending.lower() not in ENDINGS or name[0] == "." or stem in _LEAVINGS:
            continue
        try:
            facts = entry.stat()
            if not stat.S_ISREG(facts.st_mode):  # whoever opens a pipe waits for its other end
                continue
            preview, note = _beside(stem, name, beside)
            more = [_stamp(files[one].stat()) for one in (preview, note) if one]
        except OSError:  # it went away meanwhile, or is a link to nothing
            continue
        folder = entry.path[: -len(name)]
        yield Candidate(
            entry.path,
            False,
            "|".join([_stamp(facts), *more]),
            facts.st_size,
            facts.st_mtime_ns,
            facts.st_ino,
            hint,
            folder + preview if preview else "",
            folder + note if note else "",
        )


def _beside(stem: str, name: str, beside: set[str]) -> tuple[str, str]:
    if not beside:
        return "", ""
    preview = next(
        (
            found
            for ending in _PICTURES
            for found in (f"{stem}.preview{ending}", stem + ending, name + ending)
            if found in beside
        ),
        "",
    )
    return preview, next((stem + end for end in _NOTES if stem + end in beside), "")


def _whole(path: str, hint: Kind | None, walk: Walk) -> Candidate:
    """Sum a folder up that is one model."""
    seen, size, newest = hashlib.blake2b(digest_size=16), 0, 0
    for name, facts in sorted(_below(path, walk), key=lambda one: one[0]):
        seen.update(f"{os.path.relpath(name, path)}\0{_stamp(facts)}\0".encode(errors="replace"))
        if os.path.splitext(name)[1].lower() in ENDINGS:
            size += facts.st_size
            newest = max(newest, facts.st_mtime_ns)
    preview = next(
        (one for name in _FOLDER_PICTURES if os.path.isfile(one := os.path.join(path, name))), ""
    )
    return Candidate(path, True, seen.hexdigest(), size, newest, 0, hint, preview, "")


def _below(path: str, walk: Walk) -> Iterator[tuple[str, os.stat_result]]:
    waiting = [(path, 0)]
    while waiting:
        folder, depth = waiting.pop()
        try:
            with os.scandir(folder) as found:
                for one in found:
                    if is_folder(one):
                        if depth < _DEEPEST_PART and one.name[0] != ".":
                            waiting.append((one.path, depth + 1))
                    else:
                        with suppress(OSError):  # it went away, or is a link to nothing
                            yield one.path, one.stat()
        except OSError as error:
            walk.unread[folder] = error.strerror or str(error)


def _stamp(facts: os.stat_result) -> str:
    return f"{facts.st_size}:{facts.st_mtime_ns}:{facts.st_ctime_ns}:{facts.st_ino}"
