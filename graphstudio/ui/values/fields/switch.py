"""A yes or no, as a switch."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from graphstudio.graph.definitions import InputDefinition
from graphstudio.graph.elements import Json
from graphstudio.ui.brush import guarded
from graphstudio.ui.theme.tokens import mixed
from graphstudio.ui.values.fields.field import Field
from graphstudio.ui.values.painting import box
from graphstudio.ui.values.shown import shown
from graphstudio.ui.values.surroundings import Surroundings

_WIDTH_PX = 28
_HEIGHT_PX = 16


class SwitchField(Field):
    """Edit a yes or no: a click, Space or Enter turns it over."""

    def __init__(
        self,
        definition: InputDefinition,
        surroundings: Surroundings,
        parent: QWidget | None = None,
        *,
        scale: float = 1.0,
    ) -> None:
        super().__init__(definition, surroundings, parent, scale=scale)
        self.switch = Switch(surroundings, self)
        self.switch.setAccessibleName(definition.title)
        self.switch.toggled.connect(self._turn)
        self.box.addWidget(self.switch)
        self.box.addStretch(1)
        self.watch(self.switch)

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops inside it, in order."""
        return (self.switch,)

    def render_value(self) -> None:
        """Show on or off."""
        self.switch.blockSignals(True)
        self.switch.setChecked(bool(self.value))
        self.switch.blockSignals(False)
        self.switch.setText(shown(self.definition, self.value))
        self.switch.update()

    def read(self) -> Json:
        """Give what the switch says."""
        return self.switch.isChecked()

    def begin(self) -> None:
        """Take the keyboard."""
        self.switch.setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn(self) -> None:
        self.take()

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint no box: the switch is its own."""


class Switch(QAbstractButton):
    """Paint a switch and the word for what it says."""

    def __init__(self, surroundings: Surroundings, parent: QWidget) -> None:
        super().__init__(parent)
        self._surroundings = surroundings
        self.setCheckable(True)
        self.setFont(parent.font())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Make room for switch and word."""
        return QSize(_WIDTH_PX + 12 + self.fontMetrics().horizontalAdvance(self.text()) + 4, 24)

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint a knob that lies left or right, and the word beside it."""
        theme = self._surroundings.appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = (self.height() - _HEIGHT_PX) / 2
        track = QRectF(2, top, _WIDTH_PX, _HEIGHT_PX)
        if self.hasFocus():
            ring = track.adjusted(-2, -2, 2, 2)
            box(painter, ring, ring.height() / 2, QColor(0, 0, 0, 0), QColor(theme.accent), 1.5)
            track = track.adjusted(1, 1, -1, -1)
        radius = track.height() / 2
        if self.isChecked():
            fill, edge, knob = QColor(theme.accent), QColor(theme.accent), QColor(theme.accent_text)
        else:
            fill, edge, knob = theme.field, theme.border, theme.secondary
        if self.underMouse() and self.isEnabled():
            edge = mixed(QColor(edge), QColor(theme.text), 0.3)
        box(painter, track, radius, QColor(fill), QColor(edge), 1)
        side = track.height() - 6
        left = track.right() - side - 3 if self.isChecked() else track.left() + 3
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(knob))
        painter.drawEllipse(QRectF(left, track.top() + 3, side, side))
        painter.setPen(QColor(theme.text if self.isEnabled() else theme.disabled))
        text = self.rect().adjusted(_WIDTH_PX + 10, 0, 0, 0)
        painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter), self.text())
