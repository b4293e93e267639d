"""Look for nodes and add them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QPointF, QRectF

from graphstudio.graph import editing
from graphstudio.graph.definitions import NodeDefinition
from graphstudio.graph.edits import Edit, Group
from graphstudio.graph.elements import Place, Wire
from graphstudio.graph.sockets import describe
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.geometry import HEADER, WIDTH
from graphstudio.ui.canvas.loose_wire import LooseWire
from graphstudio.ui.canvas.snapping import on_grid
from graphstudio.ui.canvas.verbs.walking import Walking
from graphstudio.ui.search import NodeSearch

_GAP_PX = 40.0
_GUESSED_HEIGHT_PX = 160.0


class Adding:
    """Open the search, and add what is chosen.

    Args:
        bench: Where nodes go.
        walking: Where the keyboard is; it goes to what was added.
        make_search: Makes the search. It belongs to the window that the canvas is in by the
            time that it is first wanted.
    """

    def __init__(
        self, bench: Bench, walking: Walking, make_search: Callable[[], NodeSearch]
    ) -> None:
        self._bench = bench
        self._walking = walking
        self._make_search = make_search
        self._made: NodeSearch | None = None
        self._loose: LooseWire | None = None
        self._replaced = ""
        self._between: Wire | None = None
        self._at = QPointF()

    @property
    def sheet(self) -> NodeSearch:
        """The search, made now if need be."""
        if self._made is None:
            self._made = self._make_search()
            self._made.chosen.connect(self._take)
            self._made.closed.connect(self._bench.scene.hide_loose_wire)
        return self._made

    def search(self, at: QPointF | None = None) -> None:
        """Look for any node.

        Args:
            at: Where it goes; None takes the place of the mouse, else a free one in the middle.
        """
        self._loose, self._replaced, self._between = None, "", None
        self._at = at if at is not None else self._free_spot()
        self._open(None, "")

    def search_for(self, loose: LooseWire, at: QPointF) -> None:
        """Look for a node that a loose wire could lead to; the wire shows meanwhile."""
        graph, scene = self._bench.graph, self._bench.scene
        self._loose, self._replaced, self._between, self._at = loose, "", None, at
        type_ = graph.type_of(loose.fixed, loose.side)
        anchor = scene.socket_pos(loose.fixed, loose.side)
        is_from_output = loose.side == "output"
        start, end = (anchor, at) if is_from_output else (at, anchor)
        if is_from_output:
            caption = QCoreApplication.translate("Canvas", "Takes {type}")
        else:
            caption = QCoreApplication.translate("Canvas", "Gives {type}")
        fitting = editing.definitions_for(graph, loose.fixed, loose.side)
        self._open(fitting, caption.format(type=describe(type_)))
        scene.show_loose_wire(
            start, end, scene.theme.wire(type_), is_start_loose=not is_from_output
        )

    def search_between(self, wire: Wire, at: QPointF) -> None:
        """Look for a node that can go into a wire."""
        graph = self._bench.graph
        after = {one.id for one in editing.definitions_for(graph, wire.target, "input")}
        fitting = [
            one for one in editing.definitions_for(graph, wire.source, "output") if one.id in after
        ]
        self._loose, self._replaced, self._between = None, "", wire
        self._at = at - QPointF(WIDTH / 2, HEADER)
        type_ = describe(graph.type_of(wire.source))
        caption = QCoreApplication.translate("Canvas", "Into the wire of {type}")
        self._open(fitting, caption.format(type=type_))

    def search_between_selected(self) -> None:
        """Look for a node that can go into the selected wire."""
        wires = sorted(self._bench.selection.wires)
        if not wires:
            text = QCoreApplication.translate("Canvas", "Select a wire first, by clicking it.")
            self._bench.say(text)
            return
        middle = self._bench.scene.wires.path(wires[0]).pointAtPercent(0.5)
        spot = self._bench.spot
        self.search_between(wires[0], middle if spot.fixed is None else spot.fixed)

    def search_replacement(self) -> None:
        """Look for the kind that the node where the keyboard is becomes."""
        node = self._walking.node
        if node:
            self._loose, self._replaced, self._between = None, node, None
            self._at = self._bench.scene.node_rect(node).topLeft()
            caption = QCoreApplication.translate("Canvas", "Instead of {node}")
            self._open(None, caption.format(node=self._bench.graph.caption(node)))

    def close(self) -> None:
        """Close the search if it is open."""
        if self._made is not None:
            self._made.close_up()

    def add(self, definition: NodeDefinition, at: QPointF, wire: Wire | None = None) -> str:
        """Add a node; give its id, "" when that was refused.

        Args:
            definition: Of the node.
            at: Where its corner goes.
            wire: What it goes into, if it fits there.
        """
        edit: Edit
        edit, node = editing.add_node(self._bench.graph, definition, _place(at))
        if wire is not None:
            trial = self._bench.graph.copy()
            edit.apply(trial)
            insertion = editing.insertion(trial, node, wire)
            edit = edit if insertion is None else Group((edit, insertion))
        return node if self._added(edit, node, definition) else ""

    def _open(self, definitions: list[NodeDefinition] | None, caption: str) -> None:
        view = self._bench.view
        point = view.viewport().mapToGlobal(view.mapFromScene(self._at))
        self.sheet.open_search(point, definitions, caption)

    def _take(self, definition: NodeDefinition) -> None:
        loose, self._loose = self._loose, None
        if self._replaced:
            self._replace(definition)
            return
        if loose is None:
            self.add(definition, self._at, self._between)
            return
        # The wire ends at about the height of the first socket, on the side that it comes to.
        left = 0.0 if loose.side == "output" else WIDTH
        place = _place(self._at - QPointF(left, HEADER))
        graph = self._bench.graph
        edit, node = editing.add_connected(graph, definition, place, loose.fixed, loose.side)
        self._added(edit, node, definition)

    def _replace(self, definition: NodeDefinition) -> None:
        graph, node = self._bench.graph, self._replaced
        if node in graph.nodes:
            edit = editing.replace_type(graph, node, definition)
            label = QCoreApplication.translate("Canvas", "Replace by {title}")
            if self._bench.do(edit, label.format(title=definition.title)):
                self._walking.go_to(node)

    def _added(self, edit: Edit, node: str, definition: NodeDefinition) -> bool:
        label = QCoreApplication.translate("Canvas", "Add {title}").format(title=definition.title)
        if not self._bench.do(edit, label):
            return False
        self._walking.go_to(node)
        return True

    def _free_spot(self) -> QPointF:
        """Find room where new things go: beside the node that the keyboard is at, else there."""
        spot = self._bench.spot.here()
        if self._bench.spot.is_pointed_at:
            return spot
        node = self._walking.node
        if node:
            corner = self._bench.scene.node_rect(node).topRight()
            spot = corner + QPointF(_GAP_PX, 0)
        box = QRectF(spot.x(), spot.y(), WIDTH, _GUESSED_HEIGHT_PX)
        while in_way := self._bench.scene.nodes_in(box):
            box.moveTop(max(item.rect.bottom() for item in in_way) + _GAP_PX)
        return box.topLeft()


def _place(at: QPointF) -> Place:
    return Place(on_grid(at.x()), on_grid(at.y()))
