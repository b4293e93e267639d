"""Run and Stop, where the eye finds them: at the right end of the tabs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from graphstudio.ui.commands import Commands, Menu
from graphstudio.ui.theme.appearance import Appearance

_MORE = ("run.first", "run.selected", None, "run.pause", "run.free")


class RunButtons(QWidget):
    """Hold the buttons of the most important commands."""

    def __init__(self, commands: Commands, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        self.run_button = self._button(commands, "run.run")
        self.run_button.setObjectName("runButton")
        self.run_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.run_button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.run_button.setMenu(commands.menu_of(Menu(self.tr("Run"), _MORE), self))
        self.stop_button = self._button(commands, "run.stop")
        for button in (self.run_button, self.stop_button):
            row.addWidget(button)

    def _button(self, commands: Commands, id_: str) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(commands.action(id_))
        button.setAccessibleName(commands.command(id_).title)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
