"""A text of one line, and what all editors with one line have in common."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from graphstudio.api import Text
from graphstudio.graph.definitions import InputDefinition
from graphstudio.graph.elements import Json
from graphstudio.ui.values.fields.button import FieldButton
from graphstudio.ui.values.fields.field import Field
from graphstudio.ui.values.kinds import hint_of
from graphstudio.ui.values.look import bare_text
from graphstudio.ui.values.reading import read_text
from graphstudio.ui.values.surroundings import Surroundings

_PASSING = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)


class LineField(Field):
    """Edit a text of one line. Enter takes it, Escape gives it up, leaving takes it.

    Attributes:
        line: Where people type.
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
        self._buttons: list[FieldButton] = []
        self.line = QLineEdit(self)
        self.line.setFrame(False)
        self.line.setFont(self.font())
        self.line.setAccessibleName(definition.title)
        hint = hint_of(definition, Text)
        self.line.setPlaceholderText(hint.placeholder if hint is not None else "")
        self.line.textEdited.connect(self.follow_typing)
        self.box.setContentsMargins(round(8 * scale), 0, round(3 * scale), 0)
        self.box.addWidget(self.line, 1)
        self.watch(self.line)
        self.restyle()

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops inside it, in order."""
        return (self.line, *self._buttons)

    def add_button(self, button: FieldButton) -> None:
        """Put a button behind the text."""
        self._buttons.append(button)
        self.box.addWidget(button)
        button.dress(self.surroundings.appearance.theme)

    def render_value(self) -> None:
        """Show the text from its beginning."""
        self.line.setText("" if self.value is None else str(self.value))
        self.line.setCursorPosition(0)

    def read(self) -> Json:
        """Give the text, checked; nothing stays nothing until something is typed."""
        if self.value is None and not self.line.text():
            return None
        return read_text(self.definition, self.line.text())

    def begin(self) -> None:
        """Select the whole text."""
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.selectAll()

    def follow_typing(self, _text: str) -> None:
        """Take a reason back as soon as the text is good again."""
        if self.reason:
            self.recheck()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Handle the keys that end the editing, and leaving it."""
        if watched is self.line:
            if isinstance(event, QKeyEvent):
                if event.type() == QEvent.Type.KeyPress and self.press_key(event):
                    return True
                if event.type() == QEvent.Type.ShortcutOverride and self._claims(event):
                    event.accept()
                    return True
            if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
                self.leave(event.reason())
        return super().eventFilter(watched, event)

    def press_key(self, event: QKeyEvent) -> bool:
        """Act on a key; False hands it to the text."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.enter()
            case Qt.Key.Key_Escape:
                self.give_up()
            case Qt.Key.Key_Tab | Qt.Key.Key_Backtab if self.walks:
                if self.take():
                    self.walked.emit(1 if event.key() == Qt.Key.Key_Tab else -1)
            case _:
                return False
        return True

    def enter(self) -> None:
        """Take the text and say that the editing is over."""
        if self.take():
            self.line.selectAll()
            self.finished.emit()

    def leave(self, reason: Qt.FocusReason) -> None:
        """Take the text when the keyboard goes elsewhere for good."""
        if reason not in _PASSING:
            self.take()

    def restyle(self) -> None:
        """Bring text and buttons into the present theme."""
        theme = self.surroundings.appearance.theme
        self.line.setStyleSheet(bare_text(theme))
        for button in self._buttons:
            button.dress(theme)

    def _claims(self, event: QKeyEvent) -> bool:
        """Keep keys from menus that would act on the canvas while somebody types."""
        return event.key() in (
            Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape, Qt.Key.Key_Tab,
            Qt.Key.Key_Up, Qt.Key.Key_Down,
        ) and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier,
        )  # fmt: skip
