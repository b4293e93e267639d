"""A curve over the run: its points as text, and a sketch that opens a sheet to draw it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from graphstudio.api import OverTime
from graphstudio.api.curves import Points, parse_points, write_points
from graphstudio.graph.definitions import InputDefinition
from graphstudio.graph.elements import Json
from graphstudio.ui.values.colour_sheet import anchor_of
from graphstudio.ui.values.curve_buttons import SketchButton
from graphstudio.ui.values.curve_shapes import points_of
from graphstudio.ui.values.curve_sheet import CurveSheet
from graphstudio.ui.values.fields.line import LineField
from graphstudio.ui.values.kinds import hint_of
from graphstudio.ui.values.reading import read_text
from graphstudio.ui.values.surroundings import Surroundings


class CurveField(LineField):
    """Edit a curve. Each drag in the sheet is one gesture.

    Attributes:
        sketch: Shows the curve and opens the sheet.
        drawing: The sheet, while it is open.
    """

    def __init__(
        self,
        definition: InputDefinition,
        surroundings: Surroundings,
        parent: QWidget | None = None,
        *,
        scale: float = 1.0,
    ) -> None:
        super().__init__(definition, surroundings, parent, scale=scale)
        self.drawing: CurveSheet | None = None
        hint = hint_of(definition, OverTime)
        assert hint is not None
        self._hint = hint
        self.line.setPlaceholderText(self.tr("No curve"))
        self.sketch = SketchButton(self._hint, surroundings.appearance, self, scale=scale)
        self.sketch.setAccessibleName(self.tr("Draw the curve"))
        self.sketch.setToolTip(self.tr("Draw the curve (Alt+Down)"))
        self.sketch.clicked.connect(self.draw)
        self.box.addSpacing(round(6 * scale))
        self.box.addWidget(self.sketch)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops inside it, in order."""
        return (self.line, self.sketch)

    def owns(self, widget: QWidget | None) -> bool:
        """Count the sheet in."""
        return super().owns(widget) or (self.drawing is not None and self.drawing.holds(widget))

    def render_value(self) -> None:
        """Show text and curve."""
        super().render_value()
        self.sketch.show_points(points_of(self._hint, self.value))

    def read(self) -> Json:
        """Give the text, if it is a curve or empty."""
        text = self.line.text().strip()
        if text:
            parse_points(text, least=self._hint.least, most=self._hint.most, what="value")
        return read_text(self.definition, text)

    def begin(self) -> None:
        """Take the keyboard; in the row of a node, with the sheet open."""
        super().begin()
        if self.walks:
            self.line.setCursorPosition(0)  # nobody types now: show where the text begins
            self.draw()

    def press_key(self, event: QKeyEvent) -> bool:
        """Open the sheet with Alt and the arrow down, as lists open."""
        is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_Down and is_alt:
            self.draw()
            return True
        return super().press_key(event)

    def draw(self) -> None:
        """Open the sheet."""
        if self.drawing is None and self.take():
            sheet = CurveSheet(
                self, self.definition.title, self._hint, self.surroundings.appearance
            )
            self.drawing = sheet
            sheet.drawn.connect(self._take_drawn)
            sheet.settled.connect(self._settle)
            sheet.closed.connect(self._forget)
            sheet.done.connect(self._finish)
            sheet.cancelled.connect(self._leave)
            sheet.open_for(anchor_of(self), points_of(self._hint, self.value))

    def _take_drawn(self, points: Points) -> None:
        self.line.setText(write_points(points))
        self.hand_on()
        self.sketch.show_points(points)

    def _settle(self) -> None:
        self.gesture = object()

    def _finish(self) -> None:
        if self.walks:
            self.finished.emit()

    def _leave(self) -> None:
        if self.walks:
            self.left.emit()

    def _forget(self) -> None:
        sheet, self.drawing = self.drawing, None
        self.gesture = object()
        if sheet is not None:
            sheet.deleteLater()
