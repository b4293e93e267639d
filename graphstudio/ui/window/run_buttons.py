"""Run and Stop, where the eye finds them: at the right end of the tabs."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from graphstudio.ui.commands import Commands, Menu
from graphstudio.ui.theme import icons, style
from graphstudio.ui.theme.appearance import Appearance

_MORE = ("run.first", "run.selected", "run.warm_up", None, "run.pause", "run.free")
_HIGH_PX = 28


class RunButtons(QWidget):
    """Hold the buttons of the most important commands."""

    def __init__(self, commands: Commands, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        self.run_button = CommandButton(commands, "run.run", "primary", appearance, self)
        self.run_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.run_button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.run_button.setMenu(commands.menu_of(Menu(self.tr("Run"), _MORE), self))
        self.stop_button = CommandButton(commands, "run.stop", "danger", appearance, self)
        self.stop_button.setFixedWidth(_HIGH_PX)
        for button in (self.run_button, self.stop_button):
            style.set_role(button, button.role)  # the style asks how it pops its menu up
            row.addWidget(button)


class CommandButton(QToolButton):
    """Run a command, in a colour of its own: an action's icon has that of the menus.

    Attributes:
        role: What the style sheet knows it as.
    """

    def __init__(
        self, commands: Commands, id_: str, role: str, appearance: Appearance, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.role = role
        self._appearance = appearance
        self._command = commands.command(id_)
        self._action = commands.action(id_)
        self._more = ""
        self.setText(self._command.title)
        self.setAccessibleName(self._command.title)
        self.setAccessibleDescription(self._command.help)
        self.setIconSize(QSize(16, 16))
        self.setFixedHeight(_HIGH_PX)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(lambda: commands.run(id_))
        self._action.changed.connect(self._follow)
        self._follow()

    def explain(self, text: str) -> None:
        """Add to the tooltip what pressing it would take; "" adds nothing."""
        self._more = text
        self._follow()

    def _follow(self) -> None:
        is_enabled = self._action.isEnabled()
        self.setEnabled(is_enabled)
        self.setToolTip("\n".join(filter(None, (self._action.toolTip(), self._more))))
        tone = "accent_text" if is_enabled else "disabled"
        icons.dress(self, self._command.icon, self._appearance.theme, tone)
