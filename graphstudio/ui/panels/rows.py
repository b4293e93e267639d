"""Rows of a list: the delegate that all painted lists are made of."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from graphstudio.ui.brush import guarded
from graphstudio.ui.panels.painting import row_ground
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.tokens import Theme

Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Paint the ground of a row, and let a subclass paint what stands on it.

    Attributes:
        height_px: How high a row is.
    """

    height_px = 32

    def __init__(self, appearance: Appearance, parent: QObject) -> None:
        super().__init__(parent)
        self._appearance = appearance

    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        self.initStyleOption(option, index)
        theme = self._appearance.theme
        painter.save()
        try:
            row_ground(
                painter,
                option.rect,
                theme,
                is_selected=bool(option.state & QStyle.StateFlag.State_Selected),
                is_hovered=bool(option.state & QStyle.StateFlag.State_MouseOver),
                has_focus=bool(
                    option.state & QStyle.StateFlag.State_HasFocus
                    and option.state & QStyle.StateFlag.State_KeyboardFocusChange
                ),
            )
            self.paint_row(painter, option, index, theme)
        finally:
            painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002, N802 - Qt's
        """Give every row the same height."""
        return QSize(option.rect.width(), self.height_px)

    def paint_row(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, theme: Theme
    ) -> None:
        """Paint what stands on the row's ground."""
        raise NotImplementedError
