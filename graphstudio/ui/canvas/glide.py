"""Go to another part of the canvas so that one sees which way it went."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QObject, QPointF, QVariantAnimation

GLIDE_MS = 150


class Glide(QObject):
    """Lead a view from where it is to where it shall be.

    Args:
        show: Shows the canvas at a zoom with a point of it in the middle.
        parent: The view.
    """

    def __init__(self, show: Callable[[float, QPointF], object], parent: QObject) -> None:
        super().__init__(parent)
        self._show = show
        self._from = self._to = (1.0, QPointF())
        self._motion = QVariantAnimation(self, duration=GLIDE_MS, startValue=0.0, endValue=1.0)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.valueChanged.connect(self._step)

    @property
    def is_going(self) -> bool:
        """Whether it is on its way."""
        return self._motion.state() == QVariantAnimation.State.Running

    def go(self, start: tuple[float, QPointF], end: tuple[float, QPointF]) -> None:
        """Go from one zoom and middle to another."""
        self._motion.stop()
        self._from, self._to = start, end
        self._motion.start()

    def stop(self) -> None:
        """Stay where it is: somebody has taken the canvas in their hand."""
        self._motion.stop()

    def finish(self) -> None:
        """Be there now."""
        if self.is_going:
            self._motion.stop()
            self._show(*self._to)

    def _step(self, share: float) -> None:
        (zoom, middle), (last_zoom, last_middle) = self._from, self._to
        # Zooms are steps of a factor: halfway between 1 and 4 is 2.
        now = zoom * math.pow(last_zoom / zoom, share)
        if share < 1.0 and last_zoom != zoom:
            # By how much the picture has grown, or its middle would swing to the side.
            share = (1 / zoom - 1 / now) / (1 / zoom - 1 / last_zoom)
        self._show(now, middle + (last_middle - middle) * share)
