"""Downloads in the background: one after another, paused, stopped, and offered again next time."""

from __future__ import annotations

import json
import logging
import secrets
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Literal, Protocol

from psygnal import Signal

from graphstudio.api import Cancelled
from graphstudio.errors import AccessRefused, GraphStudioError, WorkflowFileError
from graphstudio.library.downloads import Fetched, IsStopped, Progress, Told, Wish, fetch, forget
from graphstudio.workflow.atomic import replace_file

State = Literal["waiting", "running", "stopping", "paused", "failed", "done"]
_UNFINISHED = frozenset({"waiting", "running", "stopping", "paused", "failed"})
_BUSY = frozenset({"waiting", "running"})
_ENDING_S = 2.0

_log = logging.getLogger(__name__)


class Fetch(Protocol):
    """What fetches one model: `library.downloads.fetch`, or a test's own."""

    def __call__(self, wish: Wish, *, told: Told, is_stopped: IsStopped) -> Fetched:
        """Fetch it, as `library.downloads.fetch` does."""
        ...


@dataclass(frozen=True, slots=True)
class FetchItem:
    """Describe one download.

    Attributes:
        id: Names it, for ever.
        wish: What is wanted.
        state: What became of it; "stopping" is over within `Patience.stall_s`.
        progress: How far it is; None before it began.
        message: Why it failed, and what to do.
        page: Where to agree first, if that is why.
        path: Where it is, once it is done.
        unchecked: Files of it whose origin gives no hash.
    """

    id: str
    wish: Wish
    state: State = "waiting"
    progress: Progress | None = None
    message: str = ""
    page: str = ""
    path: Path | None = None
    unchecked: tuple[str, ...] = ()


