"""Results on disk: looked up in an index, read from files that are named by their content.

Nothing here stops a run. What cannot be read is not there, what cannot be written is not kept,
and somebody is told once.
"""

from __future__ import annotations

import json
import logging
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from graphstudio.engine.disk.background import Background
from graphstudio.engine.disk.container import Unreadable
from graphstudio.engine.disk.encoding import decode, encode
from graphstudio.engine.disk.index import Entry, Index
from graphstudio.engine.disk.objects import Objects
from graphstudio.engine.disk.pictures import kept_images
from graphstudio.engine.disk.pruning import make_room
from graphstudio.engine.keys import Key
from graphstudio.engine.plan import PlannedNode
from graphstudio.engine.results import Result

MOST_BYTES = 10 * 1024**3
_MOST_WAITING = 512 * 1024**2
# What writing and reading costs: results that are made as fast are made again. Texts are kept all
# the same, for they are written beside the pictures that were made from them.
_LEAST_S = 0.002
_LEAST_S_PER_BYTE = 0.001 / 1024**2
_MOST_TEXT_BYTES = 1 << 16
_REST_S = 30.0  # after a failure: no run waits for a broken disk again and again
_LOOK_S = 0.5  # other processes' results are seen so much later, at most
_SWEEP_S = 86_400.0

_log = logging.getLogger("graphstudio.cache")
_T = TypeVar("_T")


class World(NamedTuple):
    """Hold what besides a node's key decides its result, as a hash and piece by piece."""

    digest: str
    parts: Mapping[str, str]


