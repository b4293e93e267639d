"""Find nodes in the graph by what is written on them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from graphstudio.ui.theme.style import set_role

_WIDTH_PX = 340
_MARGIN_PX = 12


class FindBar(QFrame):
    """Stand at the top of a canvas while something is looked for.

    Args:
        find: Called with what was typed; selects what it finds and gives the ids.
        show: Called with the id of a find that is to be shown.
        host: The canvas.
    """

    def __init__(
        self,
        find: Callable[[str], tuple[str, ...]],
        show: Callable[[str], object],
        host: QWidget,
    ) -> None:
        super().__init__(host)
        self._host = host
        self._find = find
        self._show = show
        self._found: tuple[str, ...] = ()
        self._at = 0
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(self.tr("Title, type or value"))
        self.line.setAccessibleName(self.tr("Find in the graph"))
        self.line.setClearButtonEnabled(True)
        self.line.installEventFilter(self)
        self.line.textChanged.connect(self._look)
        self._count = QLabel(self)
        set_role(self._count, "secondary")
        set_role(self, "popup")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self.line, 1)
        row.addWidget(self._count)
        self.setFixedWidth(_WIDTH_PX)
        self.hide()

    @property
    def count_text(self) -> str:
        """What it says about how much was found."""
        return self._count.text()

    def begin(self) -> None:
        """Show it, with the keyboard in the line."""
        self.adjustSize()
        self.place()
        self.show()
        self.raise_()
        self.line.selectAll()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def place(self) -> None:
        """Stand where the host has it."""
        self.move((self._host.width() - self.width()) // 2, _MARGIN_PX)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Go from find to find with Enter, and away with Esc."""
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and self._take_key(event):
                return True
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Escape:
                self.hide()
                self._host.setFocus(Qt.FocusReason.OtherFocusReason)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self._go(-1 if is_back else 1)
            case Qt.Key.Key_Down:
                self._go(1)
            case Qt.Key.Key_Up:
                self._go(-1)
            case _:
                return False
        return True

    def _look(self, text: str) -> None:
        self._found, self._at = self._find(text), -1
        if not text.strip():
            self._count.clear()
        elif self._found:
            self._count.setText(self.tr("%n found", None, len(self._found)))
        else:
            self._count.setText(self.tr("Nothing found"))

    def _go(self, by: int) -> None:
        if self._found:
            self._at = (max(self._at, -1) + by) % len(self._found)
            self._show(self._found[self._at])
            of = self.tr("{number} of {count}")
            self._count.setText(of.format(number=self._at + 1, count=len(self._found)))
