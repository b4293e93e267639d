"""Models to begin with, and those that the ready-made workflows name: what, how large, from where.

The list is `resources/starter-models.json`. Nothing is fetched here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from graphstudio import paths
from graphstudio.library.layouts import SUBFOLDERS

_WORD = r'(?:"[^"\n]+"|\S+)'
_COMMAND = re.compile(rf"graphstudio models get {_WORD}(?: --[a-z0-9]+ {_WORD})*$")

FILE_KINDS = tuple(sorted(set(SUBFOLDERS["graphstudio"].values())))
"""Kinds whose single files have a folder of their own."""


@dataclass(frozen=True, slots=True)
class Starter:
    """Say what a model is for and where it comes from.

    Attributes:
        name: Of its folder or file in the user's model folder, as workflows write it.
        title: What people call it.
        kind: What it is good for, one of `entries.Kind`.
        family: Of `diffusion.families`; "" where it belongs to none of them.
        purpose: What for, in a sentence.
        licence: Its licence, shortly.
        gigabytes: About how much a run needs of it, in GB.
        repository: On the hub.
        revision: The commit, branch or tag there; "" is the newest.
        is_gated: Whether its page asks to log in and to agree first.
        files: What of the repository is needed, as paths there; empty chooses what a run needs. One
            that is called as `name` is the model itself, otherwise they lie in the folder that it
            is.
        sha256: Hashes that are known beforehand, by path in the repository.
    """

    name: str
    title: str
    kind: str
    family: str
    purpose: str
    licence: str
    gigabytes: float
    repository: str
    revision: str = ""
    is_gated: bool = False
    files: tuple[str, ...] = ()
    sha256: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_file(self) -> bool:
        """Whether it is one file, not a folder."""
        return any(one.rpartition("/")[2] == self.name for one in self.files)

    @property
    def place(self) -> Path:
        """The folder that it goes into."""
        return home_of(self.kind) if self.is_file else paths.models()


@cache
def starters() -> tuple[Starter, ...]:
    """Give the list, those first that most people want first."""
    file = paths.bundled("resources") / "starter-models.json"
    return tuple(_read(row) for row in json.loads(file.read_text("utf-8"))["starters"])


def starter(name: str) -> Starter | None:
    """Give the one of that name, whatever its case; None where there is none."""
    wanted = name.casefold()
    return next((one for one in starters() if one.name.casefold() == wanted), None)


def home_of(kind: str) -> Path:
    """Find the folder for single files of a kind in the user's model folder."""
    folders = {kind: name for name, kind in SUBFOLDERS["graphstudio"].items()}
    return paths.models() / folders[kind] if kind in folders else paths.models()


def way_out(name: str, place: Path) -> str:
    """Say where a missing model can be had and where to put it; "" where nobody knows it.

    Args:
        name: As a workflow names it.
        place: The folder that it goes into.
    """
    found = starter(name)
    if found is None:
        return ""
    agree = " Its page asks you to log in and agree first." if found.is_gated else ""
    where = "" if place == found.place else f' --to "{place}"'
    return (
        f" It is {found.title} ({found.licence}; about {found.gigabytes:g} GB), {found.repository} "
        f"on the Hugging Face hub.{agree} To get it: graphstudio models get {found.name}{where}"
    )


def command_in(message: str) -> str:
    """Give the command that a message ends with, or "".

    `way_out` and `downloads.command_of` write it.
    """
    found = _COMMAND.search(message)
    return found[0] if found else ""


def _read(row: Mapping[str, Any]) -> Starter:  # Any: JSON
    return Starter(**{**row, "files": tuple(row.get("files", ()))})
