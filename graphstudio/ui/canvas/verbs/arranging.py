"""Tidy, align, distribute, snap, nudge."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from PySide6.QtCore import QCoreApplication

from graphstudio.graph import editing
from graphstudio.graph.editing.arranging import Edge
from graphstudio.ui.canvas.bench import Bench


class Arranging:
    """Put nodes in order."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def tidy(self) -> None:
        """Lay the selected nodes out from left to right; all of them when none is selected."""
        self._tidy(self._bench.selection.nodes or set(self._bench.graph.nodes))

    def tidy_all(self) -> None:
        """Lay all nodes out from left to right."""
        self._tidy(set(self._bench.graph.nodes))

    def align(self, edge: Edge) -> None:
        """Put the selected nodes in line by an edge."""
        edit = editing.align(
            self._bench.graph, self._bench.selection.nodes, self._bench.scene.sizes(), edge
        )
        self._bench.do(edit, QCoreApplication.translate("Canvas", "Align"))

    def distribute(self, axis: Literal["across", "down"]) -> None:
        """Leave equal room between the selected nodes."""
        edit = editing.distribute(
            self._bench.graph, self._bench.selection.nodes, self._bench.scene.sizes(), axis
        )
        self._bench.do(edit, QCoreApplication.translate("Canvas", "Distribute"))

    def snap(self) -> None:
        """Put the selected nodes on the grid."""
        edit = editing.snap(self._bench.graph, self._bench.selection.nodes)
        self._bench.do(edit, QCoreApplication.translate("Canvas", "Snap to grid"))

    def nudge(self, right: int, down: int) -> None:
        """Move what is selected by so many steps of the grid; a row of nudges is one step."""
        chosen = self._bench.selection
        if chosen.nodes or chosen.frames or chosen.notes:
            sizes = self._bench.scene.sizes()
            edit = editing.nudge(
                self._bench.graph, chosen.nodes, chosen.frames, chosen.notes, right, down, sizes
            )
            label = QCoreApplication.translate("Canvas", "Nudge")
            self._bench.do(edit, label, ("nudge", chosen))

    def _tidy(self, nodes: Collection[str]) -> None:
        if nodes:
            edit = editing.tidy(self._bench.graph, nodes, self._bench.scene.sizes())
            self._bench.do(edit, QCoreApplication.translate("Canvas", "Tidy layout"))
