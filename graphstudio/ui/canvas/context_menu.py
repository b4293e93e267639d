"""The menu of what lies under the mouse, or of what the keyboard is at."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QMenu

from graphstudio.graph.elements import Port
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.hit import Hit
from graphstudio.ui.canvas.pointer import Pointer
from graphstudio.ui.canvas.selection import NONE_SELECTED, Selection
from graphstudio.ui.canvas.verbs.verbs import Verbs
from graphstudio.ui.commands import Commands, Menu
from graphstudio.ui.values.kinds import painting_of

_NODE: tuple[str | None, ...] = (
    "edit.cut", "edit.copy", "edit.duplicate", "edit.rename", None,
    "node.mute", "node.bypass", "node.collapse", "node.pin", "node.colour", None,
    "graph.connect", "graph.disconnect", "graph.probe", "graph.extract", None,
    "graph.frame", "graph.subgraph", "arrange.tidy", None,
    "node.replace", "node.help", None,
    "edit.delete", "edit.delete_and_reconnect",
)  # fmt: skip
_ROW: tuple[str | None, ...] = (
    "node.edit", "row.reset", None, "row.feed", "row.take_back", "row.publish", None,
)  # fmt: skip
_OUTPUT: tuple[str | None, ...] = ("graph.connect", "graph.probe", None)
_WIRE: tuple[str | None, ...] = ("graph.insert", "graph.reroute", None, "edit.delete")
_FRAME: tuple[str | None, ...] = (
    "edit.rename", "node.colour", "graph.subgraph", "graph.unframe", None,
    "edit.cut", "edit.copy", "edit.duplicate", None,
    "view.frame_selection", "edit.delete",
)  # fmt: skip
_GROUP: tuple[str | None, ...] = ("graph.enter", None, *_FRAME)
_NOTE: tuple[str | None, ...] = (
    "edit.rename", "node.colour", None,
    "edit.cut", "edit.copy", "edit.duplicate", None, "edit.delete",
)  # fmt: skip
_GROUND: tuple[str | None, ...] = (
    "graph.add", "graph.add_note", None,
    "edit.paste", "edit.paste_with_wires", None,
    "edit.select_all", "edit.invert", "edit.find", None,
    "view.frame_all", "view.zoom_one", "view.minimap", None,
    "arrange.tidy_all", "arrange.snaps",
)  # fmt: skip
_INSIDE: tuple[str | None, ...] = ("graph.leave", None, *_GROUND)


class ContextMenu:
    """Select what was clicked and offer what can be done to it."""

    def __init__(self, commands: Commands, bench: Bench, verbs: Verbs) -> None:
        self._commands = commands
        self._bench = bench
        self._verbs = verbs

    def popup(self, hit: Hit, pointer: Pointer) -> QMenu:
        """Show the menu; what it adds goes where the pointer is."""
        self._aim(hit)
        viewport = self._bench.view.viewport()
        menu = self._commands.menu_of(Menu("", self._entries(hit)), self._bench.view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._bench.spot.fixed = pointer.scene
        # What is chosen runs after the menu has hidden, and still wants the place.
        menu.aboutToHide.connect(lambda: QTimer.singleShot(0, self._bench.view, self._let_go))
        menu.popup(viewport.mapToGlobal(pointer.view))
        return menu

    def _let_go(self) -> None:
        self._bench.spot.fixed = None

    def _aim(self, hit: Hit) -> None:
        thing = NONE_SELECTED
        if hit.frame and hit.kind != "frame":
            thing = Selection.of(frames=[hit.frame])
        elif hit.node:
            thing = Selection.of([hit.node])
        elif hit.note:
            thing = Selection.of(notes=[hit.note])
        elif hit.wire is not None:
            thing = Selection.of(wires=[hit.wire])
        if not thing or not self._bench.selection >= thing:
            self._bench.scene.select(thing)
        if hit.node and hit.socket:
            self._verbs.walking.focus(Port(hit.node, hit.socket), hit.side)

    def _entries(self, hit: Hit) -> tuple[str | None, ...]:
        if hit.frame and hit.kind != "frame":
            is_folded = self._bench.graph.frames[hit.frame].is_folded
            return _GROUP if is_folded else _FRAME
        if hit.node:
            above = _OUTPUT if hit.kind == "output" else _ROW if hit.socket else ()
            if painting_of(self._bench.graph.definition(hit.node)) is not None:
                above = ("node.paint", None, *above)
            if self._bench.scene.status.reels.behind(self._bench.graph, hit.node):
                above = ("view.steps", None, *above)
            return (*above, *(one for one in _NODE if one is None or one not in above))
        if hit.note:
            return _NOTE
        if hit.wire is not None:
            return _WIRE
        return _INSIDE if self._bench.scene.within else _GROUND
