"""The grid that pictures lie in, under headings that the keyboard passes over."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from graphstudio.ui.panels.lists import RowList

_Action = QAbstractItemView.CursorAction


class PictureGrid(RowList):
    """Show items in lines of a grid."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setSelectionRectVisible(True)

    def moveCursor(self, action: _Action, modifiers: Qt.KeyboardModifier) -> QModelIndex:  # noqa: N802 - Qt's name
        """Go up and down to short lines too, where Qt finds nothing in the same column."""
        found = super().moveCursor(action, modifiers)
        here = self.currentIndex()
        if found != here or action not in (_Action.MoveDown, _Action.MoveUp):
            return found
        line = self._next_line(here, 1 if action == _Action.MoveDown else -1)
        column = self.visualRect(here).center().x()
        near = min(
            line, key=lambda one: abs(self.visualRect(one).center().x() - column), default=here
        )
        if near == here and action == _Action.MoveUp:
            self.scrollToTop()  # so that the first heading is seen again
        return near

    def _next_line(self, here: QModelIndex, step: int) -> list[QModelIndex]:
        """Give the items of the first line below or above that has any."""
        line: list[QModelIndex] = []
        height = self.visualRect(here).top()
        row = here.row() + step
        while 0 <= row < self.model().rowCount():
            index = self.model().index(row, 0)
            top = self.visualRect(index).top()
            if index.flags() & Qt.ItemFlag.ItemIsEnabled and top != height:
                if line and top != self.visualRect(line[0]).top():
                    break
                line.append(index)
            row += step
        return line
