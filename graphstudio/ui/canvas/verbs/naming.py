"""Write titles and notes where they stand."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QRectF

from graphstudio.graph.edits import ChangeFrame, ChangeNote, Rename
from graphstudio.graph.elements import Json
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.geometry import CHEVRON, HEADER
from graphstudio.ui.canvas.in_place import InPlace

_INSET_PX = 4.0


class Naming:
    """Rename nodes and frames, and write on notes."""

    def __init__(self, bench: Bench, in_place: InPlace) -> None:
        self._bench = bench
        self._in_place = in_place

    def edit_selected(self) -> None:
        """Rename what is selected, if it is one thing."""
        chosen = self._bench.selection
        if len(chosen) == 1 and chosen.nodes:
            self.edit_node(next(iter(chosen.nodes)))
        elif len(chosen) == 1 and chosen.frames:
            self.edit_frame(next(iter(chosen.frames)))
        elif len(chosen) == 1 and chosen.notes:
            self.edit_note(next(iter(chosen.notes)))
        else:
            text = QCoreApplication.translate("Canvas", "Select one thing to rename.")
            self._bench.say(text)

    def edit_node(self, node: str) -> None:
        """Rename a node; an empty title gives it the one of its kind."""
        graph, label = self._bench.graph, QCoreApplication.translate("Canvas", "Rename")
        definition = graph.definition(node)
        usual = definition.title if definition is not None else graph.nodes[node].type
        title = graph.nodes[node].title or usual

        def commit(value: Json) -> None:
            text = str(value).strip()
            if text != title:
                new = "" if text == usual else text
                self._bench.document.do(Rename(node, new), label, ("rename", node))

        rect = _title_rect(self._bench.scene.node_rect(node))
        self._in_place.edit_text(
            rect,
            QCoreApplication.translate("Canvas", "Title"),
            title,
            commit,
            lambda: node in self._bench.graph.nodes,
        )

    def edit_frame(self, frame: str) -> None:
        """Rename a frame."""
        title = QCoreApplication.translate("Canvas", "Title")
        label = QCoreApplication.translate("Canvas", "Rename frame")

        def commit(value: Json) -> None:
            new = replace(self._bench.graph.frames[frame], title=str(value).strip())
            if new != self._bench.graph.frames[frame]:
                self._bench.document.do(ChangeFrame(new), label, ("rename", frame))

        item = self._bench.scene.frames[frame]
        self._in_place.edit_text(
            _title_rect(item.rect),
            title,
            self._bench.graph.frames[frame].title,
            commit,
            lambda: frame in self._bench.graph.frames,
        )

    def edit_note(self, note: str) -> None:
        """Write on a note."""
        title = QCoreApplication.translate("Canvas", "Note")
        label = QCoreApplication.translate("Canvas", "Edit note")

        def commit(value: Json) -> None:
            new = replace(self._bench.graph.notes[note], text=str(value))
            if new != self._bench.graph.notes[note]:
                self._bench.document.do(ChangeNote(new), label, ("note", note))

        inset = (_INSET_PX, _INSET_PX, -_INSET_PX, -_INSET_PX)
        rect = self._bench.scene.note_rect(note).adjusted(*inset)
        text = self._bench.graph.notes[note].text
        self._in_place.edit_text(
            rect, title, text, commit, lambda: note in self._bench.graph.notes, is_long=True
        )


def _title_rect(rect: QRectF) -> QRectF:
    return QRectF(rect.left() + CHEVRON, rect.top() + 2, rect.width() - CHEVRON - 4, HEADER - 4)
