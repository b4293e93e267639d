"""States in the middle of nodes' work on disk: written one after another, each run in its own file.

A reel is a file of records that only grows. A record is a header (magic, lengths, hash), the
key, and the encoded state. A killed process leaves a reel whose last record may be cut off; what
lies before it is whole. Nobody ever writes into another process's reel.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from graphstudio.api import StepState
from graphstudio.engine.disk.background import Background
from graphstudio.engine.disk.container import Unreadable
from graphstudio.engine.disk.encoding import decode, encode
from graphstudio.engine.disk.store import World

MOST_BYTES = 2 * 1024**3
_REEL_BYTES = 64 * 1024**2  # whole reels go: one should not be a large part of all
_MOST_WAITING = 128 * 1024**2
_LOOK_S = 0.5  # other processes' states are seen so much later, at most
_HEADER = struct.Struct("<4sHQ16s")
_MAGIC = b"GSR1"

_log = logging.getLogger("graphstudio.cache")


class _Place(NamedTuple):
    """Say where the data of a record is, and what its hash must be."""

    reel: Path
    offset: int
    size: int
    digest: bytes


class ReelShelf:
    """Keep states on disk; several processes may share one folder.

    Args:
        folder: Where; made when something is kept first.
        world: Says what besides the key decides a state; None from it keeps nothing.
        budget_bytes: How much all reels may hold together; None takes 2 GiB. The least lately
            used reels go.
    """

    def __init__(
        self, folder: Path, world: Callable[[], World | None], budget_bytes: int | None = None
    ) -> None:
        self.folder = folder
        self.budget_bytes = MOST_BYTES if budget_bytes is None else budget_bytes
        self._world = world
        self._lock = threading.Lock()  # of what is found
        self._places: dict[str, _Place] = {}
        self._seen: dict[Path, int] = {}  # how far each reel was looked through
        self._looked = float("-inf")
        self._used: set[Path] = set()
        self._reel: Path | None = None  # this process's own
        self._grown = 0
        self._has_told = False
        self._background = Background(_MOST_WAITING, self._settle)

    def get(self, key: str) -> StepState | None:
        """Read the state for a key; None if it is not there, or not what was written."""
        if key not in self:  # which looks through the folder
            return None
        place = self._places.get(key)
        if place is None:
            return None
        try:
            with place.reel.open("rb") as file:
                file.seek(place.offset)
                data = file.read(place.size)
            state = (
                decode(data)
                if _digest(key.encode("utf-8", "surrogatepass"), data) == place.digest
                else None
            )
        except (OSError, Unreadable, ImportError, RuntimeError, MemoryError) as error:
            _log.info("A step in %s cannot be read: %s", place.reel, error)
            state = None
        if not isinstance(state, StepState):
            with self._lock:
                self._places.pop(key, None)
            return None
        if place.reel not in self._used:
            self._used.add(place.reel)
            with suppress(OSError):
                os.utime(place.reel)
        return state

    def put(self, key: str, state: StepState) -> None:
        """Begin to keep a state; it is written soon after."""
        world = self._world()
        if world is None or key in self._places or len(key) > 1000:
            return
        size = sum(one.nbytes for one in state.tensors.values())
        self._background.add(partial(self._append, key, state, world.digest), size)

    def clear(self) -> int:
        """Forget all states; say how many bytes they took."""
        self.flush()
        return self.prune(0)

    def prune(self, limit_bytes: int) -> int:
        """Remove whole reels, the least lately used first, down to a size; say how much went."""
        reels = sorted(_reels(self.folder), key=lambda one: one.stat().st_mtime)
        held = sum(one.stat().st_size for one in reels)
        freed = 0
        for reel in reels:
            if held - freed <= limit_bytes:
                break
            if reel != self._reel or not limit_bytes:
                with suppress(OSError):
                    size = reel.stat().st_size
                    reel.unlink()
                    freed += size
        self._looked = float("-inf")
        return freed

    def flush(self, timeout_s: float | None = None) -> bool:
        """Wait until everything is written; False where that is not so in time."""
        is_done = self._background.flush(timeout_s)
        self._looked = float("-inf")
        return is_done

    def __contains__(self, key: str) -> bool:
        if key not in self._places and time.monotonic() >= self._looked:
            with self._lock:
                self._look()
        return key in self._places

    def _look(self) -> None:
        """Look through what is new in the folder."""
        world = self._world()
        reels = [] if world is None else _reels(self.folder, world.digest)
        for reel in reels:
            with suppress(OSError):
                self._look_through(reel)
        gone = self._seen.keys() - set(reels)
        if gone:
            self._places = {key: one for key, one in self._places.items() if one.reel not in gone}
            self._seen = {reel: end for reel, end in self._seen.items() if reel not in gone}
        self._looked = time.monotonic() + _LOOK_S

    def _look_through(self, reel: Path) -> None:
        begun = self._seen.get(reel, 0)
        if reel.stat().st_size > begun:
            for key, place in read_places(reel, begun):
                self._places[key] = place
                begun = place.offset + place.size
        self._seen[reel] = begun

    def _append(self, key: str, state: StepState, world: str) -> None:
        """Write a record. Called in the background, as all below."""
        data = encode(state)
        if data is None:
            return
        name = key.encode("utf-8", "surrogatepass")
        digest = _digest(name, data)
        head = _HEADER.pack(_MAGIC, len(name), len(data), digest) + name
        try:
            reel = self._open(world)
            begun = _write(reel, head + data)
        except OSError as error:
            self._reel = None  # its end may be broken: nothing can be found behind it
            if not self._has_told:
                self._has_told = True
                _log.warning("Steps are not kept in %s for now: %s", self.folder, error)
            return
        with self._lock:
            self._places[key] = _Place(reel, begun + len(head), len(data), digest)
        self._grown += len(data)

    def _open(self, world: str) -> Path:
        """Choose the file to write into: this process's own, as long as it is not full."""
        if self._reel is not None:
            with suppress(FileNotFoundError):
                if self._reel.stat().st_size < min(_REEL_BYTES, self.budget_bytes // 4):
                    return self._reel
        self.folder.mkdir(parents=True, exist_ok=True)
        self._reel = self.folder / f"{world[:16]}-{time.time_ns()}-{os.getpid()}.reel"
        return self._reel

    def _settle(self) -> None:
        if self._grown:
            self._grown = 0
            with suppress(OSError):
                self.prune(max(self.budget_bytes, 1))


def read_places(reel: Path, begin: int = 0) -> Iterator[tuple[str, _Place]]:
    """Find the records of a reel from a place on, up to its end or to what is none.

    Raises:
        OSError: It cannot be read.
    """
    end = reel.stat().st_size
    with reel.open("rb") as file:
        while True:
            file.seek(begin)
            head = file.read(_HEADER.size)
            if len(head) < _HEADER.size:
                return
            magic, length, size, digest = _HEADER.unpack(head)
            name = file.read(length)
            offset = begin + _HEADER.size + length
            if magic != _MAGIC or len(name) < length or offset + size > end:
                return
            yield name.decode("utf-8", "replace"), _Place(reel, offset, size, digest)
            begin = offset + size


def _write(reel: Path, record: bytes) -> int:
    """Put a record behind the others; say where it begins."""
    with reel.open("ab", buffering=0) as file:
        begun = file.tell()
        if file.write(record) < len(record):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return begun


def verify_reels(folder: Path) -> tuple[int, int]:
    """Read all records; say how many there are, and how many are not what was written.

    Raises:
        OSError: The folder cannot be read.
    """
    count = broken = 0
    for reel in _reels(folder):
        for key, place in read_places(reel):
            with reel.open("rb") as file:
                file.seek(place.offset)
                data = file.read(place.size)
            count += 1
            broken += _digest(key.encode("utf-8", "surrogatepass"), data) != place.digest
    return count, broken


def held_bytes(folder: Path) -> int:
    """Add up the sizes of all reels."""
    return sum(one.stat().st_size for one in _reels(folder))


def _reels(folder: Path, world: str = "") -> list[Path]:
    try:
        return [one for one in folder.iterdir() if _is_reel(one.name, world[:16])]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _is_reel(name: str, world: str) -> bool:
    return name.endswith(".reel") and name.startswith(world)


def _digest(name: bytes, data: bytes) -> bytes:
    total = hashlib.blake2b(struct.pack("<QQ", len(name), len(data)), digest_size=16)
    total.update(name)
    total.update(data)
    return total.digest()
