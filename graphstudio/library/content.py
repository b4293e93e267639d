"""What a model is by its content: one hash and one size for a file, or for a folder of files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from graphstudio.diffusion.digests import digest_file, known_digest

SAFE_WEIGHTS = frozenset({".safetensors", ".gguf"})
OTHER_WEIGHTS = frozenset({".bin", ".ckpt", ".pt", ".pth"})
_CONFIGS = frozenset({".json", ".model", ".txt"})  # tokenizers have all three
# What is smaller is hashed in a moment, also where nothing that is large may be read.
_SMALL_BYTES = 1 << 23


def content_of(
    path: Path, cache: Path, is_stopped: Callable[[], bool] = lambda: False
) -> str | None:
    """Hash what a model depends on.

    A file's hash is the SHA-256 of what is in it, as hubs and model pages show it. A folder's is
    the SHA-256 over a line "name, NUL, hash" for each file of `files_of`, sorted by name, where
    a name is relative to the folder with "/" between its parts: the same on every system, wherever
    the folder lies and whatever it is called.

    Args:
        path: A file, or a folder that is one model; it is read unless its hash is known already.
        cache: Folder in which hashes of single files are remembered.
        is_stopped: Asked before each file.

    Returns:
        64 hexadecimal digits; None where it was stopped.

    Raises:
        OSError: Something of it cannot be read.
    """

    def take(file: Path) -> str | None:
        return None if is_stopped() else digest_file(file, cache)

    return _content(path, take)


def known_content(path: Path, cache: Path) -> str | None:
    """Give the hash if it was taken before and nothing changed since; None otherwise.

    Reads no large file: small ones, such as configs, are hashed where that was not done yet.

    Raises:
        OSError: Something of it cannot be looked at.
    """

    def look(file: Path) -> str | None:
        known = known_digest(file, cache)
        is_small = known is None and path != file and file.stat().st_size < _SMALL_BYTES
        return digest_file(file, cache) if is_small else known

    return _content(path, look)


def size_of(path: Path) -> int:
    """Count the bytes of a model's weights.

    Raises:
        OSError: It cannot be looked at.
    """
    if not path.is_dir():
        return path.stat().st_size
    weights = SAFE_WEIGHTS | OTHER_WEIGHTS
    return sum(file.stat().st_size for file in files_of(path) if file.suffix.lower() in weights)


def files_of(folder: Path) -> list[Path]:
    """List what a folder's model depends on: weights, configs and tokenizers, by relative name.

    A folder that has weights as safetensors (or GGUF) is not read for others: many repositories
    hold both, and which of them were fetched makes no other model. What is hidden, such as the
    notes of a download, is left out.

    Raises:
        OSError: A folder in it cannot be looked at.
    """
    return sorted(_walk(folder), key=lambda file: file.relative_to(folder).as_posix())


def _walk(folder: Path) -> Iterator[Path]:
    with os.scandir(folder) as found:
        entries = sorted((one for one in found if not one.name.startswith(".")), key=_name)
    names = [Path(one.path) for one in entries if one.is_file()]
    is_safe = any(file.suffix.lower() in SAFE_WEIGHTS for file in names)
    wanted = SAFE_WEIGHTS | _CONFIGS | (frozenset() if is_safe else OTHER_WEIGHTS)
    yield from (file for file in names if file.suffix.lower() in wanted)
    for one in entries:
        if one.is_dir(follow_symlinks=False):  # a link to a folder above would never end
            yield from _walk(Path(one.path))


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _content(path: Path, take: Callable[[Path], str | None]) -> str | None:
    if not path.is_dir():
        return take(path)
    total = hashlib.sha256()
    for file in files_of(path):
        digest = take(file)
        if digest is None:
            return None
        total.update(f"{file.relative_to(path).as_posix()}\0{digest}\n".encode())
    return total.hexdigest()
