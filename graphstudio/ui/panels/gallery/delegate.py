"""How a picture looks in the grid: as large as its cell, with a star and what it shows."""

from __future__ import annotations

import time

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyleOptionViewItem

from graphstudio.session.gallery.picture import Picture
from graphstudio.ui.brush import guarded
from graphstudio.ui.panels.gallery.model import PICTURE_ROLE
from graphstudio.ui.panels.painting import checkerboard, fitted, rounded
from graphstudio.ui.panels.rows import Index, RowDelegate
from graphstudio.ui.panels.thumbnails import Thumbnails
from graphstudio.ui.panels.times import ago
from graphstudio.ui.sizes import dimensions
from graphstudio.ui.theme import fonts, icons
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.tokens import Theme

_CAPTION_PX = 36
_LEAST_SIDE_WITH_CAPTION = 112
_STAR_PX = 20
_HEADING_PX = 28


class TileDelegate(RowDelegate):
    """Paint one picture.

    Attributes:
        side_px: Of the square that a picture is fitted into.
        starred: Emits the `Path` of a picture whose star was pressed.
    """

    starred = Signal(object)

    def __init__(self, appearance: Appearance, thumbnails: Thumbnails, parent: QListView) -> None:
        super().__init__(appearance, parent)
        self._thumbnails = thumbnails
        self._list = parent
        self.side_px = 144

    @property
    def cell(self) -> QSize:
        """How large one cell of the grid is."""
        caption = _CAPTION_PX if self._has_caption else 0
        return QSize(self.side_px + 16, self.side_px + 16 + caption)

    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the picture, its star, and what it shows."""
        theme = self._appearance.theme
        picture: Picture | None = index.data(PICTURE_ROLE)
        if picture is None:
            self._paint_heading(painter, option.rect, index.data(), theme)
            return
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        try:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            self._paint_ground(painter, option, theme, is_selected, is_hovered)
            square = self._square(option.rect)
            self._paint_picture(painter, picture, square, theme)
            if picture.is_starred or is_hovered:
                self._paint_star(painter, picture, square)
            if self._has_caption:
                self._paint_caption(painter, picture, option.rect, theme)
        finally:
            painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802 - Qt's
        """Give every picture a cell, and a heading a whole row."""
        if index.data(PICTURE_ROLE) is None:
            return QSize(self._list.viewport().width() - 1, _HEADING_PX)
        return self.cell

    def editorEvent(  # noqa: N802 - Qt's name
        self,
        event: QEvent,
        model: QAbstractItemModel,  # noqa: ARG002 - Qt gives it
        option: QStyleOptionViewItem,
        index: QModelIndex | Index,
    ) -> bool:
        """Take clicks on the star."""
        if (
            isinstance(event, QMouseEvent)
            and index.data(PICTURE_ROLE) is not None
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.LeftButton
            and self._star(self._square(option.rect)).contains(event.position().toPoint())
        ):
            self.starred.emit(index.data(PICTURE_ROLE).path)
            return True
        return False

    @property
    def _has_caption(self) -> bool:
        return self.side_px >= _LEAST_SIDE_WITH_CAPTION

    def _square(self, cell: QRect) -> QRect:
        return QRect(cell.left() + 8, cell.top() + 8, self.side_px, self.side_px)

    def _star(self, square: QRect) -> QRect:
        return QRect(square.right() - _STAR_PX - 5, square.top() + 6, _STAR_PX, _STAR_PX)

    def _paint_heading(self, painter: QPainter, row: QRect, text: str, theme: Theme) -> None:
        painter.save()
        painter.setFont(fonts.ui(11, "semibold"))
        painter.setPen(theme.secondary)
        painter.drawText(row.adjusted(8, 4, -8, 0), Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()

    def _paint_ground(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        theme: Theme,
        is_selected: bool,
        is_hovered: bool,
    ) -> None:
        box = QRectF(option.rect).adjusted(2, 2, -2, -2)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_selected:
            painter.setBrush(theme.accent_quiet)
            painter.drawRoundedRect(box, 6, 6)
        elif is_hovered:
            painter.setBrush(theme.hover)
            painter.drawRoundedRect(box, 6, 6)
        if option.state & QStyle.StateFlag.State_HasFocus and is_selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent, 1.5))
            painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 5.5, 5.5)

    def _paint_picture(
        self, painter: QPainter, picture: Picture, square: QRect, theme: Theme
    ) -> None:
        found = self._thumbnails.get(picture.path)
        box = fitted(picture.width, picture.height, QRectF(square))
        painter.save()
        painter.setClipPath(rounded(box, 4))
        if found is None:
            painter.fillRect(box, theme.field)
        else:
            if found.hasAlphaChannel():
                painter.fillRect(box, checkerboard(theme))
            painter.drawPixmap(box, found, QRectF(found.rect()))
        painter.restore()

    def _paint_star(self, painter: QPainter, picture: Picture, square: QRect) -> None:
        # On a picture, and so in colours of its own.
        box = self._star(square)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 120))
        painter.drawEllipse(QRectF(box).adjusted(-2, -2, 2, 2))
        name, colour = ("star", "#ffd34d") if picture.is_starred else ("star-outline", "#ffffff")
        icons.icon(name, QColor(colour)).paint(painter, box.adjusted(2, 2, -2, -2))

    def _paint_caption(
        self, painter: QPainter, picture: Picture, cell: QRect, theme: Theme
    ) -> None:
        left, top, width = cell.left() + 10, cell.bottom() - _CAPTION_PX - 3, self.side_px - 4
        painter.setFont(fonts.ui(12))
        painter.setPen(theme.text)
        said = " ".join((picture.prompt or picture.title or picture.path.stem).split())
        self._paint_line(painter, QRect(left, top, width, 18), said)
        painter.setFont(fonts.ui(11))
        painter.setPen(theme.secondary)
        size = dimensions(picture.width, picture.height)
        facts = f"{size}   {ago(picture.made, time.time())}"
        self._paint_line(painter, QRect(left, top + 17, width, 16), facts)

    def _paint_line(self, painter: QPainter, box: QRect, text: str) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
