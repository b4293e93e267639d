"""Listening to what lives longer than a widget."""

from __future__ import annotations

from collections.abc import Callable

from psygnal import SignalInstance
from PySide6.QtCore import QObject


class Subscription:
    """Connect signals to methods of a widget, and let go of them when the widget is gone.

    psygnal knows nothing of Qt: it would call a widget whose C++ half is deleted.
    """

    def __init__(self, owner: QObject) -> None:
        self._kept: list[tuple[SignalInstance, Callable[..., object]]] = []
        owner.destroyed.connect(self.end)

    def follow(self, signal: SignalInstance, slot: Callable[..., object]) -> None:
        """Have a method called with whatever a signal emits."""
        signal.connect(slot)
        self._kept.append((signal, slot))

    def end(self) -> None:
        """Listen no more."""
        for signal, slot in self._kept:
            signal.disconnect(slot, missing_ok=True)
        self._kept.clear()
