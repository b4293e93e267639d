"""Read models again from end to end, and tell which are no longer what they were."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graphstudio import paths
from graphstudio.diffusion.digests import hash_file, known_digest
from graphstudio.library.contents import content_files
from graphstudio.library.entries import Entry

_SHA256 = re.compile(r"[0-9a-f]{64}")
_AGAIN = "Download it again."


@dataclass(frozen=True, slots=True)
class Verdict:
    """Say how a model is.

    Attributes:
        entry: The model.
        problem: What is wrong, and what to do; "" where nothing is.
        has_origin: Whether it was compared with the hash that its origin publishes.
    """

    entry: Entry
    problem: str
    has_origin: bool


def verify(entries: Sequence[Entry]) -> Iterator[Verdict]:
    """Read each model whole and compare it with its header, its known hash and its origin's.

    A disk that loses bits changes neither size nor time of a file: only reading it all tells.
    """
    for entry in entries:
        if entry.problem:
            yield Verdict(entry, entry.problem, has_origin=False)
            continue
        checked = [_check(file, entry) for file in _files(entry)]
        told = " ".join(problem for problem, _ in checked if problem)
        yield Verdict(entry, told, has_origin=any(compared for _, compared in checked))


def published_hash(file: Path, entry: Entry) -> str:
    """Give the SHA-256 that a file's origin publishes; "" where nobody knows it.

    Pages of models say it in the note beside the file; the Hugging Face cache names large files
    by it.
    """
    real = file.resolve()
    if real.parent.name == "blobs" and _SHA256.fullmatch(real.name):
        return real.name
    return entry.details.get("published sha256", "") if file == entry.path else ""


def _files(entry: Entry) -> list[Path]:
    if not entry.path.is_dir():
        return [entry.path]
    return [entry.path / name for name in content_files(entry.path)]


def _check(file: Path, entry: Entry) -> tuple[str, bool]:
    published = published_hash(file, entry)
    try:
        known = known_digest(file, paths.digests())
        digest = hash_file(file)
    except OSError as error:
        return f"{file} cannot be read: {error.strerror}.", bool(published)
    if published and digest != published:
        return f"{file} is not what its origin publishes ({published[:12]}…). {_AGAIN}", True
    if known is not None and digest != known:
        why = "the disk has changed its content behind its back"
        return f"{file} is damaged: {why}. {_AGAIN}", bool(published)
    return "", bool(published)
