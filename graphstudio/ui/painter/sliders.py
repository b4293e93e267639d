"""A slider with its name before it and its value behind it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QWidget

from graphstudio.ui.theme import fonts, style

_STEPS = 200
_LEAST_PX = 48
_CELL_PX, _CELL_HEIGHT_PX = 196, 28  # all are of one size, name and value included


class _Slider(QSlider):
    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the value alone: rolling over it must never change it."""
        event.ignore()


class NamedSlider(QWidget):
    """Set a number.

    Attributes:
        moved: Emits the number that somebody set.
        slider: What is dragged.
    """

    moved = Signal(float)

    def __init__(
        self,
        name: str,
        to_share: Callable[[float], float],
        to_value: Callable[[float], float],
        parent: QWidget,
        *,
        longest: str = "100%",
        before: QWidget | None = None,
    ) -> None:
        """Make one.

        Args:
            name: What it sets.
            to_share: Says where on the slider a value is, 0..1.
            to_value: Says which value is there.
            parent: Holds it.
            longest: The longest value in words, for which there shall be room.
            before: What stands before the name.
        """
        super().__init__(parent)
        self.setMinimumSize(_CELL_PX, _CELL_HEIGHT_PX)
        self._to_share = to_share
        label = QLabel(name, self)
        style.set_role(label, "secondary")
        self.slider = _Slider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(0, _STEPS)
        self.slider.setPageStep(_STEPS // 10)
        self.slider.setMinimumWidth(_LEAST_PX)
        self.slider.setAccessibleName(name)
        self.slider.valueChanged.connect(lambda at: self.moved.emit(to_value(at / _STEPS)))
        self._told = QLabel(self)
        self._told.setFont(fonts.ui(12))
        self._told.setMinimumWidth(self._told.fontMetrics().horizontalAdvance(longest))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        if before is not None:
            row.addWidget(before)
        row.addWidget(label)
        row.addWidget(self.slider, 1)
        row.addWidget(self._told)

    @property
    def told(self) -> str:
        """The value in words."""
        return self._told.text()

    def show_value(self, value: float, told: str) -> None:
        """Show a value, which changes nothing."""
        self.slider.blockSignals(True)
        self.slider.setValue(round(self._to_share(value) * _STEPS))
        self.slider.blockSignals(False)
        self._told.setText(told)
        self.slider.setAccessibleDescription(told)
