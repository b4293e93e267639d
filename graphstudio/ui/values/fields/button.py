"""The small buttons that stand inside a field."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QToolButton, QWidget

from graphstudio.ui.theme import icons
from graphstudio.ui.theme.tokens import Theme
from graphstudio.ui.values.look import bare_button

_SIDE_PX = 20
_ICON_PX = 14


class FieldButton(QToolButton):
    """Show one icon; its name is the tooltip and what a screen reader says."""

    def __init__(
        self,
        icon: str,
        name: str,
        press: Callable[[], object],
        parent: QWidget,
        *,
        scale: float = 1.0,
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._scale = scale
        self.setFixedSize(round(_SIDE_PX * scale), round(_SIDE_PX * scale))
        self.setIconSize(QSize(round(_ICON_PX * scale), round(_ICON_PX * scale)))
        self.setCursor(Qt.CursorShape.ArrowCursor)
        # A click must not take the keyboard from the text; Tab still comes here.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.rename(name)
        self._press = press
        self.clicked.connect(self._pressed)

    def rename(self, name: str) -> None:
        """Say what pressing it does."""
        self.setToolTip(name)
        self.setAccessibleName(name)

    def dress(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.setStyleSheet(bare_button(theme, 3 * self._scale))
        colour = theme.text if self.isCheckable() and self.isChecked() else theme.secondary
        self.setIcon(icons.icon(self._icon, QColor(colour)))

    def show_icon(self, icon: str, theme: Theme) -> None:
        """Show another icon."""
        self._icon = icon
        self.dress(theme)

    def _pressed(self) -> None:
        self._press()
