"""Pictures as rows, newest first."""

from __future__ import annotations

import time
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

from graphstudio.session.gallery.picture import Picture
from graphstudio.ui.panels.sizes import dimensions
from graphstudio.ui.panels.times import ago

PICTURE_ROLE = Qt.ItemDataRole.UserRole


class GalleryModel(QAbstractListModel):
    """List pictures; their files can be dragged out."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pictures: tuple[Picture, ...] = ()

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """All that are listed."""
        return self._pictures

    def show(self, pictures: Sequence[Picture]) -> None:
        """List other pictures; new ones at the front and changed ones keep the list in place."""
        fresh = tuple(pictures)
        grown = len(fresh) - len(self._pictures)
        fresh_paths = [one.path for one in fresh]
        paths = [one.path for one in self._pictures]
        if grown > 0 and fresh_paths[grown:] == paths:
            self.beginInsertRows(QModelIndex(), 0, grown - 1)
            self._pictures = fresh
            self.endInsertRows()
        elif fresh_paths != paths:
            self.beginResetModel()
            self._pictures = fresh
            self.endResetModel()
        self._pictures = fresh
        if fresh:
            self.dataChanged.emit(self.index(0), self.index(len(fresh) - 1))

    def row_of(self, path: Path) -> int | None:
        """Find a picture by its file."""
        paths = [one.path for one in self._pictures]
        return paths.index(path) if path in paths else None

    def rowCount(  # noqa: N802 - Qt's name
        self,
        parent: QModelIndex | QPersistentModelIndex = QModelIndex(),  # noqa: B008 - Qt's default
    ) -> int:
        """Count the pictures."""
        return 0 if parent.isValid() else len(self._pictures)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # Any: as the role wants
        """Tell the picture, its words and what a tooltip says."""
        picture = self._pictures[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return picture.prompt or picture.title or picture.path.name
        if role == PICTURE_ROLE:
            return picture
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            size = dimensions(picture.width, picture.height)
            star = self.tr("starred") if picture.is_starred else ""
            parts = (picture.path.name, size, ago(picture.made, time.time()), star)
            return f"{picture.prompt}\n{'  ·  '.join(part for part in parts if part)}".strip()
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Let pictures be dragged out."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        """Give the files."""
        data = QMimeData()
        paths = [self._pictures[index.row()].path for index in indexes]
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        return data
