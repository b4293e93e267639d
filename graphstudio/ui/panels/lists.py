"""List views as the panels use them: painted rows, the keyboard, a menu for each row."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu, QWidget


class RowList(QListView):
    """Show rows, and tell when one is opened or asked for its menu.

    Attributes:
        opened: A row was double-clicked, or Enter was pressed on it; emits its `QModelIndex`.
        menu_wanted: Emits the global position for a context menu; the row is selected.
        key_pressed: Emits the `QKeyEvent` of a key that the list itself has no use for. Accept
            the event to keep it from travelling on.
    """

    opened = Signal(object)
    menu_wanted = Signal(object)
    key_pressed = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.doubleClicked.connect(self._open)

    def chosen(self) -> tuple[QModelIndex, ...]:
        """Give the selected rows, from the top."""
        return tuple(sorted(self.selectionModel().selectedIndexes(), key=QModelIndex.row))

    def repaint_rows(self) -> None:
        """Paint every row anew, soon.

        Asking a view for its viewport makes PySide set up every class of widget the first time,
        30 ms: signals are connected to this instead.
        """
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Open rows with Enter, and offer other keys to the panel first."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        event.ignore()
        self.key_pressed.emit(event)
        if not event.isAccepted():
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for a menu at the pointer, or at the current row for the menu key."""
        where = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            box = self.visualRect(self.currentIndex())
            where = self.viewport().mapToGlobal(box.center() if box.isValid() else QPoint(8, 8))
        self.menu_wanted.emit(where)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index)


def popup(parent: QWidget, actions: Sequence[QAction | None], where: QPoint) -> QMenu:
    """Show actions as a menu that goes when it is closed; None draws a line between groups."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for action in actions:
        if action is None:
            menu.addSeparator()
        else:
            action.setParent(menu)
            menu.addAction(action)
    menu.popup(where)
    return menu
