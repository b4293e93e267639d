"""A sheet to draw a curve over the run: the plot, shapes to begin with, numbers to type."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from graphstudio.api import OverTime
from graphstudio.api.curves import Points
from graphstudio.ui.theme import fonts
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.values.curve_buttons import ShapeButton
from graphstudio.ui.values.curve_plot import CurvePlot
from graphstudio.ui.values.curve_shapes import SHAPES, mirrored, moved
from graphstudio.ui.values.popover import Popover
from graphstudio.ui.values.shown import number_text

_SIZE = QSize(492, 388)
_NUMBER_PX = 56


class CurveSheet(Popover):
    """Draw a curve. What is drawn shows at once; closing keeps it, Escape takes it back.

    Attributes:
        drawn: Emits the points with every change; () for no curve.
        settled: Emits when a change is over.
        cancelled: Emits after Escape has brought the curve from before back.
        done: Emits when the curve is to be kept and the editing is over.
        plot: What is drawn on.
        shapes: Shapes to begin with, by name.
        place: The chosen point's place, to be typed.
        value: Its value.
    """

    drawn = Signal(object)
    settled = Signal()
    cancelled = Signal()
    done = Signal()

    def __init__(self, host: QWidget, title: str, hint: OverTime, appearance: Appearance) -> None:
        super().__init__(host, appearance)
        self._hint = hint
        self._before: Points = ()
        self.setAccessibleName(self.tr("Draw the curve"))
        self._title = QLabel(title, self)
        self._title.setFont(fonts.ui(13, "semibold"))
        self._told = QLabel(self)
        self._told.setFont(fonts.ui(12))
        self.plot = CurvePlot(hint, appearance, self)
        self.plot.changed.connect(lambda: self.drawn.emit(self.plot.points))
        self.plot.settled.connect(self.settled)
        self.plot.picked.connect(self._tell)
        self.shapes = {name: self._shape(name, *said) for name, said in self._names().items()}
        self.place, self.value = (self._number(name) for name in self._numbers())
        self._lay_out()
        self._style()

    def open_for(self, anchor: QRect, points: Points) -> None:
        """Open below a rectangle of the screen, with a curve; () for none."""
        self._before = points
        self.plot.show_points(points, 0 if points else -1)
        self.open_below(anchor, _SIZE)
        self.plot.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Take everything back on Escape; keep it on Enter."""
        match event.key():
            case Qt.Key.Key_Escape:
                if self.plot.points != self._before:
                    self.plot.change(self._before, -1)
                self.close_up()
                self.cancelled.emit()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._finish()
            case _:
                super().keyPressEvent(event)

    def clear(self) -> None:
        """Have no curve."""
        self.plot.change((), -1)

    def _finish(self) -> None:
        self.close_up()
        self.done.emit()

    def _names(self) -> dict[str, tuple[str, str]]:
        """Say what the shapes are called, and what each does."""
        return {
            "constant": (self.tr("Constant"), self.tr("The same from beginning to end")),
            "linear": (self.tr("Linear"), self.tr("Falls evenly")),
            "ease": (self.tr("Ease"), self.tr("Falls gently at both ends")),
            "early": (self.tr("Early"), self.tr("Strong at first: it shapes the layout")),
            "late": (self.tr("Late"), self.tr("Strong in the end: it shapes the detail")),
        }

    def _numbers(self) -> tuple[str, str]:
        return self.tr("Place of the point"), self.tr("Value of the point")

    def _shape(self, shape: str, name: str, help_: str) -> ShapeButton:
        button = ShapeButton(name, help_, SHAPES[shape](0.85, 0.1), self._appearance, self)
        button.clicked.connect(lambda: self._begin_with(shape))
        return button

    def _begin_with(self, shape: str) -> None:
        """Take a shape between the highest and the lowest value that are there."""
        values = [value for _, value in self.plot.points]
        low, high = min(values, default=0.0), max(values, default=0.0)
        if high <= low:
            high = high if high > 0 else sum(self._hint.usual) / 2
            low = self._hint.usual[0]
        self.plot.change(SHAPES[shape](high, low), 0)
        self.plot.setFocus(Qt.FocusReason.OtherFocusReason)

    def _mirror(self) -> None:
        self.plot.change(mirrored(self.plot.points), 0 if self.plot.points else -1)

    def _number(self, name: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setFixedWidth(_NUMBER_PX)
        line.setAccessibleName(name)
        line.setToolTip(name)
        line.textEdited.connect(self._read)
        return line

    def _read(self) -> None:
        """Move the chosen point to what is typed, as soon as it is two numbers."""
        chosen = self.plot.chosen
        try:
            place, value = (float(one.text().replace(",", ".")) for one in self._lines)
        except ValueError:
            return
        if chosen >= 0:
            self.plot.change(moved(self.plot.points, chosen, place, value, self._hint), chosen)

    @property
    def _lines(self) -> tuple[QLineEdit, QLineEdit]:
        return self.place, self.value

    def _tell(self) -> None:
        """Show the chosen point in numbers, and what is under the pointer."""
        is_chosen = self.plot.chosen >= 0
        point = self.plot.points[self.plot.chosen] if is_chosen else ("", "")
        for line, number in zip(self._lines, point, strict=True):
            line.setEnabled(is_chosen)
            if not line.hasFocus():
                line.setText(number_text(number))
        told = self.plot.told or (point if is_chosen else None)
        text = self.tr("{value} at {place}")
        place, value = (number_text(one) for one in told or ("", ""))
        self._told.setText(text.format(value=value, place=place) if told else "")

    def _lay_out(self) -> None:
        self.sheet.setContentsMargins(14, 12, 14, 12)
        self.sheet.setSpacing(8)
        top, middle, bottom = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        top.addWidget(self._title)
        top.addStretch(1)
        top.addWidget(self._told)
        middle.setSpacing(4)
        for button in self.shapes.values():
            middle.addWidget(button)
        middle.addStretch(1)
        middle.addWidget(self._button(self.tr("Mirror"), self._mirror, self.tr("Turn it round")))
        middle.addWidget(self._button(self.tr("Clear"), self.clear, self.tr("Have no curve")))
        labels = self.tr("Place"), self.tr("Value")
        for word, line in zip(labels, self._lines, strict=True):
            label = QLabel(word, self)
            label.setFont(fonts.ui(12))
            label.setBuddy(line)
            bottom.addWidget(label)
            bottom.addWidget(line)
            bottom.addSpacing(6)
        tips = self.tr("Add a point (double click)"), self.tr("Take the point away (Delete)")
        bottom.addWidget(self._button(self.tr("Add"), self.plot.insert, tips[0]))
        bottom.addWidget(self._button(self.tr("Remove"), self.plot.remove, tips[1]))
        bottom.addStretch(1)
        done = self._button(self.tr("Done"), self._finish, self.tr("Keep the curve (Enter)"))
        done.setDefault(True)
        bottom.addWidget(done)
        self.sheet.addLayout(top)
        self.sheet.addWidget(self.plot, 1)
        self.sheet.addLayout(middle)
        self.sheet.addLayout(bottom)

    def _button(self, name: str, press: object, help_: str) -> QPushButton:
        button = QPushButton(name, self)
        button.setAutoDefault(False)
        button.setToolTip(help_)
        button.clicked.connect(press)
        return button

    def _style(self) -> None:
        theme = self._appearance.theme
        for label, colour in ((self._title, theme.text), (self._told, theme.secondary)):
            label.setStyleSheet(f"background: transparent; color: {colour.name()};")
