"""The tools above the picture."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from graphstudio.ui.painter.kit import LEAST_SIZE, MOST_SIZE, TOOLS, Kit, Tool
from graphstudio.ui.painter.sliders import NamedSlider
from graphstudio.ui.panels.buttons import IconButton
from graphstudio.ui.panels.start.flow import FlowLayout
from graphstudio.ui.theme import style
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.values.colour_parts import Swatch
from graphstudio.ui.values.colour_sheet import ColourSheet, anchor_of

_WIDTHS = math.log(MOST_SIZE / LEAST_SIZE)


class PainterBar(QWidget):
    """Offer tools, what can be done to the whole mask, and how it shows.

    Attributes:
        fill_wanted: All of it shall be chosen; `clear_wanted`, `invert_wanted` likewise.
        fit_wanted: The whole picture shall be seen.
        pixels_wanted: Each pixel shall be one on the screen.
        done_wanted: Somebody wants to go back to the canvas.
        mixer: The sheet that the mask's colour is mixed on, while it is open.
    """

    fill_wanted = Signal()
    clear_wanted = Signal()
    invert_wanted = Signal()
    fit_wanted = Signal()
    pixels_wanted = Signal()
    done_wanted = Signal()

    def __init__(self, appearance: Appearance, kit: Kit, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._kit = kit
        self._longer_px = 0
        self._lines: list[QFrame] = []
        self.mixer: ColourSheet | None = None
        self._tools = {tool: self._tool(tool) for tool in TOOLS}
        self.eraser = IconButton(
            appearance, "eraser", self.tr("Take away instead of adding (X)"),
            None, self, is_checkable=True,
        )  # fmt: skip
        self.eraser.clicked.connect(kit.set_erases)
        self._make_look()
        self._make_sliders()
        self._lay_out()
        kit.changed.connect(self._show_kit)
        appearance.changed.connect(self._restyle)
        self._show_kit()
        self._restyle()

    def show_size(self, longer_px: int) -> None:
        """Say how long the picture's longer side is, for the brush's size in pixels."""
        self._longer_px = longer_px
        self._show_kit()

    def show_zoom(self, scale: float) -> None:
        """Say how large each pixel is on the screen."""
        self._zoom.setText(f"{scale * 100:.0f} %")

    def _tool(self, tool: Tool) -> IconButton:
        names = {
            "brush": self.tr("Brush (B)"),
            "rectangle": self.tr("Rectangle (R)"),
            "ellipse": self.tr("Ellipse (O)"),
            "lasso": self.tr("Lasso (L)"),
        }
        return IconButton(
            self._appearance, tool, names[tool], lambda: self._kit.take(tool), self,
            is_checkable=True,
        )  # fmt: skip

    def _make_sliders(self) -> None:
        kit = self._kit
        self.size_slider = NamedSlider(
            self.tr("Size"),
            lambda size: math.log(size / LEAST_SIZE) / _WIDTHS,
            lambda share: LEAST_SIZE * math.exp(share * _WIDTHS),
            self,
            longest="8192 px",
        )
        self.hardness_slider = NamedSlider(self.tr("Hardness"), float, float, self)
        self.opacity_slider = NamedSlider(self.tr("Opacity"), float, float, self)
        self.tint_slider = NamedSlider(self.tr("Overlay"), float, float, self, before=self.swatch)
        self.size_slider.setToolTip(self.tr("The brush's size ([ and ], Shift+wheel)"))
        self.hardness_slider.setToolTip(
            self.tr("How hard the brush's edge is (Shift+[ and Shift+], Ctrl+Shift+wheel)")
        )
        self.opacity_slider.setToolTip(self.tr("How much one stroke covers"))
        self.tint_slider.setToolTip(self.tr("How much of the picture the mask's colour hides"))
        self.size_slider.moved.connect(kit.set_size)
        self.hardness_slider.moved.connect(kit.set_hardness)
        self.opacity_slider.moved.connect(kit.set_opacity)
        self.tint_slider.moved.connect(kit.set_tint_share)

    def _make_look(self) -> None:
        self._fill = self._button("fill", self.tr("Choose everything (G)"), self.fill_wanted.emit)
        self._clear = self._button("clear", self.tr("Clear the mask (Del)"), self.clear_wanted.emit)
        self._invert = self._button(
            "invert", self.tr("Invert the mask (I)"), self.invert_wanted.emit
        )
        self._fit = self._button("fit", self.tr("Show the whole picture (F)"), self.fit_wanted.emit)
        self._one = self._button(
            "zoom-one", self.tr("One pixel for each pixel (1)"), self.pixels_wanted.emit
        )
        self._zoom = QLabel(self)
        style.set_role(self._zoom, "caption")
        self._zoom.setAccessibleName(self.tr("Zoom"))
        self._zoom.setMinimumWidth(44)
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.swatch = Swatch(self._kit.tint, self._appearance, self)
        self.swatch.setCheckable(False)
        self.swatch.clicked.connect(self.mix)
        name = self.tr("Colour that shows what is chosen")
        self.swatch.setAccessibleName(name)
        self.swatch.setToolTip(name)
        self._done = QPushButton(self.tr("Done"), self)
        style.set_role(self._done, "primary")
        self._done.setToolTip(self.tr("Go back to the canvas (Enter). Every stroke is kept."))
        self._done.clicked.connect(self.done_wanted)

    def mix(self) -> None:
        """Open the sheet of colours."""
        if self.mixer is None:
            self.mixer = ColourSheet(self, self._appearance)
            self.mixer.chosen.connect(self._kit.set_tint)
            self.mixer.closed.connect(self._forget_mixer)
            self.mixer.open_for(anchor_of(self.swatch), self._kit.tint, can_be_none=False)

    def _forget_mixer(self) -> None:
        mixer, self.mixer = self.mixer, None
        if mixer is not None:
            mixer.deleteLater()

    def _button(self, icon: str, name: str, press: Callable[[], object]) -> IconButton:
        return IconButton(self._appearance, icon, name, press, self)

    def _show_kit(self) -> None:
        kit = self._kit
        for tool, button in self._tools.items():
            button.setChecked(tool == kit.tool)
        self.eraser.setChecked(kit.erases)
        size = f"{kit.size * self._longer_px:.0f} px" if self._longer_px else f"{kit.size:.1%}"
        self.size_slider.show_value(kit.size, size)
        self.hardness_slider.show_value(kit.hardness, f"{kit.hardness:.0%}")
        self.opacity_slider.show_value(kit.opacity, f"{kit.opacity:.0%}")
        self.tint_slider.show_value(kit.tint_share, f"{kit.tint_share:.0%}")
        for slider in (self.size_slider, self.hardness_slider):
            slider.setEnabled(kit.tool == "brush")
        self.swatch.code = kit.tint
        self.swatch.update()

    def _lay_out(self) -> None:
        group = QButtonGroup(self)
        ending: tuple[QWidget, ...] = (self._zoom, self._fit, self._one, self._line(), self._done)
        upper, below = QHBoxLayout(), QWidget(self)
        lower = FlowLayout(below, 16)
        for button in self._tools.values():
            group.addButton(button)
            upper.addWidget(button)
        for widget in (self.eraser, self._line(), self._fill, self._clear, self._invert):
            upper.addWidget(widget)
        upper.addStretch(1)
        for last in ending:
            upper.addWidget(last)
        for slider in self._sliders:
            lower.addWidget(slider)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(4)
        upper.setSpacing(4)
        column.addLayout(upper)
        column.addWidget(below)

    @property
    def _sliders(self) -> tuple[NamedSlider, ...]:
        return (self.size_slider, self.hardness_slider, self.opacity_slider, self.tint_slider)

    def _line(self) -> QFrame:
        line = QFrame(self)
        line.setFixedSize(1, 20)
        self._lines.append(line)
        return line

    def _restyle(self) -> None:
        for line in self._lines:
            line.setStyleSheet(f"background: {self._appearance.theme.border.name()};")
