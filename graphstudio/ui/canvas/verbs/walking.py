"""Where the keyboard is: from node to node along the wires, from row to row."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QCoreApplication, QPointF

from graphstudio.graph import editing
from graphstudio.graph.elements import Port, Wire
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.hit import Side
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.canvas.verbs.entering import Entering

Heading = Literal["left", "right", "up", "down"]
_ASIDE = 2.0  # how much worse it is to be off to the side than to be far ahead


class Walking:
    """Walk the graph with the keyboard.

    Args:
        bench: Where it is.
        entering: Comes out of a group when a wire leads there.

    Attributes:
        row: The socket or knob that the keyboard is at, and its side; None for a whole node.
    """

    def __init__(self, bench: Bench, entering: Entering) -> None:
        self._bench = bench
        self._entering = entering
        self.row: tuple[str, Side] | None = None
        self._first_of: frozenset[str] = frozenset()
        self._first = ""
        bench.scene.selection_changed.connect(self._follow_selection)

    @property
    def node(self) -> str:
        """The node that the keyboard is at: the selected one, else the last one; "" for none."""
        chosen, focused = self._bench.selection.nodes, self._bench.scene.focus.node
        if focused in chosen or (focused in self._bench.graph.nodes and not chosen):
            return focused
        if chosen is not self._first_of:  # every command asks: thousands are not sorted each time
            self._first_of = chosen
            self._first = min(chosen, default="", key=self._reading_order)
        return self._first

    @property
    def port(self) -> Port | None:
        """The socket or knob that the keyboard is at."""
        node = self.node
        if self.row is None or not node or node != self._bench.scene.focus.node:
            return None
        return Port(node, self.row[0])

    def focus(self, port: Port, side: Side | None) -> None:
        """Put the keyboard at a row."""
        if port.node not in self._bench.selection.nodes:
            self._bench.scene.select(Selection.of([port.node]))
        self.row = None if side is None else (port.socket, side)
        self._bench.scene.focus.to_node(port.node, port.socket, side)

    def leave_row(self) -> bool:
        """Put the keyboard at the whole node again; False when it is there."""
        if self.port is None:
            return False
        self.row = None
        self._bench.scene.focus.to_row("")
        return True

    def leave(self) -> None:
        """Put the keyboard nowhere."""
        self.row = None
        self._bench.scene.focus.to_node("")

    def go_to(self, node: str) -> None:
        """Select a node, put the keyboard there and bring it into sight.

        Of one that is in a folded frame the frame is selected, which shows in its stead.
        """
        scene, view = self._bench.scene, self._bench.view
        self._entering.come_out_to(node)
        frame = editing.holder(self._bench.graph, node, scene.within)
        self.row = None
        scene.select(Selection.of([node]) if frame is None else Selection.of(frames=[frame]))
        if frame is None:
            scene.focus.to_node(node)
        else:
            scene.focus.to_frame(frame)
        view.reveal(scene.node_rect(node))

    def go(self, heading: Heading) -> None:
        """Walk to the next node: left and right along a wire, else to what stands there."""
        node, frame = self.node, self._folded_frame()
        if not node and not frame:
            self._go_to_first()
            return
        graph = self._bench.graph
        here = frozenset([node]) if node else editing.contents(graph, [frame]).nodes
        rect = self._bench.scene.node_rect(node) if node else self._bench.scene.frame_rect(frame)
        found = self._along_wire(here, heading) or self._beside(here, rect.center(), heading)
        if found:
            self.go_to(found)

    def next_row(self, by: Literal[-1, 1]) -> None:
        """Go up or down by a row, through the sockets and knobs of the node."""
        rows = self.rows(self.node)
        if not rows:
            return
        at = rows.index(self.row) + by if self.row in rows else (0 if by > 0 else len(rows) - 1)
        name, side = rows[min(max(at, 0), len(rows) - 1)]
        self.focus(Port(self.node, name), side)

    def rows(self, node: str) -> list[tuple[str, Side]]:
        """Give the sockets and knobs of a node from top to bottom, outputs first."""
        item = self._bench.scene.nodes.get(node)
        if item is None:
            return []
        shape = item.look.shape
        outputs: list[tuple[str, Side]] = [(row.name, "output") for row in shape.outputs]
        inputs = sorted(shape.inputs, key=lambda row: row.rect.top())
        return [*outputs, *((row.name, "input") for row in inputs)]

    def _follow_selection(self) -> None:
        """Be where the mouse selects; with nothing selected stay, to walk on from there."""
        chosen, scene = self._bench.selection, self._bench.scene
        is_here = scene.focus.node in chosen.nodes or scene.focus.frame in chosen.frames
        if chosen and not is_here:
            self.leave()

    def _go_to_first(self) -> None:
        nodes = [item.id for item in self._bench.scene.nodes_in(self._bench.view.visible_rect())]
        shown = nodes or [id_ for id_ in self._bench.scene.nodes if self._is_here(id_)]
        first = min(shown, default="", key=self._reading_order)
        if first:
            self.go_to(first)
        else:
            text = QCoreApplication.translate("Canvas", "Nothing is here yet: press Tab to add.")
            self._bench.say(text)

    def _is_here(self, node: str) -> bool:
        """Tell whether a node shows, or a group that holds it: outside of an open group none do."""
        scene = self._bench.scene
        return scene.is_shown(node) or bool(scene.holder(node))

    def _reading_order(self, node: str) -> tuple[float, float]:
        place = self._bench.scene.node_rect(node)
        return place.left(), place.top()

    def _folded_frame(self) -> str:
        frames = self._bench.selection.frames
        return min((id_ for id_ in frames if self._bench.graph.frames[id_].is_folded), default="")

    def _along_wire(self, here: frozenset[str], heading: Heading) -> str:
        """Find the topmost of the nodes that wires lead to from some nodes."""
        graph, scene = self._bench.graph, self._bench.scene
        wires = [wire for id_ in sorted(here) for wire in graph.wires_at(id_)]
        if heading == "right":
            ahead = [wire for wire in wires if wire.source.node in here]
            found = [wire.target.node for wire in self._of_row(ahead, "output")]
        elif heading == "left":
            ahead = [wire for wire in wires if wire.target.node in here]
            found = [wire.source.node for wire in self._of_row(ahead, "input")]
        else:
            return ""
        outside = [id_ for id_ in found if id_ not in here]
        return min(outside, default="", key=lambda id_: scene.node_rect(id_).top())

    def _of_row(self, wires: list[Wire], side: Side) -> list[Wire]:
        """Keep the wires of the row that the keyboard is at, if it is at one that has some."""
        port = self.port
        if port is None or self.row is None or self.row[1] != side:
            return wires
        kept = [
            wire for wire in wires if port == (wire.source if side == "output" else wire.target)
        ]
        return kept or wires

    def _beside(self, here: frozenset[str], middle: QPointF, heading: Heading) -> str:
        """Find the nearest node in a direction, rather straight ahead than off to the side."""
        scene, best, best_way = self._bench.scene, "", float("inf")
        for id_ in scene.nodes:
            ahead, aside = _turned(scene.node_rect(id_).center() - middle, heading)
            way = ahead + _ASIDE * abs(aside)
            if id_ not in here and self._is_here(id_) and ahead > abs(aside) / 4 and way < best_way:
                best, best_way = id_, way
        return best


def _turned(way: QPointF, heading: Heading) -> tuple[float, float]:
    """Give how far a way leads ahead, and how far to the side."""
    match heading:
        case "left":
            return -way.x(), way.y()
        case "right":
            return way.x(), way.y()
        case "up":
            return -way.y(), way.x()
        case "down":
            return way.y(), way.x()
