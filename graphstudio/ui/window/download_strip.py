"""How far the download of one model is, with what stops it or goes on with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from graphstudio.ui.theme import style

if TYPE_CHECKING:
    from graphstudio.session.models.fetching import FetchItem

_PARTS = 1000  # of a progress bar


class DownloadStrip(QWidget):
    """Show a bar, words, and the button that makes sense now.

    Attributes:
        stopped: Emits when it is to be stopped.
        resumed: Emits when it is to be gone on with, or tried again.
        token_wanted: Emits when somebody wants to do what its page asks for.
    """

    stopped = Signal()
    resumed = Signal()
    token_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._bar = QProgressBar(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("How far the download is"))
        style.set_role(self._bar, "thin")
        self._words = QLabel(self)
        self._words.setTextFormat(Qt.TextFormat.PlainText)  # it may quote servers
        self._words.setWordWrap(True)
        self._stop = QPushButton(self.tr("Stop"), self)
        self._resume = QPushButton(self.tr("Go on"), self)
        self._token = QPushButton(self.tr("What its page asks for …"), self)
        self._stop.clicked.connect(self.stopped)
        self._resume.clicked.connect(self.resumed)
        self._token.clicked.connect(self.token_wanted)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._words, 1)
        for button in (self._stop, self._resume, self._token):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._bar)
        column.addLayout(row)

    def show_item(self, item: FetchItem) -> None:
        """Show what became of a download, or how far it is."""
        from graphstudio.ui.panels.downloads.words import state_words

        progress = item.progress
        is_busy = item.state in ("waiting", "running", "stopping")
        self._bar.setVisible(is_busy)
        # Before anybody knows how much there is it only says that it goes on.
        self._bar.setRange(0, _PARTS if progress is not None and progress.total_bytes else 0)
        if progress is not None and progress.total_bytes:
            self._bar.setValue(round(_PARTS * progress.done_bytes / progress.total_bytes))
        self._words.setText(state_words(item))
        style.set_role(self._words, "danger" if item.state == "failed" else "secondary")
        self._stop.setVisible(is_busy)
        self._stop.setEnabled(item.state != "stopping")
        self._resume.setVisible(item.state in ("paused", "failed") and not item.page)
        self._token.setVisible(item.state == "failed" and bool(item.page))
