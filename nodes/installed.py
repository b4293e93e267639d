"""Files and folders that people put into their model folder, by name."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from graphstudio import paths
from graphstudio.library.starters import way_out
from graphstudio.errors import ModelMissing


def installed_files(folder: str) -> list[str]:
    """Name the .safetensors files in a folder of the user's model folder."""
    return sorted(file.name for file in (paths.models() / folder).glob("*.safetensors"))


def find_file(name: str, folder: str, what: str, builtin: Mapping[str, Path] | None = None) -> Path:
    """Find the file that a name or a path means.

    Args:
        name: Of a file in that folder, with or without its ending, or a path.
        folder: In the user's model folder.
        what: What people call such a file.
        builtin: Those that ship with the program, by name.

    Raises:
        ModelMissing: There is none.
    """
    shipped = builtin or {}
    if name in shipped:
        return shipped[name]
    place = paths.models() / folder
    tried = (place / name, place / f"{name}.safetensors", Path(name).expanduser())
    try:
        found = next((file for file in tried if name and file.is_file()), None)
    except OSError as error:  # too long for a name, or a folder that may not be looked into
        raise ModelMissing(f'"{name}" cannot be looked at: {error.strerror}.') from error
    if found is not None:
        return found
    known: Sequence[str] = [*shipped, *installed_files(folder)]
    raise ModelMissing(
        f'There is no {what} "{name}": no file of that name in {place}, and no such path. '
        f"Installed are: {', '.join(known) or 'none'}.{way_out(name, place)}"
    )


def find_folder(name: str, *, what: str, installed: Sequence[str]) -> Path:
    """Find the folder that a name in the model folder, or a path, means.

    Args:
        name: What was chosen.
        what: What it should be, for the message, such as "model".
        installed: Names that would do, for the message.

    Raises:
        ModelMissing: There is none.
    """
    named, given = paths.models() / name, Path(name).expanduser()
    try:
        if name and (named.is_dir() or given.exists()):
            return named if named.is_dir() else given
    except OSError as error:  # too long for a name, or a folder that may not be looked into
        raise ModelMissing(f'"{name}" cannot be looked at: {error.strerror}.') from error
    raise ModelMissing(
        f'There is no {what} "{name}": no folder of that name in {paths.models()}, and no such '
        f"path. Installed are: {', '.join(installed) or 'none'}.{way_out(name, paths.models())}"
    )
