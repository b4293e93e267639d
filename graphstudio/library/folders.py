"""The folders that models are looked for in: the user's own first, then those that were added."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graphstudio import paths
from graphstudio.errors import BadValue
from graphstudio.library.layouts import TITLES, Layout, recognise

VARIABLE = "GRAPHSTUDIO_MODEL_FOLDERS"
"""Further folders, separated as in PATH: for machines whose administrator says where models are."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """Name a folder with models.

    Attributes:
        path: Absolute; it may not exist, as that of a disk that is not plugged in.
        layout: Whose way of laying models out it follows.
        title: What people call it.
        is_removable: Whether the user added it, and can take it away again.
        is_shipped: Whether it is part of the program.
    """

    path: Path
    layout: Layout = "plain"
    title: str = ""
    is_removable: bool = False
    is_shipped: bool = False


def model_folders() -> tuple[ModelFolder, ...]:
    """Name every folder once: the user's models, those added, those of the environment, ours.

    Raises:
        BadValue: The list of folders is damaged.
    """
    shipped = paths.bundled("resources").absolute() / "models"
    ours = (
        ModelFolder(paths.models().absolute(), "graphstudio", "Models"),
        *(describe_folder(path, is_removable=True) for path in _added()),
        *(describe_folder(path) for path in _from_environment()),
        ModelFolder(shipped, "plain", "Built in", is_shipped=True),
    )
    by_path = {one.path: one for one in reversed(ours)}  # the first of one path counts
    return tuple(by_path[path] for path in dict.fromkeys(one.path for one in ours))


def add_folder(path: Path) -> ModelFolder:
    """Keep a folder in the user's list; one that is in it already stays where it is.

    Raises:
        BadValue: It is no folder, it lies inside another one, or the list cannot be
            written.
    """
    path = paths.at_home(path).absolute()
    if not path.is_dir():
        raise BadValue(f"{path} is no folder. Choose a folder that holds models.")
    for known in model_folders():
        if known.path == path:
            return known
        if known.path in path.parents:
            raise BadValue(f"{path} lies in {known.path}, which is looked through already.")
    _write([*_added(), path])
    return describe_folder(path, is_removable=True)


def remove_folder(path: Path) -> None:
    """Take a folder out of the user's list; nothing in it is touched.

    Raises:
        BadValue: It is not in the list, or the list cannot be written.
    """
    path = paths.at_home(path).absolute()
    added = _added()
    if path not in added:
        known = ", ".join(map(str, added)) or "none"
        raise BadValue(f"{path} is none of the folders that were added. Added are: {known}.")
    _write([one for one in added if one != path])


def describe_folder(path: Path, *, is_removable: bool = False) -> ModelFolder:
    """Look at a folder, and name it by its layout."""
    layout = recognise(path)
    name = path.name or str(path)
    title = name if layout == "plain" else f"{TITLES[layout]}: {name}"
    return ModelFolder(path, layout, title, is_removable)


def _from_environment() -> list[Path]:
    named = os.environ.get(VARIABLE, "").split(os.pathsep)
    return [paths.at_home(one).absolute() for one in named if one]


def _file() -> Path:
    return paths.config() / "model-folders.json"


def _added() -> list[Path]:
    file = _file()
    try:
        return _read(json.loads(file.read_text("utf-8")))
    except FileNotFoundError:
        return []
    except (OSError, ValueError, RecursionError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise BadValue(
            f"The list of model folders, {file}, cannot be read ({why}). Mend it or remove it, "
            "and add the folders again."
        ) from error


def _read(told: object) -> list[Path]:
    named = told.get("folders") if isinstance(told, dict) else None
    if not isinstance(named, list) or not all(isinstance(one, str) for one in named):
        raise ValueError('it holds no list of "folders"')
    return [Path(one) for one in named]


def _write(folders: Sequence[Path]) -> None:
    file = _file()
    text = json.dumps({"folders": [str(one) for one in folders]}, indent=2)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=file.parent, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(aside).replace(file)
    except OSError as error:
        raise BadValue(f"{file} cannot be written: {error.strerror}.") from error
