"""Copy, cut, paste, duplicate: as text, so that it goes from window to window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import QGuiApplication

from graphstudio.errors import GraphError
from graphstudio.graph import editing
from graphstudio.graph.editing.clipboard import Pasted
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.canvas.snapping import on_grid


class Clipboard:
    """Carry what is selected to the system's clipboard and back."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench

    def copy(self) -> None:
        """Copy what is selected."""
        chosen = self._bench.selection
        if not (chosen.nodes or chosen.frames or chosen.notes):
            return
        text = editing.copy_text(self._bench.graph, chosen.nodes, chosen.frames, chosen.notes)
        QGuiApplication.clipboard().setText(text)
        count = len(chosen.nodes) + len(chosen.frames) + len(chosen.notes)
        self._bench.say(QCoreApplication.translate("Canvas", "Copied %n item(s)", None, count))

    def cut(self) -> None:
        """Copy what is selected, and delete it."""
        self.copy()
        chosen = self._bench.selection
        edit = editing.delete(self._bench.graph, chosen.nodes, chosen.frames, chosen.notes)
        self._bench.do(edit, QCoreApplication.translate("Canvas", "Cut"))

    def paste(self, at: QPointF | None = None) -> None:
        """Add what is on the clipboard.

        Args:
            at: Where its top left corner goes; None takes the place of the mouse, else the
                middle of the view.
        """
        self._paste(at, keeps_incoming=False)

    def paste_with_wires(self, at: QPointF | None = None) -> None:
        """Add what is on the clipboard, wired to what fed the originals."""
        self._paste(at, keeps_incoming=True)

    def duplicate(self) -> None:
        """Add what is selected again, a little beside it."""
        chosen = self._bench.selection
        if chosen.nodes or chosen.frames or chosen.notes:
            pasted = editing.duplicate(self._bench.graph, chosen.nodes, chosen.frames, chosen.notes)
            self._add(pasted, QCoreApplication.translate("Canvas", "Duplicate"))

    def _paste(self, at: QPointF | None, *, keeps_incoming: bool) -> None:
        spot = at if at is not None else self._bench.spot.here()
        place = on_grid(spot.x()), on_grid(spot.y())
        text = QGuiApplication.clipboard().text()
        try:
            pasted = editing.paste(self._bench.graph, text, place, keeps_incoming=keeps_incoming)
        except GraphError as error:
            self._bench.say(str(error))
            return
        self._add(pasted, QCoreApplication.translate("Canvas", "Paste"))

    def _add(self, pasted: Pasted, label: str) -> None:
        if not self._bench.do(pasted.edit, label):
            return
        self._bench.scene.select(Selection.of(pasted.nodes, pasted.frames, pasted.notes))
        if pasted.problems:
            self._bench.say(" ".join(pasted.problems))
