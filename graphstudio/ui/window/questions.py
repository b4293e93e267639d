"""Questions and news in a bar above the page: nothing is ever asked in a window of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
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

_NEWS_MS = 8000


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
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._by_key: dict[str, QuestionBar] = {}
        self.hide()

    def ask(
        self, key: str, text: str, answers: Sequence[Answer], *, remembers: bool = False
    ) -> None:
        """Ask something; a waiting question of the same key gives way.

        Args:
            key: What it is about.
            text: The question.
            answers: From left to right. Esc, and the cross, choose none.
            remembers: Whether to offer a tick "Remember my answer".
        """
        self.withdraw(key)
        bar = QuestionBar(text, answers, remembers=remembers, parent=self)
        bar.closed.append(lambda: self.withdraw(key))
        self._by_key[key] = bar
        self._rows.insertWidget(0, bar)
        self.show()
        bar.focus_default()

    def tell(self, text: str, *, is_error: bool = False, answers: Sequence[Answer] = ()) -> None:
        """Tell something. News goes away after some seconds, an error when it is closed."""
        key = f"news {text}"
        self.withdraw(key)
        bar = QuestionBar(text, answers, remembers=False, parent=self, is_error=is_error)
        bar.closed.append(lambda: self.withdraw(key))
        self._by_key[key] = bar
        self._rows.insertWidget(0, bar)
        self.show()
        if not is_error:
            QTimer.singleShot(_NEWS_MS, bar, bar.close_bar)

    def withdraw(self, key: str) -> None:
        """Take a question back; there need be none."""
        bar = self._by_key.pop(key, None)
        if bar is not None:
            self._rows.removeWidget(bar)
            bar.hide()
            bar.deleteLater()
        self.setVisible(bool(self._by_key))

    @property
    def texts(self) -> tuple[str, ...]:
        """What is asked and told at the moment, oldest first."""
        return tuple(bar.text for bar in self._by_key.values())


class QuestionBar(QFrame):
    """Show one question with its answers, or a piece of news."""

    def __init__(
        self,
        text: str,
        answers: Sequence[Answer],
        *,
        remembers: bool,
        parent: QWidget,
        is_error: bool = False,
    ) -> None:
        super().__init__(parent)
        self.text = text
        self.closed: list[Callable[[], object]] = []
        self.setObjectName("errorBar" if is_error else "questionBar")
        self.setAccessibleName(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(8)
        label = QLabel(text, self)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(label, 1)
        self._remember = QCheckBox(self.tr("Remember my answer"), self)
        self._remember.setVisible(remembers)
        row.addWidget(self._remember)
        self._default: QPushButton | None = None
        for answer in answers:
            row.addWidget(self._button(answer))
        cross = QPushButton("✕", self)
        cross.setFlat(True)
        cross.setFixedWidth(28)
        cross.setAccessibleName(self.tr("Close"))
        cross.setToolTip(self.tr("Close (Esc)"))
        cross.clicked.connect(self.close_bar)
        row.addWidget(cross)

    def focus_default(self) -> None:
        """Put the keyboard on the answer that Enter chooses."""
        if self._default is not None:
            self._default.setFocus()

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
            button.setProperty("isPrimary", True)  # the style sheet paints it in the accent
            self._default = button

        def choose() -> None:
            is_remembered = self._remember.isChecked()
            self.close_bar()
            answer.act(is_remembered)

        button.clicked.connect(choose)
        return button
