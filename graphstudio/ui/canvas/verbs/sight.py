"""What shows and what is selected: zoom, frame, select, find."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from graphstudio.graph import editing
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.selection import NONE_SELECTED, Selection
from graphstudio.ui.canvas.verbs.entering import Entering

_NOTCH = 1.15


class Sight:
    """Look around and select. Nothing here edits."""

    def __init__(self, bench: Bench, entering: Entering) -> None:
        self._bench = bench
        self._entering = entering

    def frame_selection(self) -> None:
        """Show what is selected as large as it fits; everything when nothing is."""
        if self._bench.selection:
            self._bench.view.frame_selection()
        else:
            self._bench.view.frame_all()

    def frame_all(self) -> None:
        """Show everything."""
        self._bench.view.frame_all()

    def zoom_to(self, zoom: float) -> None:
        """Show one scene pixel as so many of the screen's."""
        self._bench.view.zoom_to(zoom)

    def zoom_in(self) -> None:
        """Come nearer by a notch."""
        self._bench.view.zoom_to(self._bench.view.zoom * _NOTCH)

    def zoom_out(self) -> None:
        """Go away by a notch."""
        self._bench.view.zoom_to(self._bench.view.zoom / _NOTCH)

    def select_all(self) -> None:
        """Select everything that shows."""
        self._bench.scene.select(self._everything())

    def select_none(self) -> None:
        """Select nothing."""
        self._bench.scene.select(NONE_SELECTED)

    def invert(self) -> None:
        """Select what was not, and nothing of what was."""
        chosen = self._bench.selection
        self._bench.scene.select(self._everything() - chosen)

    def select_upstream(self) -> None:
        """Add everything that the selected nodes need."""
        self._spread(is_up=True)

    def select_downstream(self) -> None:
        """Add everything that needs the selected nodes."""
        self._spread(is_up=False)

    def find(self, text: str) -> tuple[str, ...]:
        """Select the nodes in which a text occurs, and show them; give their ids."""
        found = tuple(editing.find(self._bench.graph, text)) if text.strip() else ()
        self._bench.scene.select(Selection.of(found))
        return found

    def show_node(self, node: str) -> None:
        """Select a node and bring it into sight, inside of the group that holds it."""
        if node in self._bench.graph.nodes:
            self._entering.reveal(node)
            self._bench.scene.select(Selection.of([node]))
            self._bench.scene.focus.to_node(node)
            self._bench.view.centre_on_node(node)

    def toggle_snap(self) -> None:
        """Let drags snap, or not."""
        settings = self._bench.settings
        settings.snaps = not settings.snaps
        on = QCoreApplication.translate("Canvas", "Snapping is on")
        off = QCoreApplication.translate("Canvas", "Snapping is off")
        self._bench.say(on if settings.snaps else off)

    def toggle_minimap(self) -> None:
        """Show the map of the whole graph in the corner, or not."""
        settings = self._bench.settings
        settings.shows_minimap = not settings.shows_minimap

    def _everything(self) -> Selection:
        scene = self._bench.scene
        return Selection.of(scene.nodes, scene.frames, scene.notes)

    def _spread(self, *, is_up: bool) -> None:
        graph = self._bench.graph
        waiting = list(self._bench.selection.nodes)
        found = set(waiting)
        while waiting:
            node = waiting.pop()
            for wire in graph.wires_at(node):
                here, there = wire.target.node, wire.source.node
                if not is_up:
                    here, there = there, here
                if here == node and there not in found:
                    found.add(there)
                    waiting.append(there)
        self._bench.scene.select(self._bench.selection | Selection.of(found))
