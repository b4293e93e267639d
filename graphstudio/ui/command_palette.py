"""Find a command by a few letters of it and run it: Ctrl+K."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QKeyEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from graphstudio.ui import command_row
from graphstudio.ui.command_list import CommandList
from graphstudio.ui.command_row import CommandRow
from graphstudio.ui.commands import Commands
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme import icons, style
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.tokens import Theme

_WIDTH = 600
_ROWS = 10
_SHADOW = 24
_RECENT = 12
_PAGE = 8
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Tab: 1,
    Qt.Key.Key_Backtab: -1,
    Qt.Key.Key_PageDown: _PAGE,
    Qt.Key.Key_PageUp: -_PAGE,
}


class CommandPalette(QWidget):
    """Float over the window and offer every command; the keyboard is enough for all of it.

    Attributes:
        closed: Emitted when it went away, with or without running something.
    """

    closed = Signal()

    def __init__(
        self, commands: Commands, settings: Settings, appearance: Appearance, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._window = parent
        self._commands = commands
        self._settings = settings
        self._appearance = appearance
        self._back_to: QWidget | None = None
        self.setAccessibleName(self.tr("Command palette"))
        self.field = self._make_field()
        self.model = CommandList(commands, self)
        self.list = self._make_list()
        self._none = QLabel(self.tr("No command matches. Try fewer letters."))
        style.set_role(self._none, "empty")
        self._glass = QLabel()
        self._frame = self._make_frame()
        self._wear(appearance.theme)
        appearance.changed.connect(self._wear)
        parent.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Show it over the window, empty, with what was used lately on top."""
        if self.isVisible():
            self.close()
            return
        self._back_to = QApplication.focusWidget()
        self.field.clear()
        self._find("")
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def run_current(self) -> None:
        """Run the command that is marked, if it can be done now."""
        row = self.list.currentIndex().row()
        if row < 0 or not self.model.is_enabled(row):
            return
        id_ = self.model.command(row).id
        others = (one for one in self._settings.recent_commands if one != id_)
        self._settings.recent_commands = (id_, *others)[:_RECENT]
        # The command may ask who has the focus: that is who had it before.
        self.close()
        self._commands.run(id_)

    def hideEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Give the focus back to who had it."""
        del event
        back_to, self._back_to = self._back_to, None
        if back_to is not None and self.isAncestorOf(QApplication.focusWidget() or back_to):
            back_to.setFocus(Qt.FocusReason.PopupFocusReason)
        self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Move through the list from the field, and follow the window's size."""
        kind = event.type()
        if watched is self._window:
            if kind == QEvent.Type.Resize and self.isVisible():
                self._place()
            return False
        if kind == QEvent.Type.FocusOut:
            focused = QApplication.focusWidget()
            if focused is not None and not self.isAncestorOf(focused):
                self._back_to = None
                self.close()
            return False
        return isinstance(event, QKeyEvent) and kind == event.Type.KeyPress and self._take(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the soft shadow around the frame."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        ink = QColor(self._appearance.theme.shadow)
        ink.setAlphaF(ink.alphaF() / 16)
        painter.setBrush(ink)
        area = QRectF(self._frame.geometry()).translated(0, 6)
        for spread in range(0, _SHADOW - 6, 2):
            painter.drawRoundedRect(
                area.adjusted(-spread, -spread, spread, spread), 8 + spread, 8 + spread
            )
        painter.end()

    def _wear(self, theme: Theme) -> None:
        self._glass.setPixmap(icons.pixmap("search", theme.secondary, 18, 2))

    def _take(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.close()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.run_current()
        elif key in _STEPS:
            self._step(_STEPS[key])
        else:
            return False
        return True

    def _step(self, by: int) -> None:
        count = self.model.rowCount()
        if not count:
            return
        row = self.list.currentIndex().row()
        goal = (row + by) % count if abs(by) == 1 else min(max(row + by, 0), count - 1)
        self._mark(goal)

    def _mark(self, row: int) -> None:
        index = self.model.index(row)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)
        said = index.data(Qt.ItemDataRole.AccessibleTextRole)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, said))

    def _find(self, wanted: str) -> None:
        self.model.find(wanted, self._settings.recent_commands)
        count = self.model.rowCount()
        self.list.setVisible(bool(count))
        self.list.setFixedHeight(min(count, _ROWS) * command_row.HEIGHT)
        self._none.setVisible(not count)
        if count:
            self._mark(0)
        self._place()

    def _place(self) -> None:
        window = self._window
        wide = min(_WIDTH, window.width() - 32)
        high = self._frame.sizeHint().height()
        left = (window.width() - wide) // 2
        top = min(window.height() // 8, 120)
        frame = QRect(left, top, wide, min(high, window.height() - top - 32))
        self.setGeometry(frame.adjusted(-_SHADOW, -_SHADOW, _SHADOW, _SHADOW))
        self._frame.setGeometry(QRect(QPoint(_SHADOW, _SHADOW), frame.size()))

    def _make_field(self) -> QLineEdit:
        field = QLineEdit()
        style.set_role(field, "palette")
        field.setPlaceholderText(self.tr("What do you want to do?"))
        field.setAccessibleName(self.tr("Find a command"))
        field.textChanged.connect(self._find)
        field.installEventFilter(self)
        return field

    def _make_list(self) -> QListView:
        found = QListView()
        found.setModel(self.model)
        self._row = CommandRow(self._appearance)
        found.setItemDelegate(self._row)
        found.setUniformItemSizes(True)
        found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        found.setMouseTracking(True)
        found.setAccessibleName(self.tr("Commands that match"))
        found.setStyleSheet("QListView { background: transparent; }")
        found.clicked.connect(self.run_current)
        found.entered.connect(found.setCurrentIndex)
        return found

    def _make_frame(self) -> QFrame:
        frame = QFrame(self)
        style.set_role(frame, "popup")
        top = QHBoxLayout()
        top.setContentsMargins(14, 10, 14, 10)
        top.setSpacing(8)
        top.addWidget(self._glass)
        top.addWidget(self.field)
        line = QFrame()
        style.set_role(line, "line")
        hint = QLabel(self.tr("↑ ↓ choose      Enter run      Esc close"))
        style.set_role(hint, "caption")
        hint.setContentsMargins(14, 6, 14, 8)
        whole = QVBoxLayout(frame)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(line)
        whole.addSpacing(4)
        whole.addWidget(self.list)
        whole.addWidget(self._none)
        whole.addSpacing(4)
        whole.addWidget(hint)
        return frame
