"""What an editor has to say, below it: why a value is refused."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from graphstudio.ui.brush import guarded
from graphstudio.ui.theme import fonts, icons
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.tokens import mixed
from graphstudio.ui.values.painting import box

_WIDEST_PX = 320
_ICON_PX = 14
_PAD_PX = 8
_GAP_PX = 4


class Bubble(QWidget):
    """Say one sentence next to an editor, with an icon, so that it is not told by colour alone."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._room = parent
        self._text = ""
        self.setFont(fonts.ui(11))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def text(self) -> str:
        """What it says; "" while it is hidden."""
        return self._text

    def say(self, text: str, anchor: QRect) -> None:
        """Say something below a rectangle of the parent, above it where the room ends; "" hides."""
        self._text = text
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        if text:
            size = self._size()
            room = self._room.size()
            x = max(_GAP_PX, min(anchor.left(), room.width() - size.width() - _GAP_PX))
            y = anchor.bottom() + 1 + _GAP_PX
            if y + size.height() > room.height():
                y = anchor.top() - size.height() - _GAP_PX
            self.setGeometry(QRect(QPoint(x, y), size))
            self.raise_()
            self.update()

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint the sentence on its ground."""
        theme = self._appearance.theme
        danger = QColor(theme.danger)
        painter = QPainter(self)
        ground = mixed(QColor(theme.raised), danger, 0.12)
        box(painter, QRectF(self.rect()), 6, ground, mixed(ground, danger, 0.6), 1)
        mark = icons.pixmap("error", danger, _ICON_PX, self.devicePixelRatioF())
        painter.drawPixmap(_PAD_PX, _PAD_PX - 1, mark)
        painter.setPen(QColor(theme.text))
        painter.setFont(self.font())
        painter.drawText(self._text_area(self.size()), int(Qt.TextFlag.TextWordWrap), self._text)

    def _text_area(self, size: QSize) -> QRect:
        left = _PAD_PX + _ICON_PX + 6
        return QRect(left, _PAD_PX - 1, size.width() - left - _PAD_PX, size.height() - _PAD_PX)

    def _size(self) -> QSize:
        beside = 2 * _PAD_PX + _ICON_PX + 6
        room = QRect(0, 0, _WIDEST_PX - beside, 400)
        text = self.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), self._text)
        return QSize(text.width() + beside + 2, max(text.height(), _ICON_PX) + 2 * _PAD_PX - 2)
