"""The small JSON files of a model folder, read with a clear answer when they are not right."""

import json
from pathlib import Path
from typing import Any

from graphstudio.errors import ModelBroken, ModelMissing

Config = dict[str, Any]  # Any: JSON

AGAIN = "Download the whole model folder again."
"""What helps against most damage."""


def again(place: Path) -> str:
    """Say what helps against damage: the whole folder where a file is a part of one, or the file.

    Args:
        place: The file or folder that is damaged.
    """
    is_part = place.is_dir() or (place.parent / "config.json").is_file()
    return AGAIN if is_part else "Download the file again."


def read_json(file: Path) -> Config:
    """Read a JSON object of a model folder.

    Raises:
        ModelMissing: There is no such file.
        ModelBroken: It is no JSON object.
    """
    try:
        value = json.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        raise ModelMissing(f"{file} is not there. {AGAIN}") from None
    except OSError as error:
        raise ModelBroken(f"{file} cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise ModelBroken(f"{file} is not JSON ({error}). {AGAIN}") from error
    if not isinstance(value, dict):
        raise ModelBroken(f"{file} holds no JSON object. {AGAIN}")
    return value


def require_number(folder: Path, config: Config, name: str) -> int:
    """Read a whole number above 0 out of a component's config.json.

    Raises:
        ModelBroken: It is not there, or something else.
    """
    value = config.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ModelBroken(f"{folder / 'config.json'} has no sensible {name} ({value!r}). {AGAIN}")
    return value
