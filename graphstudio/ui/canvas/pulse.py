"""The slow breathing of a running node's outline."""

from __future__ import annotations

import math

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

_PERIOD_MS = 1600
_FRAME_MS = 50


class Pulse(QObject):
    """Say twenty times a second how bright it is, while it is on.

    Attributes:
        beat: Emits the brightness, 0 to 1.
    """

    beat = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def is_on(self) -> bool:
        """Whether it beats."""
        return self._timer.isActive()

    def turn(self, *, is_on: bool) -> None:
        """Let it beat, or stop it at full brightness."""
        if is_on and not self.is_on:
            self._clock.start()
            self._timer.start()
        elif not is_on and self.is_on:
            self._timer.stop()
            self.beat.emit(1.0)

    def _tick(self) -> None:
        turn = 2 * math.pi * (self._clock.elapsed() % _PERIOD_MS) / _PERIOD_MS
        self.beat.emit(0.7 + 0.3 * math.cos(turn))
