"""The commands that the palette offers for what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from graphstudio.ui import fuzzy
from graphstudio.ui.command_row import COMMAND_ROLE, ENABLED_ROLE, SHORTCUTS_ROLE, SPOTS_ROLE
from graphstudio.ui.commands import Command, Commands, native
from graphstudio.ui.fuzzy import Ranked

_NOWHERE = QModelIndex()


class CommandList(QAbstractListModel):
    """List what can be done, best match first; what cannot be done now comes last."""

    def __init__(self, commands: Commands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._commands = commands
        self._rows: list[Ranked[Command]] = []
        self._enabled: set[str] = set()

    def find(self, wanted: str, recent: Sequence[str]) -> None:
        """List the commands that match.

        Args:
            wanted: What was typed; "" lists everything, what was used lately first.
            recent: Ids, the last one used first.
        """
        offered = [command for command in self._commands.all() if command.is_listed]
        places = {id_: place for place, id_ in enumerate(recent)}
        offered.sort(key=lambda one: places.get(one.id, len(places)))
        self.beginResetModel()
        self._enabled = {command.id for command in offered if command.is_enabled()}
        ranked = fuzzy.rank(wanted, offered, _texts)
        self._rows = sorted(ranked, key=lambda one: one.choice.id not in self._enabled)
        self.endResetModel()

    def command(self, row: int) -> Command:
        """Give the command in a row."""
        return self._rows[row].choice

    def is_enabled(self, row: int) -> bool:
        """Tell whether the command in a row can be done now."""
        return self._rows[row].choice.id in self._enabled

    def rowCount(  # noqa: N802 - Qt's name
        self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE
    ) -> int:
        """Say how many match."""
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Give what the row's delegate and a screen reader want to know."""
        found = self._rows[index.row()]
        command = found.choice
        keys = self._commands.shortcuts(command.id)[:1]
        answers: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: command.title,
            Qt.ItemDataRole.ToolTipRole: command.help,
            Qt.ItemDataRole.AccessibleTextRole: ", ".join(
                part for part in (command.title, command.group, *map(native, keys)) if part
            ),
            COMMAND_ROLE: command,
            SPOTS_ROLE: found.spots,
            SHORTCUTS_ROLE: keys,
            ENABLED_ROLE: command.id in self._enabled,
        }
        return answers.get(role)


def _texts(command: Command) -> tuple[str, ...]:
    return command.title, f"{command.group} {command.title}", command.help
