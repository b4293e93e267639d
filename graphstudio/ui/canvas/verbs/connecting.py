"""Connect by keyboard: pick the other end of a wire from a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtCore import QCoreApplication, QPoint, QPointF

from graphstudio.graph.editing.fitting import fits
from graphstudio.graph.elements import Port
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.hit import Side
from graphstudio.ui.canvas.loose_wire import LooseWire
from graphstudio.ui.canvas.pick_list import Pick, PickList
from graphstudio.ui.canvas.verbs.walking import Walking
from graphstudio.ui.canvas.verbs.wires import Wires

_NEAREST = 24  # nodes that are looked at: asking thousands would take longer than a blink
_GAP_PX = 80.0
_SIDES: tuple[Side, Side] = ("output", "input")


class Connecting:
    """Offer the sockets that a wire could lead to.

    Args:
        bench: Where it happens.
        walking: Where the keyboard is.
        wires: Makes the wire.
        picks: Gives the list, which is made when it is first wanted.
        search: Looks for a new node at the other end.
    """

    def __init__(
        self,
        bench: Bench,
        walking: Walking,
        wires: Wires,
        picks: Callable[[], PickList],
        search: Callable[[LooseWire, QPointF], object],
    ) -> None:
        self._bench = bench
        self._walking = walking
        self._wires = wires
        self._picks = picks
        self._search = search

    def connect(self) -> None:
        """Offer the other ends for the row that the keyboard is at, else for its whole node."""
        node, port, row = self._walking.node, self._walking.port, self._walking.row
        if not node:
            text = QCoreApplication.translate("Canvas", "Walk to a node first, with the arrows.")
            self._bench.say(text)
            return
        if port is not None and row is not None:
            self.offer(port, row[1])
            return
        picks = [pick for side in _SIDES for pick in self._of_side(node, side)]
        title = QCoreApplication.translate("Canvas", "Connect {node}")
        self._ask(title.format(node=self._bench.graph.caption(node)), picks, node)

    def offer(self, port: Port, side: Side) -> None:
        """Offer the other ends for one socket, and a new node."""
        near = self._nearest(port.node, side)
        picks = [*self._fitting(port, side, near), self._new_node(port, side)]
        title = QCoreApplication.translate("Canvas", "Connect {socket} to")
        self._ask(title.format(socket=self._named(port, side)), picks, port.node)

    def _ask(self, title: str, picks: list[Pick], node: str) -> None:
        if not picks:
            text = QCoreApplication.translate(
                "Canvas", "Nothing here fits {node}: add a node first."
            )
            self._bench.say(text.format(node=self._bench.graph.caption(node)))
            return
        rect = self._bench.scene.node_rect(node)
        corner = self._bench.view.mapFromScene(rect.topRight()) + QPoint(12, 0)
        self._picks().ask(title, picks, self._bench.view.viewport().mapToGlobal(corner))

    def _of_side(self, node: str, side: Side) -> Iterator[Pick]:
        """Offer the other ends for the free sockets on one side of a node."""
        near, taken = self._nearest(node, side), self._bench.graph.inputs(node)
        for name, own_side in self._walking.rows(node):
            if own_side == side and (side == "output" or name not in taken):
                yield from self._fitting(Port(node, name), side, near)

    def _fitting(self, port: Port, side: Side, near: list[str]) -> Iterator[Pick]:
        far: Side = "input" if side == "output" else "output"
        graph, theme = self._bench.graph, self._bench.scene.theme
        colour = theme.wire(graph.type_of(port, side))
        for node in near:
            for other in fits(graph, port, side, node):
                source, target = (port, other) if side == "output" else (other, port)
                if graph.inputs(target.node).get(target.socket) == source:
                    continue
                text = f"{self._named(port, side)} → {self._named(other, far)}"
                if side == "input":
                    text = f"{self._named(other, far)} → {self._named(port, side)}"
                yield Pick(text, self._connector(source, target), colour)

    def _connector(self, source: Port, target: Port) -> Callable[[], object]:
        return lambda: self._wires.connect(source, target)

    def _new_node(self, port: Port, side: Side) -> Pick:
        def look() -> None:
            rect = self._bench.scene.node_rect(port.node)
            at = self._bench.scene.socket_pos(port, side)
            x = rect.right() + _GAP_PX if side == "output" else rect.left() - _GAP_PX
            self._search(LooseWire(port, side), QPointF(x, at.y()))

        return Pick(QCoreApplication.translate("Canvas", "New node…"), look)

    def _nearest(self, node: str, side: Side) -> list[str]:
        """Find the nodes that a wire could go to without closing a circle, the nearest first."""
        import networkx as nx

        scene, dag = self._bench.scene, self._bench.graph.dag
        behind = nx.ancestors(dag, node) if side == "output" else nx.descendants(dag, node)
        here = scene.node_rect(node).center()
        others = [id_ for id_ in scene.nodes if id_ != node and id_ not in behind]
        others.sort(key=lambda id_: (scene.node_rect(id_).center() - here).manhattanLength())
        return others[:_NEAREST]

    def _named(self, port: Port, side: Side) -> str:
        graph = self._bench.graph
        definition, node = graph.definition(port.node), graph.nodes[port.node]
        if definition is None:
            return f"{node.title or node.type} · {port.socket}"
        socket = (
            definition.input(port.socket) if side == "input" else definition.output(port.socket)
        )
        title = port.socket if socket is None else socket.title
        return f"{node.title or definition.title} · {title}"
