"""A sheet that floats above a window: what it shows goes away by itself.

It is a child of the window and no popup of the desktop's: those get no input method on X11, so
nobody could search in Japanese, and some desktops place them badly.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from graphstudio.ui.brush import guarded
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.values.painting import SHADOW_PX, box, shadow

RADIUS_PX = 8
_GAP_PX = 4


class Popover(QWidget):
    """Float near something until it is done with, Escape is pressed, or somebody clicks elsewhere.

    A click on its host closes it too, unless `keeps_host` says that the host sees to that.

    Attributes:
        closed: Emits when it has gone, whatever the reason.
        sheet: What content goes into.
    """

    closed = Signal()

    def __init__(self, host: QWidget, appearance: Appearance, *, keeps_host: bool = False) -> None:
        super().__init__(host)
        self._host = host
        self._keeps_host = keeps_host
        self._appearance = appearance
        self._is_open = False
        # The sheet is the window's child by then, and would stay behind without what it is for.
        host.destroyed.connect(self._go_with_host)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(SHADOW_PX, SHADOW_PX, SHADOW_PX, SHADOW_PX)
        self.sheet = QVBoxLayout()
        self.sheet.setContentsMargins(0, 0, 0, 0)
        self.sheet.setSpacing(0)
        outer.addLayout(self.sheet)
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether it shows."""
        return self._is_open

    def open_below(self, anchor: QRect, size: QSize) -> None:
        """Show below a rectangle of the screen, or above it where there is more room.

        Args:
            anchor: What it belongs to, in global pixels.
            size: Of the sheet; it shrinks to what the window has room for.
        """
        window = self._host.window()
        top_left = window.mapFromGlobal(anchor.topLeft())
        room = window.rect().adjusted(_GAP_PX, _GAP_PX, -_GAP_PX, -_GAP_PX)
        below = room.bottom() - (top_left.y() + anchor.height() + _GAP_PX)
        above = top_left.y() - _GAP_PX - room.top()
        is_below = below >= min(size.height(), above)
        height = min(size.height(), max(below if is_below else above, 80))
        width = min(size.width(), room.width())
        x = max(room.left(), min(top_left.x(), room.right() - width))
        y = (
            top_left.y() + anchor.height() + _GAP_PX
            if is_below
            else top_left.y() - _GAP_PX - height
        )
        self._show_at(QRect(x, y, width, height))

    def open_at(self, point: QPoint, size: QSize) -> None:
        """Show with the corner at a point of the screen, moved as the window needs."""
        window = self._host.window()
        room = window.rect().adjusted(_GAP_PX, _GAP_PX, -_GAP_PX, -_GAP_PX)
        width, height = min(size.width(), room.width()), min(size.height(), room.height())
        local = window.mapFromGlobal(point)
        x = max(room.left(), min(local.x(), room.right() - width))
        y = max(room.top(), min(local.y(), room.bottom() - height))
        self._show_at(QRect(x, y, width, height))

    def close_up(self) -> None:
        """Go away; does nothing the second time."""
        if not self._is_open:
            return
        self._is_open = False
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]  # there is one
        if self.isAncestorOf(QApplication.focusWidget() or self._host):
            # First: hiding would hand the keyboard to whatever comes next in the window.
            self._host.setFocus(Qt.FocusReason.PopupFocusReason)
        self.hide()
        self.closed.emit()

    def holds(self, widget: QWidget | None) -> bool:
        """Tell whether a widget belongs to it, so that a click there leaves it open."""
        if widget is None:
            return False
        wholes = (self, self._host) if self._keeps_host else (self,)
        return any(widget is whole or whole.isAncestorOf(widget) for whole in wholes)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Go away when somebody clicks elsewhere, or the window changes its size."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            if isinstance(watched, QWidget) and not self.holds(watched):
                self.close_up()
        elif event.type() == QEvent.Type.Resize and watched is self._host.window():
            self.close_up()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go away on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_up()
        else:
            super().keyPressEvent(event)

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint the sheet and its shadow."""
        theme = self._appearance.theme
        painter = QPainter(self)
        area = QRectF(self.rect()).adjusted(SHADOW_PX, SHADOW_PX, -SHADOW_PX, -SHADOW_PX)
        shadow(painter, area, RADIUS_PX, QColor(theme.shadow).alphaF())
        box(painter, area, RADIUS_PX, QColor(theme.raised), QColor(theme.border), 1)

    def _go_with_host(self) -> None:
        if self._is_open:
            self._is_open = False
            QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]  # as above
        self.hide()
        self.deleteLater()

    def _show_at(self, sheet: QRect) -> None:
        window = self._host.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self.setGeometry(sheet.adjusted(-SHADOW_PX, -SHADOW_PX, SHADOW_PX, SHADOW_PX))
        self.raise_()
        self.show()
        if not self._is_open:
            self._is_open = True
            QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # as above
