"""What is to be fetched, how far it is, and what came of it: plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from graphstudio.library.references import Origin

Stage = Literal["asking", "fetching", "checking", "waiting"]


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """Say which bytes are wanted from where.

    Attributes:
        url: Where they are.
        path: Where they go, below the download's place, with slashes.
        size_bytes: How many; 0 where nobody knows.
        sha256: Of the content; "" where nobody knows.
        blob: What git calls the content, see `hub.HubFile`; "" where nobody knows.
    """

    url: str
    path: str
    size_bytes: int = 0
    sha256: str = ""
    blob: str = ""

    @property
    def is_hashed(self) -> bool:
        """Whether the content can be checked."""
        return bool(self.sha256 or self.blob)


@dataclass(frozen=True, slots=True)
class Download:
    """Say what is fetched: one file, or a folder that is one model.

    Attributes:
        name: Of the file or folder that is made.
        place: The folder that it goes into.
        files: What is fetched, one after another.
        is_folder: Whether it is a folder; a file has one file of its own name.
        origin: Where exactly it is had from.
        replaces: Whether files of the same name with other content go to the trash for it.
    """

    name: str
    place: Path
    files: tuple[RemoteFile, ...]
    is_folder: bool
    origin: Origin
    replaces: bool = False

    @property
    def target(self) -> Path:
        """The file or folder that is made."""
        return self.place / self.name

    @property
    def size_bytes(self) -> int:
        """Bytes of all files; 0 where one is not known."""
        sizes = [one.size_bytes for one in self.files]
        return sum(sizes) if all(sizes) else 0


@dataclass(frozen=True, slots=True)
class Progress:
    """Say how far a download is.

    Attributes:
        name: Of the download.
        stage: What happens now.
        file: Which file it is about; "" while the origin is asked.
        done_bytes: How much of all files is here, old or new.
        total_bytes: Of all files; 0 where nobody knows.
        bytes_per_s: How fast it comes just now.
        seconds_left: How long it takes at that; None where nobody knows.
        note: Why it waits, or what else there is to say.
    """

    name: str
    stage: Stage
    file: str = ""
    done_bytes: int = 0
    total_bytes: int = 0
    bytes_per_s: float = 0.0
    seconds_left: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """Say what came of a download.

    Attributes:
        path: The file or folder.
        new_bytes: How much came through the net this time.
        kept: Files that were there already, the same.
        unchecked: Files whose origin gives no hash, so that only their size and form were checked.
    """

    path: Path
    new_bytes: int
    kept: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()


Told = Callable[[Progress], None]


def nobody(_: Progress) -> None:
    """Tell nobody."""
