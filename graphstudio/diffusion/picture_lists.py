"""Folders of pictures, listed without opening one; torch comes with the first that is read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from graphstudio.api import Stream
from graphstudio.errors import BadValue

if TYPE_CHECKING:
    from graphstudio.api import Image

Order = Literal["name", "oldest first", "newest first"]

_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff", ".avif"})
_BLOCK_BYTES = 1 << 20
_MOST_LETTERS = 80  # of a name that files begin with; a number and an ending come behind it
_NOT_IN_NAMES = re.compile(r"[/\\<>:\"|?*\x00-\x1f\x7f\s]+")
_Stamp = tuple[int, int]


def list_pictures(
    folder: Path,
    *,
    pattern: str = "*",
    order: Order = "name",
    is_deep: bool = False,
    first: int = 1,
    last: int = 0,
) -> list[Path]:
    """List pictures in a folder; nothing is opened. Hidden files are left out.

    Args:
        folder: Where they lie.
        pattern: What their names must match, such as "*.png"; case does not matter.
        order: Names are sorted as people do, "2" before "10".
        is_deep: Whether folders in it are looked into.
        first: The first one taken, from 1.
        last: The last one taken; 0 is the last there is.

    Raises:
        BadValue: There is no such folder, or no such picture in it.
    """
    if folder == Path():
        raise BadValue("No folder is chosen. Choose one that holds pictures.")
    if not folder.is_dir():
        raise BadValue(f"{folder} is no folder that is there. Choose one that holds pictures.")
    wanted = pattern.strip().casefold() or "*"
    try:
        found = [one for one in _walk(folder, is_deep) if fnmatch(one.name.casefold(), wanted)]
    except OSError as error:
        raise BadValue(f"{folder} cannot be read: {error.strerror}. Choose another.") from error
    found.sort(key=lambda one: _as_people_sort(one.relative_to(folder)))
    if order != "name":
        found.sort(key=lambda one: one.stat().st_mtime_ns, reverse=order == "newest first")
    chosen = found[first - 1 : last or None]
    if not chosen:
        many = f"it has {len(found)} that fit" if found else f"none fits {pattern!r}"
        raise BadValue(f"There is no such picture in {folder}: {many}. Change the choice.")
    return chosen


def stamp_of(files: list[Path]) -> str:
    """Say which files these are, and when each was changed, as a hash: nothing is read."""
    total = hashlib.blake2b(digest_size=16)
    for one in files:
        total.update(f"{one}\0{_stamp(one)}\0".encode(errors="surrogatepass"))
    return total.hexdigest()


def picture_stream(files: list[Path]) -> Stream[Image]:
    """Give the pictures of files one by one, told apart by what is in the files."""
    stamps: dict[int, _Stamp] = {}

    def key(at: int) -> str:
        stamps[at] = _stamp(files[at])
        return _digest(files[at])

    def make(at: int) -> Image:
        from graphstudio.diffusion.images import load_image

        picture = load_image(files[at])[0]
        if stamps.get(at) not in (None, _stamp(files[at])):
            raise BadValue(f"{files[at]} was changed while it was read. Run again.")
        return picture

    return Stream(len(files), make, key, lambda at: files[at].name)


def stem_stream(files: list[Path]) -> Stream[str]:
    """Give the names of files one by one, without endings, so that other files can begin so."""
    return Stream.of([file_stem(one.stem) for one in files], [one.name for one in files])


def file_stem(text: str) -> str:
    """Make of any text what a file's name can begin with."""
    plain = _NOT_IN_NAMES.sub(" ", text).strip(" .")[:_MOST_LETTERS].strip(" .")
    return plain or "picture"


def _walk(folder: Path, is_deep: bool) -> Iterator[Path]:
    for one in folder.iterdir():
        if one.name.startswith("."):
            continue
        if one.is_dir():
            if is_deep and not one.is_symlink():  # a link may lead back up
                yield from _walk(one, is_deep)
        elif one.suffix.casefold() in _PICTURES:
            yield one


def _as_people_sort(path: Path) -> list[tuple[int, int, str]]:
    parts = re.split(r"(\d+)", str(path).casefold())
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts]


def _stamp(file: Path) -> _Stamp:
    try:
        facts = file.stat()
    except OSError as error:
        raise BadValue(f"{file} cannot be read: {error.strerror}.") from error
    return facts.st_size, facts.st_mtime_ns


def _digest(file: Path) -> str:
    digest = hashlib.blake2b(digest_size=16)
    try:
        with file.open("rb") as stream:
            while block := stream.read(_BLOCK_BYTES):
                digest.update(block)
    except OSError as error:
        raise BadValue(f"{file} cannot be read: {error.strerror}.") from error
    return digest.hexdigest()
