"""Throw models away so that they can be fetched back: into the system's trash, or beside them."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from urllib.parse import quote

from graphstudio.errors import BadValue

FOLDER = ".graphstudio-trash"
"""Where the system has no trash that we can use: a folder beside the model, which scans skip."""


def move_to_trash(path: Path) -> Path:
    """Move a file or folder, never across disks and never over another one.

    Linux: the home trash of the freedesktop.org Trash specification 1.0, with a note of where it
    came from, so that file managers can restore it. Elsewhere, and on other disks, the folder
    `FOLDER` beside it.

    Returns:
        Where it is now.

    Raises:
        BadValue: It cannot be moved.
    """
    try:
        if sys.platform.startswith("linux") and (moved := _into_home_trash(path)) is not None:
            return moved
        folder = path.parent / FOLDER
        folder.mkdir(exist_ok=True)
        return _move(path, folder, _free_name(folder, path.name))
    except OSError as error:
        raise BadValue(
            f"{path} cannot be thrown away: {error.strerror}. Delete it in the file manager."
        ) from error


def take_back(trashed: Path, path: Path) -> None:
    """Move what `move_to_trash` moved back to where it was, and forget the note of it.

    Raises:
        BadValue: Something else stands there now, or it cannot be moved.
    """
    if os.path.lexists(path):
        raise BadValue(f"{path} is there again. Rename that first; yours waits in {trashed}.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        trashed.rename(path)
    except OSError as error:
        raise BadValue(
            f"{trashed} cannot be put back: {error.strerror}. Move it in the file manager."
        ) from error
    (trashed.parent.parent / "info" / f"{trashed.name}.trashinfo").unlink(missing_ok=True)


def _into_home_trash(path: Path) -> Path | None:
    """Move into the home trash; None where that lies on another disk: copying takes minutes."""
    data = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    trash = Path(data) / "Trash"
    try:
        for inner in ("files", "info"):
            (trash / inner).mkdir(parents=True, exist_ok=True, mode=0o700)
        if trash.stat().st_dev != path.lstat().st_dev:
            return None
    except OSError:  # a home that cannot be written to: beside the model then
        return None
    name = _claim(trash / "info", path)
    try:
        return _move(path, trash / "files", name)
    except OSError:
        (trash / "info" / f"{name}.trashinfo").unlink()
        raise


def _claim(info: Path, path: Path) -> str:
    """Write the note of where it came from; whoever makes that file has the name."""
    when = time.strftime("%Y-%m-%dT%H:%M:%S")
    note = f"[Trash Info]\nPath={quote(os.fsencode(path.absolute()))}\nDeletionDate={when}\n"
    number = 0
    while True:
        name = _numbered(path.name, number)
        try:
            with (info / f"{name}.trashinfo").open("x", encoding="utf-8") as file:
                file.write(note)
        except FileExistsError:
            number += 1
            continue
        if not os.path.lexists(info.parent / "files" / name):
            return name
        (info / f"{name}.trashinfo").unlink()
        number += 1


def _free_name(folder: Path, name: str) -> str:
    number = 0
    while os.path.lexists(folder / _numbered(name, number)):
        number += 1
    return _numbered(name, number)


def _numbered(name: str, number: int) -> str:
    one = Path(name)
    return f"{one.stem} {number + 1}{one.suffix}" if number else name


def _move(path: Path, folder: Path, name: str) -> Path:
    return path.rename(folder / name)
