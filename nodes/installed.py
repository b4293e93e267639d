"""Files and folders that people keep models in, by name: the model folder and all others."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from graphstudio import paths
from graphstudio.errors import ModelMissing
from graphstudio.library.entries import Kind
from graphstudio.library.layouts import SUBFOLDERS
from graphstudio.library.starters import way_out

_ENDING = ".safetensors"


def installed_files(folder: str, *endings: str) -> list[str]:
    """Name the files of a kind, those in the user's model folder first.

    Args:
        folder: In the user's model folder, such as "loras": it says which kind in other folders.
        endings: How files may end; .safetensors where nothing is said.
    """
    from graphstudio.library.names import offered  # slow to import; a start needs no names

    wanted = endings or (_ENDING,)
    place = paths.models() / folder
    own = [file for ending in wanted for file in sorted(place.glob(f"*{ending}"))]
    return offered((SUBFOLDERS["graphstudio"][folder],), own, _with_ending(wanted))


def installed_folders(
    kinds: Sequence[Kind], own: Iterable[Path], fits: Callable[[Path], bool]
) -> list[str]:
    """Name the folders that are models of some kinds, those in the user's model folder first.

    Args:
        kinds: Which.
        own: Those in the user's model folder.
        fits: Whether a folder elsewhere will do.
    """
    from graphstudio.library.names import offered

    return offered(kinds, own, lambda path: path.is_dir() and fits(path))


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
    from graphstudio.library.names import meant

    shipped = builtin or {}
    if name in shipped:
        return shipped[name]
    place = paths.models() / folder
    tried = (place / name, place / f"{name}.safetensors", paths.at_home(name))
    try:
        found = next((file for file in tried if name and file.is_file()), None)
    except OSError as error:  # too long for a name, or a folder that may not be looked into
        raise ModelMissing(f'"{name}" cannot be looked at: {error.strerror}.') from error
    endings = (_ENDING, Path(name).suffix)
    found = found or meant(name, (SUBFOLDERS["graphstudio"][folder],), _with_ending(endings))
    if found is not None:
        return found
    raise _missing(name, what, place, [*shipped, *installed_files(folder)])


def find_folder(
    name: str,
    kinds: Sequence[Kind],
    *,
    what: str,
    installed: Sequence[str],
    fits: Callable[[Path], bool] = Path.is_dir,
) -> Path:
    """Find the folder that a name in the model folder, a path, or a name elsewhere means.

    Args:
        name: What was chosen.
        kinds: What may be meant outside the model folder.
        what: What it should be, for the message, such as "model".
        installed: Names that would do, for the message.
        fits: Whether what is found outside the model folder will do; any folder does otherwise.

    Raises:
        ModelMissing: There is none.
    """
    from graphstudio.library.names import meant

    named, given = paths.models() / name, paths.at_home(name)
    try:
        if name and (named.is_dir() or given.exists()):
            return named if named.is_dir() else given
    except OSError as error:  # too long for a name, or a folder that may not be looked into
        raise ModelMissing(f'"{name}" cannot be looked at: {error.strerror}.') from error
    found = meant(name, kinds, fits)
    if found is not None:
        return found
    raise _missing(name, what, paths.models(), installed)


def _missing(name: str, what: str, place: Path, installed: Sequence[str]) -> ModelMissing:
    known = f"Installed are: {', '.join(installed) or 'none'}."
    if not name:
        return ModelMissing(f"No {what} is chosen. Choose one, or put one into {place}. {known}")
    return ModelMissing(
        f'There is no {what} "{name}" in your model folders, and no such path. Put it into '
        f"{place}, or choose another one. {known}{way_out(name, place)}"
    )


def _with_ending(endings: Sequence[str]) -> Callable[[Path], bool]:
    return lambda path: path.suffix.lower() in endings and path.is_file()
