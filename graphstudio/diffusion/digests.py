"""Content hashes of files, remembered by path, size and times of change."""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from graphstudio.ticks import is_settled

_BLOCK_BYTES = 1 << 22


def digest_files(files: Iterable[Path], *, cache: Path | None) -> str:
    """Hash the contents of files together with their names, not their folders.

    Args:
        files: What to hash; their order does not matter.
        cache: Folder in which hashes of single files are remembered. It is made when it is not
            there; where it cannot be written, hashes are computed anew each time. None
            hashes nothing, for a look at what files say of themselves that must not read gigabytes.

    Returns:
        64 hexadecimal digits; "" where nothing was hashed.

    Raises:
        OSError: A file cannot be read.
    """
    if cache is None:
        return ""
    total = hashlib.blake2b(digest_size=32)
    for name, file in sorted((file.name, file) for file in files):
        total.update(f"{name}\0{digest_file(file, cache)}\0".encode())
    return total.hexdigest()


def digest_file(file: Path, cache: Path) -> str:
    """Hash the content of one file with SHA-256, as hubs and model pages do.

    Args:
        file: What to hash; it is read unless its hash is known already.
        cache: Folder in which hashes are remembered.

    Returns:
        64 hexadecimal digits.

    Raises:
        OSError: It cannot be read.
    """
    known = known_digest(file, cache)
    if known is not None:
        return known
    stamp = _stamp(file)
    can_tell = is_settled(*stamp[1:])
    digest = hash_file(file)
    if can_tell and _stamp(file) == stamp:
        keep_digest(file, digest, cache)
    return digest


def keep_digest(file: Path, digest: str, cache: Path) -> None:
    """Remember the hash of a file that was taken while it was written, and is right.

    Raises:
        OSError: The file cannot be looked at.
    """
    path = str(file.resolve())
    stamp = [path, *_stamp(file)]
    with suppress(OSError):  # a cache that cannot be written costs time, never the answer
        _remember(_note(path, cache), json.dumps({"stamp": stamp, "digest": digest}))


def hash_file(file: Path) -> str:
    """Read a file and hash its content with SHA-256, whatever is remembered of it.

    Raises:
        OSError: It cannot be read.
    """
    value = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK_BYTES):
            value.update(block)
    return value.hexdigest()


def known_digest(file: Path, cache: Path) -> str | None:
    """Give the hash of a file if it was taken before and the file is as it was; None otherwise.

    Takes a fraction of a millisecond: nothing of the file is read.

    Raises:
        OSError: The file cannot be looked at.
    """
    path = str(file.resolve())
    stamp = [path, *_stamp(file)]
    with suppress(OSError, ValueError, TypeError, KeyError):
        known = json.loads(_note(path, cache).read_text("utf-8"))
        if known["stamp"] == stamp and isinstance(known["digest"], str):
            return known["digest"]
    return None


def _note(path: str, cache: Path) -> Path:
    place = hashlib.blake2b(path.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return cache / f"{place}.sha256.json"


def _stamp(file: Path) -> list[int]:
    """Give size and times; that of the status moves though somebody sets the other by hand."""
    facts = file.stat()
    return [facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns]


def _remember(note: Path, text: str) -> None:
    """Write aside and rename: two processes that hash one file do not disturb each other."""
    note.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=note.parent, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(aside).replace(note)
    except OSError:
        Path(aside).unlink(missing_ok=True)
        raise
