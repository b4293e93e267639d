"""The Help menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from graphstudio.ui.commands import Command

if TYPE_CHECKING:
    from graphstudio.ui.window.main_window import MainWindow


def help_commands(window: MainWindow) -> list[Command]:
    """Give the commands that explain."""
    translate, group = QCoreApplication.translate, QCoreApplication.translate("Help", "Help")
    return [
        Command(
            id="help.shortcuts",
            title=translate("Help", "Keyboard shortcuts"),
            run=window.pages.show_shortcuts,
            shortcuts=("Ctrl+F1",),
            group=group,
            icon="keyboard",
        ),
        Command(
            id="help.doctor",
            title=translate("Help", "Examine this machine"),
            run=window.examine,
            group=group,
            icon="check",
            help=translate(
                "Help", "Look for what keeps GraphStudio from working; the log has the findings."
            ),
        ),
        Command(
            id="help.about",
            title=translate("Help", "About GraphStudio"),
            run=window.tell_about,
            group=group,
            icon="about",
        ),
    ]
