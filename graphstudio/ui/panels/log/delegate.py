"""How a line of the log looks: time, source, text, in columns."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from graphstudio.ui.brush import faded
from graphstudio.ui.panels.log.model import ENTRY_ROLE, Entry, LogModel
from graphstudio.ui.panels.rows import Index, RowDelegate
from graphstudio.ui.theme import fonts
from graphstudio.ui.theme.tokens import Theme

_TIME_WIDTH = 72
_SOURCE_WIDTH = 136


class LineDelegate(RowDelegate):
    """Paint one line; rows are as wide as the longest one, so that the list can scroll."""

    height_px = 20

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802 - Qt's
        """Be as wide as the longest line."""
        model = index.model()
        longest = model.longest if isinstance(model, LogModel) else 0
        character = QFontMetrics(fonts.mono()).horizontalAdvance("m")
        width = 12 + _TIME_WIDTH + _SOURCE_WIDTH + longest * character + 16
        return QSize(width, self.height_px)

    def paint_row(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, theme: Theme
    ) -> None:
        """Paint the line."""
        entry: Entry = index.data(ENTRY_ROLE)
        box: QRect = option.rect
        colour = {"error": theme.danger, "warning": theme.warning}.get(entry.level)
        if colour is not None:
            painter.fillRect(box, faded(colour, 0.08))
            painter.fillRect(box.left(), box.top(), 3, box.height(), colour)
        painter.setFont(fonts.mono())
        left = box.left() + 12
        painter.setPen(theme.secondary)
        if entry.source:
            time = QRect(left, box.top(), _TIME_WIDTH, box.height())
            painter.drawText(time, Qt.AlignmentFlag.AlignVCenter, entry.time)
            source = QRect(left + _TIME_WIDTH, box.top(), _SOURCE_WIDTH - 8, box.height())
            painter.drawText(
                source,
                Qt.AlignmentFlag.AlignVCenter,
                painter.fontMetrics().elidedText(
                    entry.source, Qt.TextElideMode.ElideLeft, source.width()
                ),
            )
        if colour is None:
            colour = theme.secondary if entry.level == "debug" else theme.text
        painter.setPen(colour)
        text = box.adjusted(12 + _TIME_WIDTH + _SOURCE_WIDTH, 0, 0, 0)
        painter.drawText(
            text, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, entry.text
        )
