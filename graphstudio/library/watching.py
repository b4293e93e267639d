"""Watch the folders with models, and tell when something in them has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from graphstudio.library.folders import ModelFolder
from graphstudio.library.layouts import places
from graphstudio.library.walking import BESIDE, ENDINGS

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver

QUIET_S: Final = 1.5
"""So long nothing must have changed before it is told: a download changes its file all the time."""
POLL_S: Final = 30.0
"""How often folders are looked at where the system has no more watches to give."""
_TELLING = frozenset({"created", "deleted", "modified", "moved", "closed"})


class Watcher:
    """Watch folders until it is stopped.

    Attributes:
        polled: Folders that the system cannot watch: whoever hears looks at them now and then.
    """

    def __init__(
        self,
        folders: Sequence[ModelFolder],
        changed: Callable[[], None],
        *,
        quiet_s: float = QUIET_S,
        poll_s: float = POLL_S,
    ) -> None:
        """Begin to watch.

        Args:
            folders: Those that are there; others are watched no sooner than by the next watcher.
            changed: Called in a thread of its own when something changed and it is quiet again.
            quiet_s: How long it must have been quiet.
            poll_s: How often `changed` is called for folders that cannot be watched.
        """
        self._changed = changed
        self._quiet_s, self._poll_s = quiet_s, poll_s
        self._stirred, self._stop = threading.Event(), threading.Event()
        self._observer = _observer()
        self.polled = tuple(
            place
            for folder in folders
            if not folder.is_shipped
            for place in places(folder.path, folder.layout)
            if place.is_dir() and not self._watch(place)
        )
        self._thread = threading.Thread(target=self._tell, name="library watcher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Watch no more, and wait until nothing more is told."""
        self._stop.set()
        self._stirred.set()
        if self._observer.is_alive():
            self._observer.stop()
            self._observer.join()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _watch(self, place: Path) -> bool:
        """Watch one folder and all in it; say whether the system can."""
        from watchdog.events import FileSystemEventHandler

        class Heard(FileSystemEventHandler):
            def on_any_event(self, event: FileSystemEvent) -> None:
                if matters(event.event_type, str(event.src_path), str(event.dest_path)):
                    stirred.set()

        stirred = self._stirred
        try:
            if not self._observer.is_alive():
                self._observer.start()
            self._observer.schedule(Heard(), str(place), recursive=True)
        except OSError:  # Linux: fs.inotify.max_user_watches or max_user_instances is reached
            return False
        return True

    def _tell(self) -> None:
        while not self._stop.is_set():
            stirred = self._stirred.wait(self._poll_s if self.polled else None)
            while stirred and not self._stop.is_set():
                self._stirred.clear()
                stirred = self._stirred.wait(self._quiet_s)
            if not self._stop.is_set():
                self._changed()


def matters(what: str, *paths: str) -> bool:
    """Tell whether something that happened to a path may change the library.

    Args:
        what: As watchdog names it; reading a file changes nothing.
        paths: Where, and where to.
    """
    if what not in _TELLING:
        return False
    endings = {Path(path).suffix.lower() for path in paths if path}
    # Without an ending it may be a folder, which may bring models with it.
    return bool(endings & (ENDINGS | BESIDE | {""}))


def _observer() -> BaseObserver:
    from watchdog.observers import Observer

    return Observer()
