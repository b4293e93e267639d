"""Problems as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from graphstudio.ui.panels.problems.notices import Notice

NOTICE_ROLE = Qt.ItemDataRole.UserRole


class ProblemModel(QAbstractListModel):
    """List notices."""

    _notices: tuple[Notice, ...] = ()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """All of them, errors first."""
        return self._notices

    def show(self, notices: Sequence[Notice]) -> None:
        """List other notices, if they are others."""
        if tuple(notices) != self._notices:
            self.beginResetModel()
            self._notices = tuple(notices)
            self.endResetModel()

    def rowCount(  # noqa: N802 - Qt's name
        self,
        parent: QModelIndex | QPersistentModelIndex = QModelIndex(),  # noqa: B008 - Qt's default
    ) -> int:
        """Count the notices."""
        return 0 if parent.isValid() else len(self._notices)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # Any: as the role wants
        """Tell the notice."""
        notice = self._notices[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return notice.message
        if role == NOTICE_ROLE:
            return notice
        if role == Qt.ItemDataRole.ToolTipRole:
            return notice.details or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            kind = self.tr("Warning") if notice.is_warning else self.tr("Error")
            return f"{kind}: {notice.title} {notice.socket} {notice.message}"
        return None
