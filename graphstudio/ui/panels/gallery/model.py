"""Pictures as rows, newest first, by the day on which they were made."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
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
from graphstudio.ui.panels.times import ago, day
from graphstudio.ui.sizes import dimensions

PICTURE_ROLE = Qt.ItemDataRole.UserRole


class GalleryModel(QAbstractListModel):
    """List pictures, a heading before those of each day; files can be dragged out."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pictures: tuple[Picture, ...] = ()
        self._rows: tuple[Picture | str, ...] = ()

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """All that are listed."""
        return self._pictures

    def show(self, pictures: Sequence[Picture]) -> None:
        """List other pictures; new ones and changed ones keep the list in place."""
        fresh = tuple(_with_headings(pictures, time.time()))
        names, old = [_name(row) for row in fresh], [_name(row) for row in self._rows]
        same = _same_at_start(names, old)
        grown = len(names) - len(old)
        if grown > 0 and names[same + grown :] == old[same:]:
            self.beginInsertRows(QModelIndex(), same, same + grown - 1)
            self._rows, self._pictures = fresh, tuple(pictures)
            self.endInsertRows()
        elif names != old:
            self.beginResetModel()
            self._rows, self._pictures = fresh, tuple(pictures)
            self.endResetModel()
        self._rows, self._pictures = fresh, tuple(pictures)
        if fresh:
            self.dataChanged.emit(self.index(0), self.index(len(fresh) - 1))

    def row_of(self, path: Path) -> int | None:
        """Find a picture by its file."""
        names = [_name(row) for row in self._rows]
        return names.index(path) if path in names else None

    def rowCount(  # noqa: N802 - Qt's name
        self,
        parent: QModelIndex | QPersistentModelIndex = QModelIndex(),  # noqa: B008 - Qt's default
    ) -> int:
        """Count pictures and headings."""
        return 0 if parent.isValid() else len(self._rows)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # Any: as the role wants
        """Tell the picture, its words and what a tooltip says; of a heading, its words."""
        row = self._rows[index.row()]
        if isinstance(row, str):
            is_read = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return row if is_read else None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.prompt or row.title or row.path.name
        if role == PICTURE_ROLE:
            return row
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            size = dimensions(row.width, row.height)
            star = self.tr("starred") if row.is_starred else ""
            parts = (row.path.name, size, ago(row.made, time.time()), star)
            return f"{row.prompt}\n{'  ·  '.join(part for part in parts if part)}".strip()
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Let pictures be chosen and dragged out; headings are passed over."""
        if not index.isValid() or isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        """Give the files."""
        data = QMimeData()
        paths = [index.data(PICTURE_ROLE).path for index in indexes]
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        return data


def _with_headings(pictures: Sequence[Picture], now: float) -> Iterator[Picture | str]:
    before = ""
    for picture in pictures:
        heading = day(picture.made, now)
        if heading != before:
            yield heading
        yield picture
        before = heading


def _name(row: Picture | str) -> Path | str:
    """Give what a row is known by while the picture's star comes and goes."""
    return row if isinstance(row, str) else row.path


def _same_at_start(first: Sequence[object], second: Sequence[object]) -> int:
    pairs = enumerate(zip(first, second, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(first), len(second)))
