"""The strip below the grid: what the chosen picture shows, and where to go from it."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from graphstudio.session.gallery.picture import Picture
from graphstudio.ui.panels.times import ago
from graphstudio.ui.theme import style


class PictureDetails(QWidget):
    """Say what is chosen.

    Attributes:
        view_wanted: "View" was pressed.
        workflow_wanted: "Open its workflow" was pressed.
    """

    view_wanted = Signal()
    workflow_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prompt = QLabel(self)
        self._prompt.setWordWrap(True)
        self._prompt.setTextFormat(Qt.TextFormat.PlainText)
        self._prompt.setMaximumHeight(34)
        self._prompt.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._facts = QLabel(self)
        style.set_role(self._facts, "caption")
        self._facts.setTextFormat(Qt.TextFormat.PlainText)
        self._view = QPushButton(self.tr("View"), self)
        self._workflow = QPushButton(self.tr("Open its workflow"), self)
        self._view.clicked.connect(self.view_wanted)
        self._workflow.clicked.connect(self.workflow_wanted)
        line = QFrame(self)
        style.set_role(line, "line")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._facts, 1)
        buttons.addWidget(self._view)
        buttons.addWidget(self._workflow)
        inner = QVBoxLayout()
        inner.setContentsMargins(12, 8, 12, 8)
        inner.setSpacing(6)
        inner.addWidget(self._prompt)
        inner.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(line)
        layout.addLayout(inner)

    def show_picture(self, picture: Picture | None, count: int) -> None:
        """Say what a picture shows, and how many are chosen."""
        self.setVisible(picture is not None)
        if picture is None:
            return
        said = " ".join(picture.prompt.split()) or self.tr("No prompt was found in its workflow.")
        self._prompt.setText(said)
        self._prompt.setToolTip(picture.prompt)
        if count > 1:
            self._facts.setText(self.tr("{0} pictures chosen").format(count))
        else:
            self._facts.setText(f"{picture.path.name}   {ago(picture.made, time.time())}")
            self._facts.setToolTip(str(picture.path))
