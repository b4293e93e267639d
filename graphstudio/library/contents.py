"""Hashes of what models consist of: of one file, or of all that a folder's model depends on."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from graphstudio import paths
from graphstudio.diffusion.digests import digest_file, known_digest
from graphstudio.diffusion.weights import choose_weights, is_pickle
from graphstudio.errors import ModelBroken, ModelMissing
from graphstudio.library.walking import ENDINGS

_SIDE_FILES = (".json", ".txt", ".model")
_STEMS = ("diffusion_pytorch_model", "model")
_PICKLE_STEMS = (*_STEMS, "pytorch_model")
_INDEX = "model_index.json"
_PLAIN = re.compile(r"^(licen[cs]e|notice|readme)\b", re.IGNORECASE)
# Judges pictures and is needed by no picture; downloads leave it out too.
_UNNEEDED = "safety_checker"
# A configuration takes no time to read, and the largest vocabularies have 33 MB.
_SMALL_BYTES = 64 << 20


def content_hash(path: Path) -> str:
    """Hash a model, remembered by size and times of its files.

    Returns:
        SHA-256 of a file, as hubs and model pages publish it; for a folder, of the names and
        hashes of `run_files`. 64 hexadecimal digits.

    Raises:
        OSError: It cannot be read.
    """
    return _hash(path, lambda file: digest_file(file, paths.digests())) or ""


def known_content_hash(path: Path) -> str:
    """Give the hash if no weights must be read for it, as after a run; "" otherwise.

    Raises:
        OSError: It cannot be looked at.
    """
    is_folder = path.is_dir()

    def of_file(file: Path) -> str | None:
        known = known_digest(file, paths.digests())
        if known is None and is_folder and _is_small(file):
            return digest_file(file, paths.digests())
        return known

    return _hash(path, of_file) or ""


def content_size(path: Path) -> int:
    """Count the bytes of the weights that a run reads: of a file, or among `run_files`.

    Raises:
        OSError: It cannot be looked at.
    """
    if not path.is_dir():
        return path.stat().st_size
    weights = (one for one in run_files(path) if not one.endswith(_SIDE_FILES))
    return sum((path / one).stat().st_size for one in weights)


def content_files(folder: Path) -> list[str]:
    """Name all files of a folder that a model may be made of, from its top, with slashes."""
    found = (
        Path(place, name).relative_to(folder).as_posix()
        for place, names in _places(folder)
        for name in names
        if name.lower().endswith((*ENDINGS, *_SIDE_FILES))
    )
    return sorted(found)


def run_files(folder: Path) -> list[str]:
    """Name what a run reads of a folder, from its top, with slashes on every system.

    Configurations, vocabularies and of each network the weights that loading takes: the plain
    ones, else half precision. So a download of only what is needed is the same model as the whole
    repository, as long as both lead to the same weights.
    """
    parts = _parts(folder)
    found: list[str] = []
    for place, names in _places(folder):
        below = Path(place).relative_to(folder)
        is_top = not below.parts
        if parts is not None and not is_top and below.parts[0] not in parts:
            continue
        kept = [_INDEX] if is_top and parts is not None else _of_place(Path(place), names)
        found += [(below / name).as_posix() for name in kept]
    return sorted(found)


def _hash(path: Path, of_file: Callable[[Path], str | None]) -> str | None:
    if not path.is_dir():
        return of_file(path)
    total = hashlib.sha256()
    for name in run_files(path):
        digest = of_file(path / name)
        if digest is None:
            return None
        total.update(f"{name}\0{digest}\0".encode("utf-8", "surrogatepass"))
    return total.hexdigest()


def _is_small(file: Path) -> bool:
    is_side = file.name.endswith(_SIDE_FILES)
    return file.stat().st_size < (_SMALL_BYTES if is_side else 1 << 20)


def _places(folder: Path) -> Iterator[tuple[str, list[str]]]:
    for place, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if one[0] != "."]
        yield place, [one for one in names if one[0] != "."]


def _parts(folder: Path) -> set[str] | None:
    """Name the folders of a pipeline's parts; None for a folder that is one network."""
    file = folder / _INDEX
    if not file.is_file():
        return None
    try:
        index = json.loads(file.read_bytes())
        parts = {name for name, told in index.items() if isinstance(told, list) and all(told)}
    except (OSError, ValueError, AttributeError):  # scanning says what is wrong with it
        parts = {one.name for one in folder.iterdir() if one.is_dir()}
    return parts - {_UNNEEDED}


def _of_place(place: Path, names: list[str]) -> list[str]:
    side = [
        one
        for one in names
        if one.endswith(_SIDE_FILES) and ".index." not in one and not _PLAIN.match(one)
    ]
    return [*side, *_weights(place, names)]


def _weights(place: Path, names: list[str]) -> list[str]:
    """Choose as loading does; pickles where there is nothing else."""
    there = [one for one in names if one.lower().endswith(tuple(ENDINGS))]
    safe = [one for one in there if not is_pickle(Path(one))]
    if not safe:
        return [one for one in there if one.startswith(_PICKLE_STEMS)]
    for stem in _STEMS:
        if any(one.startswith(stem) for one in safe):
            try:
                chosen, _ = choose_weights(place, stem)
            except (ModelBroken, ModelMissing):  # scanning says what is wrong with it
                return safe
            return [one.name for one in chosen if one.name in names]
    return safe
