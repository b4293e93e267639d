"""What the mouse and held keys do on a canvas: one gesture at a time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from graphstudio.graph.elements import Port
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.hit import NOTHING, Hit
from graphstudio.ui.canvas.pointer import Pointer, Wheel
from graphstudio.ui.canvas.tools.choice import Choice
from graphstudio.ui.canvas.tools.edge_scroll import EdgeScroll
from graphstudio.ui.canvas.tools.gesture import Gesture
from graphstudio.ui.canvas.tools.knife import Knife
from graphstudio.ui.canvas.tools.pan import Pan
from graphstudio.ui.canvas.tools.press import Press
from graphstudio.ui.canvas.verbs.verbs import Verbs
from graphstudio.ui.values.kinds import kind_of

_LEFT, _MIDDLE, _RIGHT = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.MiddleButton,
    Qt.MouseButton.RightButton,
)
_SCROLL_PX = 48.0  # of one notch of the wheel
_CURSORS = {
    "grip": Qt.CursorShape.SizeHorCursor,
    "frame_grip": Qt.CursorShape.SizeFDiagCursor,
    "note_grip": Qt.CursorShape.SizeFDiagCursor,
    "input": Qt.CursorShape.CrossCursor,
    "output": Qt.CursorShape.CrossCursor,
    "chevron": Qt.CursorShape.PointingHandCursor,
}


class ToolBox:
    """Begin, follow and end gestures.

    Args:
        bench: Where they happen.
        verbs: What clicks do.
        menu: Called with what lies under the mouse and where, to show its menu.
        look: Called with a node's id, to show its picture large.
    """

    def __init__(
        self,
        bench: Bench,
        verbs: Verbs,
        menu: Callable[[Hit, Pointer], object],
        look: Callable[[str], object],
    ) -> None:
        self._bench = bench
        self._verbs = verbs
        self._choice = Choice(bench, verbs)
        self._menu = menu
        self._look = look
        self._gesture: Gesture | None = None
        self._button = Qt.MouseButton.NoButton
        self._held: set[int] = set()
        self._swallows_menu = False
        self._edge = EdgeScroll(bench.view, self._follow)

    @property
    def gesture(self) -> Gesture | None:
        """The gesture that is under way."""
        return self._gesture

    def press(self, pointer: Pointer) -> None:
        """Begin a gesture, or cancel the one under way with the right button."""
        if self._gesture is not None:
            if pointer.button == _RIGHT and self._button != _RIGHT:
                self.cancel()
                self._swallows_menu = True
            return
        self._swallows_menu = False
        self._button = pointer.button
        if pointer.button == _MIDDLE or (pointer.button == _LEFT and self._holds(Qt.Key.Key_Space)):
            self._become(Pan(self._bench, pointer))
        elif pointer.button == _LEFT:
            hit = self._bench.scene.hit(pointer.scene)
            probes = self._holds(Qt.Key.Key_V)
            self._become(self._choice.gesture(pointer, hit, probes=probes))
        elif pointer.button == _RIGHT and pointer.holds(Qt.KeyboardModifier.ControlModifier):
            self._become(Press(pointer, drag=lambda start: Knife(self._bench, start)))

    def move(self, pointer: Pointer) -> None:
        """Follow the mouse."""
        if self._gesture is None:
            self._hover(pointer)
            return
        self._follow(pointer)
        if not isinstance(self._gesture, Pan | Press):
            self._edge.watch(pointer)

    def release(self, pointer: Pointer) -> None:
        """End the gesture."""
        if self._gesture is not None and pointer.button == self._button:
            gesture, self._gesture = self._gesture, None
            self._edge.stop()
            gesture.finish(pointer)
            self._hover(pointer)

    def cancel(self) -> bool:
        """Leave everything as it was; False when no gesture is under way."""
        if self._gesture is None:
            return False
        gesture, self._gesture = self._gesture, None
        self._edge.stop()
        gesture.cancel()
        self._show(Qt.CursorShape.ArrowCursor)
        return True

    def double_click(self, pointer: Pointer) -> None:
        """Do what a double click means on what lies there."""
        if pointer.button != _LEFT or self._gesture is not None:
            return
        hit = self._bench.scene.hit(pointer.scene)
        match hit.kind:
            case "empty" | "frame":
                self._verbs.adding.search(pointer.scene)
            case "wire" if hit.wire is not None:
                self._verbs.wires.reroute(hit.wire, pointer.scene)
            case "row":
                self._edit_row(Port(hit.node, hit.socket))
            case "preview":
                self._look(hit.node)
            case "header" | "body" if hit.frame:
                self._verbs.entering.go_to(hit.frame)
            case "header":
                self._verbs.naming.edit_node(hit.node)
            case "frame_header":
                self._verbs.naming.edit_frame(hit.frame)
            case "note":
                self._verbs.naming.edit_note(hit.note)
            case _:
                self.press(pointer)

    def leave(self) -> None:
        """Stop hovering."""
        if self._gesture is None:
            self._bench.scene.hover(NOTHING)

    def wheel(self, wheel: Wheel) -> bool:
        """Step the number under the mouse, or scroll; what is left to the view zooms."""
        pointer = wheel.pointer
        if pointer.holds(Qt.KeyboardModifier.ControlModifier):
            return self._step(wheel)
        if pointer.holds(Qt.KeyboardModifier.ShiftModifier):
            notches = wheel.notches.y() or wheel.notches.x()
            self._scroll(-notches * _SCROLL_PX, 0)
            return True
        if not wheel.pixels.isNull():
            self._scroll(-wheel.pixels.x(), -wheel.pixels.y())
            return True
        if self._bench.settings.wheel == "pan":
            self._scroll(-wheel.notches.x() * _SCROLL_PX, -wheel.notches.y() * _SCROLL_PX)
            return True
        return False

    def key_press(self, event: QKeyEvent) -> bool:
        """Note keys that are held for the mouse: Space pans, V probes. Esc cancels.

        Backspace comes here when nothing is selected that it would delete: it leaves the group.
        """
        if event.key() == Qt.Key.Key_Escape:
            return self.cancel()
        if event.key() == Qt.Key.Key_Backspace and self._gesture is None:
            return self._verbs.entering.leave()
        if event.key() not in (Qt.Key.Key_Space, Qt.Key.Key_V):
            return False
        self._held.add(event.key())
        if event.key() == Qt.Key.Key_Space and self._gesture is None:
            self._show(Qt.CursorShape.OpenHandCursor)
        return True

    def key_release(self, event: QKeyEvent) -> bool:
        """Forget a key that was held."""
        if event.isAutoRepeat() or event.key() not in self._held:
            return False
        self._held.discard(event.key())
        if self._gesture is None:
            self._show(Qt.CursorShape.ArrowCursor)
        return True

    def rest(self) -> None:
        """Forget every key that is held: the keyboard has gone elsewhere."""
        self._held.clear()

    def context_menu(self, pointer: Pointer) -> None:
        """Show the menu of what lies there, unless the right button ended a gesture."""
        if self._gesture is None and not self._swallows_menu:
            self._menu(self._bench.scene.hit(pointer.scene), pointer)
        self._swallows_menu = False

    def _edit_row(self, port: Port) -> None:
        """Open the editor; a switch was turned over by the first click, and stays as it is now."""
        definition = self._verbs.values.definition(port)
        if definition is None or kind_of(definition) != "switch":
            self._verbs.values.edit(port)

    def _holds(self, key: Qt.Key) -> bool:
        return key in self._held

    def _become(self, gesture: Gesture) -> None:
        self._gesture = gesture
        self._show(gesture.cursor)

    def _follow(self, pointer: Pointer) -> None:
        if self._gesture is not None:
            after = self._gesture.move(pointer)
            if after is not self._gesture:
                self._become(after)

    def _hover(self, pointer: Pointer) -> None:
        hit = self._bench.scene.hit(pointer.scene)
        self._bench.scene.hover(hit)
        if self._holds(Qt.Key.Key_Space):
            self._show(Qt.CursorShape.OpenHandCursor)
        elif hit.kind == "row" and self._verbs.values.is_number(Port(hit.node, hit.socket)):
            self._show(Qt.CursorShape.SizeHorCursor)
        else:
            self._show(_CURSORS.get(hit.kind, Qt.CursorShape.ArrowCursor))

    def _show(self, cursor: Qt.CursorShape) -> None:
        viewport = self._bench.view.viewport()
        if viewport.cursor().shape() != cursor:
            viewport.setCursor(cursor)

    def _step(self, wheel: Wheel) -> bool:
        hit = self._bench.scene.hit(wheel.pointer.scene)
        if hit.kind != "row" or not self._verbs.values.is_number(Port(hit.node, hit.socket)):
            return False
        notches = round(wheel.notches.y())
        if notches:
            self._verbs.values.step(Port(hit.node, hit.socket), notches)
        return True

    def _scroll(self, right: float, down: float) -> None:
        self._bench.view.pan(-right, -down)
