"""Every command with its shortcuts, to be found by name or by keys."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from graphstudio.ui import fuzzy
from graphstudio.ui.command_row import (
    COMMAND_ROLE,
    ENABLED_ROLE,
    MARK_ROLE,
    SHORTCUTS_ROLE,
    SPOTS_ROLE,
)
from graphstudio.ui.commands import Command, Commands, native
from graphstudio.ui.fuzzy import Ranked

_NOWHERE = QModelIndex()


class ShortcutList(QAbstractListModel):
    """List the commands, group by group, or those that match what was typed."""

    def __init__(self, commands: Commands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self._rows: list[Ranked[Command]] = []
        self.find("")
        commands.remapped.connect(self._renew)

    def find(self, wanted: str) -> None:
        """List the commands that match, by name ("dupl") or by keys ("ctrl+d")."""
        groups = self._commands.groups().values()
        everything = [command for group in groups for command in group]
        self.beginResetModel()
        self._rows = fuzzy.rank(wanted, everything, self._texts)
        self.endResetModel()

    def command(self, row: int) -> Command:
        """Give the command in a row."""
        return self._rows[row].choice

    def row(self, id_: str) -> int:
        """Find the row of a command; -1 when it is not listed."""
        ids = [one.choice.id for one in self._rows]
        return ids.index(id_) if id_ in ids else -1

    def rowCount(  # noqa: N802 - Qt's name
        self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE
    ) -> int:
        """Say how many are listed."""
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Give what the row's delegate and a screen reader want to know."""
        found = self._rows[index.row()]
        command = found.choice
        keys = self._commands.shortcuts(command.id)
        answers: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: command.title,
            Qt.ItemDataRole.ToolTipRole: command.help,
            Qt.ItemDataRole.AccessibleTextRole: ", ".join([command.title, *map(native, keys)]),
            COMMAND_ROLE: command,
            SPOTS_ROLE: found.spots,
            SHORTCUTS_ROLE: keys,
            ENABLED_ROLE: True,
            MARK_ROLE: self._commands.is_remapped(command.id),
        }
        return answers.get(role)

    def _texts(self, command: Command) -> tuple[str, ...]:
        keys = self._commands.shortcuts(command.id)
        return command.title, *(native(one) for one in keys), f"{command.group} {command.title}"

    def _renew(self, id_: str) -> None:
        row = self.row(id_)
        if row >= 0:
            self.dataChanged.emit(self.index(row), self.index(row))
