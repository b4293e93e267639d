"""Delete, mute, bypass, collapse, pin: what is done to nodes as a whole."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from graphstudio.graph import editing
from graphstudio.graph.edits import Edit, Group
from graphstudio.ui.canvas.bench import Bench


class Nodes:
    """Do things to the nodes that are selected."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def delete(self) -> None:
        """Delete everything that is selected, wires among it."""
        chosen, graph = self._bench.selection, self._bench.graph
        edits: list[Edit] = []
        wires = [
            wire
            for wire in sorted(chosen.wires)
            if not {wire.source.node, wire.target.node} & chosen.nodes
        ]
        if wires:
            edits.append(editing.cut(graph, wires))
        if chosen.nodes or chosen.frames or chosen.notes:
            edits.append(editing.delete(graph, chosen.nodes, chosen.frames, chosen.notes))
        if edits:
            self._bench.do(Group(tuple(edits)), QCoreApplication.translate("Canvas", "Delete"))

    def delete_and_heal(self) -> None:
        """Delete what is selected, and wire what fed it to what it fed."""
        chosen = self._bench.selection
        if chosen.nodes or chosen.frames or chosen.notes:
            edit = editing.delete_and_heal(
                self._bench.graph, chosen.nodes, chosen.frames, chosen.notes
            )
            self._bench.do(edit, QCoreApplication.translate("Canvas", "Delete and reconnect"))

    def extract(self) -> None:
        """Take the selected nodes out of their wires, and heal those."""
        edit = editing.extract(self._bench.graph, self._bench.selection.nodes)
        self._bench.do(edit, QCoreApplication.translate("Canvas", "Take out of the wires"))

    def mute(self) -> None:
        """Switch the selected nodes off, or all of them on when all are off."""
        edit = editing.toggle_mute(self._bench.graph, self._bench.selection.nodes)
        self._bench.do(edit, QCoreApplication.translate("Canvas", "Mute"))

    def bypass(self) -> None:
        """Let what comes in pass the selected nodes by, or through them again."""
        edit = editing.toggle_bypass(self._bench.graph, self._bench.selection.nodes)
        self._bench.do(edit, QCoreApplication.translate("Canvas", "Bypass"))

    def collapse(self, node: str = "") -> None:
        """Show only the headers of the selected nodes, or all of them again.

        Args:
            node: Do it to this one alone.
        """
        nodes = {node} if node else self._bench.selection.nodes
        edit = editing.toggle_collapse(self._bench.graph, nodes)
        self._bench.do(edit, QCoreApplication.translate("Canvas", "Collapse"))

    def pin(self) -> None:
        """Let the selected nodes stay where they are while others move, or let them go."""
        edit = editing.toggle_pin(self._bench.graph, self._bench.selection.nodes)
        is_on = not self.are_pinned()
        pin = QCoreApplication.translate("Canvas", "Pin")
        loose = QCoreApplication.translate("Canvas", "Unpin")
        self._bench.do(edit, pin if is_on else loose)

    def are_pinned(self) -> bool:
        """Tell whether all selected nodes are pinned."""
        graph, nodes = self._bench.graph, self._bench.selection.nodes
        return bool(nodes) and all(editing.is_pinned(graph, id_) for id_ in nodes)

    def are_muted(self) -> bool:
        """Tell whether all selected nodes are muted."""
        graph, nodes = self._bench.graph, self._bench.selection.nodes
        return bool(nodes) and all(graph.nodes[id_].is_muted for id_ in nodes)

    def are_bypassed(self) -> bool:
        """Tell whether all selected nodes are bypassed."""
        graph, nodes = self._bench.graph, self._bench.selection.nodes
        return bool(nodes) and all(graph.nodes[id_].is_bypassed for id_ in nodes)

    def are_collapsed(self) -> bool:
        """Tell whether all selected nodes are collapsed."""
        places, nodes = self._bench.graph.places, self._bench.selection.nodes
        return bool(nodes) and all(id_ in places and places[id_].is_collapsed for id_ in nodes)
