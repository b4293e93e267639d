"""Asks for the token of a gated model, and gives it to the system's keyring."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from graphstudio.errors import GraphStudioError
from graphstudio.library.downloads import hub_endpoint
from graphstudio.library.tokens import keep_token
from graphstudio.ui.theme import style


class TokenBar(QFrame):
    """Lead to the page where people agree, and take the token that they made.

    Attributes:
        kept: Emits when a token is kept, so that what was refused can be tried again.
    """

    kept = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._page = ""
        style.set_role(self, "bar-news")
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.field = QLineEdit(self)
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setPlaceholderText(self.tr("Token, such as hf_…"))
        self.field.setAccessibleName(self.tr("Token for gated models"))
        self.open = QPushButton(self.tr("Open its page"), self)
        self.make = QPushButton(self.tr("Make a token"), self)
        self.keep = QPushButton(self.tr("Keep and try again"), self)
        style.set_role(self.keep, "primary")
        self.keep.setEnabled(False)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.open, self.make, self.field, self.keep):
            row.addWidget(widget, int(widget is self.field))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.addWidget(self.words)
        layout.addLayout(row)
        self.open.clicked.connect(self._open)
        self.make.clicked.connect(_open_tokens)
        self.field.textChanged.connect(lambda text: self.keep.setEnabled(bool(text.strip())))
        self.field.returnPressed.connect(self.keep.click)
        self.keep.clicked.connect(self._keep)
        self.hide()

    def ask(self, title: str, page: str) -> None:
        """Ask for what a model needs."""
        self._page = page
        self.words.setText(
            self.tr(
                "{0} is for people who agreed to its terms. Open its page, log in and agree; make "
                "a token that can read, and put it here. It is kept in the system's keyring."
            ).format(title)
        )
        self.show()

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl(self._page))

    def _keep(self) -> None:
        value = self.field.text()
        self.field.clear()
        try:
            keep_token(value, hub_endpoint())
        except GraphStudioError as error:
            self.words.setText(str(error))
            return
        self.hide()
        self.kept.emit()


def _open_tokens() -> None:
    QDesktopServices.openUrl(QUrl(f"{hub_endpoint()}/settings/tokens"))
