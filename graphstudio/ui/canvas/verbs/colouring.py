"""Colour what is selected."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QRect

from graphstudio.graph import editing
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.values.colour_sheet import ColourSheet


class Colouring:
    """Give nodes, frames and notes a colour of their own.

    Args:
        bench: Where they are.
        make_sheet: Makes the sheet that colours are chosen from. It belongs to the window that
            the canvas is in by the time that it is first wanted.
    """

    def __init__(self, bench: Bench, make_sheet: Callable[[], ColourSheet]) -> None:
        self._bench = bench
        self._make_sheet = make_sheet
        self._made: ColourSheet | None = None
        self._gesture = object()

    @property
    def sheet(self) -> ColourSheet:
        """The sheet, made now if need be."""
        if self._made is None:
            self._made = self._make_sheet()
            self._made.chosen.connect(self._paint_on)
            self._made.cancelled.connect(lambda: self._bench.retract(self._gesture))
            self._made.closed.connect(self._bench.document.history.close_step)
        return self._made

    def choose(self) -> None:
        """Offer the colours; all that is tried until the sheet closes is one step of undo."""
        chosen, view = self._bench.selection, self._bench.view
        if not (chosen.nodes or chosen.frames or chosen.notes):
            return
        self._gesture = object()
        shown = view.mapFromScene(self._bench.scene.bounds(chosen)).boundingRect()
        seen = shown.intersected(view.viewport().rect())
        anchor = QRect(view.viewport().mapToGlobal(seen.topLeft()), seen.size())
        self.sheet.open_for(anchor, self._colour())

    def paint(self, colour: str) -> None:
        """Colour what is selected.

        Args:
            colour: "#rrggbb"; "" gives the usual colour back.
        """
        self._gesture = object()
        self._paint_on(colour)

    def close(self) -> None:
        """Close the sheet if it is open."""
        if self._made is not None:
            self._made.close_up()

    def _paint_on(self, colour: str) -> None:
        chosen = self._bench.selection
        edit = editing.recolour(
            self._bench.graph, chosen.nodes, chosen.frames, chosen.notes, colour
        )
        label = QCoreApplication.translate("Canvas", "Change colour")
        self._bench.do(edit, label, self._gesture)

    def _colour(self) -> str:
        """Give the colour that everything selected has; "" where they differ, or have none."""
        graph, chosen = self._bench.graph, self._bench.selection
        colours = {graph.places[id_].colour for id_ in chosen.nodes if id_ in graph.places}
        colours |= {graph.frames[id_].colour for id_ in chosen.frames}
        colours |= {graph.notes[id_].colour for id_ in chosen.notes}
        return colours.pop() if len(colours) == 1 else ""
