"""Hashes of what models consist of: of one file, or of all that a folder's model depends on."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from graphstudio import paths
from graphstudio.diffusion.digests import digest_file, known_digest

_READ = (".safetensors", ".sft", ".gguf", ".json", ".txt", ".model")  # of a folder's model


def content_hash(path: Path) -> str:
    """Hash a model, remembered by size and times of its files.

    Returns:
        SHA-256 of a file, as hubs and model pages publish it; for a folder, of the names and
        hashes of the files that its loading reads. 64 hexadecimal digits.

    Raises:
        OSError: It cannot be read.
    """
    return _hash(path, lambda file: digest_file(file, paths.digests())) or ""


def known_content_hash(path: Path) -> str:
    """Give the hash if it was taken before and nothing changed since; "" otherwise.

    Raises:
        OSError: It cannot be looked at.
    """
    return _hash(path, lambda file: known_digest(file, paths.digests())) or ""


def _hash(path: Path, of_file: Callable[[Path], str | None]) -> str | None:
    if not path.is_dir():
        return of_file(path)
    total = hashlib.sha256()
    for name in content_files(path):
        digest = of_file(path / name)
        if digest is None:
            return None
        total.update(f"{name}\0{digest}\0".encode("utf-8", "surrogatepass"))
    return total.hexdigest()


def content_files(folder: Path) -> list[str]:
    """Name what is read of a folder, from its top, with slashes on every system."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if one[0] != "."]
        found += [
            Path(place, name).relative_to(folder).as_posix()
            for name in names
            if name[0] != "." and name.lower().endswith(_READ)
        ]
    return sorted(found)
