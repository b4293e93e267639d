"""Write files so that a crash, a full disk or a pulled plug never leaves half of one.

The data goes to a temporary file in the same folder, reaches the disk, and takes its name
last. Until then the old file is untouched.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from graphstudio.errors import WorkflowFileError

_MOST_DIGITS = 12  # more are a date or a hash, not a number of ours
_REMEDIES = {
    errno.ENOSPC: "the disk is full. Make room, or choose another disk.",
    errno.EDQUOT: "your share of the disk is used up. Make room, or choose another disk.",
    errno.EROFS: "the disk can only be read. Choose another one.",
    errno.EACCES: "the file or its folder is write-protected. Choose another place.",
    errno.EPERM: "the file or its folder is write-protected. Choose another place.",
    errno.ENOENT: "the folder does not exist. Create it, or choose another one.",
    errno.ENOTDIR: "a part of the path is a file, not a folder. Choose another place.",
    errno.EISDIR: "this is a folder. Choose a file name in it.",
    errno.ENAMETOOLONG: "the name is too long. Choose a shorter one.",
    errno.ELOOP: "the link leads to itself. Choose another name.",
}


def replace_file(path: Path, data: bytes) -> None:
    """Put data into a file, wholly or not at all. Keeps the mode of a file that is replaced.

    A symbolic link stays one: what it leads to is replaced.

    Raises:
        WorkflowFileError: It could not be written; what was there is untouched.
    """
    try:
        # Path.resolve raises what differs between Python versions when links form a loop.
        target = Path(os.path.realpath(path))
        mode = _mode_of(target)
        temporary = target.parent / f".{secrets.token_hex(8)}.tmp"
        file = temporary.open("xb")
        try:
            if mode is not None:  # before the data, which may be private
                temporary.chmod(mode)
            _fill(file, data)
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
    except (OSError, ValueError) as error:
        raise _could_not(path, error) from error


def create_numbered(
    path: Path, data: bytes, *, note: Callable[[Path], None] = lambda _: None
) -> Path:
    """Put data into a new file beside others, "fox.png" into "fox_0001.png" or the next number.

    Several processes may do so at once in one folder: who holds the part file of a number
    owns that number, and a name that exists is never taken.

    Args:
        path: Folder and name without number.
        data: What to write.
        note: Told the name before the file has it, and after nobody else can have it any more.

    Returns:
        Where it was written.

    Raises:
        WorkflowFileError: It could not be written, and nothing is left of it.
    """
    try:
        number = _highest(path) + 1
        while not _create(final := _numbered(path, number), data, note):
            number += 1
        _sync_folder(path.parent)
    except (OSError, ValueError) as error:
        raise _could_not(path, error) from error
    return final


def drop_part(final: Path) -> None:
    """Free the number of a file that a process which is gone was about to write.

    Only for a name that this process, or one before it, was given: the part is then nobody else's.
    """
    _part_of(final).unlink(missing_ok=True)


def _create(final: Path, data: bytes, note: Callable[[Path], None]) -> bool:
    """Write a new file; False if the name is taken, or about to be."""
    part = _part_of(final)
    try:
        file = part.open("xb")
    except FileExistsError:
        return False
    try:
        # Only now: whoever had the part file before us may have just given it this name.
        is_free = not os.path.lexists(final)
        if is_free:
            _fill(file, data)
            note(final)
            part.rename(final)
        else:
            file.close()
            part.unlink()
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return is_free


def _part_of(final: Path) -> Path:
    return final.with_name(f".{final.name}.part")


def _fill(file: BinaryIO, data: bytes) -> None:
    """Write it all to the disk and close the file: Windows renames closed files only."""
    with file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _mode_of(path: Path) -> int | None:
    """Give the mode of the file that is about to be replaced; None if there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not found.st_mode & stat.S_IWUSR:  # a rename would go through all the same
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return stat.S_IMODE(found.st_mode)


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.stem}_{number:04d}{path.suffix}")


def _highest(path: Path) -> int:
    """Find the highest number in use: trying each name in turn is slow in a full folder."""
    start, end = f"{path.stem}_".casefold(), path.suffix.casefold()
    numbers = [0]
    with os.scandir(path.parent) as entries:
        for entry in entries:
            name = entry.name.casefold()
            if name.startswith(start) and name.endswith(end):
                digits = name[len(start) : len(name) - len(end)]
                if digits.isascii() and digits.isdecimal() and len(digits) < _MOST_DIGITS:
                    numbers.append(int(digits))
    return max(numbers)


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system can."""
    if os.name == "posix":
        # Some network disks cannot, and some folders may not be opened. The file is in its place
        # and whole all the same, so that is no reason to say that it was not saved.
        with suppress(OSError):
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _could_not(path: Path, error: Exception) -> WorkflowFileError:
    number = error.errno if isinstance(error, OSError) else None
    reason = _REMEDIES.get(number or 0, f"{error}. Choose another place.")
    return WorkflowFileError(f"{path} could not be saved: {reason}")
