"""The way from other threads into the window's."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal


class Doorway(QObject):
    """Call functions in the thread that this object lives in, whoever hands them over."""

    _handed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._handed.connect(_call, Qt.ConnectionType.QueuedConnection)

    def post(self, work: Callable[[], object]) -> None:
        """Call a function soon, after what waits already; returns at once."""
        self._handed.emit(work)


def _call(work: Callable[[], object]) -> None:
    work()
