"""How branches and nodes of the library look."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QTreeView

from graphstudio.graph.definitions import NodeDefinition
from graphstudio.ui.panels.library.model import SPOTS_ROLE, definition_at
from graphstudio.ui.panels.painting import star_colour
from graphstudio.ui.panels.rows import Index, RowDelegate
from graphstudio.ui.theme import fonts, icons
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.glyphs import of_category
from graphstudio.ui.theme.tokens import Theme

_BRANCH_PX = 28
_STAR_PX = 16
_ICON_PX = 15


class LibraryDelegate(RowDelegate):
    """Paint a row.

    Attributes:
        starred: Emits the id of a node whose star was pressed.
        favourites: Ids of the nodes that have a star.
    """

    height_px = 26
    starred = Signal(str)

    def __init__(self, appearance: Appearance, parent: QTreeView) -> None:
        super().__init__(appearance, parent)
        self.favourites: frozenset[str] = frozenset()
        self._tree = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's
        """Give branches a little more air."""
        is_branch = definition_at(index) is None
        return QSize(option.rect.width(), _BRANCH_PX if is_branch else self.height_px)

    def editorEvent(  # noqa: N802 - Qt's name
        self,
        event: QEvent,
        model: QAbstractItemModel,  # noqa: ARG002 - Qt gives it
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Take clicks on the star."""
        definition = definition_at(index)
        if (
            definition is not None
            and isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.LeftButton
            and self._star(option.rect).contains(event.position().toPoint())
        ):
            self.starred.emit(definition.id)
            return True
        return False

    def paint_row(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, theme: Theme
    ) -> None:
        """Paint a branch or a node."""
        definition = definition_at(index)
        if definition is None:
            self._paint_branch(painter, option.rect, index, theme)
        else:
            self._paint_node(painter, option, index, definition, theme)

    def _star(self, row: QRect) -> QRect:
        top = row.center().y() - _STAR_PX // 2 + 1
        return QRect(row.right() - 12 - _STAR_PX, top, _STAR_PX, _STAR_PX)

    def _paint_branch(self, painter: QPainter, row: QRect, index: Index, theme: Theme) -> None:
        is_open = self._tree.isExpanded(index.model().index(index.row(), 0))
        name = "chevron-down" if is_open else "chevron-right"
        top = row.center().y() - 7
        icons.icon(name, theme.secondary).paint(painter, QRect(row.left() + 8, top, 16, 16))
        painter.setFont(fonts.ui(12, "semibold"))
        painter.setPen(theme.text)
        words = row.adjusted(28, 0, -40, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, index.data())
        painter.setFont(fonts.ui(11))
        painter.setPen(theme.secondary)
        count = str(index.model().rowCount(index))
        at_right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(row.adjusted(0, 0, -14, 0), at_right, count)

    def _paint_node(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
        definition: NodeDefinition,
        theme: Theme,
    ) -> None:
        row: QRect = option.rect
        left = row.left() + (12 if index.data(SPOTS_ROLE) is not None else 32)
        place = QRectF(left - 2, row.center().y() - 7, _ICON_PX, _ICON_PX)
        category = definition.category
        icons.paint(painter, place, of_category(category), theme.dot(category))
        right = row.right() - 12
        is_favourite = definition.id in self.favourites
        is_hot = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if is_favourite or is_hot:
            name = "star" if is_favourite else "star-outline"
            colour = star_colour(theme) if is_favourite else theme.secondary
            icons.icon(name, colour).paint(painter, self._star(row))
            right = self._star(row).left() - 6
        words = QRect(left + 18, row.top(), right - left - 18, row.height())
        self._paint_title(painter, words, definition.title, index.data(SPOTS_ROLE) or (), theme)

    def _paint_title(
        self,
        painter: QPainter,
        box: QRect,
        title: str,
        spots: tuple[int, ...],
        theme: Theme,
    ) -> None:
        """Write a title with the letters that were found in the accent's colour."""
        painter.setFont(fonts.ui(12))
        painter.setPen(theme.text)
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setPen(theme.accent)
        for spot in spots:
            if spot < len(shown):
                x = box.left() + metrics.horizontalAdvance(shown[:spot])
                letter = QRect(x, box.top(), box.width(), box.height())
                painter.drawText(letter, Qt.AlignmentFlag.AlignVCenter, shown[spot])
