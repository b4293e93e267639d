"""A file while it comes: its bytes so far, and a note beside them that says whose they are."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from graphstudio.errors import BadValue, DownloadError
from graphstudio.library.downloads.choosing import WEIGHTS
from graphstudio.library.downloads.values import RemoteFile
from graphstudio.library.downloads.web import shown
from graphstudio.library.trash import move_to_trash

_BLOCK_BYTES = 1 << 22
_HEADER_LIMIT_BYTES = 100_000_000  # of a safetensors file, the format's own limit


@dataclass(frozen=True, slots=True)
class Note:
    """Say which content a part is the beginning of.

    Attributes:
        url: Where it comes from, without what may be secret.
        etag: What the server called the content; "" where it said nothing.
        size_bytes: Of the whole; 0 where nobody knows.
        sha256: Of the whole; "" where nobody knows.
        blob: Of the whole, in git's words; "" where nobody knows.
    """

    url: str
    etag: str
    size_bytes: int
    sha256: str
    blob: str

    @property
    def is_sure(self) -> bool:
        """Whether more bytes of it can be told from those of something else."""
        return bool(self.sha256 or self.blob or (self.etag and not self.etag.startswith("W/")))


@dataclass(frozen=True, slots=True)
class Part:
    """Hold the beginning of a file.

    Attributes:
        path: Where it is; its name ends in ".part".
    """

    path: Path

    @property
    def size_bytes(self) -> int:
        """How much is here."""
        with suppress(FileNotFoundError):
            return self.path.stat().st_size
        return 0

    @property
    def note(self) -> Note | None:
        """What is known of it; None where nothing is, so that it is worth nothing."""
        with suppress(OSError, ValueError, TypeError):
            return Note(**json.loads(self._note.read_text("utf-8")))
        return None

    def keep_note(self, note: Note) -> None:
        """Write down whose bytes these are, before the first of them comes."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        aside = self._note.with_name(f"{self._note.name}~")
        aside.write_text(json.dumps(asdict(note)), "utf-8")
        aside.replace(self._note)

    def drop(self) -> None:
        """Forget it all."""
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def finish(self, final: Path) -> None:
        """Give it its name: it is whole, checked and on the disk, and nothing has that name."""
        with self.path.open("rb+") as stream:
            os.fsync(stream.fileno())
        final.parent.mkdir(parents=True, exist_ok=True)
        move_new(self.path, final)
        self._note.unlink(missing_ok=True)

    @property
    def _note(self) -> Path:
        return self.path.with_name(f"{self.path.name}.json")


def make_way(final: Path) -> None:
    """Move what has a name to the trash, if anything has it.

    Raises:
        DownloadError: It cannot be moved.
    """
    if os.path.lexists(final):
        try:
            move_to_trash(final)
        except BadValue as error:
            raise DownloadError(f"{error} What came is kept.") from error


def move_new(old: Path, new: Path) -> None:
    """Rename a file to a name that nothing has.

    Raises:
        DownloadError: Something has it by now.
    """
    if os.path.lexists(new):
        raise DownloadError(
            f"{new} has come to be meanwhile and is left as it is. Rename or move it, and start "
            "the download again: nothing is fetched twice."
        )
    old.rename(new)


def matches(file: Path, wanted: RemoteFile, check_stop: Callable[[], None]) -> bool:
    """Read a file and say whether it is what was wanted, as far as anybody knows.

    Args:
        file: What to read.
        wanted: What it should be.
        check_stop: Called between blocks; raises to stop.
    """
    size = file.stat().st_size
    if wanted.size_bytes and size != wanted.size_bytes:
        return False
    sha256, blob = hashlib.sha256(), hashlib.sha1(f"blob {size}\0".encode(), usedforsecurity=False)
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK_BYTES):
            check_stop()
            if wanted.sha256:
                sha256.update(block)
            if wanted.blob:
                blob.update(block)
    is_same = not wanted.sha256 or sha256.hexdigest() == wanted.sha256
    return is_same and (not wanted.blob or blob.hexdigest() == wanted.blob)


def refuse_strange(name: str, start: bytes, size_bytes: int, url: str) -> None:
    """Refuse, by its first bytes, what is no weights though it should be.

    Args:
        name: Of the file that it should be.
        start: Its first 16 bytes, or all where there are fewer.
        size_bytes: Of the whole; 0 where nobody knows.
        url: Where it comes from.

    Raises:
        DownloadError: It is something else.
    """
    if not name.endswith(WEIGHTS):
        return
    origin = shown(url)
    if start.lstrip().startswith(b"<"):
        raise DownloadError(
            f"{origin} sends a web page instead of weights: it wants a login, or the address is "
            "that of a page and not of the file. Take the address of the file itself."
        )
    if start.startswith(b"version https://"):
        raise DownloadError(
            f"{origin} sends a Git LFS pointer instead of weights. Take the address that the "
            "page's download button has."
        )
    length = int.from_bytes(start[:8], "little")
    most = min(_HEADER_LIMIT_BYTES, size_bytes or _HEADER_LIMIT_BYTES)
    is_tensors = len(start) > 8 and 2 <= length <= most and start[8:9] == b"{"
    is_right = is_tensors if name.endswith(".safetensors") else start.startswith(b"GGUF")
    if not is_right:
        raise DownloadError(
            f"{origin} is no {name.rpartition('.')[2]} file. Nothing of it is kept."
        )
