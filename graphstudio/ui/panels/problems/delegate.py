"""How a problem looks: an icon, the whole message, and where it is."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyleOptionViewItem

from graphstudio.ui.panels.problems.model import NOTICE_ROLE
from graphstudio.ui.panels.problems.notices import Notice
from graphstudio.ui.panels.rows import Index, RowDelegate
from graphstudio.ui.theme import fonts, icons
from graphstudio.ui.theme.tokens import Theme

_LEFT = 40
_RIGHT = 16
_WHERE_PX = 16
_WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class ProblemDelegate(RowDelegate):
    """Paint a problem; long messages take as many lines as they need."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's
        """Be as high as the wrapped message, and its place below it."""
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QListView) else option.rect.width()
        metrics = QFontMetrics(fonts.ui(12))
        room = QRect(0, 0, max(width - _LEFT - _RIGHT, 80), 10_000)
        text = metrics.boundingRect(room, _WRAPPED, index.data())
        return QSize(width, 8 + text.height() + 2 + _WHERE_PX + 8)

    def paint_row(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, theme: Theme
    ) -> None:
        """Paint the icon, the message and where it is."""
        notice: Notice = index.data(NOTICE_ROLE)
        box: QRect = option.rect
        colour = theme.warning if notice.is_warning else theme.danger
        icon = icons.icon("warning" if notice.is_warning else "error", colour)
        icon.paint(painter, QRect(box.left() + 14, box.top() + 8, 16, 16))
        text = box.adjusted(_LEFT, 8, -_RIGHT, -8 - _WHERE_PX)
        painter.setFont(fonts.ui(12))
        painter.setPen(theme.text)
        painter.drawText(text, _WRAPPED, notice.message)
        where = QRect(text.left(), box.bottom() - 8 - _WHERE_PX + 1, text.width(), _WHERE_PX)
        painter.setFont(fonts.ui(11))
        painter.setPen(theme.secondary)
        words = painter.fontMetrics().elidedText(
            self._where(notice), Qt.TextElideMode.ElideMiddle, where.width()
        )
        painter.drawText(where, Qt.AlignmentFlag.AlignVCenter, words)

    def _where(self, notice: Notice) -> str:
        finder = {
            "graph": self.tr("Check"),
            "file": self.tr("File"),
            "run": self.tr("Last run"),
        }[notice.source]
        parts = [notice.title, notice.socket, finder]
        return "  ·  ".join(part for part in parts if part)
