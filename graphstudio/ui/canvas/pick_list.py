"""Pick one of several things by a few letters of it, with the keyboard or the mouse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QListWidget, QListWidgetItem, QWidget

from graphstudio.ui.fuzzy import rank
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.style import set_role
from graphstudio.ui.values.popover import Popover

_WIDTH_PX = 420
_AROUND_PX = 84  # of the list: the title, the line, the margins
_ROW_PX = 26
_MOST_ROWS = 10
_DOT_PX = 10


@dataclass(frozen=True, slots=True)
class Pick:
    """Offer one thing.

    Attributes:
        text: What it is called.
        act: Called when it is picked.
        colour: Of the dot before it; None for none.
    """

    text: str
    act: Callable[[], object]
    colour: QColor | None = None


class PickList(Popover):
    """Offer things over the canvas; a few letters narrow them down.

    Enter picks, Esc and a click elsewhere pick nothing.

    Attributes:
        line: Where people type.
    """

    def __init__(self, host: QWidget, appearance: Appearance) -> None:
        super().__init__(host, appearance)
        self._picks: Sequence[Pick] = ()
        self._shown: list[Pick] = []
        self._title = QLabel(self)
        set_role(self._title, "section")
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(self.tr("Type to narrow down"))
        self._list = QListWidget(self)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self.sheet.setContentsMargins(12, 12, 12, 12)
        self.sheet.setSpacing(8)
        for widget in (self._title, self.line, self._list):
            self.sheet.addWidget(widget)
        self.setFocusProxy(self.line)
        self.line.textChanged.connect(self._narrow)
        self.line.installEventFilter(self)
        self._list.itemClicked.connect(lambda _: self._pick())

    @property
    def texts(self) -> tuple[str, ...]:
        """What is offered now, best first."""
        return tuple(one.text for one in self._shown)

    def ask(self, title: str, picks: Sequence[Pick], at: QPoint) -> None:
        """Offer things.

        Args:
            title: What they are for.
            picks: In the order in which they make most sense.
            at: Where the corner goes, in global pixels, as far as the window has room.
        """
        self._picks = picks
        self._title.setText(title)
        self.setAccessibleName(title)
        self.line.setAccessibleName(title)
        self._list.setAccessibleName(title)
        self.line.clear()
        self._narrow("")
        rows = min(max(len(picks), 2), _MOST_ROWS)
        self.open_at(at, QSize(_WIDTH_PX, _AROUND_PX + rows * _ROW_PX))
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the keys that move in the list; leave with the keyboard."""
        if watched is self.line and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()  # no key typed here may reach the canvas or the menus
                return True
            if event.type() == QEvent.Type.KeyPress and self._take_key(event.key()):
                return True
        return super().eventFilter(watched, event)

    def _take_key(self, key: int) -> bool:
        row, last = self._list.currentRow(), self._list.count() - 1
        match key:
            case Qt.Key.Key_Down:
                self._list.setCurrentRow(min(row + 1, last))
            case Qt.Key.Key_Up:
                self._list.setCurrentRow(max(row - 1, 0))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._pick()
            case Qt.Key.Key_Escape:
                self.close_up()
            case _:
                return False
        return True

    def _narrow(self, text: str) -> None:
        self._shown = [one.choice for one in rank(text, self._picks, lambda pick: (pick.text,))]
        self._list.clear()
        for pick in self._shown:
            item = QListWidgetItem(pick.text, self._list)
            if pick.colour is not None:
                item.setIcon(_dot(pick.colour, self.devicePixelRatioF()))
        self._list.setCurrentRow(0)

    def _pick(self) -> None:
        row = self._list.currentRow()
        if 0 <= row < len(self._shown):
            pick = self._shown[row]
            self.close_up()
            pick.act()


def _dot(colour: QColor, ratio: float) -> QIcon:
    pixmap = QPixmap(round(_DOT_PX * ratio), round(_DOT_PX * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(1, 1, _DOT_PX - 2, _DOT_PX - 2)
    painter.end()
    return QIcon(pixmap)
