"""The strip of tools above the picture."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from graphstudio.ui.panels.buttons import IconButton
from graphstudio.ui.theme import fonts, style
from graphstudio.ui.theme.appearance import Appearance


class ViewerBar(QWidget):
    """Say which picture shows, and offer what can be done with it.

    Attributes:
        stepped: Emits -1 or 1: the picture before or after this one is wanted.
        fit_wanted: The whole picture shall be seen.
        pixels_wanted: Each pixel shall be one on the screen.
        held: Emits whether the other picture shall show in the place of this one.
        copy_wanted: It shall be copied; `save_wanted`, `use_wanted`, `workflow_wanted` likewise.
        wipe: The button that shows two pictures on the sides of a line.
    """

    stepped = Signal(int)
    fit_wanted = Signal()
    pixels_wanted = Signal()
    held = Signal(bool)
    copy_wanted = Signal()
    save_wanted = Signal()
    use_wanted = Signal()
    workflow_wanted = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._previous = self._button(
            "chevron-left", self.tr("Previous picture (Left)"), lambda: self.stepped.emit(-1)
        )
        self._next = self._button(
            "chevron-right", self.tr("Next picture (Right)"), lambda: self.stepped.emit(1)
        )
        self._title = QLabel(self)
        self._title.setFont(fonts.ui(12, "medium"))
        self._title.setMinimumWidth(24)
        self._zoom = QLabel(self)
        style.set_role(self._zoom, "caption")
        self._zoom.setAccessibleName(self.tr("Zoom"))
        self._zoom.setMinimumWidth(48)
        self._zoom.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._fit = self._button("fit", self.tr("Show the whole picture (F)"), self.fit_wanted.emit)
        self._one = self._button(
            "zoom-one", self.tr("One pixel for each pixel (1)"), self.pixels_wanted.emit
        )
        self.wipe = IconButton(
            appearance, "compare", self.tr("Compare side by side with the other picture (W)"),
            None, self, is_checkable=True,
        )  # fmt: skip
        self._other = self._button("eye", self.tr("Hold to see the other picture (C)"), None)
        self._other.pressed.connect(lambda: self.held.emit(True))
        self._other.released.connect(lambda: self.held.emit(False))
        self._copy = self._button("copy", self.tr("Copy"), self.copy_wanted.emit)
        self._save = self._button("save-as", self.tr("Save a copy…"), self.save_wanted.emit)
        self._workflow = QPushButton(self.tr("Open its workflow"), self)
        self._workflow.clicked.connect(self.workflow_wanted)
        self._use = QPushButton(self.tr("Use in graph"), self)
        self._use.clicked.connect(self.use_wanted)
        self._lay_out()

    def show_title(self, title: str, hint: str = "") -> None:
        """Say what shows."""
        self._title.setText(title)
        self._title.setToolTip(hint)

    def show_zoom(self, scale: float) -> None:
        """Say how large each pixel is on the screen."""
        self._zoom.setText(f"{scale * 100:.0f} %")

    def enable(
        self, *, has_file: bool, has_other: bool, has_previous: bool, has_next: bool
    ) -> None:
        """Say what can be done now."""
        self._previous.setEnabled(has_previous)
        self._next.setEnabled(has_next)
        for widget in (self._copy, self._save, self._use, self._workflow):
            widget.setEnabled(has_file)
        for widget in (self.wipe, self._other):
            widget.setEnabled(has_other)

    def _button(self, icon: str, name: str, press: Callable[[], object] | None) -> IconButton:
        return IconButton(self._appearance, icon, name, press, self)

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self._previous, self._next, self._title):
            layout.addWidget(widget)
        layout.addStretch(1)
        for widget in (self._zoom, self._fit, self._one):
            layout.addWidget(widget)
        layout.addSpacing(8)
        for widget in (self.wipe, self._other, self._copy, self._save):
            layout.addWidget(widget)
        layout.addSpacing(8)
        for button in (self._workflow, self._use):
            layout.addWidget(button)
