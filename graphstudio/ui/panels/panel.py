"""The common ground of all panels: a strip of tools above, content or an empty state below."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from graphstudio.ui.panels.empty_state import EmptyState
from graphstudio.ui.theme import icons
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.tokens import Theme


class Panel(QWidget):
    """Lay out tools, content, and what to say while there is no content.

    Attributes:
        tools: The strip above; add buttons and fields to it.
    """

    def __init__(self, appearance: Appearance, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self.setAccessibleName(name)
        self.tools = QHBoxLayout()
        self.tools.setContentsMargins(8, 6, 8, 6)
        self.tools.setSpacing(4)
        self._stack = QStackedWidget(self)
        self._stack.setFrameShape(QFrame.Shape.NoFrame)
        self._below = QVBoxLayout()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self.tools)
        layout.addWidget(self._stack, 1)
        layout.addLayout(self._below)
        self._empty: EmptyState | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the empty state shows."""
        return self._empty is not None and self._stack.currentWidget() is self._empty

    def set_content(self, content: QWidget, empty: EmptyState) -> None:
        """Say what shows when there is something to show, and what when there is not."""
        self._stack.addWidget(content)
        self._stack.addWidget(empty)
        self._empty = empty
        self.setFocusProxy(content)

    def add_below(self, widget: QWidget) -> None:
        """Put a widget below the content."""
        self._below.addWidget(widget)

    def show_empty(self, is_empty: bool) -> None:
        """Show the content, or what to do while there is none."""
        had_keyboard = self.hasFocus()
        shown = self._stack.widget(1 if is_empty else 0)
        assert shown is not None
        self._stack.setCurrentWidget(shown)
        self.setFocusProxy(shown)  # what is hidden cannot take the keyboard
        if had_keyboard:
            self.setFocus()


class SearchField(QLineEdit):
    """Take a text to look for; Escape empties it, Down goes to what was found."""

    def __init__(
        self, appearance: Appearance, placeholder: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._below: QWidget | None = None
        self._glass = QAction(self)
        self.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        icons.dress(self._glass, "search", appearance.theme, "secondary")
        self.setClearButtonEnabled(True)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setMinimumWidth(96)
        appearance.changed.connect(self._redress)

    def lead_to(self, widget: QWidget) -> None:
        """Say where Down leads."""
        self._below = widget

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Empty the field or leave it downwards."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down and self._below is not None:
            self._below.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be as high as the buttons beside it."""
        return QSize(super().sizeHint().width(), 28)

    def _redress(self, theme: Theme) -> None:
        icons.redress(self._glass, theme)
