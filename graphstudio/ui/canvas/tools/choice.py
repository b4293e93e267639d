"""Which gesture a press of the left button begins."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from graphstudio.graph.elements import Port, Wire
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.hit import Hit
from graphstudio.ui.canvas.loose_wire import LooseWire
from graphstudio.ui.canvas.pointer import Pointer
from graphstudio.ui.canvas.selection import NONE_SELECTED, Selection
from graphstudio.ui.canvas.tools.band import Band
from graphstudio.ui.canvas.tools.duplicate import Duplicate
from graphstudio.ui.canvas.tools.gesture import Gesture
from graphstudio.ui.canvas.tools.knife import Knife
from graphstudio.ui.canvas.tools.link import Link, MoveWires
from graphstudio.ui.canvas.tools.move import Move
from graphstudio.ui.canvas.tools.pan import Pan
from graphstudio.ui.canvas.tools.press import Press
from graphstudio.ui.canvas.tools.resize import ResizeBox, ResizeNode
from graphstudio.ui.canvas.tools.scrub import Scrub
from graphstudio.ui.canvas.verbs.verbs import Verbs

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier


class Choice:
    """Make the gesture that a press begins, by what was pressed and what is held."""

    def __init__(self, bench: Bench, verbs: Verbs) -> None:
        self._bench = bench
        self._verbs = verbs

    def gesture(self, pointer: Pointer, hit: Hit, *, probes: bool = False) -> Gesture:
        """Choose.

        Args:
            pointer: The press.
            hit: What was pressed.
            probes: Whether the key is held that makes clicks look at what a node gives.
        """
        is_probe = probes or (pointer.holds(_CTRL) and pointer.holds(_SHIFT))
        if is_probe and hit.node:
            output = hit.socket if hit.kind == "output" else ""
            return Press(pointer, click=lambda: self._verbs.wires.probe(hit.node, output))
        match hit.kind:
            case "output" | "input":
                return self._at_socket(pointer, hit)
            case "row":
                return self._on_row(pointer, hit)
            case "chevron":
                return self._on_thing(pointer, hit, click=lambda: self._fold(hit))
            case "grip":
                return ResizeNode(self._bench, pointer, hit)
            case "frame_grip" | "note_grip":
                return ResizeBox(self._bench, pointer, hit)
            case "header" | "body" | "preview" | "frame_header" | "note":
                return self._on_thing(pointer, hit)
            case _:
                return self._on_ground(pointer, hit)

    def _on_ground(self, pointer: Pointer, hit: Hit) -> Gesture:
        """Choose for what is no thing: empty canvas, the inside of a frame, a wire."""
        wire = hit.wire
        if pointer.holds(_ALT):
            cut = None if wire is None else lambda: self._verbs.wires.delete(wire)
            return Press(pointer, click=cut, drag=lambda start: Knife(self._bench, start))
        return Press(
            pointer,
            click=lambda: self._click(pointer, _of(hit)),
            drag=self._drag_ground,
        )

    def _drag_ground(self, start: Pointer) -> Gesture:
        is_band = start.holds(_SHIFT) or start.holds(_CTRL)
        if is_band or self._bench.settings.left_drag == "select":
            return Band(self._bench, start)
        return Pan(self._bench, start)

    def _on_thing(
        self, pointer: Pointer, hit: Hit, click: Callable[[], object] | None = None
    ) -> Gesture:
        """Choose for a node, a frame or a note: pressing selects, dragging moves."""
        thing = _of(hit)
        was_selected = self._bench.selection >= thing
        if not was_selected:
            adds = pointer.holds(_SHIFT) or pointer.holds(_CTRL)
            self._bench.scene.select(self._bench.selection | thing if adds else thing)
        if click is None and was_selected:

            def click() -> None:
                self._click(pointer, thing)

        return Press(pointer, click=click, drag=lambda start: self._drag_thing(start, hit))

    def _drag_thing(self, start: Pointer, hit: Hit) -> Gesture:
        if start.holds(_ALT):
            return Duplicate(self._bench, start, hit)
        return Move(self._bench, start, hit)

    def _at_socket(self, pointer: Pointer, hit: Hit) -> Gesture:
        port = Port(hit.node, hit.socket)
        graph = self._bench.graph

        def drag(start: Pointer) -> Gesture:
            if hit.kind == "output":
                if start.holds(_SHIFT) and graph.targets(port):
                    return MoveWires(self._bench, port)
                return self._link(LooseWire(port, "output"))
            feed = graph.inputs(hit.node).get(hit.socket)
            if feed is None:
                return self._link(LooseWire(port, "input"))
            lifted = None if start.holds(_CTRL) else Wire(feed, port)
            return self._link(LooseWire(feed, "output", lifted))

        return Press(pointer, click=lambda: self._verbs.walking.focus(port, hit.side), drag=drag)

    def _link(self, loose: LooseWire) -> Gesture:
        return Link(self._bench, loose, self._verbs.adding.search_for)

    def _on_row(self, pointer: Pointer, hit: Hit) -> Gesture:
        port = Port(hit.node, hit.socket)
        values = self._verbs.values
        definition = values.definition(port)
        self._on_thing(pointer, hit)
        if definition is None or pointer.holds(_ALT) or not values.is_number(port):
            return Press(
                pointer,
                click=lambda: values.edit(port),
                drag=lambda start: self._drag_thing(start, hit),
            )
        return Press(
            pointer,
            click=lambda: self._verbs.walking.focus(port, "input"),
            drag=lambda start: Scrub(self._bench, start, port, definition, values.value(port)),
        )

    def _fold(self, hit: Hit) -> None:
        if hit.frame:
            self._verbs.frames.toggle_fold(hit.frame)
        else:
            self._verbs.nodes.collapse(hit.node)

    def _click(self, pointer: Pointer, thing: Selection) -> None:
        """Select what was clicked, or nothing; Shift and Ctrl add it or take it away."""
        if pointer.holds(_SHIFT) or pointer.holds(_CTRL):
            self._bench.scene.select(self._bench.selection ^ thing)
        else:
            self._bench.scene.select(thing)
            if not thing:
                self._verbs.walking.leave()


def _of(hit: Hit) -> Selection:
    if hit.frame:
        return Selection.of(frames=[hit.frame])
    if hit.node:
        return Selection.of([hit.node])
    if hit.note:
        return Selection.of(notes=[hit.note])
    return Selection.of(wires=[hit.wire]) if hit.wire is not None else NONE_SELECTED
