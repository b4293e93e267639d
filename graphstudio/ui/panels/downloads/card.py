"""One model that can be had: what it is, what it costs, and how far it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from graphstudio.library.downloads import Wish
from graphstudio.session.models.fetching import FetchItem
from graphstudio.ui.panels.downloads.words import state_words
from graphstudio.ui.theme import style

_PARTS = 1000  # of a progress bar


class DownloadCard(QFrame):
    """Show a model with the buttons that make sense now.

    Attributes:
        wanted: Emits when it is to be fetched, or gone on with.
        stopped: Emits when it is to be stopped.
        removed: Emits when what came of it is to be thrown away.
        wish: What it is.
    """

    wanted = Signal()
    stopped = Signal()
    removed = Signal()

    def __init__(
        self, wish: Wish, title: str, facts: str, purpose: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.wish = wish
        style.set_role(self, "card")
        self.setAccessibleName(title)
        self.setAccessibleDescription(f"{purpose} {facts}")
        self._text = f"{title} {wish.name} {wish.repository} {facts} {purpose}".casefold()
        name = _label(title, "heading", self)
        self.state = _label("", "secondary", self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _PARTS)
        style.set_role(self.bar, "thin")
        self.get = _button(self.tr("Get"), title, self)
        self.stop = _button(self.tr("Stop"), title, self)
        self.remove = _button(self.tr("Throw away"), title, self, "quiet")
        self.get.clicked.connect(self.wanted)
        self.stop.clicked.connect(self.stopped)
        self.remove.clicked.connect(self.removed)
        words = QVBoxLayout()
        words.setSpacing(2)
        for widget in (name, _label(facts, "caption", self), _label(purpose, "", self)):
            words.addWidget(widget)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addLayout(words, 1)
        for button in (self.remove, self.stop, self.get):
            top.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.bar)
        layout.addWidget(self.state)

    def fits(self, words: str) -> bool:
        """Say whether every word of a search occurs in it."""
        return all(one in self._text for one in words.casefold().split())

    def show_item(self, item: FetchItem | None, *, is_here: bool) -> None:
        """Show what became of its download; None where there is none."""
        state = "" if item is None else item.state
        is_busy = state in ("waiting", "running", "stopping")
        is_done = state == "done" or (item is None and is_here)
        self.get.setVisible(not is_busy and not is_done)
        self.get.setText(self.tr("Go on") if state in ("paused", "failed") else self.tr("Get"))
        self.stop.setVisible(is_busy)
        self.stop.setEnabled(state != "stopping")
        self.remove.setVisible(state in ("paused", "failed"))
        self.bar.setVisible(is_busy and state != "waiting")
        self._show_share(item)
        said = state_words(item) if item is not None else self.tr("Here.") if is_here else ""
        self.state.setText(said)
        self.state.setVisible(bool(said))
        style.set_role(
            self.state, "danger" if state == "failed" else "success" if is_done else "secondary"
        )

    def _show_share(self, item: FetchItem | None) -> None:
        progress = None if item is None else item.progress
        if progress is None or not progress.total_bytes:
            self.bar.setRange(0, 0)  # nobody knows how much there is: it only says that it goes on
            return
        self.bar.setRange(0, _PARTS)
        self.bar.setValue(round(_PARTS * progress.done_bytes / progress.total_bytes))


def _label(text: str, role: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)  # messages carry other people's words
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    style.set_role(label, role)
    return label


def _button(text: str, title: str, parent: QWidget, role: str = "") -> QPushButton:
    button = QPushButton(text, parent)
    button.setAccessibleName(f"{text}: {title}")
    style.set_role(button, role)
    return button
