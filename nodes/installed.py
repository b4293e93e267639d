"""Model folders by the names that people choose."""

from collections.abc import Sequence
from pathlib import Path

from graphstudio import paths
from graphstudio.errors import ModelMissing


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
        f"path. Installed are: {', '.join(installed)}."
    )
