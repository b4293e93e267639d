"""Cut, lead over a reroute, probe, connect: what is done to wires."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QPointF

from graphstudio.errors import GraphError
from graphstudio.graph import editing
from graphstudio.graph.edits import Disconnect
from graphstudio.graph.elements import Place, Port, Wire
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.geometry import REROUTE_HEIGHT, REROUTE_WIDTH
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.canvas.snapping import on_grid


class Wires:
    """Do things to wires."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def connect(self, source: Port, target: Port) -> bool:
        """Wire an output to an input; tell whether that was possible."""
        edit = self._bench.attempt(lambda: editing.connect(self._bench.graph, source, target))
        return self._bench.do(edit, QCoreApplication.translate("Canvas", "Connect"))

    def delete(self, wire: Wire) -> None:
        """Take one wire away."""
        label = QCoreApplication.translate("Canvas", "Delete wire")
        self._bench.do(Disconnect(wire.target), label)

    def disconnect(self) -> None:
        """Cut every wire of the selected nodes, and the selected wires."""
        graph, chosen = self._bench.graph, self._bench.selection
        wires = set(chosen.wires)
        for node in chosen.nodes:
            wires.update(graph.wires_at(node))
        self._cut(wires)

    def reroute(self, wire: Wire, at: QPointF) -> None:
        """Lead a wire over a dot at a place."""
        place = Place(on_grid(at.x() - REROUTE_WIDTH / 2), on_grid(at.y() - REROUTE_HEIGHT / 2))
        made = self._bench.attempt(lambda: editing.reroute(self._bench.graph, wire, place))
        if made is None:
            return
        edit, node = made
        if self._bench.do(edit, QCoreApplication.translate("Canvas", "Insert reroute")):
            self._bench.scene.select(Selection.of([node]))

    def reroute_selected(self) -> None:
        """Lead the selected wires over a dot each, else those that leave the selected node."""
        chosen = self._bench.selection
        wires = sorted(chosen.wires) or [
            wire
            for node in sorted(chosen.nodes)
            for wire in self._bench.graph.wires_at(node)
            if wire.source.node == node
        ]
        if not wires:
            text = QCoreApplication.translate("Canvas", "Select a wire first, by clicking it.")
            self._bench.say(text)
        for wire in wires:
            self.reroute(wire, self._bench.scene.wires.path(wire).pointAtPercent(0.5))

    def probe(self, node: str = "", output: str = "") -> None:
        """Look at what a node gives: wire it to a preview, or say why none can show it.

        Args:
            node: Which; "" takes the selected one.
            output: Which of its outputs; "" takes the first one that a preview can show.
        """
        node = node or self._lone_node()
        definition = self._bench.graph.definition(node) if node else None
        if definition is None:
            return
        rect = self._bench.scene.node_rect(node)
        place = Place(on_grid(rect.right() + 80), on_grid(rect.top()))
        refused = ""
        for one in definition.outputs:
            if output not in ("", one.name):
                continue
            try:
                edit, preview = editing.probe(self._bench.graph, Port(node, one.name), place)
            except GraphError as error:
                refused = str(error)
                continue
            if self._bench.do(edit, QCoreApplication.translate("Canvas", "Probe")):
                self._bench.scene.focus.to_node(preview)
            return
        if not definition.outputs:
            text = QCoreApplication.translate("Canvas", "{node} gives nothing to look at.")
            refused = text.format(node=self._bench.graph.caption(node))
        self._bench.say(refused)

    def _cut(self, wires: Iterable[Wire]) -> None:
        cut = sorted(wires)
        if cut:
            label = QCoreApplication.translate("Canvas", "Disconnect")
            self._bench.do(editing.cut(self._bench.graph, cut), label)

    def _lone_node(self) -> str:
        nodes = self._bench.selection.nodes
        if len(nodes) == 1:
            return next(iter(nodes))
        self._bench.say(QCoreApplication.translate("Canvas", "Select one node first."))
        return ""
