"""One file from its origin to its place: resumed, checked, and never under its name before that."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import httpx2

from graphstudio import paths
from graphstudio.api import Cancelled
from graphstudio.diffusion.digests import keep_digest
from graphstudio.errors import DownloadError
from graphstudio.library.downloads.parts import (
    Note,
    Part,
    make_way,
    matches,
    refuse_strange,
)
from graphstudio.library.downloads.values import RemoteFile
from graphstudio.library.downloads.web import IsStopped, Unsteady, Web, shown
from graphstudio.wording import say_bytes

_SPARE_BYTES = 64 << 20  # what is left free for everybody else
_HEAD_BYTES = 16
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})

Doing = Literal["fetching", "checking", "waiting"]
Tell = Callable[[Doing, int, str], None]
"""Hears what happens, how many bytes of the file are here, and why it waits."""


@dataclass(slots=True)
class Transfer:
    """Fetch one file.

    Attributes:
        wanted: What; how large it is is filled in when the origin says it.
        final: The name that it gets.
        part: Its bytes until then.
        web: How to reach the origin.
        is_stopped: Whether somebody wants to stop.
        tell: Hears how far it is.
        replaces: Whether what has its name goes to the trash, once this is here and whole.
        new_bytes: How much came.
    """

    wanted: RemoteFile
    final: Path
    part: Part
    web: Web
    is_stopped: IsStopped
    tell: Tell
    replaces: bool = False
    new_bytes: int = 0

    def run(self) -> None:
        """Fetch it and give it its name.

        Raises:
            Cancelled: Somebody stopped it; what came is kept.
            DownloadError: It cannot be had. What came is kept unless it is wrong.
        """
        with _disk_in_words(self):
            is_old = self._drop_useless()
            self._require_room()
            # Wrong bytes of another day may be to blame: then once more, with those of today.
            if not self._fetch() and not (is_old and self._fetch()):
                raise self._wrong()
            if self.replaces:
                make_way(self.final)
            self.part.finish(self.final)
            if self.wanted.sha256:
                keep_digest(self.final, self.wanted.sha256, paths.digests())

    def _fetch(self) -> bool:
        """Have all bytes come; give whether they are right. Wrong ones are not kept."""
        self.web.patiently(
            self._attempt,
            self.is_stopped,
            lambda why: self.tell("waiting" if why else "fetching", self.part.size_bytes, why),
            lambda: self.part.size_bytes,
        )
        is_right = self._is_right()
        if not is_right:
            self.part.drop()
        return is_right

    def _drop_useless(self) -> bool:
        """Drop what cannot be gone on with; give whether something is left."""
        note, wanted = self.part.note, self.wanted
        is_same = note is not None and (note.sha256, note.blob) == (wanted.sha256, wanted.blob)
        if note is None or not is_same or note.url != shown(wanted.url) or not note.is_sure:
            self.part.drop()
        elif not wanted.size_bytes:
            self.wanted = replace(wanted, size_bytes=note.size_bytes)
        if self.wanted.size_bytes and self.part.size_bytes > self.wanted.size_bytes:
            self.part.drop()
        return self.part.size_bytes > 0

    def _require_room(self) -> None:
        missing = self.wanted.size_bytes - self.part.size_bytes
        self.part.path.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(self.part.path.parent).free
        if missing + _SPARE_BYTES > free:
            raise DownloadError(
                f"There is no room for {self.wanted.path}: {say_bytes(missing)} are still to come "
                f"and {say_bytes(free)} are free in {self.part.path.parent}. Make room, or "
                "choose another folder."
            )

    def _attempt(self) -> None:
        have, note = self.part.size_bytes, self.part.note
        if have and have == self.wanted.size_bytes:
            return
        headers = {}
        if have and note is not None:
            headers["Range"] = f"bytes={have}-"
            if note.etag and not note.etag.startswith("W/"):
                headers["If-Range"] = note.etag
        with self.web.open(self.wanted.url, headers) as response:
            start = self._start(response, have, note)
            self._take(response, start)

    def _start(self, response: httpx2.Response, have: int, note: Note | None) -> int:
        """Say at which byte the answer begins, and write down whose it is."""
        etag = response.headers.get("etag", "")
        if response.status_code == 206:
            begin, total = _content_range(response.headers.get("content-range", ""))
            is_other = bool(note and note.etag and etag and note.etag != etag)
            self._learn_size(total)
            if begin == have and not is_other:
                return have
        if response.status_code in (206, 416):  # not what was asked for: from the beginning, then
            self.part.drop()
            raise Unsteady(f"{shown(self.wanted.url)} has changed meanwhile.", wait_s=0)
        self._refuse_page(response)
        self._learn_size(int(response.headers.get("content-length") or 0))
        self.part.drop()
        wanted = self.wanted
        self.part.keep_note(
            Note(shown(wanted.url), etag, wanted.size_bytes, wanted.sha256, wanted.blob)
        )
        self._require_room()
        return 0

    def _learn_size(self, told: int) -> None:
        wanted = self.wanted
        if wanted.size_bytes and told and told != wanted.size_bytes:
            if wanted.is_hashed:
                raise DownloadError(
                    f"{shown(wanted.url)} has {told} bytes and should have {wanted.size_bytes}: it "
                    "is not the file that its origin lists. Nothing of it is used."
                )
            self.part.drop()  # an address whose content has changed
        if told:
            self.wanted = replace(wanted, size_bytes=told)

    def _refuse_page(self, response: httpx2.Response) -> None:
        if response.headers.get("content-type", "").startswith("text/html"):
            refuse_strange("a.safetensors", b"<", 0, self.wanted.url)

    def _take(self, response: httpx2.Response, start: int) -> None:
        try:
            self._write_down(response, start)
        except DownloadError:  # it is something else: nothing of it is worth keeping
            self.part.drop()
            raise

    def _write_down(self, response: httpx2.Response, start: int) -> None:
        here, size = start, self.wanted.size_bytes
        head = b"" if start == 0 else bytes(_HEAD_BYTES)
        with self.part.path.open("ab", buffering=0) as stream:
            stream.truncate(start)
            # In the pieces that come: a larger block would be lost with the connection.
            for block in response.iter_raw():
                if self.is_stopped():
                    raise Cancelled
                if len(head) < _HEAD_BYTES:
                    head = self._look(head + block[:_HEAD_BYTES])
                if size and here + len(block) > size:
                    raise self._too_long()
                _write(stream.write, block)
                here += len(block)
                self.new_bytes += len(block)
                self.tell("fetching", here, "")
        if here < size:
            raise Unsteady(f"The connection to {shown(self.wanted.url)} broke.")
        self.wanted = replace(self.wanted, size_bytes=here)

    def _look(self, head: bytes) -> bytes:
        if len(head) >= _HEAD_BYTES:
            refuse_strange(self.final.name, head, self.wanted.size_bytes, self.wanted.url)
        return head

    def _too_long(self) -> DownloadError:
        return DownloadError(
            f"{shown(self.wanted.url)} sends more than the {self.wanted.size_bytes} bytes that it "
            "should have. Nothing of it is kept."
        )

    def _is_right(self) -> bool:
        self.tell("checking", self.part.size_bytes, "")
        with self.part.path.open("rb") as stream:
            head = stream.read(_HEAD_BYTES)
        try:
            refuse_strange(self.final.name, head, self.part.size_bytes, self.wanted.url)
        except DownloadError:
            self.part.drop()
            raise
        return matches(self.part.path, self.wanted, self._check_stop)

    def _check_stop(self) -> None:
        if self.is_stopped():
            raise Cancelled

    def _wrong(self) -> DownloadError:
        return DownloadError(
            f"{shown(self.wanted.url)} came whole, but its content is not what its origin promises "
            "(another hash). Nothing of it is kept. Try again; if it happens again, the origin or "
            "something on the way is damaged."
        )


def _write(write: Callable[[memoryview], int | None], block: bytes) -> None:
    """Write all of it: a disk that is filling up takes half a block without a word."""
    left = memoryview(block)
    while left:
        left = left[write(left) or 0 :]


@contextmanager
def _disk_in_words(transfer: Transfer) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        place = transfer.part.path.parent
        if error.errno in _FULL:
            missing = max(transfer.wanted.size_bytes - transfer.part.size_bytes, 0)
            raise DownloadError(
                f"The disk is full in the middle of {transfer.wanted.path}: {say_bytes(missing)} "
                f"are missing. What came is kept in {place}. Make room and start the download "
                "again: it goes on where it stopped."
            ) from error
        raise DownloadError(
            f"{transfer.wanted.path} cannot be written in {place}: {error.strerror or error}. "
            "Choose another folder."
        ) from error


def _content_range(text: str) -> tuple[int, int]:
    """Read "bytes 100-199/1000" as where it begins and how large the whole is; -1 if it is not."""
    unit, _, rest = text.partition(" ")
    span, _, total = rest.partition("/")
    begin = span.partition("-")[0]
    if unit != "bytes" or not begin.isdecimal():
        return -1, 0
    return int(begin), int(total) if total.isdecimal() else 0
