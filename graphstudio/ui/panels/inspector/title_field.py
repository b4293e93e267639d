"""A title that is edited where it stands."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from graphstudio.ui.theme import fonts


class TitleField(QLineEdit):
    """Show a title like a heading; Enter or leaving takes what was typed, Escape does not.

    Attributes:
        entered: Emits the new title.
    """

    entered = Signal(str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = ""
        self._otherwise = ""
        self.setAccessibleName(name)
        self.setFont(fonts.ui(15, "semibold"))
        self.setStyleSheet(
            "QLineEdit:!focus:!hover { background: transparent; border-color: transparent; }"
            "QLineEdit { padding: 3px 6px; margin-left: -7px; }"
        )
        self.editingFinished.connect(self._take)

    def show_title(self, title: str, otherwise: str) -> None:
        """Show a title, or in its place what counts when there is none."""
        self._title, self._otherwise = title, otherwise
        self.setPlaceholderText(otherwise)
        if not self.hasFocus() or not self.isModified():
            self._reset()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Give up with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self._reset()
            self.clearFocus()
        else:
            super().keyPressEvent(event)

    def _reset(self) -> None:
        self.setText(self._title or self._otherwise)
        self.setCursorPosition(0)

    def _take(self) -> None:
        # What everybody's is called needs no title of its own.
        title = "" if self.text() == self._otherwise else self.text()
        if title != self._title:
            self.entered.emit(title)
        elif not self.text():
            self._reset()
