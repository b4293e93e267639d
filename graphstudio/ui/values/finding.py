"""Ask foreign code for choices without making the window wait."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt, Signal

_log = logging.getLogger(__name__)


class Finder(QObject):
    """Call a function in a thread of its own and tell here what it found.

    A thread that no exit waits for, because a pack's function may hang on a network drive.

    Attributes:
        found: Emits a tuple of texts, in the thread that the finder lives in.
        failed: Emits why there are none.
    """

    found = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._waiting: dict[int, _Answer] = {}

    @property
    def is_looking(self) -> bool:
        """Whether something is still looked for."""
        return bool(self._waiting)

    def look(self, find: Callable[[], Sequence[str]]) -> None:
        """Start looking; what an earlier call finds is told to nobody."""
        self._number += 1
        answer = _Answer()
        answer.given.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._waiting[self._number] = answer
        threading.Thread(
            target=_ask, args=(find, answer, self._number), name="choices", daemon=True
        ).start()

    def _tell(self, number: int, texts: tuple[str, ...], why: str) -> None:
        del self._waiting[number]
        if number != self._number:
            return
        if why:
            self.failed.emit(why)
        else:
            self.found.emit(texts)


class _Answer(QObject):
    """Carry what was found from one thread to the other, even when nobody waits any more."""

    given = Signal(int, object, str)


def _ask(find: Callable[[], Sequence[str]], answer: _Answer, number: int) -> None:
    try:
        texts = tuple(str(one) for one in find())
    except Exception as error:  # noqa: BLE001 - foreign code: whatever it is, typing must go on
        _log.warning("A list of choices could not be made: %s", error, exc_info=True)
        answer.given.emit(number, (), str(error) or type(error).__name__)
    else:
        answer.given.emit(number, texts, "")
