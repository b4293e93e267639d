"""The steps of a document as rows: the opened state first, then what was done, then what may be."""

from __future__ import annotations

from typing import Any, Literal

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from graphstudio.graph.document import Document

Tense = Literal["past", "present", "future"]
TENSE_ROLE = Qt.ItemDataRole.UserRole
SAVED_ROLE = Qt.ItemDataRole.UserRole + 1


class HistoryModel(QAbstractListModel):
    """List the steps of one document."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._labels: tuple[str, ...] = ()
        self._now = -1
        self._saved: int | None = None

    @property
    def now(self) -> int:
        """The row of the present state; -1 without a document."""
        return self._now

    def read(self, document: Document | None) -> None:
        """Take over what a document's history says."""
        if document is None:
            labels: tuple[str, ...] = ()
            now, saved = -1, None
        else:
            history = document.history
            labels = (self.tr("Opened"), *history.labels, *history.future_labels)
            now, saved = len(history.labels), history.clean_count
        if labels == self._labels:
            self._now, self._saved = now, saved
            if labels:
                self.dataChanged.emit(self.index(0), self.index(len(labels) - 1))
            return
        self.beginResetModel()
        self._labels, self._now, self._saved = labels, now, saved
        self.endResetModel()

    def rowCount(  # noqa: N802 - Qt's name
        self,
        parent: QModelIndex | QPersistentModelIndex = QModelIndex(),  # noqa: B008 - Qt's default
    ) -> int:
        """Count the states."""
        return 0 if parent.isValid() else len(self._labels)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # Any: as the role wants
        """Tell the label, the tense and whether it is what is on disk."""
        row = index.row()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._labels[row]
        if role == TENSE_ROLE:
            return self._tense(row)
        if role == SAVED_ROLE:
            return row == self._saved
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._labels[row]}, {self._spoken(row)}"
        return None

    def _tense(self, row: int) -> Tense:
        if row == self._now:
            return "present"
        return "past" if row < self._now else "future"

    def _spoken(self, row: int) -> str:
        return {
            "past": self.tr("done"),
            "present": self.tr("this is the present state"),
            "future": self.tr("undone"),
        }[self._tense(row)]
