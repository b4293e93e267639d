"""Models as rows; in groups, with a heading for each, when duplicates are shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QUrl,
)

from graphstudio.ui.panels.models.looks import facts
from graphstudio.ui.panels.models.selection import Item
from graphstudio.ui.theme.tips import wrapped

ITEM_ROLE = Qt.ItemDataRole.UserRole


class ModelList(QAbstractListModel):
    """List models; their files can be dragged out, onto a canvas or into a file manager."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._rows: tuple[Item | str, ...] = ()
        self._places: dict[Path, int] = {}

    def show(self, rows: Sequence[Item | str]) -> None:
        """List other models; a text is a heading. The same ones again keep the list in place."""
        fresh = tuple(rows)
        is_same = [_name(one) for one in fresh] == [_name(one) for one in self._rows]
        if is_same:
            self._rows = fresh
            if fresh:
                self.dataChanged.emit(self.index(0), self.index(len(fresh) - 1))
            return
        self.beginResetModel()
        self._rows = fresh
        self._places = {
            one.entry.path: row for row, one in enumerate(fresh) if isinstance(one, Item)
        }
        self.endResetModel()

    def row_of(self, path: Path) -> int | None:
        """Find a model by its file."""
        return self._places.get(path)

    def rowCount(  # noqa: N802 - Qt's name
        self,
        parent: QModelIndex | QPersistentModelIndex = QModelIndex(),  # noqa: B008 - Qt's default
    ) -> int:
        """Count models and headings."""
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # Any: as the role wants
        """Tell the model, its name and what a tooltip says; of a heading, its words."""
        row = self._rows[index.row()]
        if isinstance(row, str):
            is_read = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return row if is_read else None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.entry.name
        if role == ITEM_ROLE:
            return row
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._said(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return wrapped(f"{self._said(row)}\n{row.entry.path}")
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Let models be chosen and dragged out; headings are passed over."""
        if not index.isValid() or isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        """Give the files: the canvas asks the library what each of them is."""
        data = QMimeData()
        paths = [index.data(ITEM_ROLE).entry.path for index in indexes]
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        return data

    def _said(self, item: Item) -> str:
        entry = item.entry
        star = self.tr("favourite") if item.marks.is_favourite else ""
        parts = (entry.name, *facts(entry), star, entry.problem)
        return ", ".join(one for one in parts if one)


def _name(row: Item | str) -> Path | str:
    return row if isinstance(row, str) else row.entry.path
