"""A list of choices that typing narrows down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from graphstudio.graph.elements import Json
from graphstudio.ui import fuzzy
from graphstudio.ui.brush import guarded
from graphstudio.ui.theme import fonts, icons
from graphstudio.ui.theme.appearance import Appearance

ROW_PX = 28

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Choice:
    """Hold one choice.

    Attributes:
        value: What it stands for.
        text: How it reads.
        note: What is said behind it, in small.
    """

    value: Json
    text: str
    note: str = ""


class ChoiceModel(QAbstractListModel):
    """Hold the choices that match what is typed, best first."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._choices: tuple[Choice, ...] = ()
        self._ranked: list[fuzzy.Ranked[Choice]] = []
        self._wanted = ""

    def set_choices(self, choices: Iterable[Choice]) -> None:
        """Offer other choices."""
        self._choices = tuple(choices)
        self.narrow(self._wanted)

    def narrow(self, wanted: str) -> None:
        """Keep what matches."""
        self._wanted = wanted
        self.beginResetModel()
        self._ranked = fuzzy.rank(wanted, self._choices, lambda one: (one.text,))
        self.endResetModel()

    def ranked(self, row: int) -> fuzzy.Ranked[Choice]:
        """Give what stands in a row."""
        return self._ranked[row]

    def row_of(self, value: Json) -> int:
        """Find the row of a value; -1 when it is not there."""
        for row, one in enumerate(self._ranked):
            if type(one.choice.value) is type(value) and one.choice.value == value:
                return row
        return -1

    def rowCount(self, parent: _Index | None = None) -> int:  # noqa: N802 - Qt's name
        """Count the choices that match."""
        return 0 if parent is not None and parent.isValid() else len(self._ranked)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give the text, for the list and for a screen reader."""
        if not index.isValid():
            return None
        choice = self._ranked[index.row()].choice
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return choice.text
        return choice.note if role == Qt.ItemDataRole.AccessibleDescriptionRole else None


class ChoiceList(QListView):
    """Show choices; the keyboard may stay in a line above.

    Attributes:
        chosen: Emits the value of the choice that was clicked or entered.
    """

    chosen = Signal(object)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices = ChoiceModel(self)
        self.present: Json = None
        self.setModel(self.choices)
        self.setItemDelegate(_ChoiceDelegate(appearance, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setStyleSheet("QListView { background: transparent; border: none; padding: 0; }")
        self.entered.connect(self.setCurrentIndex)
        self.clicked.connect(lambda index: self.choose(index.row()))

    def move_by(self, rows: int) -> None:
        """Make another row the current one, round the ends."""
        count = self.choices.rowCount()
        if count:
            row = self.currentIndex().row()
            row = (row + rows) % count if row >= 0 else (0 if rows > 0 else count - 1)
            self.go_to(row)

    def go_to(self, row: int) -> None:
        """Make a row the current one and show it; -1 makes none."""
        index = self.choices.index(row, 0) if row >= 0 else QModelIndex()
        self.setCurrentIndex(index)
        if index.isValid():
            self.scrollTo(index)

    def choose(self, row: int) -> None:
        """Tell the value of a row; a row that is not there tells nothing."""
        if 0 <= row < self.choices.rowCount():
            self.chosen.emit(self.choices.ranked(row).choice.value)

    def wanted_height(self, most: int) -> int:
        """Say how high it is with this many rows at most, in pixels."""
        return max(1, min(self.choices.rowCount(), most)) * ROW_PX


class _ChoiceDelegate(QStyledItemDelegate):
    """Paint a choice: a tick at the present value, matched letters in bold."""

    def __init__(self, appearance: Appearance, parent: ChoiceList) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._list = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002, N802 - Qt's name
        """Give all rows one height."""
        return QSize(120, ROW_PX)

    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one row."""
        theme = self._appearance.theme
        ranked = self._list.choices.ranked(index.row())
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent_quiet))
            painter.drawRoundedRect(QRectF(rect).adjusted(4, 1, -4, -1), 4, 4)
        value = ranked.choice.value
        if type(value) is type(self._list.present) and value == self._list.present:
            tick = icons.pixmap(
                "check", QColor(theme.accent), 14, painter.device().devicePixelRatio()
            )
            painter.drawPixmap(rect.left() + 10, rect.center().y() - 6, tick)
        area = rect.adjusted(30, 0, -12, 0)
        if ranked.choice.note:
            painter.setFont(fonts.ui(11))
            painter.setPen(QColor(theme.secondary))
            painter.drawText(
                area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight),
                ranked.choice.note,
            )  # fmt: skip
        paint_spots(painter, area, ranked.choice.text, ranked.spots, QColor(theme.text))


def paint_spots(
    painter: QPainter,
    area: QRect,
    text: str,
    spots: tuple[int, ...],
    colour: QColor,
    size: int = fonts.UI_PX,
) -> int:
    """Write a text with the letters that matched in bold; give where it ends, in pixels."""
    plain, bold = fonts.ui(size), fonts.ui(size, "semibold")
    painter.setPen(colour)
    x = area.left()
    for part, is_spot in _parts(text, frozenset(spots)):
        font: QFont = bold if is_spot else plain
        room = area.right() - x
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(part, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.drawText(
            QRect(x, area.top(), room, area.height()), int(Qt.AlignmentFlag.AlignVCenter), shown
        )
        x += metrics.horizontalAdvance(shown)
        if shown != part:
            break
    return x


def _parts(text: str, spots: frozenset[int]) -> Iterable[tuple[str, bool]]:
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or (at in spots) != (start in spots):
            yield text[start:at], start in spots
            start = at
