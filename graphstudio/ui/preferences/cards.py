"""How a section of the preferences is laid out: cards, and rows in them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from graphstudio.ui.settings import Settings
from graphstudio.ui.theme import icons, style
from graphstudio.ui.theme.appearance import Appearance

CONTROL_WIDTH = 220
PAGE_WIDTH = 680


class Section(QWidget):
    """Show one part of the preferences: a title, and cards below it."""

    def __init__(self, title: str, settings: Settings, appearance: Appearance) -> None:
        super().__init__()
        self.settings = settings
        self.appearance = appearance
        self._has_cards = False
        self.setObjectName("page")
        self.setAccessibleName(title)
        heading = QLabel(title)
        style.set_role(heading, "title")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(8)
        self.column.addWidget(heading)
        self.column.addSpacing(8)

    def card(self, title: str = "") -> Card:
        """Add a card, with a small title above it."""
        if self._has_cards:
            self.column.addSpacing(12)
        self._has_cards = True
        if title:
            heading = QLabel(title)
            style.set_role(heading, "section")
            self.column.addWidget(heading)
        made = Card(self.settings, self.appearance)
        self.column.addWidget(made)
        return made


class Card(QFrame):
    """Hold rows, with a quiet line between two of them."""

    def __init__(self, settings: Settings, appearance: Appearance) -> None:
        super().__init__()
        self._settings = settings
        self._appearance = appearance
        style.set_role(self, "card")
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)

    def add(
        self, title: str, explanation: str, control: QWidget, name: str = "", *, wide: bool = False
    ) -> None:
        """Add a row.

        Args:
            title: What it is, also for a screen reader.
            explanation: What it does, in one or two sentences; "" for none.
            control: Shows and changes the value.
            name: The attribute of the settings, which a small button resets; "" for no button.
            wide: Whether the control takes the whole width, below the words.
        """
        control.setAccessibleName(title)
        control.setAccessibleDescription(explanation)
        words = QVBoxLayout()
        words.setSpacing(2)
        heading = QLabel(title)
        heading.setBuddy(control)
        words.addWidget(heading)
        if explanation:
            text = QLabel(explanation)
            text.setWordWrap(True)
            style.set_role(text, "caption")
            words.addWidget(text)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(words, 1)
        if name:
            row.addWidget(Reset(self._settings, name, title, self._appearance))
        if wide:
            whole = QVBoxLayout()
            whole.setSpacing(10)
            whole.addLayout(row)
            whole.addWidget(control)
            self._put(whole)
            return
        if not isinstance(control, QToolButton) and control.sizePolicy().expandingDirections():
            control.setFixedWidth(CONTROL_WIDTH)
        row.addWidget(control, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._put(row)

    def _put(self, layout: QHBoxLayout | QVBoxLayout) -> None:
        if self._rows.count():
            line = QFrame()
            style.set_role(line, "line")
            self._rows.addWidget(line)
        layout.setContentsMargins(16, 12, 16, 12)
        self._rows.addLayout(layout)


class Reset(QToolButton):
    """Give one preference its default back; only there when it has another value."""

    def __init__(self, settings: Settings, name: str, title: str, appearance: Appearance) -> None:
        super().__init__()
        self._settings = settings
        self._name = name
        self.setIconSize(QSize(14, 14))
        icons.dress(self, "reset", appearance.theme, "secondary")
        said = self.tr("Reset: {title}").format(title=title)
        self.setToolTip(said)
        self.setAccessibleName(said)
        kept = self.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.setSizePolicy(kept)
        self._show()
        self.clicked.connect(self._reset)
        settings.changed.connect(self._take)

    def _reset(self) -> None:
        self._settings.reset(self._name)

    def _take(self, name: str) -> None:
        if name == self._name:
            self._show()

    def _show(self) -> None:
        self.setVisible(not self._settings.is_default(self._name))