class ResultStore:
    """Keep results on disk; several processes may share one folder.

    Args:
        folder: Where; made when something is kept first.
        world: Says what besides the key decides a result; asked when it is first needed. None
            from it keeps nothing.
        budget_bytes: How much it may hold; None takes 10 GiB, and never more than a tenth of what
            would be free without it.
    """

    def __init__(
        self, folder: Path, world: Callable[[], World | None], budget_bytes: int | None = None
    ) -> None:
        self.folder = folder
        self.budget_bytes = budget_bytes
        self.objects = Objects(folder / "objects")
        self._ask_world = world
        self._world: World | None = None
        self._lock = threading.Lock()  # of what is below
        self._index: Index | None = None  # for reading; the thread that writes has its own
        self._writing: Index | None = None
        self._known: set[Key] = set()
        self._version = -1
        self._looked = self._rests_until = float("-inf")
        self._uses: dict[tuple[Key, str], tuple[float, float]] = {}
        self._unsettled = 0
        self._has_told = False
        self._background = Background(_MOST_WAITING, self._settle)

    def get(self, key: Key) -> Result | None:
        """Read the result for a key; None if it is not there, or not what was written."""
        return self._read(key) if key in self else None

    def put(self, key: Key, result: Result, about: PlannedNode | None = None) -> bool:
        """Begin to keep a result; say whether it will be tried.

        Args:
            key: Under which it will be found.
            result: Copied before this returns; written soon after.
            about: The node that gave it, for people.
        """
        if result.gpu_bytes or not _is_worth_it(result) or self._is_resting:
            return False
        world = self._find_world()
        data = None if world is None else encode(result.outputs)
        if data is None or world is None or len(data) > (self.budget_bytes or MOST_BYTES):
            return False
        entry = _entry(key, world.digest, len(data), result.seconds, about)
        return self._background.add(partial(self._keep, entry, data), len(data))

    def __contains__(self, key: Key) -> bool:
        now = time.monotonic()
        if now >= self._looked:
            with self._lock:
                if now >= self._looked:
                    self._look()
        return key in self._known

    def flush(self, timeout_s: float | None = None) -> bool:
        """Wait until everything is written; False where that is not so in time."""
        is_done = self._background.flush(timeout_s)
        self._looked = float("-inf")
        return is_done

    def close(self) -> None:
        """Write everything and let go of the files."""
        self.flush()
        with self._lock:
            for index in (self._index, self._writing):
                if index is not None:
                    index.close()
            self._index = self._writing = None
            self._looked = float("-inf")

    def limit(self, held_bytes: int) -> int:
        """Say how much it may hold now, when it holds so much."""
        if self.budget_bytes is not None:
            return self.budget_bytes
        free = shutil.disk_usage(self.folder).free
        return min(MOST_BYTES, (free + held_bytes) // 10)

    def open_index(self) -> Index:
        """Open the index.

        Raises:
            sqlite3.Error: It cannot be used now.
            OSError: Likewise.
        """
        return Index(self.folder / "index-1.db")

    def _look(self) -> None:
        """See which keys are there now."""
        before = time.monotonic()
        self._attempt(self._look_again, None)
        after = time.monotonic()
        self._looked = max(after + _LOOK_S, after + 50 * (after - before))

    def _look_again(self) -> None:
        world = self._find_world()
        if self._is_resting or world is None or not self.folder.exists():
            self._known = set()
            return
        if self._index is None:
            self._index = self.open_index()
            self._version = -1
        version = self._index.version()
        if version != self._version:
            self._known = self._index.keys(world.digest)
            self._version = version

    def _read(self, key: Key) -> Result | None:
        index, world = self._index, self._world
        if index is None or world is None:
            return None
        entry = self._attempt(lambda: index.find(key, world.digest), None)
        if entry is None:
            return None
        outputs = self._attempt(lambda: self._outputs(entry), None)
        if outputs is None:
            self._known.discard(key)
            return None
        self._background.add(partial(self._use, entry))
        result = Result.of(outputs, entry.seconds)
        seal = tuple((one, 0) for one in kept_images(outputs))
        return replace(result, seal=result.seal + seal) if seal else result

    def _outputs(self, entry: Entry) -> tuple[Any, ...] | None:  # Any: whatever nodes gave
        """Read an object; None, and its entries are dropped, where it is not what was written."""
        data = self.objects.read(entry.object)
        try:
            outputs = None if data is None else decode(data)
        except Unreadable as error:
            _log.info("A result of %s cannot be read: %s", entry.title, error)
            outputs = None
        except (ImportError, RuntimeError, MemoryError) as error:  # torch, or no room for a tensor
            _log.info("A result of %s is not read now: %s", entry.title, error)
            return None
        if not isinstance(outputs, tuple):
            self._background.add(partial(self._forget, entry.object))
            return None
        return outputs

    def _keep(self, entry: Entry, data: bytes) -> None:
        """Write an object and its entry. Called in the background, as all below."""
        self._attempt(lambda: self._write(entry, data), None)

    def _write(self, entry: Entry, data: bytes) -> None:
        index = self._writer()
        name = self.objects.write(data)
        worth = index.setting("level") + entry.seconds / entry.bytes
        index.add([replace(entry, object=name, worth=worth)])
        self._known.add(entry.key)
        self._unsettled += entry.bytes
        if self._unsettled > (self.budget_bytes or MOST_BYTES) // 20:
            self._make_room()

    def _use(self, entry: Entry) -> None:
        worth = entry.seconds / max(entry.bytes, 1)
        self._uses[entry.key, entry.world] = (time.time(), worth)

    def _forget(self, name: str) -> None:
        self._attempt(lambda: self._writer().drop([name]), None)

    def _settle(self) -> None:
        """Note what was used, and make room: when there is nothing else to do."""
        if self._uses or self._unsettled:
            self._attempt(self._settle_now, None)

    def _settle_now(self) -> None:
        index = self._writer()
        level = index.setting("level")
        uses, self._uses = self._uses, {}
        index.touch({name: (used, level + worth) for name, (used, worth) in uses.items()})
        if self._unsettled:
            self._make_room()

    def _make_room(self) -> None:
        self._unsettled = 0
        index = self._writer()
        gone = make_room(index, self.objects, self.limit)
        if time.time() - index.setting("swept") > _SWEEP_S:
            index.set("swept", time.time())
            self.objects.sweep(one.object for one in index.shared())
        if gone.objects:
            self._looked = float("-inf")

    def _writer(self) -> Index:
        if self._writing is None:
            self._writing = self.open_index()
            if self._world is not None:
                self._writing.note_world(*self._world)
        return self._writing

    def _find_world(self) -> World | None:
        if self._world is None:
            self._world = self._ask_world()
        return self._world

    @property
    def _is_resting(self) -> bool:
        return time.monotonic() < self._rests_until

    def _attempt(self, action: Callable[[], _T], otherwise: _T) -> _T:
        """Do something with the disk; where it cannot be done, leave it alone for a while."""
        try:
            return action()
        except (OSError, sqlite3.Error, UnicodeError) as error:
            self._rests_until = time.monotonic() + _REST_S
            level = logging.INFO if self._has_told else logging.WARNING
            self._has_told = True
            _log.log(level, "Results are not kept in %s for now: %s", self.folder, error)
            return otherwise


def _is_worth_it(result: Result) -> bool:
    if result.seconds >= _LEAST_S + result.cpu_bytes * _LEAST_S_PER_BYTE:
        return True
    has_text = any(type(one) is str for one in result.outputs)
    return has_text and result.cpu_bytes <= _MOST_TEXT_BYTES


def _entry(
    key: Key, world: str, size_bytes: int, seconds: float, about: PlannedNode | None
) -> Entry:
    node, title, kind = ("", "", "")
    parts: Mapping[str, str] = {}
    if about is not None:
        node, title, kind, parts = about.id, about.title, about.definition.id, about.parts
    now = time.time()
    return Entry(
        key,
        world,
        "",
        size_bytes,
        float(seconds),
        now,
        _storable(node),
        _storable(title),
        kind,
        json.dumps(dict(parts)),
        used=now,
    )


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
