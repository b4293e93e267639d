"""The items that stand for the parts of a graph: made, moved and dropped as the graph changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsScene

from graphstudio.graph.editing import contents, hidden
from graphstudio.graph.elements import Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.graph.streaming import is_streamed, working_for_each
from graphstudio.ui.canvas.buckets import Buckets
from graphstudio.ui.canvas.folded import FoldedFrame, as_port
from graphstudio.ui.canvas.frame_item import FrameItem
from graphstudio.ui.canvas.guard import PaintGuard
from graphstudio.ui.canvas.hit import Side
from graphstudio.ui.canvas.node_face import read_face
from graphstudio.ui.canvas.node_item import NodeItem
from graphstudio.ui.canvas.node_look import NodeLook
from graphstudio.ui.canvas.note_item import NoteItem
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.canvas.shapes import Shapes
from graphstudio.ui.canvas.style import Style
from graphstudio.ui.canvas.touched import Touched
from graphstudio.ui.canvas.wire_layer import WireLayer

WIRES_Z = -20.0
_STUB = 72.0


class Pieces:
    """Hold the items of one scene.

    Attributes:
        nodes: By id.
        frames: By id; one that is folded looks like a node.
        notes: By id.
        wires: All of them.
        is_far: Whether the nodes are hidden, because an overview shows in their stead.
        within: The folded frame whose inside shows alone; "" for the whole graph.
        dress: Fills in what the graph does not know of a node's look.
    """

    def __init__(self, graph: Graph, scene: QGraphicsScene, style: Style) -> None:
        self.nodes: dict[str, NodeItem] = {}
        self.frames: dict[str, FrameItem] = {}
        self.notes: dict[str, NoteItem] = {}
        self.guard = PaintGuard()
        self.wires = WireLayer(self.guard)
        self.is_far = False
        self.within = ""
        self.dress: Callable[[NodeItem], None] = _leave
        self._graph = graph
        self._scene = scene
        self._style = style
        self._shapes = Shapes()
        self._buckets: Buckets[str] = Buckets()
        self._holders: dict[str, str] = {}
        self._outside: frozenset[str] = frozenset()
        self._working: frozenset[str] = frozenset()
        self._made = 0
        self.wires.setZValue(WIRES_Z)
        scene.addItem(self.wires)

    def build(self) -> None:
        """Make the items of everything in the graph."""
        everything = Touched(is_everything=True)
        self.follow(everything)

    def follow(self, seen: Touched) -> None:
        """Look again at what was touched."""
        graph = self._graph
        if seen.is_everything:
            seen.nodes.update(graph.nodes, self.nodes)
            seen.frames.update(graph.frames, self.frames)
            seen.notes.update(graph.notes, self.notes)
        shifted = self._fold() if self._folds_matter(seen) else set()
        # In the graph's order, which is the order in which nodes lie over each other.
        changed = seen.nodes | seen.places | seen.wired
        ordered = [id_ for id_ in graph.nodes if id_ in changed] if seen.is_everything else []
        for id_ in (*ordered, *sorted(changed.difference(ordered))):
            if id_ not in graph.nodes:
                self._drop_node(id_)
            elif id_ in seen.nodes or id_ in seen.wired or id_ not in self.nodes:
                self._put_node(id_)
            else:
                self.home(id_)
                self.reshape(id_)
        for id_ in seen.frames:
            self._put_frame(id_)
        for id_ in seen.notes:
            self._put_note(id_)
        self._show_frames()
        if seen.nodes or seen.wired:
            before, self._working = self._working, working_for_each(graph)
            shifted |= before ^ self._working
        self.rewire(self._with_open_followers(seen.nodes | seen.wired) | seen.places | shifted)

    def restyle(self, style: Style) -> None:
        """Use other colours."""
        self._style = style
        items: tuple[NodeItem | FrameItem | NoteItem, ...] = (
            *self.nodes.values(),
            *self.frames.values(),
            *self.notes.values(),
        )
        for item in items:
            item.restyle(style)
        self.wires.background, self.wires.marked = style.theme.canvas, style.theme.selection
        self.wires.recolour(self._colour)

    def step_back(self, *, is_far: bool) -> None:
        """Hide the nodes or show them again.

        They have no common parent to hide, because Qt looks through all children of an item
        that shows, and through top-level items by their place.
        """
        self.is_far = is_far
        for id_, item in self.nodes.items():
            item.setVisible(not is_far and self.is_shown(id_))

    def look_into(self, frame: str) -> None:
        """Show the inside of a folded frame alone; "" shows the whole graph."""
        self.within = frame
        changed = self._fold()
        self._show_frames()
        self.rewire(changed & self.nodes.keys())

    def near(self, rect: QRectF) -> list[NodeItem]:
        """Find the nodes whose boxes a rectangle touches, the topmost first."""
        found = [self.nodes[id_] for id_ in self._buckets.near(rect)]
        shown = [item for item in found if item.rect.intersects(rect)]
        return sorted(shown, key=lambda item: (-item.zValue(), -item.order))

    def is_shown(self, node: str) -> bool:
        """Tell whether a node shows, and no folded frame in its stead."""
        return node not in self._holders and node not in self._outside

    def holder(self, node: str) -> str:
        """Find the folded frame that shows in a node's stead; "" for a node that shows."""
        return self._holders.get(node, "")

    def socket(self, port: Port, side: Side) -> QPointF:
        """Say where a socket is: at the folded frame for a node that one stands for."""
        holder = self._holders.get(port.node)
        if holder is not None:
            frame = self.frames[holder]
            return frame.pos() + frame.socket(port, side)
        item = self.nodes[port.node]
        place = item.look.shape.socket(port.socket, side)
        return item.rect.center() if place is None else item.pos() + place

    def has_socket(self, port: Port, side: Side) -> bool:
        """Tell whether a socket shows, on its node or on the folded frame that holds it."""
        holder = self.holder(port.node)
        if not holder:
            return self.nodes[port.node].look.shape.socket(port.socket, side) is not None
        folded = self.frames[holder].folded
        return folded is not None and folded.shape.socket(str(port), side) is not None

    def stood_for(self, rect: QRectF) -> set[str]:
        """Find the nodes whose sockets show on the folded frames that a rectangle touches."""
        return {
            as_port(name).node
            for item in self.frames.values()
            if item.folded is not None and item.isVisible() and item.rect.intersects(rect)
            for name in item.folded.socket_names
        }

    def move(self, node: str, pos: QPointF) -> None:
        """Show a node elsewhere."""
        item = self.nodes[node]
        item.setPos(pos)
        if self.is_shown(node):
            self._buckets.put(node, item.room)

    def home(self, node: str) -> None:
        """Show a node where the graph has it."""
        item, place = self.nodes[node], self._graph.places.get(node)
        item.home = QPointF(place.x, place.y) if place is not None else QPointF()
        item.look.colour = place.colour if place is not None else ""
        item.look.is_pinned = place is not None and place.is_pinned
        self.move(node, item.home)

    def refresh(self, node: str, *, width: float | None = None) -> None:
        """Look at a node again."""
        item = self.nodes[node]
        item.look.forget_face()
        item.look.is_known = self._graph.definition(node) is not None
        self.dress(item)
        self.reshape(node, width=width)

    def reshape(self, node: str, *, width: float | None = None) -> None:
        """Give a node the shape that its look asks for."""
        item = self.nodes[node]
        look = item.look
        shape = self._shapes.of(
            self._graph,
            node,
            preview=look.preview_share,
            message=look.message,
            style=self._style,
            width=width,
        )
        item.reshape(shape)
        if self.is_shown(node):
            self._buckets.put(node, item.room)

    def reset(self, moved: Selection) -> None:
        """Show things where and as large as the graph has them."""
        for id_ in moved.nodes & self.nodes.keys():
            self.home(id_)
            self.reshape(id_)
        for id_ in moved.frames & self.frames.keys():
            item = self.frames[id_]
            folded = item.folded
            item.put(item.frame)
            if folded is not None:
                item.fold(folded)
        for id_ in moved.notes & self.notes.keys():
            self.notes[id_].put(self.notes[id_].note)

    def refuse(self, refusals: Mapping[tuple[str, str, Side], str] | None) -> None:
        """Grey the sockets that a loose wire cannot end at; None is no loose wire."""
        by_node: dict[str, dict[tuple[str, Side], str]] = {}
        for (node, socket, side), reason in (refusals or {}).items():
            by_node.setdefault(node, {})[socket, side] = reason
        for id_, item in self.nodes.items():
            item.refuse(None if refusals is None else by_node.get(id_, {}))
        for frame in self.frames.values():
            frame.refuse(refusals)

    def tell_folded(self, node: str) -> None:
        """Let the folded frame that stands for a node show how the run stands with it."""
        frame = self.frames.get(self._holders.get(node, ""))
        if frame is not None and frame.folded is not None:
            frame.gather([self.nodes[id_].look.status for id_ in frame.folded.nodes])

    def rewire(self, nodes: Iterable[str]) -> None:
        """Put the wires of some nodes where the graph has them now."""
        graph = self._graph
        there: dict[Wire, None] = {}
        gone: set[Wire] = set()
        for id_ in nodes:
            if id_ in graph.nodes:
                there.update(dict.fromkeys(graph.wires_at(id_)))
            gone |= self.wires.at_node(id_)
        for wire in gone - there.keys():
            if not self._is_there(wire):
                self.wires.drop(wire.target)
        for wire in there:
            self._put_wire(wire)

    def _put_node(self, id_: str) -> None:
        if id_ not in self.nodes:
            graph = self._graph
            look = NodeLook(
                self._shapes.of(graph, id_, style=self._style), partial(read_face, graph, id_)
            )
            definition = graph.definition(id_)
            item = NodeItem(
                id_,
                look,
                self._style,
                self.guard,
                category=definition.category if definition is not None else "",
                order=self._made,
            )
            item.setVisible(self.is_shown(id_) and not self.is_far)
            self._scene.addItem(item)
            self.nodes[id_] = item
            self._made += 1
        self.home(id_)
        self.refresh(id_)

    def _drop_node(self, id_: str) -> None:
        item = self.nodes.pop(id_, None)
        if item is not None:
            self._scene.removeItem(item)
            self._buckets.drop(id_)

    def _put_frame(self, id_: str) -> None:
        frame, item = self._graph.frames.get(id_), self.frames.get(id_)
        if frame is None:
            if item is not None:
                self._scene.removeItem(self.frames.pop(id_))
            return
        if item is None:
            item = self.frames[id_] = FrameItem(frame, self._style, self.guard)
            self._scene.addItem(item)
        item.put(frame)

    def _put_note(self, id_: str) -> None:
        note, item = self._graph.notes.get(id_), self.notes.get(id_)
        if note is None:
            if item is not None:
                self._scene.removeItem(self.notes.pop(id_))
            return
        if item is None:
            item = self.notes[id_] = NoteItem(note, self._style, self.guard)
            self._scene.addItem(item)
        item.put(note)

    def _folds_matter(self, seen: Touched) -> bool:
        return bool(seen.frames) or bool(self._holders) or bool(self.within)

    def _fold(self) -> set[str]:
        """Find which nodes folded frames stand for; give those that this is new for."""
        graph, old, outside = self._graph, self._holders, self._outside
        self._holders = holders(graph, self.within)
        self._outside = frozenset()
        if self.within:
            self._outside = hidden(graph, self.within).nodes - self._holders.keys()
        changed = {
            id_
            for id_ in old.keys() | self._holders.keys()
            if old.get(id_) != self._holders.get(id_)
        } | (outside ^ self._outside)
        for id_ in changed & self.nodes.keys():
            shows = self.is_shown(id_)
            self.nodes[id_].setVisible(shows and not self.is_far)
            if shows:
                self._buckets.put(id_, self.nodes[id_].room)
            else:
                self._buckets.drop(id_)
        return changed

    def _show_frames(self) -> None:
        """Hide what folded frames hold, and let those that show read their sockets again."""
        boxes = (*self.frames.values(), *self.notes.values())
        has_folds = any(item.frame.is_folded for item in self.frames.values())
        if not has_folds and all(item.isVisible() for item in boxes):
            return
        away = hidden(self._graph, self.within)
        for id_, item in self.frames.items():
            item.setVisible(id_ not in away.frames)
            if item.frame.is_folded and id_ not in away.frames:
                item.fold(FoldedFrame.read(self._graph, id_))
        for id_, note in self.notes.items():
            note.setVisible(id_ not in away.notes)

    def _with_open_followers(self, nodes: set[str]) -> set[str]:
        """Add the nodes to which a type that changed may be handed on."""
        graph, found = self._graph, set(nodes)
        waiting = [id_ for id_ in nodes if id_ in graph.nodes]
        while waiting:
            id_ = waiting.pop()
            definition = graph.definition(id_)
            if definition is None or not any(
                one.type.kind == "variable" for one in definition.outputs
            ):
                continue
            for wire in graph.wires_at(id_):
                for end in (wire.source.node, wire.target.node):
                    if end not in found:
                        found.add(end)
                        waiting.append(end)
                        self.nodes[end].look.forget_face()
                        self.nodes[end].update()
        return found

    def _is_there(self, wire: Wire) -> bool:
        graph, target = self._graph, wire.target
        if target.node not in graph.nodes:
            return False
        return graph.inputs(target.node).get(target.socket) == wire.source

    def _put_wire(self, wire: Wire) -> None:
        holder = self._holders.get(wire.source.node)
        if holder is not None and holder == self._holders.get(wire.target.node):
            self.wires.drop(wire.target)
            return
        from_outside = wire.source.node in self._outside
        to_outside = wire.target.node in self._outside
        if from_outside and to_outside:
            self.wires.drop(wire.target)
            return
        start, end = self.socket(wire.source, "output"), self.socket(wire.target, "input")
        # Of a wire that crosses the border of the open group a stub shows.
        if from_outside:
            start = end - QPointF(_STUB, 0)
        elif to_outside:
            end = start + QPointF(_STUB, 0)
        nodes = self._graph.nodes
        self.wires.put(
            wire,
            start,
            end,
            self._colour(wire.source),
            is_off=nodes[wire.source.node].is_muted or nodes[wire.target.node].is_muted,
            is_many=is_streamed(self._graph, wire.source, self._working),
        )

    def _colour(self, source: Port) -> QColor:
        return self._style.theme.wire(self._graph.type_of(source))


def holders(graph: Graph, within: str = "") -> dict[str, str]:
    """Find the folded frame that shows in the stead of each node that does not.

    Args:
        graph: Where to look.
        within: The folded frame from the inside of which it is looked at; "" for the whole.
    """
    found: dict[str, str] = {}
    away = hidden(graph, within)
    for id_, frame in graph.frames.items():
        if frame.is_folded and id_ not in away.frames:
            found.update(dict.fromkeys(contents(graph, [id_]).nodes, id_))
    return found


def _leave(item: NodeItem) -> None:
    del item
