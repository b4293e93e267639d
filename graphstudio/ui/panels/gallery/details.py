"""The strip below the grid: what the chosen picture shows, and where to go from it."""

from __future__ import annotations

import time

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from graphstudio.session.gallery.picture import Picture
from graphstudio.ui.panels.times import ago
from graphstudio.ui.theme import style
from graphstudio.ui.theme.tips import wrapped

_ONE_LINE_FROM_PX = 600


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
        self._prompt.setTextFormat(Qt.TextFormat.PlainText)
        self._prompt.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._facts = QLabel(self)
        style.set_role(self._facts, "caption")
        self._facts.setTextFormat(Qt.TextFormat.PlainText)
        self._view = QPushButton(self.tr("View"), self)
        self._workflow = QPushButton(self.tr("Open its workflow"), self)
        self._view.clicked.connect(self.view_wanted)
        self._workflow.clicked.connect(self.workflow_wanted)
        self._line = QFrame(self)
        style.set_role(self._line, "line")
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._facts, 1)
        buttons.addWidget(self._view)
        buttons.addWidget(self._workflow)
        inner = self._inner = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        inner.setContentsMargins(12, 6, 12, 6)
        inner.setSpacing(8)
        inner.addWidget(self._prompt, 1)
        inner.addLayout(buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._line)
        layout.addLayout(inner)
        self._is_compact = False
        self.hide()

    def be_compact(self, is_compact: bool) -> None:
        """Show the buttons alone, always there so that nothing moves when one chooses."""
        self._is_compact = is_compact
        for widget in (self._line, self._prompt, self._facts):
            widget.setHidden(is_compact)
        beside, above = (0, 0) if is_compact else (12, 6)
        self._inner.setContentsMargins(beside, above, beside, above)
        self.setVisible(is_compact or self._view.isEnabled())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Stand in one line where there is room: a low panel has none to give away."""
        is_wide = event.size().width() >= _ONE_LINE_FROM_PX
        direction = QBoxLayout.Direction
        self._inner.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        super().resizeEvent(event)

    def show_picture(self, picture: Picture | None, count: int) -> None:
        """Say what a picture shows, and how many are chosen."""
        for button in (self._view, self._workflow):
            button.setEnabled(picture is not None)
        self.setVisible(self._is_compact or picture is not None)
        if picture is None:
            return
        said = " ".join(picture.prompt.split()) or self.tr("No prompt was found in its workflow.")
        self._prompt.setText(said)
        self._prompt.setToolTip(wrapped(picture.prompt))
        if count > 1:
            self._facts.setText(self.tr("{0} pictures chosen").format(count))
        else:
            self._facts.setText(f"{picture.path.name}   {ago(picture.made, time.time())}")
            self._facts.setToolTip(str(picture.path))
