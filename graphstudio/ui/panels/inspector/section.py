"""A part of the inspector with a heading that folds it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from graphstudio.ui.theme import fonts, icons, style
from graphstudio.ui.theme.appearance import Appearance


class Section(QWidget):
    """Show a heading, and content below it unless it is folded.

    Attributes:
        folded: Emits whether it is folded now.
        content: The layout to add to.
    """

    folded = Signal(bool)

    def __init__(
        self, appearance: Appearance, title: str, parent: QWidget, *, is_folded: bool = False
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._heading = QToolButton(self)
        self._heading.setText(title)
        self._heading.setAccessibleName(title)
        self._heading.setFont(fonts.ui(12, "semibold"))
        self._heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._heading.setAutoRaise(True)
        self._heading.setCheckable(True)
        self._heading.setChecked(not is_folded)
        self._heading.setIconSize(QSize(14, 14))
        self._heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        # A heading that is open is no button that is pressed: it keeps the ground of the panel.
        self._heading.setStyleSheet(
            "QToolButton, QToolButton:checked { background: transparent; border: none;"
            " text-align: left; padding: 4px 0; margin-left: -4px; }"
        )
        self._inner = QWidget(self)
        self.content = QVBoxLayout(self._inner)
        self.content.setContentsMargins(0, 0, 0, 8)
        self.content.setSpacing(6)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self._heading)
        layout.addWidget(self._inner)
        self._heading.toggled.connect(self._fold)
        self._fold(not is_folded)

    def unfold(self) -> None:
        """Show the content."""
        self._heading.setChecked(True)

    def _fold(self, is_open: bool) -> None:
        self._inner.setVisible(is_open)
        name = "chevron-down" if is_open else "chevron-right"
        icons.dress(self._heading, name, self._appearance.theme, "secondary")
        self.folded.emit(not is_open)


class Quiet(QLabel):
    """Show text in the second colour, wrapped."""

    def __init__(self, text: str, parent: QWidget, role: str = "secondary") -> None:
        super().__init__(text, parent)
        style.set_role(self, role)
        self.setWordWrap(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
            | Qt.TextInteractionFlag.TextSelectableByMouse
        )
