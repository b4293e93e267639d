"""Questions and news in a bar above the page: nothing is ever asked in a window of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from graphstudio.ui.panels.buttons import IconButton, IconLabel
from graphstudio.ui.theme import style
from graphstudio.ui.theme.appearance import Appearance

_NEWS_MS = 8000
_MOST_NEWS = 4  # more would push the canvas out of the window
_NEWS = "news "


@dataclass(frozen=True, slots=True)
class Answer:
    """Offer one answer.

    Attributes:
        text: What its button says.
        act: Called when it is chosen, with whether "Remember" was ticked.
        is_default: Whether Enter chooses it.
    """

    text: str
    act: Callable[[bool], object]
    is_default: bool = False


class QuestionBars(QWidget):
    """Hold the questions that wait for an answer, the newest at the top.

    A question waits as long as it must and keeps nobody from working. News goes by itself.

    Attributes:
        complained: Emits the text of an error that is told, so that a log can keep it.
        left: Emitted when the bar that had the keyboard is gone.
    """

    complained = Signal(str)
    left = Signal()

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._by_key: dict[str, QuestionBar] = {}
        self.hide()

    def ask(
        self,
        key: str,
        text: str,
        answers: Sequence[Answer],
        *,
        remembers: bool = False,
        takes_keyboard: bool = True,
    ) -> None:
        """Ask something; a waiting question of the same key gives way.

        Args:
            key: What it is about.
            text: The question.
            answers: From left to right. Esc, and the cross, choose none.
            remembers: Whether to offer a tick "Remember my answer".
            takes_keyboard: False for what nobody asked for just now: somebody may be typing.
        """
        bar = QuestionBar(text, answers, self._appearance, self, remembers=remembers)
        self._add(key, bar)
        if takes_keyboard:
            bar.focus_default()

    def tell(self, text: str, *, is_error: bool = False, answers: Sequence[Answer] = ()) -> None:
        """Tell something. News goes away after some seconds, an error when it is closed."""
        bar = QuestionBar(text, answers, self._appearance, self, is_error=is_error)
        self._add(_NEWS + text, bar)
        for key in [one for one in self._by_key if one.startswith(_NEWS)][:-_MOST_NEWS]:
            self.withdraw(key)
        if is_error:
            self.complained.emit(text)
        else:
            QTimer.singleShot(_NEWS_MS, bar, bar.close_bar)

    def take_back(self, text: str) -> None:
        """Take back news that is no longer true; it need not be there."""
        self.withdraw(_NEWS + text)

    def focus_newest(self) -> None:
        """Put the keyboard into the newest bar, if there is any."""
        if self._by_key:
            list(self._by_key.values())[-1].focus_default()

    def withdraw(self, key: str) -> None:
        """Take a question back; there need be none."""
        bar = self._by_key.pop(key, None)
        if bar is None:
            return
        focused = self.focusWidget()
        had_keyboard = bar.isAncestorOf(focused) and focused.hasFocus()
        self._rows.removeWidget(bar)
        bar.hide()
        bar.deleteLater()
        self.setVisible(bool(self._by_key))
        if had_keyboard:
            self.left.emit()

    @property
    def texts(self) -> tuple[str, ...]:
        """What is asked and told at the moment, oldest first."""
        return tuple(bar.text for bar in self._by_key.values())

    def _add(self, key: str, bar: QuestionBar) -> None:
        self.withdraw(key)
        bar.closed.append(lambda: self.withdraw(key))
        self._by_key[key] = bar
        self._rows.insertWidget(0, bar)
        self.show()
        bar.show()  # beside others, or without the keyboard, it would wait for a layout
        QAccessible.updateAccessibility(QAccessibleEvent(bar, QAccessible.Event.Alert))


class QuestionBar(QFrame):
    """Show one question with its answers, or a piece of news."""

    def __init__(
        self,
        text: str,
        answers: Sequence[Answer],
        appearance: Appearance,
        parent: QWidget,
        *,
        remembers: bool = False,
        is_error: bool = False,
    ) -> None:
        super().__init__(parent)
        self.text = text
        self.closed: list[Callable[[], object]] = []
        role = "bar" if answers else "bar-news"
        style.set_role(self, "bar-danger" if is_error else role)
        self.setAccessibleName(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(8)
        row.addWidget(_sign(is_error, bool(answers), appearance, self))
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)  # it may quote files and other programs
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = label.sizePolicy()  # a new one would forget that its height depends on its width
        policy.setHorizontalPolicy(QSizePolicy.Policy.Expanding)
        label.setSizePolicy(policy)
        row.addWidget(label, 1)
        self._remember = QCheckBox(self.tr("Remember my answer"), self)
        self._remember.setVisible(remembers)
        row.addWidget(self._remember)
        self._default: QPushButton | None = None
        for answer in answers:
            row.addWidget(self._button(answer))
        self._cross = IconButton(appearance, "close", self.tr("Close"), self.close_bar, self)
        self._cross.rename(self.tr("Close"), "(Esc)")
        row.addWidget(self._cross)

    def focus_default(self) -> None:
        """Put the keyboard on the answer that Enter chooses, or else on the cross."""
        (self._default or self._cross).setFocus()

    def close_bar(self) -> None:
        """Go away without an answer."""
        for tell in self.closed:
            tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Esc choose no answer."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
            return
        super().keyPressEvent(event)

    def _button(self, answer: Answer) -> QPushButton:
        button = QPushButton(answer.text, self)
        button.setAutoDefault(True)
        if answer.is_default:
            style.set_role(button, "primary")
            self._default = button

        def choose() -> None:
            is_remembered = self._remember.isChecked()
            self.close_bar()
            answer.act(is_remembered)

        button.clicked.connect(choose)
        return button


def _sign(is_error: bool, is_question: bool, appearance: Appearance, parent: QWidget) -> IconLabel:
    """Give the icon at the left: colour alone must not say what kind of bar it is."""
    if is_error:
        return IconLabel(appearance, "error", "danger", parent)
    return IconLabel(appearance, "help" if is_question else "about", "accent", parent)
