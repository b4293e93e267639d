"""Tidy, align, distribute, snap, nudge."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from PySide6.QtCore import QCoreApplication

from graphstudio.graph import editing
from graphstudio.graph.editing.arranging import Edge
from graphstudio.graph.edits import Edit
from graphstudio.graph.history import Step
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.jobs import Jobs

_MOST_AT_ONCE = 150  # nodes; laying out more takes longer than a blink


class Arranging:
    """Put nodes in order."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._jobs = Jobs(bench.view)

    def tidy(self) -> None:
        """Lay the selected nodes out from left to right; all of them when none is selected."""
        self._tidy(self._bench.selection.nodes or self._all_that_show())

    def tidy_all(self) -> None:
        """Lay all nodes out from left to right."""
        self._tidy(self._all_that_show())

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
                self._bench.graph,
                chosen.nodes,
                chosen.frames,
                chosen.notes,
                right,
                down,
                sizes,
                self._bench.scene.within,
            )
            label = QCoreApplication.translate("Canvas", "Nudge")
            self._bench.do(edit, label, ("nudge", chosen))

    def _all_that_show(self) -> set[str]:
        graph = self._bench.graph
        return graph.nodes.keys() - editing.hidden(graph, self._bench.scene.within).nodes

    def _tidy(self, nodes: Collection[str]) -> None:
        if not nodes:
            return
        scene, graph = self._bench.scene, self._bench.graph
        sizes, within = scene.sizes(), scene.within
        if len(nodes) <= _MOST_AT_ONCE:
            self._move(editing.tidy(graph, nodes, sizes, within=within))
            return
        twin, step = graph.copy(), self._bench.document.history.undo_step
        self._jobs.start(
            lambda: editing.tidy(twin, nodes, sizes, within=within),
            lambda edit: self._move_later(edit, step),
        )

    def _move_later(self, edit: Edit, step: Step | None) -> None:
        """Move what was laid out in a thread, unless the graph is another one by now."""
        if self._bench.document.history.undo_step is step:
            self._move(edit)
        else:
            text = QCoreApplication.translate(
                "Canvas", "The graph was edited while it was laid out: tidy it again."
            )
            self._bench.say(text)

    def _move(self, edit: Edit) -> None:
        self._bench.do(edit, QCoreApplication.translate("Canvas", "Tidy layout"))
