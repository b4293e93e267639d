"""A number: typed, worked out, stepped, and dragged."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QLabel, QWidget

from graphstudio.api import Range
from graphstudio.errors import BadValue
from graphstudio.graph.definitions import InputDefinition
from graphstudio.graph.elements import Json
from graphstudio.ui.brush import faded
from graphstudio.ui.values.fields.line import LineField
from graphstudio.ui.values.kinds import hint_of, step_of, unit_of
from graphstudio.ui.values.reading import outcome, read_number
from graphstudio.ui.values.scrub import scrub, step
from graphstudio.ui.values.shown import number_text
from graphstudio.ui.values.surroundings import Surroundings

_DRAG_PX = 4
_NOTCH = 120
_MOST_STEPS_WITH_A_BAR = 250


class NumberField(LineField):
    """Edit a number.

    Typing takes arithmetic. Up and Down step, with Shift finer and Ctrl coarser; Ctrl and the
    wheel step too, the plain wheel never does.

    Attributes:
        is_dragged: Whether a drag across the number scrubs it.
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
        self.is_dragged = False
        self._press_x = 0.0
        self._start: Json = None
        self._is_pressed = self._is_scrubbing = False
        self._side = QLabel(self)
        self._side.setFont(self.font())
        self._side.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._side.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.box.setContentsMargins(round(8 * scale), 0, round(8 * scale), 0)
        self.box.addWidget(self._side)
        self.restyle()
        self._tell("")

    def show_caption(self) -> None:
        """Write the number on the right, as the row of a node does."""
        super().show_caption()
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)

    def let_drag(self) -> None:
        """Scrub with drags from now on; a click without a drag types."""
        self.is_dragged = True
        self.line.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.line.setCursor(Qt.CursorShape.SizeHorCursor)

    def render_value(self) -> None:
        """Show the number, with as many decimals as its steps have."""
        self.line.setText("" if self.value is None else number_text(self.value))
        self._tell("")
        self.update()

    def read(self) -> Json:
        """Work out what was typed.

        A number that was left as it is shown is the value itself, with all its decimals.
        """
        if self.value is not None and self.line.text() == number_text(self.value):
            return self.value
        return read_number(self.definition, self.line.text(), self.value)

    def follow_typing(self, text: str) -> None:
        """Show what arithmetic comes to."""
        super().follow_typing(text)
        self._tell(outcome(self.definition, text, self.value))

    @property
    def told(self) -> str:
        """What stands behind the number: its unit, or what arithmetic comes to."""
        return self._side.text()

    def step_by(self, notches: int, modifiers: Qt.KeyboardModifier) -> None:
        """Step what stands there, and take it."""
        try:
            now = self.read()
        except BadValue:
            now = self.value
        self._move_to(step(self.definition, now, notches, modifiers))

    def press_key(self, event: QKeyEvent) -> bool:
        """Step with Up and Down."""
        notches = {
            Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10
        }.get(Qt.Key(event.key()))  # fmt: skip
        if notches is None:
            return super().press_key(event)
        self.step_by(notches, event.modifiers())
        self.line.selectAll()
        return True

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Step with Ctrl held; else leave the wheel to whatever scrolls."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        # With Shift or Alt some systems turn the wheel sideways.
        turn = event.angleDelta().y() or event.angleDelta().x()
        if abs(turn) >= _NOTCH:
            finer = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.step_by(int(turn / _NOTCH), finer)
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Scrub with drags across a number that is not being typed."""
        if watched is self.line and isinstance(event, QMouseEvent) and self._drag(event):
            return True
        return super().eventFilter(watched, event)

    def restyle(self) -> None:
        """Bring the unit into the present theme too."""
        super().restyle()
        if hasattr(self, "_side"):
            colour = self.surroundings.appearance.theme.secondary
            self._side.setStyleSheet(
                f"QLabel {{ background: transparent; color: {colour.name()}; }}"
            )

    def paint_inside(self, painter: QPainter, area: QRectF) -> None:
        """Show where in its range the number is, where the range is short enough to mean much."""
        bounds = hint_of(self.definition, Range)
        if bounds is None or self.value is None or self.line.hasFocus() or not self.isEnabled():
            return
        span = bounds.most - bounds.least
        if not 0 < span <= _MOST_STEPS_WITH_A_BAR * step_of(self.definition):
            return
        share = (float(self.value) - bounds.least) / span
        filled = QRectF(area)
        filled.setWidth(area.width() * min(max(share, 0.0), 1.0))
        theme = self.surroundings.appearance.theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(QColor(theme.accent), 0.20 if theme.is_dark else 0.14))
        painter.setClipRect(filled)
        painter.drawRoundedRect(area, 3 * self.scale, 3 * self.scale)
        painter.setClipping(False)

    def _move_to(self, value: Json) -> None:
        """Take a stepped value; steps in a row are one gesture."""
        self.line.setText(number_text(value))
        self.refuse("")
        self._tell("")
        if value != self.value:
            self.taken.emit(value)

    def _drag(self, event: QMouseEvent) -> bool:
        if not self.is_dragged or self.line.hasFocus() or not self.isEnabled():
            return False
        match event.type():
            case QEvent.Type.MouseButtonPress if event.button() == Qt.MouseButton.LeftButton:
                self._press_x = event.globalPosition().x()
                self._start = self.value
                self._is_pressed, self._is_scrubbing = True, False
            case QEvent.Type.MouseMove if self._is_pressed:
                self._scrub(event.globalPosition().x() - self._press_x, event.modifiers())
            case QEvent.Type.MouseButtonRelease if self._is_pressed:
                self._is_pressed = False
                if not self._is_scrubbing:
                    self.begin()
                self.gesture = object()
            case _:
                return False
        return True

    def _scrub(self, dx_px: float, modifiers: Qt.KeyboardModifier) -> None:
        if not self._is_scrubbing and abs(dx_px) < _DRAG_PX:
            return
        if not self._is_scrubbing:
            self._is_scrubbing = True
            self.gesture = object()
        self._move_to(scrub(self.definition, self._start, dx_px, modifiers))

    def _tell(self, text: str) -> None:
        """Show what arithmetic comes to, else the unit."""
        shown = text or unit_of(self.definition)
        self._side.setText(shown)
        self._side.setVisible(bool(shown))
