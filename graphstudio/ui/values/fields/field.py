"""What all editors of one value have in common, on the canvas and in the inspector."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Signal
from PySide6.QtGui import QColor, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from graphstudio.errors import BadValue
from graphstudio.graph.definitions import MISSING, InputDefinition
from graphstudio.graph.elements import Json
from graphstudio.ui.brush import guarded
from graphstudio.ui.theme import fonts
from graphstudio.ui.theme.tokens import mixed
from graphstudio.ui.values.painting import box
from graphstudio.ui.values.reading import reason_of
from graphstudio.ui.values.surroundings import Surroundings

HEIGHT_PX = 24
TEXT_PX = 12
RADIUS_PX = 4


class Field(QWidget):
    """Edit one value.

    A field never holds on to what it was given: it tells what the person wants by `taken`, and
    shows what `show_value` says. What the knob refuses stays in the field, with the reason.

    Attributes:
        taken: Emits the value that the person wants, checked against the knob.
        finished: Emits when Enter has taken the value.
        left: Emits when Escape gives up the editing.
        walked: Emits 1 or -1 when Tab leads to the next row or the one before.
        reason_changed: Emits why the text is refused; "" when it is not, any more.
        value: What the graph has.
        reason: Why the text is refused; "" where it is not.
        gesture: Stands for what the person does now: what is taken in one gesture is one step
            of the history.
        caption: The knob's name inside the box, where it is shown.
        walks: Whether Tab leads to the next row of a node, not to the next widget.
    """

    taken = Signal(object)
    finished = Signal()
    left = Signal()
    walked = Signal(int)
    reason_changed = Signal(str)

    def __init__(
        self,
        definition: InputDefinition,
        surroundings: Surroundings,
        parent: QWidget | None = None,
        *,
        scale: float = 1.0,
    ) -> None:
        super().__init__(parent)
        self.definition = definition
        self.surroundings = surroundings
        self.scale = scale
        self.value: Json = None
        self.reason = ""
        self.gesture = object()
        self.walks = False
        self.caption: QLabel | None = None
        self._is_hovered = False
        self._is_active = False
        self.setFont(fonts.ui(round(TEXT_PX * scale)))
        self.setAccessibleName(definition.title)
        self.setAccessibleDescription(definition.help)
        self.box = QHBoxLayout(self)
        self.box.setContentsMargins(0, 0, 0, 0)
        self.box.setSpacing(0)
        if not self.grows:
            self.setFixedHeight(round(HEIGHT_PX * scale))
        surroundings.appearance.changed.connect(self._restyle)

    @property
    def grows(self) -> bool:
        """Whether it may be higher than one line."""
        return False

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops inside it, in order."""
        return (self,)

    def show_value(self, value: Json) -> None:
        """Show a value, in place of what was typed."""
        self.value = None if value is MISSING else value
        self.refuse("")
        self.render_value()

    def render_value(self) -> None:
        """Put the value into the widgets."""
        raise NotImplementedError

    def read(self) -> Json:
        """Give what the person entered.

        Raises:
            BadValue: The knob does not take it.
        """
        raise NotImplementedError

    def begin(self) -> None:
        """Take the keyboard, with everything selected so that typing replaces it."""
        raise NotImplementedError

    def show_caption(self) -> None:
        """Show the knob's name inside the box, as the row of a node does; before it is seen."""
        caption = self.caption = QLabel(self.definition.title, self)
        caption.setFont(self.font())
        colour = self.surroundings.appearance.theme.secondary.name()
        caption.setStyleSheet(f"background: transparent; color: {colour};")
        caption.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.place_caption(caption)

    def place_caption(self, caption: QLabel) -> None:
        """Put the name before what is edited."""
        self.box.insertWidget(0, caption)
        self.box.insertSpacing(1, round(8 * self.scale))

    def take(self) -> bool:
        """Hand on what was entered, if it changed; False when the knob refuses it."""
        is_taken = self.hand_on()
        self.gesture = object()
        return is_taken

    def hand_on(self) -> bool:
        """Hand on what was entered in the middle of a gesture."""
        try:
            value = self.read()
        except BadValue as error:
            self.refuse(reason_of(error))
            return False
        self.refuse("")
        if not is_same(value, self.value):
            self.taken.emit(value)
        return not self.reason

    def recheck(self) -> None:
        """Say whether what is entered now is refused, and why."""
        try:
            self.read()
        except BadValue as error:
            self.refuse(reason_of(error))
        else:
            self.refuse("")

    def give_up(self) -> None:
        """Forget what was typed and leave."""
        self.show_value(self.value)
        self.left.emit()

    def refuse(self, reason: str) -> None:
        """Show why the text is refused; "" takes that back."""
        if reason == self.reason:
            return
        self.reason = reason
        self.setAccessibleDescription(reason or self.definition.help)
        self.reason_changed.emit(reason)
        self.update()

    def owns(self, widget: QWidget | None) -> bool:
        """Tell whether a widget is part of it, lists and sheets that float above included."""
        return widget is not None and (widget is self or self.isAncestorOf(widget))

    def watch(self, part: QWidget) -> None:
        """Light the box while a part of it has the keyboard."""
        part.installEventFilter(self)
        self.setFocusProxy(part)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Follow the keyboard's focus."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._is_active = event.type() == QEvent.Type.FocusIn
            self.gesture = object()
            self.update()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Light up under the pointer."""
        self._is_hovered = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Go back to rest."""
        self._is_hovered = False
        self.update()
        super().leaveEvent(event)

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint the box that the parts stand in."""
        theme = self.surroundings.appearance.theme
        fill, edge, width = QColor(theme.field), QColor(theme.border), 1.0
        if self.reason:
            edge, width = QColor(theme.danger), 1.5
        elif self._is_active:
            edge, width = QColor(theme.accent), 1.5
        elif self._is_hovered and self.isEnabled():
            edge = mixed(edge, QColor(theme.secondary), 0.5)
        painter = QPainter(self)
        area = QRectF(self.rect())
        box(painter, area, RADIUS_PX * self.scale, fill, edge, width)
        self.paint_inside(painter, area.adjusted(width, width, -width, -width))

    def paint_inside(self, painter: QPainter, area: QRectF) -> None:
        """Paint what lies between the box and the parts."""

    def _restyle(self) -> None:
        self.restyle()
        self.update()

    def restyle(self) -> None:
        """Bring the parts into the present theme."""


def is_same(first: Json, second: Json) -> bool:
    """Tell whether two values are equal and of one type: 1, 1.0 and True are three values."""
    return type(first) is type(second) and bool(first == second)
