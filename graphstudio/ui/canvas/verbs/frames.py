"""Frames and notes: put around nodes, fold, write on."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF

from graphstudio.graph import editing
from graphstudio.graph.editing.naming import NewIds
from graphstudio.graph.edits import AddNote, Edit
from graphstudio.graph.elements import Note
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.canvas.snapping import on_grid

_NOTE_PX = (240.0, 120.0)


class Frames:
    """Do things to frames and notes."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def frame(self) -> str:
        """Put a frame around the selected nodes; give its id, "" when nothing was framed."""
        made = self._framed()
        if made is None:
            return ""
        edit, id_ = made
        if not self._bench.do(edit, QCoreApplication.translate("Canvas", "Frame")):
            return ""
        self._bench.scene.select(Selection.of(frames=[id_]))
        return id_

    def unframe(self) -> None:
        """Take the selected frames away, or those around what is selected; the nodes stay."""
        frames = self._frames_meant()
        if not frames:
            text = QCoreApplication.translate("Canvas", "Select a frame first.")
            self._bench.say(text)
            return
        edit = editing.unframe(self._bench.graph, frames)
        self._bench.do(edit, QCoreApplication.translate("Canvas", "Remove frame"))

    def fold(self) -> None:
        """Fold the selected frames into one node each, or unfold them.

        Without a frame, the selected nodes become one: that makes a subgraph of them.
        """
        frames = self._frames_meant()
        if frames:
            for id_ in frames:
                self.toggle_fold(id_)
            return
        chosen = self._bench.selection
        title = QCoreApplication.translate("Canvas", "Group")
        sizes = self._bench.scene.sizes()
        made = self._bench.attempt(
            lambda: editing.group(self._bench.graph, chosen.nodes, chosen.notes, sizes, title)
        )
        if made is None:
            return
        edit, id_ = made
        if self._bench.do(edit, QCoreApplication.translate("Canvas", "Make subgraph")):
            self._bench.scene.select(Selection.of(frames=[id_]))

    def toggle_fold(self, frame: str) -> None:
        """Fold a frame, or unfold it."""
        graph = self._bench.graph
        if graph.frames[frame].is_folded:
            edit = editing.unfold(graph, frame)
            label = QCoreApplication.translate("Canvas", "Unfold")
        else:
            scene = self._bench.scene
            edit = editing.fold(graph, frame, scene.sizes(), scene.within)
            label = QCoreApplication.translate("Canvas", "Fold")
        if self._bench.do(edit, label):
            self._bench.scene.select(Selection.of(frames=[frame]))

    def add_note(self, at: QPointF | None = None) -> str:
        """Put an empty note at a place, or where new things go; give its id."""
        spot = at if at is not None else self._bench.spot.here()
        width, height = _NOTE_PX
        id_ = NewIds(self._bench.graph).note()
        note = Note(id_, "", on_grid(spot.x()), on_grid(spot.y()), width, height)
        if not self._bench.do(AddNote(note), QCoreApplication.translate("Canvas", "Add note")):
            return ""
        self._bench.scene.select(Selection.of(notes=[id_]))
        return id_

    def _framed(self) -> tuple[Edit, str] | None:
        nodes = self._bench.selection.nodes
        if not nodes:
            self._bench.say(QCoreApplication.translate("Canvas", "Select some nodes first."))
            return None
        title = QCoreApplication.translate("Canvas", "Group")
        sizes = self._bench.scene.sizes()
        return self._bench.attempt(
            lambda: editing.frame_around(self._bench.graph, nodes, sizes, title)
        )

    def _frames_meant(self) -> list[str]:
        chosen, graph = self._bench.selection, self._bench.graph
        if chosen.frames or not chosen.nodes:
            return sorted(chosen.frames)
        sizes, within = self._bench.scene.sizes(), self._bench.scene.within
        away = editing.hidden(graph, within).frames
        return [
            id_
            for id_ in graph.frames
            if id_ not in away and chosen.nodes & set(editing.members(graph, id_, sizes, within))
        ]