class FetchQueue:
    """Fetch models in a thread that is there while there is something to do.

    Every method may be called from any thread and returns at once.

    Args:
        file: Where unfinished ones are kept between starts; those of last time are paused.
        fetch: What fetches one.

    Attributes:
        changed: Emits the id of an item that changed, came or went, in the thread that did it.
    """

    changed: ClassVar[Signal] = Signal(str)

    def __init__(self, file: Path, fetch: Fetch = fetch) -> None:
        self._file = file
        self._fetch = fetch
        self._lock = threading.RLock()
        self._thread: threading.Thread | None = None
        self._is_closed = False
        self._items: dict[str, FetchItem] = {one.id: one for one in _load(file)}

    @property
    def items(self) -> tuple[FetchItem, ...]:
        """All of them, in the order in which they were asked for."""
        with self._lock:
            return tuple(self._items.values())

    def item(self, id: str) -> FetchItem | None:  # noqa: A002 - what its name is called
        """Give one; None where it is gone."""
        with self._lock:
            return self._items.get(id)

    def find(self, wish: Wish) -> FetchItem | None:
        """Give the newest one of the same wish."""
        return next((one for one in reversed(self.items) if one.wish == wish), None)

    def add(self, wish: Wish) -> FetchItem:
        """Fetch something after all that waits; what is wanted already is gone on with."""
        with self._lock:
            known = self.find(wish)
            if known is not None and known.state in _UNFINISHED:
                self.resume(known.id)
                return self._items[known.id]
            item = FetchItem(secrets.token_hex(8), wish)
            self._items[item.id] = item
        self._after_change(item.id)
        self._start()
        return item

    def pause(self, id: str) -> None:  # noqa: A002 - as above
        """Stop one and keep what came of it."""
        with self._lock:
            item = self._items.get(id)
            if item is None or item.state not in _BUSY:
                return
            is_running = item.state == "running"
            self._items[id] = replace(item, state="stopping" if is_running else "paused")
        self._after_change(id)

    def resume(self, id: str) -> None:  # noqa: A002 - as above
        """Go on with one that was paused or that failed."""
        with self._lock:
            item = self._items.get(id)
            if item is None or item.state not in ("paused", "failed", "stopping"):
                return
            # One that is still stopping goes on as if nobody had asked it to.
            state: State = "running" if item.state == "stopping" else "waiting"
            self._items[id] = replace(item, state=state, message="", page="")
        self._after_change(id)
        self._start()

    def remove(self, id: str) -> None:  # noqa: A002 - as above
        """Take one off the list; what came of an unfinished one is thrown away."""
        with self._lock:
            item = self._items.pop(id, None)
        if item is None:
            return
        self._after_change(id)
        # A running one hears that it is gone, and its thread clears up after it.
        if item.state in ("waiting", "paused", "failed"):
            forget(item.wish)

    def close(self) -> None:
        """Stop everything; the next start of the program offers it again.

        A server that sends nothing is not waited for: a part is as good after a kill.
        """
        with self._lock:
            self._is_closed = True
            thread = self._thread
        if thread is not None:
            thread.join(_ENDING_S)

    def _start(self) -> None:
        with self._lock:
            if self._thread is None and not self._is_closed:
                self._thread = threading.Thread(target=self._work, name="downloads", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while (item := self._take()) is not None:
            self._changed(item.id)
            self._bring(item)

    def _take(self) -> FetchItem | None:
        """Give the next one and mark it; without one the thread is over, under the same lock."""
        with self._lock:
            found = next((one for one in self._items.values() if one.state == "waiting"), None)
            if found is None or self._is_closed:
                self._thread = None
                return None
            return self._put(found, state="running")

    def _bring(self, item: FetchItem) -> None:
        try:
            fetched = self._fetch(
                item.wish,
                told=lambda progress: self._tell(item.id, progress),
                is_stopped=lambda: self._is_stopped(item.id),
            )
        except Cancelled:
            self._end(item, state="paused")
        except AccessRefused as error:
            self._end(item, state="failed", message=str(error), page=error.page)
        except GraphStudioError as error:
            self._end(item, state="failed", message=str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, the others must go on
            _log.exception("The download of %s failed", item.wish.title)
            self._end(item, state="failed", message=f"It failed: {error}")
        else:
            self._end(item, state="done", path=fetched.path, unchecked=fetched.unchecked)

    def _is_stopped(self, id_: str) -> bool:
        with self._lock:
            item = self._items.get(id_)
            return self._is_closed or item is None or item.state == "stopping"

    def _tell(self, id_: str, progress: Progress) -> None:
        with self._lock:
            item = self._items.get(id_)
            if item is not None:
                self._put(item, progress=progress)
        self._changed(id_)

    def _end(self, item: FetchItem, **changes: Any) -> None:  # Any: fields of an item
        with self._lock:
            now = self._items.get(item.id)
            if now is not None:
                self._put(now, **changes)
        if now is None and changes["state"] != "done":
            forget(item.wish)
        self._after_change(item.id)

    def _put(self, item: FetchItem, **changes: Any) -> FetchItem:  # Any: as above
        self._items[item.id] = changed = replace(item, **changes)
        return changed

    def _after_change(self, id_: str) -> None:
        with self._lock:
            _save(self._file, self._items.values())
        self._changed(id_)

    def _changed(self, id_: str) -> None:
        self.changed.emit(id_)


def _load(file: Path) -> list[FetchItem]:
    """Read what was not finished; a damaged list costs the offer, not what came already."""
    try:
        rows = json.loads(file.read_text("utf-8"))
        return [
            FetchItem(str(row["id"]), _wish(row["wish"]), "paused", message=str(row["message"]))
            for row in rows
        ]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.warning("%s cannot be read, so no download is offered again: %s", file, error)
        return []


def _wish(row: dict[str, Any]) -> Wish:  # Any: JSON
    place = None if row["place"] is None else Path(row["place"])
    return Wish(**{**row, "place": place, "files": tuple(row["files"])})


def _save(file: Path, items: Iterable[FetchItem]) -> None:
    rows = [
        {"id": one.id, "wish": asdict(one.wish), "message": one.message}
        for one in items
        if one.state in _UNFINISHED
    ]
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, json.dumps(rows, indent=1, default=str).encode())
    except (WorkflowFileError, OSError) as error:  # no reason to stop what is under way
        _log.warning("%s", error)
