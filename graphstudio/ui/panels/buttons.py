"""Small buttons and signs with an icon, tinted as the theme wants it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from graphstudio.ui.theme import icons
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.tokens import Theme

_SIGN_PX = 18


class IconButton(QToolButton):
    """Show one icon; its name is the tooltip and what a screen reader says."""

    def __init__(
        self,
        appearance: Appearance,
        icon: str,
        name: str,
        press: Callable[[], object] | None = None,
        parent: QWidget | None = None,
        *,
        is_checkable: bool = False,
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._icon_name = icon
        self.setAutoRaise(True)
        self.setCheckable(is_checkable)
        self.setIconSize(QSize(16, 16))
        self.setFixedSize(28, 28)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.rename(name)
        if press is not None:
            self.clicked.connect(lambda _is_on: press())
        self.toggled.connect(self._restyle)
        self._restyle()

    def rename(self, name: str, shortcut: str = "") -> None:
        """Say what pressing it does, and by which key."""
        self.setToolTip(f"{name}  {shortcut}".rstrip())
        self.setAccessibleName(name)

    def show_icon(self, icon: str) -> None:
        """Show another icon."""
        self._icon_name = icon
        self._restyle()

    def _restyle(self) -> None:
        tone = "accent" if self.isChecked() else "secondary"
        icons.dress(self, self._icon_name, self._appearance.theme, tone)


class IconLabel(QLabel):
    """Show one icon that nobody can press; what it means is written beside it."""

    def __init__(
        self, appearance: Appearance, icon: str, tone: str, parent: QWidget | None = None
    ) -> None:
        """Show an icon.

        Args:
            appearance: Whose theme colours it.
            icon: One of the theme's.
            tone: The theme's attribute that is its colour: "danger", "accent"...
            parent: Holds it.
        """
        super().__init__(parent)
        self._icon_name = icon
        self._tone = tone
        appearance.changed.connect(self._wear)
        self._wear(appearance.theme)

    def _wear(self, theme: Theme) -> None:
        colour = getattr(theme, self._tone)
        self.setPixmap(icons.pixmap(self._icon_name, colour, _SIGN_PX, self.devicePixelRatioF()))
