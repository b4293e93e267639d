"""Colour what is selected."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtGui import QColor

from graphstudio.graph import editing
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.pick_list import Pick, PickList


class Colouring:
    """Give nodes, frames and notes a colour of their own.

    Args:
        bench: Where they are.
        picks: Gives the list, which is made when it is first wanted.
    """

    def __init__(self, bench: Bench, picks: Callable[[], PickList]) -> None:
        self._bench = bench
        self._picks = picks

    def choose(self) -> None:
        """Offer the colours."""
        if not self._bench.selection:
            return
        picks = [Pick(title, self._painter(code), _dot(code)) for title, code in _colours()]
        rect = self._bench.scene.bounds(self._bench.selection)
        corner = self._bench.view.mapFromScene(rect.topRight()) + QPoint(12, 0)
        title = QCoreApplication.translate("Canvas", "Colour of the selection")
        self._picks().ask(title, picks, self._bench.view.viewport().mapToGlobal(corner))

    def paint(self, colour: str) -> None:
        """Colour what is selected.

        Args:
            colour: "#rrggbb"; "" gives the usual colour back.
        """
        chosen = self._bench.selection
        edit = editing.recolour(
            self._bench.graph, chosen.nodes, chosen.frames, chosen.notes, colour
        )
        self._bench.do(edit, QCoreApplication.translate("Canvas", "Change colour"))

    def _painter(self, colour: str) -> Callable[[], object]:
        return lambda: self.paint(colour)


def _colours() -> list[tuple[str, str]]:
    tr = QCoreApplication.translate
    return [
        (tr("Canvas", "The usual colour"), ""),
        (tr("Canvas", "Red"), "#8f2f3f"),
        (tr("Canvas", "Rust"), "#8a4a1f"),
        (tr("Canvas", "Amber"), "#7d611a"),
        (tr("Canvas", "Green"), "#1f6b4f"),
        (tr("Canvas", "Blue"), "#235f86"),
        (tr("Canvas", "Violet"), "#54458a"),
        (tr("Canvas", "Rose"), "#823d6a"),
        (tr("Canvas", "Grey"), "#565a63"),
    ]


def _dot(code: str) -> QColor | None:
    return QColor(code) if code else None
