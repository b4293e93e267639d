"""The line below the picture: what is under the pointer, and what the picture is."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from graphstudio.ui.brush import guarded
from graphstudio.ui.panels.painting import checkerboard
from graphstudio.ui.panels.viewer.plate import Plate
from graphstudio.ui.panels.viewer.surface import Look
from graphstudio.ui.sizes import dimensions
from graphstudio.ui.theme import style
from graphstudio.ui.theme.appearance import Appearance


class Swatch(QWidget):
    """Show one colour, above a checkerboard."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._colour: QColor | None = None
        self.setFixedSize(16, 16)

    def show_colour(self, colour: QColor | None) -> None:
        """Show a colour, or none."""
        self._colour = colour
        self.update()

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint the colour in a thin frame."""
        theme = self._appearance.theme
        painter = QPainter(self)
        if self._colour is not None:
            painter.fillRect(self.rect(), checkerboard(theme))
            painter.fillRect(self.rect(), self._colour)
        painter.setPen(theme.border)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class Readout(QWidget):
    """Say which pixel the pointer is on and what it holds; say what the picture is."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._swatch = Swatch(appearance, self)
        self._pixel = QLabel(self)
        self._picture = QLabel(self)
        self._pixel.setAccessibleName(self.tr("Pixel under the pointer"))
        self._picture.setAccessibleName(self.tr("About the picture"))
        for label in (self._pixel, self._picture):
            style.set_role(label, "caption")
            label.setTextFormat(Qt.TextFormat.PlainText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 12, 4)
        layout.setSpacing(8)
        layout.addWidget(self._swatch)
        layout.addWidget(self._pixel, 1)
        layout.addWidget(self._picture)
        self.setFixedHeight(28)
        self.show_look(None)

    def show_look(self, look: Look | None) -> None:
        """Say what is under the pointer."""
        if look is None:
            self._swatch.show_colour(None)
            self._pixel.setText(self.tr("Point at the picture to read its pixels"))
            return
        colour = look.colour
        self._swatch.show_colour(colour)
        where = f"x {look.x}   y {look.y}"
        values = f"R {colour.red()}   G {colour.green()}   B {colour.blue()}"
        if colour.alpha() < 255:
            values += f"   A {colour.alpha()}"
        side = self.tr("A") + "   " if look.is_reference else ""
        self._pixel.setText(f"{side}{where}      {values}      {colour.name().upper()}")

    def show_plate(self, plate: Plate | None) -> None:
        """Say what the picture is."""
        if plate is None or plate.message:
            self._picture.setText("")
            return
        parts = [dimensions(plate.size.width(), plate.size.height())]
        if plate.format:
            parts += [plate.format, QLocale().formattedDataSize(plate.file_bytes, 1)]
        self._picture.setText("   ".join(parts))
