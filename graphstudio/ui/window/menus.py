"""The menu bar: every command is in it, so that its shortcut can be found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu

from graphstudio.ui.commands import Menu

if TYPE_CHECKING:
    from graphstudio.ui.window.main_window import MainWindow

_MOST_RECENT = 12
# A line stands before each of these.
_LINES = frozenset(
    {
        "file.save",
        "file.pictures",
        "file.close",
        "file.preferences",
        "file.quit",
        "edit.cut",
        "edit.delete",
        "edit.select_all",
        "edit.find",
        "graph.connect",
        "graph.frame",
        "node.collapse",
        "node.edit",
        "row.reset",
        "arrange.align_left",
        "arrange.distribute_across",
        "arrange.snaps",
        "paint.erase",
        "paint.smaller",
        "paint.fill",
        "paint.fit",
        "paint.done",
        "run.stop",
        "run.free",
        "run.pause",
        "view.minimap",
        "view.commands",
        "view.full_screen",
        "theme.dark",
        "panel.library",
        "help.doctor",
    }
)


def layout(window: MainWindow) -> list[Menu]:
    """Lay out the menu bar: a menu for each group of commands."""
    groups = window.desk.commands.groups()
    menus = []
    for group in _order(list(groups)):
        entries: list[str | Menu | None] = []
        for command in groups[group]:
            if command.id in _LINES and entries:
                entries.append(None)
            entries.append(command.id)
            if command.id == "file.open":
                entries.append(_recent(window))
        menus.append(Menu(group, tuple(entries)))
    return menus


def _order(groups: list[str]) -> list[str]:
    """Put the groups into the order that people expect of a menu bar."""
    translate = QCoreApplication.translate
    wanted = [
        translate("File", "File"),
        translate("Edit", "Edit"),
        translate("View", "View"),
        translate("Graph", "Graph"),
        translate("Node", "Node"),
        translate("Arrange", "Arrange"),
        translate("Mask", "Mask"),
        translate("Run", "Run"),
    ]
    known = [one for one in wanted if one in groups]
    return [*known, *(one for one in groups if one not in known)]


def _recent(window: MainWindow) -> Menu:
    translate = QCoreApplication.translate

    def fill(menu: QMenu) -> None:
        recents = window.desk.workspace.recents
        for path in recents.paths[:_MOST_RECENT]:
            action = menu.addAction(_shown(path))
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, path=path: window.files.open(path))
        if not recents.paths:
            menu.addAction(translate("File", "Nothing was opened yet")).setEnabled(False)
            return
        menu.addSeparator()
        menu.addAction(translate("File", "Clear this list")).triggered.connect(recents.clear)

    return Menu(translate("File", "Open recent"), (), fill)


def _shown(path: Path) -> str:
    return f"{path.name}  ({path.parent})".replace("&", "&&")
