"""A sheet to choose a colour: from a few that go together, from all of them, or by its code."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QPushButton, QWidget

from graphstudio.ui.theme import fonts
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.values.colour_parts import HueBar, ShadeSquare, Swatch
from graphstudio.ui.values.popover import Popover

COLOURS = (
    "#7A4FBF", "#4B6FD6", "#2E8FB8", "#2A9D74", "#6E9B34", "#C79A1E", "#C8682B", "#BF3F4A",
    "#B0478C", "#6B7280",
)  # fmt: skip

_WIDTH_PX = 232
_HEIGHT_PX = 292
_PAD_PX = 12
_IN_A_ROW = 5
_CODE = re.compile(r"#?([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")
_SHORT = 3  # digits of a short code: #abc means #aabbcc


class ColourSheet(Popover):
    """Choose a colour. What is chosen shows at once; closing keeps it, Escape takes it back.

    Attributes:
        chosen: Emits "#rrggbb" with every change; "" for no colour of its own.
        cancelled: Emitted after Escape has chosen the colour from before.
        line: The code of the colour.
        swatches: The colours that go together.
        square: Saturation across, brightness upwards.
        bar: The hues.
    """

    chosen = Signal(str)
    cancelled = Signal()

    def __init__(
        self, host: QWidget, appearance: Appearance, colours: Sequence[str] = COLOURS
    ) -> None:
        super().__init__(host, appearance)
        self._before = self._colour = ""
        self.setAccessibleName(self.tr("Choose a colour"))
        self.swatches = [Swatch(code, appearance, self) for code in colours]
        for swatch in self.swatches:
            swatch.clicked.connect(lambda _=False, code=swatch.code: self._choose(code))
        self.square = ShadeSquare(appearance, self)
        self.square.moved.connect(self._mix)
        self.bar = HueBar(appearance, self)
        self.bar.moved.connect(self._mix)
        self.line = QLineEdit(self)
        self.line.setFont(fonts.mono())
        self.line.setAccessibleName(self.tr("Code of the colour"))
        self.line.setPlaceholderText("#rrggbb")
        self.line.textEdited.connect(self._read)
        self._none = QPushButton(self.tr("No colour"), self)
        self._none.setAutoDefault(False)
        self._none.clicked.connect(lambda: self._choose(""))
        self._lay_out()

    def open_for(self, anchor: QRect, colour: str, *, can_be_none: bool = True) -> None:
        """Open below a rectangle of the screen.

        Args:
            anchor: What is coloured, in global pixels.
            colour: Its colour now; "" when it has none of its own.
            can_be_none: Whether it may have none.
        """
        self._before = self._colour = colour
        self._none.setVisible(can_be_none)
        self._show(colour)
        self.open_below(anchor, QSize(_WIDTH_PX, _HEIGHT_PX))
        self.swatches[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take everything back on Escape; keep it on Enter."""
        match event.key():
            case Qt.Key.Key_Escape:
                if self._colour != self._before:
                    self._choose(self._before)
                self.cancelled.emit()
                self.close_up()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.close_up()
            case _:
                super().keyPressEvent(event)

    def _choose(self, code: str) -> None:
        self._colour = code
        self._show(code)
        self.chosen.emit(code)

    def _mix(self) -> None:
        colour = QColor.fromHsvF(self.bar.hue, self.square.saturation, self.square.value)
        self._colour = colour.name()
        self.square.show_hue(self.bar.hue)
        self.line.setText(self._colour)
        self._mark(self._colour)
        self.chosen.emit(self._colour)

    def _read(self, text: str) -> None:
        found = _CODE.fullmatch(text.strip())
        if found is None:
            return
        digits = found[1] if len(found[1]) > _SHORT else "".join(2 * one for one in found[1])
        self._colour = f"#{digits.lower()}"
        self._show_mix(QColor(self._colour))
        self._mark(self._colour)
        self.chosen.emit(self._colour)

    def _show(self, code: str) -> None:
        self.line.setText(code)
        self._mark(code)
        if code:
            self._show_mix(QColor(code))

    def _show_mix(self, colour: QColor) -> None:
        hue = colour.hsvHueF()
        # Grey has no hue: the bar stays where it is.
        self.bar.show_hue(hue if hue >= 0 else self.bar.hue)
        self.square.show_shade(self.bar.hue, colour.hsvSaturationF(), colour.valueF())

    def _mark(self, code: str) -> None:
        for swatch in self.swatches:
            swatch.setChecked(swatch.code.lower() == code.lower())

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(_PAD_PX, _PAD_PX, _PAD_PX, _PAD_PX)
        grid.setSpacing(8)
        for number, swatch in enumerate(self.swatches):
            grid.addWidget(
                swatch, number // _IN_A_ROW, number % _IN_A_ROW, Qt.AlignmentFlag.AlignCenter
            )
        rows = grid.rowCount()
        grid.addWidget(self.square, rows, 0, 1, _IN_A_ROW)
        grid.addWidget(self.bar, rows + 1, 0, 1, _IN_A_ROW)
        grid.addWidget(self.line, rows + 2, 0, 1, 3)
        grid.addWidget(self._none, rows + 2, 3, 1, 2)
        grid.setRowStretch(rows, 1)
        self.sheet.addLayout(grid)


def anchor_of(widget: QWidget) -> QRect:
    """Give a widget's rectangle on the screen, to open a sheet below it."""
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())
