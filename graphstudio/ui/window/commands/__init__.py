"""What the window itself can do, as commands, a module for each menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphstudio.ui.canvas.canvas_commands import canvas_commands
from graphstudio.ui.window.commands.editing import edit_commands
from graphstudio.ui.window.commands.files import file_commands
from graphstudio.ui.window.commands.forking import fork_commands
from graphstudio.ui.window.commands.helping import help_commands
from graphstudio.ui.window.commands.painting import paint_commands
from graphstudio.ui.window.commands.running import run_commands
from graphstudio.ui.window.commands.viewing import panel_commands, view_commands

if TYPE_CHECKING:
    from graphstudio.ui.window.main_window import MainWindow


def add_commands(window: MainWindow) -> None:
    """Make every command known: the window's own, and those of the canvas in front."""
    commands = window.desk.commands
    for make in (file_commands, edit_commands):
        commands.add_all(make(window))
    commands.add_all(canvas_commands(lambda: window.pages.canvas))
    for make in (
        fork_commands,
        paint_commands,
        run_commands,
        view_commands,
        panel_commands,
        help_commands,
    ):
        commands.add_all(make(window))
