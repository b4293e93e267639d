"""How something in memory looks: what it is and why, its size, and a bar of its share."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from graphstudio.ui.brush import faded
from graphstudio.ui.panels.memory.holdings import Holding
from graphstudio.ui.panels.memory.model import HOLDING_ROLE
from graphstudio.ui.panels.painting import progress
from graphstudio.ui.panels.rows import Index, RowDelegate
from graphstudio.ui.theme import fonts, icons
from graphstudio.ui.theme.tokens import Theme

_LEFT = 40
_RIGHT = 16
_SIZE_PX = 72
_BAR_PX = 96
_BAR_FROM_PX = 420  # a narrow panel has room for words alone


class HoldingDelegate(RowDelegate):
    """Paint a holding on two lines."""

    height_px = 44

    def paint_row(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, theme: Theme
    ) -> None:
        """Paint the icon, what it is, why it is kept, its share and its size."""
        one: Holding = index.data(HOLDING_ROLE)
        box: QRect = option.rect
        colour = theme.accent if one.is_busy else theme.secondary
        icon = icons.icon(one.icon, colour)
        icon.paint(painter, QRect(box.left() + 14, box.center().y() - 8, 16, 16))
        right = box.right() - _RIGHT
        size = QRect(right - _SIZE_PX, box.top(), _SIZE_PX, box.height())
        painter.setFont(fonts.ui(12, "medium"))
        painter.setPen(theme.text)
        painter.drawText(
            size, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, one.size
        )
        end = size.left() - 8
        if box.width() >= _BAR_FROM_PX:
            bar = QRectF(end - _BAR_PX, box.center().y() - 1.5, _BAR_PX, 4)
            progress(painter, bar, one.share, theme, colour if one.is_busy else faded(colour, 0.7))
            end = int(bar.left()) - 16
        self._words(painter, one, QRect(box.left() + _LEFT, box.top(), end - _LEFT, 0), theme)

    def _words(self, painter: QPainter, one: Holding, where: QRect, theme: Theme) -> None:
        lines = (
            (one.title, fonts.ui(12), theme.text, 5),
            (one.why, fonts.ui(11), theme.secondary, 22),
        )
        for text, font, colour, down in lines:
            painter.setFont(font)
            painter.setPen(colour)
            room = QRect(where.left(), where.top() + down, where.width(), 17)
            shown = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
