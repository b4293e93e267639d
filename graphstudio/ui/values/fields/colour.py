"""A colour: its code, and a swatch that opens a sheet to mix it."""

from __future__ import annotations

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from graphstudio.graph.definitions import InputDefinition
from graphstudio.graph.elements import Json
from graphstudio.ui.values.colour_parts import Swatch
from graphstudio.ui.values.colour_sheet import ColourSheet, anchor_of
from graphstudio.ui.values.fields.line import LineField
from graphstudio.ui.values.reading import read_text
from graphstudio.ui.values.surroundings import Surroundings

_SHORT = 4  # characters of a short code: #abc means #aabbcc


class ColourField(LineField):
    """Edit a colour. All mixing while the sheet is open is one gesture.

    Attributes:
        swatch: Shows the colour and opens the sheet.
        mixer: The sheet, while it is open.
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
        self.mixer: ColourSheet | None = None
        self.swatch = Swatch("#000000", surroundings.appearance, self)
        self.swatch.setFixedSize(round(24 * scale), round(22 * scale))
        self.swatch.setCheckable(False)
        self.swatch.setAccessibleName(self.tr("Mix the colour"))
        self.swatch.clicked.connect(self.mix)
        self.box.addWidget(self.swatch)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops inside it, in order."""
        return (self.line, self.swatch)

    def owns(self, widget: QWidget | None) -> bool:
        """Count the sheet in."""
        return super().owns(widget) or (self.mixer is not None and self.mixer.holds(widget))

    def render_value(self) -> None:
        """Show code and colour."""
        super().render_value()
        self.swatch.code = str(self.value or "#000000")
        self.swatch.setToolTip(self.swatch.code)
        self.swatch.update()

    def read(self) -> Json:
        """Give the code; short ones, and those without the sign, are understood."""
        text = self.line.text().strip()
        code = text if text.startswith("#") else f"#{text}"
        if len(code) == _SHORT:
            code = "#" + "".join(2 * digit for digit in code[1:])
        return read_text(self.definition, code)

    def mix(self) -> None:
        """Open the sheet."""
        if self.mixer is None:
            self.take()
            self.mixer = ColourSheet(self, self.surroundings.appearance)
            self.mixer.chosen.connect(self._take_mixed)
            self.mixer.closed.connect(self._forget)
            code = QColor(str(self.value or "#000000")).name()
            self.mixer.open_for(anchor_of(self), code, can_be_none=False)

    def _take_mixed(self, code: str) -> None:
        self.line.setText(code)
        self.hand_on()

    def _forget(self) -> None:
        mixer, self.mixer = self.mixer, None
        self.gesture = object()
        if mixer is not None:
            mixer.deleteLater()
