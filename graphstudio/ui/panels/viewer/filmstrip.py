"""The strip of small pictures below the large one."""

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
    QRect,
    QRectF,
    QSize,
    Qt,
    QUrl,
)
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget

from graphstudio.ui.brush import guarded
from graphstudio.ui.panels.lists import RowList
from graphstudio.ui.panels.painting import fitted, rounded
from graphstudio.ui.panels.rows import Index, RowDelegate
from graphstudio.ui.panels.thumbnails import Thumbnails
from graphstudio.ui.panels.viewer import wipe
from graphstudio.ui.theme.appearance import Appearance

PATH_ROLE = Qt.ItemDataRole.UserRole
_CELL_PX = 64


class FilmModel(QAbstractListModel):
    """List the files of pictures; they can be dragged out."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.paths: tuple[Path, ...] = ()

    def show(self, paths: Sequence[Path]) -> None:
        """List other files, if they are others."""
        if tuple(paths) != self.paths:
            self.beginResetModel()
            self.paths = tuple(paths)
            self.endResetModel()

    def rowCount(  # noqa: N802 - Qt's name
        self,
        parent: QModelIndex | QPersistentModelIndex = QModelIndex(),  # noqa: B008 - Qt's default
    ) -> int:
        """Count the pictures."""
        return 0 if parent.isValid() else len(self.paths)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # Any: as the role wants
        """Tell the file and its name."""
        path = self.paths[index.row()]
        if role == PATH_ROLE:
            return path
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return path.name
        return None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Let pictures be dragged out."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        """Give the files."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self.paths[index.row()])) for index in indexes])
        return data


class Filmstrip(RowList):
    """Show small pictures in a row."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Pictures"), parent)
        self.thumbnails = Thumbnails(self, 2 * _CELL_PX)
        self.thumbnails.arrived.connect(self.viewport().update)
        self.reference: Path | None = None
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setDragEnabled(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setItemDelegate(FrameDelegate(appearance, self))
        self.setFixedHeight(_CELL_PX + 24)
        appearance.changed.connect(self.viewport().update)


class FrameDelegate(RowDelegate):
    """Paint one small picture; the present one is outlined, the one compared with is marked."""

    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one small picture."""
        strip = self.parent()
        assert isinstance(strip, Filmstrip)
        theme = self._appearance.theme
        path: Path = index.data(PATH_ROLE)
        cell = QRect(option.rect).adjusted(4, 4, -4, -4)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        found = strip.thumbnails.get(path)
        box = QRectF(cell)
        if found is not None:
            box = fitted(found.width(), found.height(), QRectF(cell))
        painter.setClipPath(rounded(box, 3))
        if found is None:
            painter.fillRect(box, theme.field)
        else:
            is_current = bool(option.state & QStyle.StateFlag.State_Selected)
            is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
            painter.setOpacity(1.0 if is_current or is_hovered else 0.65)
            painter.drawPixmap(box, found, QRectF(found.rect()))
        painter.setClipping(False)
        painter.setOpacity(1.0)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(theme.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 4, 4)
        if path == strip.reference:
            wipe.label(painter, box.topLeft(), "A", is_right=False)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802 - Qt's
        """Give every picture a square."""
        return QSize(_CELL_PX, _CELL_PX)
