"""What is held, as rows of a list; a refresh changes only what is new, and keeps the choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from graphstudio.ui.panels.memory.holdings import Holding

HOLDING_ROLE = Qt.ItemDataRole.UserRole


class HoldingModel(QAbstractListModel):
    """List holdings."""

    _rows: tuple[Holding, ...] = ()

    def show(self, rows: Sequence[Holding]) -> None:
        """List other holdings, if they are others."""
        if tuple(rows) == self._rows:
            return
        if len(rows) == len(self._rows):
            self._rows = tuple(rows)
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(  # noqa: N802 - Qt's name
        self,
        parent: QModelIndex | QPersistentModelIndex = QModelIndex(),  # noqa: B008 - Qt's default
    ) -> int:
        """Count the holdings."""
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # Any: as the role wants
        """Tell the holding."""
        one = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return one.title
        if role == HOLDING_ROLE:
            return one
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{one.title}\n{one.why}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{one.title}, {one.size}, {one.why}"
        return None
