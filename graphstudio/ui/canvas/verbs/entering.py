"""Go into a folded frame, a group, and out of it again."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF

from graphstudio.graph import editing
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.selection import Selection


class Entering:
    """Show the inside of a group alone. Nothing here edits: who comes back finds it folded."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._seen: dict[str, tuple[float, QPointF]] = {}

    @property
    def path(self) -> tuple[str, ...]:
        """The groups that are open, the outermost first; none while the whole graph shows."""
        within = self._bench.scene.within
        if not within:
            return ()
        return (*reversed(editing.frames_around(self._bench.graph, within)), within)

    def enter_selected(self) -> None:
        """Go into the selected group."""
        graph = self._bench.graph
        folded = [id_ for id_ in self._bench.selection.frames if graph.frames[id_].is_folded]
        if folded:
            self.go_to(min(folded))
            return
        text = QCoreApplication.translate("Canvas", "Select a group first: a frame that is folded.")
        self._bench.say(text)

    def leave(self) -> bool:
        """Go out of the group, and select it; False when the whole graph shows."""
        within, path = self._bench.scene.within, self.path
        if not within:
            return False
        self.go_to(path[-2] if len(path) > 1 else "")
        self._bench.scene.select(Selection.of(frames=[within]))
        self._bench.scene.focus.to_frame(within)
        return True

    def go_to(self, frame: str) -> None:
        """Show the inside of a group; "" for the whole graph. What was seen there is seen again."""
        scene, view = self._bench.scene, self._bench.view
        if frame == scene.within:
            return
        self._seen[scene.within] = (view.zoom, view.visible_rect().center())
        scene.enter(frame)
        seen = self._seen.get(frame)
        if seen is None:
            view.frame_all()
        else:
            view.zoom_to(seen[0])
            view.centerOn(seen[1])

    def reveal(self, node: str) -> None:
        """Go to where a node shows, into the group that holds it if need be."""
        around = editing.holders(self._bench.graph, node)
        self.go_to(around[0] if around else "")

    def come_out_to(self, node: str) -> None:
        """Go out as far as it takes until a node shows, or the group that holds it."""
        around = set(editing.holders(self._bench.graph, node))
        while self._bench.scene.within and self._bench.scene.within not in around:
            self.leave()
