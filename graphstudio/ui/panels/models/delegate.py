"""How a model looks in the list: a row with what matters, or a tile with its picture."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyleOptionViewItem

from graphstudio.library.entries import Entry
from graphstudio.ui.brush import faded
from graphstudio.ui.panels.models.looks import (
    facts,
    kind_ink,
    kind_title,
    paint_placeholder,
    short_name,
    short_problem,
)
from graphstudio.ui.panels.models.model import ITEM_ROLE
from graphstudio.ui.panels.models.selection import Item
from graphstudio.ui.panels.painting import badge, rounded, star_colour
from graphstudio.ui.panels.rows import Index, RowDelegate
from graphstudio.ui.panels.thumbnails import Thumbnails
from graphstudio.ui.theme import fonts, icons
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.tokens import Theme
from graphstudio.wording import say_bytes

_STAR_PX = 16
_HEADING_PX = 30
_ROW_PX, _ROW_PICTURE_PX = 52, 40
_CAPTION_PX = 40
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_SIZE_FROM_PX = 300  # a narrow row has no room for a column of sizes


class ModelDelegate(RowDelegate):
    """Paint one model.

    Attributes:
        starred: Emits the `Path` of a model whose star was pressed.
        side_px: Of a tile's picture; 0 paints rows.
    """

    starred = Signal(object)

    def __init__(self, appearance: Appearance, thumbnails: Thumbnails, parent: QListView) -> None:
        super().__init__(appearance, parent)
        self._thumbnails = thumbnails
        self._list = parent
        self.side_px = 0

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802 - Qt's
        """Give rows one height and tiles one size; a heading has a whole row."""
        width = self._list.viewport().width() - 1
        if index.data(ITEM_ROLE) is None:
            return QSize(width, _HEADING_PX)
        if not self.side_px:
            return QSize(width, _ROW_PX)
        return QSize(self.side_px + 16, self.side_px + 12 + _CAPTION_PX)

    def editorEvent(  # noqa: N802 - Qt's name
        self,
        event: QEvent,
        model: QAbstractItemModel,  # noqa: ARG002 - Qt gives it
        option: QStyleOptionViewItem,
        index: QModelIndex | Index,
    ) -> bool:
        """Take clicks on the star."""
        item: Item | None = index.data(ITEM_ROLE)
        if (
            item is not None
            and isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.LeftButton
            and self._star(option.rect).contains(event.position().toPoint())
        ):
            self.starred.emit(item.entry.path)
            return True
        return False

    def paint_row(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, theme: Theme
    ) -> None:
        """Paint a row, a tile or a heading."""
        item: Item | None = index.data(ITEM_ROLE)
        if item is None:
            painter.setFont(fonts.ui(11, "semibold"))
            painter.setPen(theme.secondary)
            painter.drawText(option.rect.adjusted(10, 6, -8, 0), _MIDDLE, index.data())
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if self.side_px:
            self._paint_tile(painter, option.rect, item, theme)
        else:
            self._paint_line(painter, option.rect, item, theme)
        if item.marks.is_favourite or is_hovered:
            self._paint_star(painter, option.rect, item, theme)

    def _star(self, cell: QRect) -> QRect:
        if self.side_px:
            return QRect(cell.right() - _STAR_PX - 13, cell.top() + 12, _STAR_PX, _STAR_PX)
        return QRect(cell.right() - _STAR_PX - 11, cell.top() + 8, _STAR_PX, _STAR_PX)

    def _paint_star(self, painter: QPainter, cell: QRect, item: Item, theme: Theme) -> None:
        box = self._star(cell)
        is_on = item.marks.is_favourite
        name = "star" if is_on else "star-outline"
        colour = star_colour(theme) if is_on else theme.secondary
        if self.side_px:  # on a picture, and so in colours of its own
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0, 130))
            painter.drawEllipse(QRectF(box).adjusted(-3, -3, 3, 3))
            colour = QColor("#ffd34d" if is_on else "#ffffff")
        icons.icon(name, colour).paint(painter, box)

    def _paint_picture(
        self, painter: QPainter, box: QRectF, entry: Entry, theme: Theme, radius: float
    ) -> None:
        found = self._thumbnails.get(entry.preview) if entry.preview is not None else None
        if found is None:
            paint_placeholder(painter, box, entry.kind, theme, radius)
            return
        painter.save()
        painter.setClipPath(rounded(box, radius))
        side = min(found.width(), found.height())  # cut to a square, from the middle
        part = QRectF((found.width() - side) / 2, (found.height() - side) / 3, side, side)
        painter.drawPixmap(box, found, part)
        painter.restore()

    def _paint_line(self, painter: QPainter, row: QRect, item: Item, theme: Theme) -> None:
        entry = item.entry
        top = row.top() + (_ROW_PX - _ROW_PICTURE_PX) // 2
        picture = QRectF(row.left() + 10, top, _ROW_PICTURE_PX, _ROW_PICTURE_PX)
        self._paint_picture(painter, picture, entry, theme, 5)
        left, right = int(picture.right()) + 10, row.right() - 12
        if entry.problem:
            sign = QRect(int(picture.right()) - 11, int(picture.bottom()) - 11, 14, 14)
            _paint_trouble(painter, sign, theme)
        name = QRect(left, row.top() + 7, right - left - _STAR_PX - 6, 18)
        _text(painter, name, short_name(entry), theme.text, 12)
        line = QRect(left, row.top() + 26, right - left, 18)
        end = line.right()
        if row.width() >= _SIZE_FROM_PX and entry.size_bytes:
            size = say_bytes(entry.size_bytes)
            painter.setFont(fonts.ui(11))
            painter.setPen(theme.secondary)
            painter.drawText(line, _MIDDLE | Qt.AlignmentFlag.AlignRight, size)
            end -= painter.fontMetrics().horizontalAdvance(size) + 10
        painter.setFont(fonts.ui(10, "medium"))
        kind = kind_title(entry.kind)
        wide = painter.fontMetrics().horizontalAdvance(kind) + 12
        colour = kind_ink(entry.kind, theme)
        badge(painter, left + wide, line.center().y() + 1, kind, colour)
        said = facts(entry)[1:]
        if row.width() >= _SIZE_FROM_PX and entry.size_bytes:
            said = said[:-1]
        rest = QRect(left + wide + 8, line.top(), end - left - wide - 8, line.height())
        shown = short_problem(entry) or "  ·  ".join(said)
        _text(painter, rest, shown, theme.danger if entry.problem else theme.secondary, 11)

    def _paint_tile(self, painter: QPainter, cell: QRect, item: Item, theme: Theme) -> None:
        entry = item.entry
        picture = QRectF(cell.left() + 8, cell.top() + 7, self.side_px, self.side_px)
        self._paint_picture(painter, picture, entry, theme, 6)
        painter.setFont(fonts.ui(10, "medium"))
        kind = kind_title(entry.kind)
        wide = painter.fontMetrics().horizontalAdvance(kind) + 12
        box = QRectF(picture.left() + 5, picture.top() + 5, wide, 18)
        has_picture = entry.preview is not None  # and so the chip has colours of its own
        ground = QColor(0, 0, 0, 150) if has_picture else faded(theme.text, 0.08)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, 9, 9)
        painter.setPen(QColor("#ffffff") if has_picture else kind_ink(entry.kind, theme))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, kind)
        if entry.problem:
            corner = QRect(int(picture.right()) - 20, int(picture.bottom()) - 20, 16, 16)
            _paint_trouble(painter, corner, theme)
        width = self.side_px - 2
        under = int(picture.bottom()) + 4
        _text(painter, QRect(cell.left() + 9, under, width, 17), short_name(entry), theme.text, 12)
        said = short_problem(entry) or "  ·  ".join(_without_precision(entry))
        ink = theme.danger if entry.problem else theme.secondary
        _text(painter, QRect(cell.left() + 9, under + 17, width, 15), said, ink, 11)


def _without_precision(entry: Entry) -> list[str]:
    """Say family and size: a tile has no room for more."""
    return [one for one in facts(entry)[1:] if one != entry.precision]


def _paint_trouble(painter: QPainter, box: QRect, theme: Theme) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.panel)
    painter.drawEllipse(QRectF(box).adjusted(-1.5, -1.5, 1.5, 1.5))
    painter.setBrush(faded(theme.danger, 0.2))
    painter.drawEllipse(QRectF(box))
    icons.icon("error", theme.danger).paint(painter, box)


def _text(painter: QPainter, box: QRect, text: str, colour: QColor, size: int) -> None:
    painter.setFont(fonts.ui(size))
    painter.setPen(colour)
    where = Qt.TextElideMode.ElideRight if " " in text else Qt.TextElideMode.ElideMiddle
    painter.drawText(box, _MIDDLE, painter.fontMetrics().elidedText(text, where, box.width()))
