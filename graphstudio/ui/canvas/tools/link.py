"""Pull a wire from a socket; pull a wire off an input and plug it in elsewhere."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QPointF, Qt

from graphstudio.graph import editing
from graphstudio.graph.edits import Disconnect, Edit, Group
from graphstudio.graph.elements import Port
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.hit import Hit
from graphstudio.ui.canvas.loose_wire import LooseWire
from graphstudio.ui.canvas.marks import LooseState
from graphstudio.ui.canvas.pointer import Pointer
from graphstudio.ui.canvas.tools.gesture import Gesture
from graphstudio.ui.canvas.tools.refusals import Refusals


class Link:
    """Lead the loose end of a wire to a socket, to the body of a node, or to nowhere.

    Args:
        bench: Where it happens.
        loose: The wire.
        search: Called with the wire and a place when it is dropped on nothing: looks for a node
            that it could lead to.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(
        self, bench: Bench, loose: LooseWire, search: Callable[[LooseWire, QPointF], object]
    ) -> None:
        self._bench = bench
        self._loose = loose
        self._search = search
        self._anchor = bench.scene.socket_pos(loose.fixed, loose.side)
        self._colour = bench.scene.theme.wire(bench.graph.type_of(loose.fixed, loose.side))
        self._refusals = Refusals(bench, loose.fixed, loose.side)

    def move(self, pointer: Pointer) -> Gesture:
        """Show where the wire would lead, and whether it can."""
        self._refusals.look_on()
        hit = self._bench.scene.hit(pointer.scene)
        port = self._target(hit)
        reason = None if port is None else self._reason(port)
        end = pointer.scene
        if (
            port is not None
            and reason is None
            and self._bench.scene.has_socket(port, self._loose.far_side)
        ):
            end = self._bench.scene.socket_pos(port, self._loose.far_side)
        is_from_output = self._loose.side == "output"
        start, end = (self._anchor, end) if is_from_output else (end, self._anchor)
        self._bench.scene.show_loose_wire(
            start, end, self._colour, _state(port, reason), is_start_loose=not is_from_output
        )
        self._refusals.tell(reason, pointer)
        return self

    def finish(self, pointer: Pointer) -> None:
        """Plug it in; on nothing, pull it off or look for a node that fits."""
        self._clear()
        hit = self._bench.scene.hit(pointer.scene)
        port = self._target(hit)
        if port is not None:
            self._plug_in(port)
        elif hit.node and hit.node != self._loose.fixed.node:
            text = QCoreApplication.translate("Canvas", "{node} has no free socket that fits.")
            self._bench.say(text.format(node=self._bench.graph.caption(hit.node)))
        elif hit.node:
            return
        elif self._is_folded(hit):
            text = QCoreApplication.translate("Canvas", "{frame} has no free socket that fits.")
            frame = self._bench.graph.frames[hit.frame]
            self._bench.say(text.format(frame=frame.title or frame.id))
        elif self._loose.lifted is not None:
            label = QCoreApplication.translate("Canvas", "Disconnect")
            self._bench.do(Disconnect(self._loose.lifted.target), label)
        else:
            self._search(self._loose, pointer.scene)

    def cancel(self) -> None:
        """Leave all wires where they are."""
        self._clear()

    def _clear(self) -> None:
        self._bench.scene.hide_loose_wire()
        self._refusals.clear()

    def _target(self, hit: Hit) -> Port | None:
        port, side = hit.port, hit.side
        if port is not None and side is not None and side != self._loose.side:
            return port
        graph, loose = self._bench.graph, self._loose
        if self._is_folded(hit):
            return editing.first_fit_inside(graph, loose.fixed, loose.side, hit.frame)
        if not hit.node or hit.node == loose.fixed.node:
            return None
        return editing.first_fit(graph, loose.fixed, loose.side, hit.node)

    def _is_folded(self, hit: Hit) -> bool:
        """Tell whether a folded frame was hit, where it has no socket."""
        frame = self._bench.graph.frames.get(hit.frame)
        return frame is not None and frame.is_folded and not hit.node

    def _reason(self, port: Port) -> str | None:
        wire = self._loose.wire_to(port)
        return self._bench.graph.refusal(wire.source, wire.target)

    def _plug_in(self, port: Port) -> None:
        wire = self._loose.wire_to(port)
        lifted = self._loose.lifted
        if wire == lifted:
            return
        edit: Edit | None = self._bench.attempt(lambda: editing.connect(self._bench.graph, *wire))
        if edit is not None and lifted is not None:
            edit = Group((Disconnect(lifted.target), edit))
        self._bench.do(edit, QCoreApplication.translate("Canvas", "Connect"))


class MoveWires:
    """Carry all wires of an output over to another output."""

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, bench: Bench, source: Port) -> None:
        self._bench = bench
        self._source = source
        self._targets = bench.graph.targets(source)
        self._ends = [bench.scene.socket_pos(target, "input") for target in self._targets]
        self._colour = bench.scene.theme.wire(bench.graph.type_of(source))
        self._refusals = Refusals(bench, self._targets[0], "input")

    def move(self, pointer: Pointer) -> Gesture:
        """Show where the wires would come from."""
        self._refusals.look_on()
        output = self._output_at(pointer)
        reason = None if output is None else self._reason(output)
        self._bench.scene.show_loose_wires(
            [(pointer.scene, end) for end in self._ends],
            self._colour,
            _state(output, reason),
            loose_end=pointer.scene,
        )
        self._refusals.tell(reason, pointer)
        return self

    def finish(self, pointer: Pointer) -> None:
        """Plug them in there; on anything else leave them."""
        self._clear()
        output = self._output_at(pointer)
        if output is not None and output != self._source:
            graph, source = self._bench.graph, self._source
            edit = self._bench.attempt(lambda: editing.move_wires(graph, source, output))
            self._bench.do(edit, QCoreApplication.translate("Canvas", "Move wires"))

    def cancel(self) -> None:
        """Leave all wires where they are."""
        self._clear()

    def _clear(self) -> None:
        self._bench.scene.hide_loose_wire()
        self._refusals.clear()

    def _output_at(self, pointer: Pointer) -> Port | None:
        hit = self._bench.scene.hit(pointer.scene)
        return hit.port if hit.kind == "output" else None

    def _reason(self, output: Port) -> str | None:
        graph = self._bench.graph
        reasons = (graph.refusal(output, target) for target in self._targets)
        return next((reason for reason in reasons if reason is not None), None)


def _state(port: Port | None, reason: str | None) -> LooseState:
    if port is None:
        return "open"
    return "refused" if reason else "fits"
