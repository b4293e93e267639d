"""A layout that fills rows from the left, as many in each as there is room for."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Lay out widgets of one size in rows; those of a full row share what is left over."""

    def __init__(self, parent: QWidget, gap: int) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    @property
    def columns(self) -> int:
        """How many stand in a row."""
        return self._columns(self.geometry().width())

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 - Qt's name
        """Add one at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Count them."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """Give one; None beyond the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 - Qt's name
        """Take one out; None beyond the end."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        """Say that narrow means high."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Give the height that all rows take."""
        if not self._items:
            return 0
        rows = -(-len(self._items) // self._columns(width))
        return rows * (self._cell().height() + self._gap) - self._gap

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 - Qt's name
        """Take no more than is needed."""
        return Qt.Orientation(0)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for one cell at least."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """Need one cell at least."""
        return self._cell() if self._items else QSize()

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name
        """Put everything in its place."""
        super().setGeometry(rect)
        columns = self._columns(rect.width())
        cell = self._cell()
        width = (rect.width() - (columns - 1) * self._gap) // columns
        for number, item in enumerate(self._items):
            row, column = divmod(number, columns)
            at = QPoint(
                rect.x() + column * (width + self._gap),
                rect.y() + row * (cell.height() + self._gap),
            )
            item.setGeometry(QRect(at, QSize(width, cell.height())))

    def _cell(self) -> QSize:
        return self._items[0].minimumSize() if self._items else QSize(1, 1)

    def _columns(self, width: int) -> int:
        return max((width + self._gap) // (self._cell().width() + self._gap), 1)
