"""Work that must not hold up the window, such as reading and scaling pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal

T = TypeVar("T")


class _Mail(QObject):
    """Carry results between threads. Jobs hold it, so that it outlives whoever asked."""

    arrived = Signal(object)


class Jobs(QObject):
    """Do work in threads, and hand the results over in the thread of the window.

    What is under way when the object is deleted finishes, and its result is dropped.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._mail = _Mail()
        self._mail.arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def start(self, work: Callable[[], T], then: Callable[[T], None]) -> None:
        """Do some work in a thread, and call `then` with its result in this one."""
        mail = self._mail

        def run() -> None:
            mail.arrived.emit((then, work()))

        QThreadPool.globalInstance().start(run)

    def _deliver(self, letter: tuple[Callable[[Any], None], Any]) -> None:  # Any: of any work
        then, result = letter
        then(result)
