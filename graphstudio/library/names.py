"""Names of models as workflows use them: what nodes offer, and which path a name means.

Nothing is scanned and no library is opened: the index is read, and the few folders are listed in
which a file may have been put a second ago. That takes some milliseconds.

A name stays the same on every machine, so it is the plain file or folder name wherever that says
which model is meant. A repository in the Hugging Face cache is "owner--name", as the cache itself
spells it: a slash would make a path of it, seen from the workflow's folder.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from graphstudio import paths
from graphstudio.diffusion.weights import is_pickle
from graphstudio.library.entries import Kind, name_of_path
from graphstudio.library.folders import ModelFolder, model_folders
from graphstudio.library.headers import read_file
from graphstudio.library.index import all_in_index, named_in_index, of_kinds_in_index
from graphstudio.library.layouts import SUBFOLDERS, places
from graphstudio.library.walking import ENDINGS, Candidate, snapshots

Fits = Callable[[Path], bool]


def offered(kinds: Sequence[Kind], own: Iterable[Path], fits: Fits) -> list[str]:
    """Name the models of these kinds in all folders, those of the user's own folder first.

    Args:
        kinds: Which.
        own: Those that were found in the user's own folder; they keep their plain names.
        fits: Whether a node takes a path; asked of those outside the own folder.

    Returns:
        File and folder names; the absolute path of one that shares its name with another one.
    """
    mine = list(own)
    taken = {name_of_path(one) for one in mine}
    known = set(map(os.path.realpath, mine))
    others = []
    scanned = all_in_index()
    new = [one for one in _listed(kinds) if one not in scanned]
    for path in [*_there(of_kinds_in_index(kinds)), *(one for one in new if _is_of(one, kinds))]:
        real = os.path.realpath(path)
        if real not in known and fits(path):
            known.add(real)
            others.append(path)
    often = Counter(name_of_path(one) for one in others)
    more = (
        str(one) if name in taken or often[name] > 1 else name
        for one in others
        for name in [name_of_path(one)]
    )
    return [*(name_of_path(one) for one in mine), *sorted(more, key=str.casefold)]


def meant(name: str, kinds: Sequence[Kind], fits: Fits) -> Path | None:
    """Find the model that a name means outside the user's own folder; None where there is none.

    Of several the one in the first folder of the list is meant.

    Args:
        name: With or without its ending; a repository may be written "owner/name" too.
        kinds: Which.
        fits: Whether a node takes a path.
    """
    spelt = [name, name.replace("/", "--")]
    found = [one for one in _there(named_in_index(spelt, kinds)) if fits(one)]
    if not found:
        called = [one for one in _listed(kinds) if _is_called(one, spelt)]
        found = [one for one in called if fits(one) and _is_of(one, kinds)]
    if len(found) < 2:
        return found[0] if found else None
    order = [folder.path for folder in model_folders()]
    return min(found, key=lambda one: _rank(one, order))


def _is_called(path: Path, spelt: Sequence[str]) -> bool:
    name = name_of_path(path)
    return name in spelt or Path(name).stem in spelt


def _rank(path: Path, order: Sequence[Path]) -> int:
    return next((n for n, top in enumerate(order) if top in path.parents), len(order))


def _is_of(path: Path, kinds: Sequence[Kind]) -> bool:
    """Tell by its header whether a file is of a kind; of a folder, what loads it will say."""
    if path.suffix.lower() not in ENDINGS or path.is_dir():
        return True
    if is_pickle(path):  # where it lies is all that can be known
        return True
    return read_file(Candidate(str(path), False, "", 0, 0, 0, None, "", "")).kind in kinds


def _there(found: Iterable[Path]) -> Iterator[Path]:
    """Leave out what is gone since the last scan; each folder is listed once."""
    listed: dict[Path, set[str]] = {}
    shipped = paths.bundled("resources").absolute() / "models"  # nodes name these themselves
    for path in found:
        if shipped in path.parents:
            continue
        folder = path.parent
        if folder not in listed:
            listed[folder] = _names_in(folder)
        if path.name in listed[folder]:
            yield path


def _listed(kinds: Sequence[Kind]) -> Iterator[Path]:
    """List the folders in which models of these kinds lie, in every folder but the own one."""
    for folder in model_folders():
        if folder.is_shipped or folder.layout == "graphstudio":
            continue
        for place in _places(folder, kinds):
            if folder.layout == "huggingface":
                yield from map(Path, snapshots(str(place)))
            else:
                yield from (place / name for name in sorted(_names_in(place)) if name[0] != ".")


def _places(folder: ModelFolder, kinds: Sequence[Kind]) -> Iterator[Path]:
    named = SUBFOLDERS[folder.layout]
    for top, hint in places(folder.path, folder.layout).items():
        if folder.layout == "huggingface":
            yield from (top / one for one in sorted(_names_in(top)) if one.startswith("models--"))
        elif (hint is None and not named) or hint in kinds:
            yield top
        yield from (top / name for name, kind in named.items() if kind in kinds)


def _names_in(folder: Path) -> set[str]:
    try:
        return set(os.listdir(folder))  # noqa: PTH208  # names alone
    except OSError:
        return set()
