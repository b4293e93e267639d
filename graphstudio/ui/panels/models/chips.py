"""Small round buttons in lines that wrap: filters, trigger words, tags."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QLayoutItem, QPushButton, QSizePolicy, QWidget

from graphstudio.ui.theme import style

_GAP = 4


class WrapLayout(QLayout):
    """Lay out widgets as words of a text: from the left, in as many lines as they need."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

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
        """Give the height that all lines take."""
        places = self._places(width)
        return max((box.bottom() + 1 for box in places), default=0)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for what the largest needs."""
        return self.minimumSize()

    def minimumSize(self) -> QSize:  # noqa: N802 - Qt's name
        """Need little: what is wider than that is cut."""
        high = max((one.sizeHint().height() for one in self._items), default=0)
        return QSize(40, high)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 - Qt's name
        """Put everything in its place."""
        super().setGeometry(rect)
        for item, box in zip(self._items, self._places(rect.width()), strict=True):
            item.setGeometry(box.translated(rect.topLeft()))

    def _places(self, width: int) -> list[QRect]:
        places, at, line = [], QPoint(0, 0), 0
        for item in self._items:
            size = item.sizeHint().boundedTo(QSize(max(width, 1), 1000))
            if at.x() and at.x() + size.width() > width:
                at = QPoint(0, at.y() + line + _GAP)
                line = 0
            places.append(QRect(at, size))
            at += QPoint(size.width() + _GAP, 0)
            line = max(line, size.height())
        return places


class Chips(QWidget):
    """Hold chips; as high as their lines need."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._lines = WrapLayout(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_chips(self, chips: Sequence[QWidget]) -> None:
        """Show these instead of those that were there."""
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            assert widget is not None
            widget.hide()
            widget.deleteLater()
        for chip in chips:
            chip.setParent(self)
            self._lines.addWidget(chip)
            chip.show()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Take the height that this width needs."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(self._lines.heightForWidth(max(self.width(), 40)))
        self._lines.activate()


class Chip(QPushButton):
    """Be one chip."""

    def __init__(self, text: str, name: str, *, is_checkable: bool = False) -> None:
        """Make a chip.

        Args:
            text: What stands on it.
            name: What pressing it does, for tooltip and screen reader.
            is_checkable: Whether it stays pressed.
        """
        super().__init__(text.replace("&", "&&"))
        style.set_role(self, "chip")
        self.setCheckable(is_checkable)
        self.setToolTip(name)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
