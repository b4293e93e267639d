"""What model files say of themselves, read once as long as they stay as they are; no torch.

While a wire is drawn, nodes are asked about their files with every move of the mouse. A folder
takes 5 ms to read, a large LoRA 50 ms; a look at its size and time of change takes none of that.
"""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

Said = TypeVar("Said")

_MOST = 256  # models that are remembered; each is a few hundred bytes
_TOLD_BY = (".json", ".safetensors")

_Stamp = tuple[tuple[str, int, int], ...]


def look(read: Callable[[Path], Said], place: Path) -> Said:
    """Read a model's file or folder, or remember what was read when it was just as it is now.

    What goes wrong is not remembered.

    Args:
        read: A function at the top of a module; it must not hash weights. Its answer is shared:
            nobody changes it.
        place: A file, or a folder of which files and those one folder below count.

    Raises:
        OSError: The place cannot be looked at.
    """
    said: Said = _read(read, place, _stamp(place))
    return said


@lru_cache(maxsize=_MOST)
def _read(read: Callable[[Path], Any], place: Path, stamp: _Stamp) -> Any:  # Any: whatever it reads
    del stamp  # it is part of what is remembered
    return read(place)


def _stamp(place: Path) -> _Stamp:
    """Say how large each file is and when it was changed."""
    if not place.is_dir():
        return (_mark(place),) if place.exists() else ()
    inner = [one for one in sorted(place.iterdir()) if not one.name.startswith(".")]
    files = [*inner, *(file for one in inner if one.is_dir() for file in sorted(one.iterdir()))]
    return tuple(_mark(file) for file in files if file.suffix in _TOLD_BY)


def _mark(file: Path) -> tuple[str, int, int]:
    told = file.stat()
    return str(file), told.st_size, told.st_mtime_ns
