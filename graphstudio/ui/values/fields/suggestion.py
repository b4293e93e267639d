"""A text with choices that are looked for when somebody looks, such as the installed models."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QWidget

from graphstudio.api import Choices
from graphstudio.graph.definitions import InputDefinition
from graphstudio.graph.elements import Json
from graphstudio.ui.theme import fonts
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.values.choice_list import Choice, ChoiceList
from graphstudio.ui.values.fields.button import FieldButton
from graphstudio.ui.values.fields.file import FileField
from graphstudio.ui.values.finding import Finder
from graphstudio.ui.values.kinds import hint_of
from graphstudio.ui.values.popover import Popover
from graphstudio.ui.values.surroundings import Surroundings

_MOST_ROWS = 8
_STATE_PX = 32


class SuggestionField(FileField):
    """Edit a text with suggestions: any other text stays valid.

    The list opens with Down, with the arrow, and while typing; the keyboard stays in the text.

    Attributes:
        suggestions: The list below the text.
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
        self._finder = Finder(self)
        self._finder.found.connect(self._offer)
        self._finder.failed.connect(self._fail)
        self.suggestions = Suggestions(self, surroundings.appearance, definition.title)
        self.suggestions.list.chosen.connect(self._choose)
        button = FieldButton(
            "chevron-down", self.tr("Show what there is"), self.turn_list, self, scale=scale
        )
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Down does the same
        self.add_button(button)

    def begin(self) -> None:
        """Select the text and show what there is."""
        super().begin()
        self.open_list()

    def open_list(self) -> None:
        """Look for the choices; the list says so until they are there."""
        hint = hint_of(self.definition, Choices)
        assert hint is not None
        self.suggestions.say(self.tr("Looking…"))
        self._place()
        self._finder.look(hint.find)

    def follow_typing(self, text: str) -> None:
        """Narrow the list to what is typed."""
        super().follow_typing(text)
        if not self.suggestions.is_open:
            self.open_list()
        self.suggestions.list.choices.narrow(text)
        self.suggestions.list.go_to(-1)
        self._place()

    def press_key(self, event: QKeyEvent) -> bool:
        """Walk through the list while it is open."""
        suggestions = self.suggestions
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up if suggestions.is_open:
                suggestions.list.move_by(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Down:
                self.open_list()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._is_chosen:
                suggestions.list.choose(suggestions.list.currentIndex().row())
            case Qt.Key.Key_Escape if suggestions.is_open and not self.walks:
                suggestions.close_up()
            case _:
                return super().press_key(event)
        return True

    def enter(self) -> None:
        """Put the list away and take the text."""
        self.suggestions.close_up()
        super().enter()

    def leave(self, reason: Qt.FocusReason) -> None:
        """Put the list away and take the text."""
        super().leave(reason)
        self.suggestions.close_up()

    @property
    def _is_chosen(self) -> bool:
        return self.suggestions.is_open and self.suggestions.list.currentIndex().isValid()

    def turn_list(self) -> None:
        """Open the list, or put it away."""
        if self.suggestions.is_open:
            self.suggestions.close_up()
        else:
            self.line.setFocus(Qt.FocusReason.OtherFocusReason)
            self.open_list()

    def _offer(self, texts: tuple[str, ...]) -> None:
        suggestions = self.suggestions
        if not suggestions.is_open:
            return
        suggestions.list.present = self.value
        suggestions.list.choices.set_choices(Choice(text, text) for text in texts)
        if self.line.isModified():
            suggestions.list.choices.narrow(self.line.text())
        suggestions.say("" if texts else self.tr("There are none. Type a name."))
        self._place()

    def _fail(self, why: str) -> None:
        self.suggestions.say(self.tr("The list could not be made: {why}").format(why=why))
        self._place()

    def _place(self) -> None:
        anchor = QRect(self.mapToGlobal(QPoint(0, 0)), self.size())
        self.suggestions.place(anchor)

    def _choose(self, value: Json) -> None:
        self.line.setText(str(value))
        self.enter()


class Suggestions(Popover):
    """Show suggestions, or what is to be said instead of them.

    Attributes:
        list: The suggestions.
        label: What is said instead.
    """

    def __init__(self, host: QWidget, appearance: Appearance, name: str) -> None:
        super().__init__(host, appearance, keeps_host=True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list = ChoiceList(appearance, self)
        self.list.setAccessibleName(name)
        self.label = QLabel(self)
        self.label.setFont(fonts.ui())
        self.label.setContentsMargins(12, 4, 12, 4)
        self.label.setWordWrap(True)
        self.label.setStyleSheet(
            f"background: transparent; color: {appearance.theme.secondary.name()};"
        )
        self.sheet.setContentsMargins(0, 4, 0, 4)
        self.sheet.addWidget(self.label)
        self.sheet.addWidget(self.list, 1)

    def say(self, text: str) -> None:
        """Say something in place of suggestions; "" shows them."""
        self.label.setText(text)
        self.label.setVisible(bool(text))
        self.list.setVisible(not text)

    def place(self, anchor: QRect) -> None:
        """Show below a rectangle of the screen; nothing to show closes it."""
        if not self.label.text() and not self.list.choices.rowCount():
            self.close_up()
            return
        rows = _STATE_PX if self.label.text() else self.list.wanted_height(_MOST_ROWS)
        self.open_below(anchor, QSize(max(200, anchor.width()), rows + 8))
