"""Where new things go."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QCursor

from graphstudio.ui.canvas.view import CanvasView


class Spot:
    """Say where: under the mouse, else in the middle of the view.

    Attributes:
        fixed: A place that goes before both: where the open menu was asked for.
    """

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self.fixed: QPointF | None = None

    @property
    def is_pointed_at(self) -> bool:
        """Whether somebody points at a place, with the mouse or through a menu."""
        return self.fixed is not None or self._view.viewport().underMouse()

    def here(self) -> QPointF:
        """Give the place, in scene pixels."""
        viewport = self._view.viewport()
        if self.fixed is not None:
            return self.fixed
        if viewport.underMouse():
            return self._view.mapToScene(viewport.mapFromGlobal(QCursor.pos()))
        return self._view.mapToScene(viewport.rect().center())
