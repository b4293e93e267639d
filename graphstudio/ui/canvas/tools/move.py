"""Drag nodes, frames and notes; drop a node on a wire; shake a node out of its wires."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt

from graphstudio.graph import editing
from graphstudio.graph.edits import Edit, Group
from graphstudio.graph.elements import Wire
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.hit import Hit
from graphstudio.ui.canvas.pointer import Pointer
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.canvas.snapping import Snapped, Snapping
from graphstudio.ui.canvas.tools.gesture import Gesture
from graphstudio.ui.canvas.tools.shake import Shake

_REACH_PX = 6.0  # of the screen


class Move:
    """Drag what is selected.

    It comes to rest in line with others or on the grid; Ctrl held turns that round. One node
    that no wire leads to goes into the wire that it is dropped on, unless Alt is held. Pinned
    nodes stay where they are.
    """

    cursor = Qt.CursorShape.SizeAllCursor

    def __init__(
        self,
        bench: Bench,
        start: Pointer,
        hit: Hit,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._bench = bench
        self._start = start.scene
        self._moved = _loose(bench, bench.selection)
        self._shown = _loose(bench, _with_frames(bench))
        self._clock = clock
        self._anchor = anchor_rect(bench, hit)
        self._snapping = Snapping(others(bench, self._shown))
        self._shake = Shake(start.view.x())
        self._by = QPointF()
        self._wire: Wire | None = None
        self._is_shaken = False
        if bench.selection.nodes and not self._moved:
            text = QCoreApplication.translate("Canvas", "Pinned: press P to let it go")
            bench.say(text)

    def move(self, pointer: Pointer) -> Gesture:
        """Show where it would come to rest, and what would happen to wires."""
        before = self._wire
        snapped = self._aim(pointer)
        if self._wire is not None and before is None:
            # The node may well cover the wire that is highlighted.
            text = QCoreApplication.translate(
                "Canvas", "Let go to put the node into the wire, or hold Alt to only move it"
            )
            self._bench.say(text)
        scene = self._bench.scene
        scene.offset(self._shown, snapped.dx, snapped.dy)
        scene.show_guides(snapped.guides)
        scene.highlight_wire(self._wire)
        if self._lone_node and self._shake.take(pointer.view.x(), self._clock()):
            self._is_shaken = True
            text = QCoreApplication.translate("Canvas", "Let go to take the node out of its wires")
            self._bench.say(text)
        return self

    def finish(self, pointer: Pointer) -> None:
        """Move it, in one step with what happens to wires."""
        self._aim(pointer)
        self._clear()
        edits: list[Edit] = []
        label = QCoreApplication.translate("Canvas", "Move")
        if self._is_shaken:
            edits.append(editing.extract(self._bench.graph, [self._lone_node]))
            label = QCoreApplication.translate("Canvas", "Shake out of the wires")
        if not self._by.isNull():
            edits.append(move_edit(self._bench, self._moved, self._by))
        if self._wire is not None:
            insertion = editing.insertion(self._bench.graph, self._lone_node, self._wire)
            if insertion is not None:
                edits.append(insertion)
                label = QCoreApplication.translate("Canvas", "Insert into the wire")
        if edits:
            self._bench.do(edits[0] if len(edits) == 1 else Group(tuple(edits)), label)

    def cancel(self) -> None:
        """Put everything back."""
        self._clear()

    @property
    def _lone_node(self) -> str:
        """The node that is dragged, if it is a single one."""
        return (
            next(iter(self._moved.nodes)) if len(self._moved) == len(self._moved.nodes) == 1 else ""
        )

    def _aim(self, pointer: Pointer) -> Snapped:
        """Find out where it comes to rest, and in which wire."""
        snapped = self._pulled(pointer) if self._moved else Snapped(0, 0)
        self._by = QPointF(snapped.dx, snapped.dy)
        self._wire = None if self._is_shaken else self._wire_below(pointer)
        return snapped

    def _clear(self) -> None:
        self._bench.scene.reset_offset()
        self._bench.scene.show_guides(())
        self._bench.scene.highlight_wire(None)

    def _pulled(self, pointer: Pointer) -> Snapped:
        by = pointer.scene - self._start
        is_turned_round = pointer.holds(Qt.KeyboardModifier.ControlModifier)
        if bool(self._bench.settings.snaps) == is_turned_round:
            return Snapped(round(by.x()), round(by.y()))
        reach = _REACH_PX / self._bench.view.zoom
        return self._snapping.pull(self._anchor, by.x(), by.y(), reach)

    def _wire_below(self, pointer: Pointer) -> Wire | None:
        node = self._lone_node
        is_free = bool(node) and not self._bench.graph.wires_at(node)
        if not is_free or pointer.holds(Qt.KeyboardModifier.AltModifier):
            return None
        for wire in self._bench.scene.wires.within(self._anchor.translated(self._by)):
            if editing.insertion(self._bench.graph, node, wire) is not None:
                return wire
        return None


def move_edit(bench: Bench, moved: Selection, by: QPointF) -> Edit:
    """Make the edit that moves a selection, frames with what lies in them."""
    return editing.move(
        bench.graph,
        moved.nodes,
        moved.frames,
        moved.notes,
        by.x(),
        by.y(),
        bench.scene.sizes(),
        bench.scene.within,
    )


def anchor_rect(bench: Bench, hit: Hit) -> QRectF:
    """Give the box of what was pressed: what snaps when several things are dragged."""
    if hit.frame:
        return bench.scene.frame_rect(hit.frame)
    return bench.scene.note_rect(hit.note) if hit.note else bench.scene.node_rect(hit.node)


def others(bench: Bench, moved: Selection) -> list[QRectF]:
    """Find the boxes of the nodes in sight that stay where they are."""
    in_sight = bench.scene.nodes_in(bench.view.visible_rect())
    return [item.rect for item in in_sight if item.id not in moved.nodes]


def _loose(bench: Bench, things: Selection) -> Selection:
    """Leave out what is pinned, but for what a folded frame holds."""
    pinned = {
        id_
        for id_ in things.nodes
        if editing.is_pinned(bench.graph, id_) and bench.scene.is_shown(id_)
    }
    return replace(things, nodes=things.nodes - pinned)


def _with_frames(bench: Bench) -> Selection:
    """Give what is selected with all that the frames among it take along."""
    chosen = bench.selection
    scene = bench.scene
    along = editing.carried(bench.graph, chosen.frames, scene.sizes(), scene.within)
    return chosen | Selection(along.nodes, along.frames, along.notes)
