"""A model checked whole: its files, their content, each network loaded and asked once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from graphstudio.engine.devices import Devices
from graphstudio.errors import GraphStudioError
from graphstudio.library.entries import Entry
from graphstudio.library.headers import read_file
from graphstudio.library.model_folders import read_folder
from graphstudio.library.verifying import verify
from graphstudio.library.walking import Candidate
from graphstudio.session.models.asking import Asked, ask
from graphstudio.session.models.parts import parts_of
from graphstudio.session.models.wording import say_kind
from graphstudio.wording import say_bytes, say_duration


@dataclass(frozen=True, slots=True)
class Proof:
    """Say how a model is.

    Attributes:
        entry: The model.
        has_origin: Whether its content was compared with the hash that its origin publishes.
        parts: Each of its networks; none where its files cannot be opened.
        problem: What is wrong with its files, and what to do; "" where nothing is.
    """

    entry: Entry
    has_origin: bool = False
    parts: tuple[Asked, ...] = ()
    problem: str = ""

    @property
    def problems(self) -> tuple[str, ...]:
        """All that is wrong; empty for a good model."""
        told = (self.problem, *(one.problem for one in self.parts))
        return tuple(dict.fromkeys(one for one in told if one))


def prove(
    entry: Entry,
    devices: Devices,
    told: Callable[[str], object],
    *,
    allows_pickle: bool = False,
) -> Proof:
    """Check one model as whole as can be: header, content, loading, an answer.

    It is loaded by what the nodes load it by, where they would run it, and let go again.

    Args:
        entry: The model.
        devices: Lends its networks.
        told: Hears what is done next.
        allows_pickle: Whether pickles may be opened, by torch's reader for weights alone.
    """
    told(f"reading {say_bytes(entry.size_bytes)}")
    (verdict,) = verify([entry])
    if verdict.problem:
        return Proof(entry, verdict.has_origin, problem=verdict.problem)
    try:
        models = parts_of(entry, allows_pickle=allows_pickle)
    except GraphStudioError as error:
        return Proof(entry, verdict.has_origin, problem=str(error))
    parts = []
    for model in models:
        told(f"loading the {say_kind(model.kind)}")
        parts.append(ask(model, devices))
        devices.put_away()
    return Proof(entry, verdict.has_origin, tuple(parts))


def look_at(path: Path) -> Entry:
    """Describe a model that lies in no folder of the library. Never raises."""
    is_folder = path.is_dir()
    files = [one for one in path.rglob("*") if one.is_file()] if is_folder else [path]
    facts = [one.stat() for one in files if one.exists()]
    found = Candidate(
        str(path),
        is_folder,
        "",
        sum(one.st_size for one in facts),
        max((one.st_mtime_ns for one in facts), default=0),
        0,
        None,
        "",
        "",
    )
    return read_folder(found) if is_folder else read_file(found)


def say_proof(proof: Proof) -> Iterator[str]:
    """Say a result in lines, the verdict last."""
    entry = proof.entry
    yield f"{entry.path}: {say_kind(entry.kind)}, {say_bytes(entry.size_bytes)}"
    if proof.problem:
        yield f"  BAD   files: {proof.problem}"
    else:
        compared = "as its origin publishes it" if proof.has_origin else "whole"
        yield f"  good  files: {compared}"
    for one in proof.parts:
        what = say_kind(one.kind)
        took = say_duration(one.seconds)
        if one.problem:
            yield f"  BAD   {what}: {one.problem}"
        elif one.is_tried:
            yield f"  good  {what}: loaded ({say_bytes(one.size_bytes)}) and answered in {took}"
        else:
            yield f"  good  {what}: loaded ({say_bytes(one.size_bytes)}) in {took}"
    count = len(proof.problems)
    bad = "cannot be used" if count else "can be used"
    yield f"{entry.name} {bad}."


def proof_as_json(proof: Proof) -> dict[str, object]:
    """Give the same as plain values."""
    return {
        "name": proof.entry.name,
        "path": str(proof.entry.path),
        "kind": proof.entry.kind,
        "family": proof.entry.family,
        "is_good": not proof.problems,
        "has_origin": proof.has_origin,
        "problems": list(proof.problems),
        "parts": [asdict(one) for one in proof.parts],
    }
