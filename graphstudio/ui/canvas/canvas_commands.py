"""Everything that a canvas can do, as commands with shortcuts: each gesture is also one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from graphstudio.ui.canvas.command_tables.building import graph_commands
from graphstudio.ui.canvas.command_tables.editing import edit_commands
from graphstudio.ui.canvas.command_tables.looking import view_commands
from graphstudio.ui.canvas.command_tables.marking import node_commands
from graphstudio.ui.canvas.command_tables.ordering import arrange_commands
from graphstudio.ui.commands import Command

if TYPE_CHECKING:
    from graphstudio.ui.canvas.canvas import Canvas


def canvas_commands(canvas: Callable[[], Canvas | None]) -> list[Command]:
    """Give all commands of canvases.

    Args:
        canvas: Gives the canvas in front; None when there is none.
    """
    tables = (edit_commands, view_commands, graph_commands, node_commands, arrange_commands)
    return [command for table in tables for command in table(canvas)]
