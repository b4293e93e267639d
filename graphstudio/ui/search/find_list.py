"""The list of found nodes, with headings between them."""

from __future__ import annotations

from collections.abc import Iterable

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
from PySide6.QtGui import QColor, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from graphstudio.graph.definitions import NodeDefinition
from graphstudio.ui.brush import guarded
from graphstudio.ui.search.finds import Find, Section, heading
from graphstudio.ui.theme import fonts, icons
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.values.choice_list import paint_spots

_ROW_PX = 30
_HEADING_PX = 26
_STAR_PX = 16
_EDGE_PX = 12
_GREY = 0.06  # below this saturation a header is meant to be grey

_Index = QModelIndex | QPersistentModelIndex


class FindModel(QAbstractListModel):
    """Hold headings and finds as rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: list[str | Find] = []

    def set_sections(self, sections: Iterable[Section]) -> None:
        """Show other sections."""
        self.beginResetModel()
        self._rows = []
        for section in sections:
            if section.title:
                self._rows.append(section.title)
            self._rows.extend(section.finds)
        self.endResetModel()

    def row(self, number: int) -> str | Find:
        """Give a heading's text or a find."""
        return self._rows[number]

    def finds(self) -> list[int]:
        """Give the rows that are finds."""
        return [number for number, row in enumerate(self._rows) if isinstance(row, Find)]

    def rowCount(self, parent: _Index | None = None) -> int:  # noqa: N802 - Qt's name
        """Count headings and finds."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let nobody select a heading."""
        if index.isValid() and isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give what the list and a screen reader say."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return row if isinstance(row, str) else row.definition.title
        if role == Qt.ItemDataRole.AccessibleDescriptionRole and isinstance(row, Find):
            return row.definition.summary
        return None


class FindList(QListView):
    """Show what was found; the keyboard stays in the line above.

    Attributes:
        chosen: Emits the definition that was clicked or entered.
        starred: Emits the definition whose star was clicked.
        shown: Emits the definition of the current row; None without one.
    """

    chosen = Signal(object)
    starred = Signal(object)
    shown = Signal(object)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finds = FindModel(self)
        self.setModel(self.finds)
        self.setItemDelegate(_FindDelegate(appearance, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setStyleSheet("QListView { background: transparent; border: none; padding: 0; }")
        self.entered.connect(self._point)
        self.selectionModel().currentChanged.connect(self._tell)

    @property
    def current(self) -> NodeDefinition | None:
        """The definition of the current row."""
        index = self.currentIndex()
        row = self.finds.row(index.row()) if index.isValid() else ""
        return row.definition if isinstance(row, Find) else None

    def set_sections(self, sections: Iterable[Section]) -> None:
        """Show other finds, the first of them current."""
        self.finds.set_sections(sections)
        self.move_to(0)
        self.scrollToTop()
        self._tell()

    def move_by(self, finds: int, *, wraps: bool = True) -> None:
        """Make another find current; headings are passed over."""
        rows = self.finds.finds()
        if not rows:
            return
        at = rows.index(self.currentIndex().row()) if self.current is not None else -1
        wanted = at + finds
        self.move_to(wanted % len(rows) if wraps else min(max(wanted, 0), len(rows) - 1))

    def move_to(self, number: int) -> None:
        """Make the find of that number current, with its heading in sight."""
        rows = self.finds.finds()
        if not 0 <= number < len(rows):
            return
        row = rows[number]
        self.setCurrentIndex(self.finds.index(row, 0))
        self.scrollTo(self.finds.index(row, 0))
        if row and isinstance(self.finds.row(row - 1), str):
            self.scrollTo(self.finds.index(row - 1, 0))

    def show_definition(self, definition: NodeDefinition) -> None:
        """Make a node current that is somewhere in the list."""
        for number, row in enumerate(self.finds.finds()):
            find = self.finds.row(row)
            if isinstance(find, Find) and find.definition is definition:
                self.move_to(number)
                return

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Choose a row, or turn its star."""
        index = self.indexAt(event.position().toPoint())
        row = self.finds.row(index.row()) if index.isValid() else ""
        if not isinstance(row, Find) or event.button() != Qt.MouseButton.LeftButton:
            return
        if (
            star_rect(self.visualRect(index))
            .adjusted(-6, -6, 6, 6)
            .contains(event.position().toPoint())
        ):
            self.starred.emit(row.definition)
        else:
            self.chosen.emit(row.definition)

    def _point(self, index: QModelIndex) -> None:
        if isinstance(self.finds.row(index.row()), Find):
            self.setCurrentIndex(index)

    def _tell(self) -> None:
        self.shown.emit(self.current)


def star_rect(row: QRect) -> QRect:
    """Say where the star of a row is."""
    return QRect(
        row.right() - _EDGE_PX - _STAR_PX, row.center().y() - _STAR_PX // 2 + 1, _STAR_PX, _STAR_PX
    )


def _family_colour(header: QColor) -> QColor:
    """Give the colour of a node's header in a strength that shows on light and dark grounds."""
    hue, saturation = header.hsvHueF(), header.hsvSaturationF()
    return QColor.fromHsvF(max(hue, 0.0), 0.5 if saturation > _GREY else 0.05, 0.68)


class _FindDelegate(QStyledItemDelegate):
    """Paint headings and finds."""

    def __init__(self, appearance: Appearance, parent: FindList) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._list = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: ARG002, N802 - Qt's name
        """Make headings lower."""
        is_heading = isinstance(self._list.finds.row(index.row()), str)
        return QSize(200, _HEADING_PX if is_heading else _ROW_PX)

    @guarded
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one row."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        row = self._list.finds.row(index.row())
        if isinstance(row, str):
            self._paint_heading(painter, rect, row)
        else:
            self._paint_find(painter, rect, row, bool(state & QStyle.StateFlag.State_Selected))

    def _paint_heading(self, painter: QPainter, rect: QRect, text: str) -> None:
        painter.setFont(fonts.ui(11, "semibold"))
        painter.setPen(QColor(self._appearance.theme.secondary))
        area = rect.adjusted(_EDGE_PX, 4, -_EDGE_PX, 0)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_find(self, painter: QPainter, rect: QRect, find: Find, is_current: bool) -> None:
        theme = self._appearance.theme
        definition = find.definition
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_current:
            painter.setBrush(QColor(theme.accent_quiet))
            painter.drawRoundedRect(QRectF(rect).adjusted(4, 1, -4, -1), 5, 5)
        painter.setBrush(_family_colour(theme.header(definition.category)))
        painter.drawRoundedRect(QRectF(rect.left() + _EDGE_PX, rect.center().y() - 5, 12, 12), 3, 3)
        title = rect.adjusted(_EDGE_PX + 22, 0, -_EDGE_PX - _STAR_PX - 8, 0)
        end = paint_spots(painter, title, definition.title, find.spots, QColor(theme.text), 13)
        painter.setFont(fonts.ui(11))
        painter.setPen(QColor(theme.secondary))
        rest = QRect(end + 12, rect.top(), title.right() - end - 12, rect.height())
        if rest.width() > 40:
            family = painter.fontMetrics().elidedText(
                heading(definition.category), Qt.TextElideMode.ElideRight, rest.width()
            )
            painter.drawText(
                rest, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), family
            )
        if find.is_favourite or is_current:
            name = "star" if find.is_favourite else "star-outline"
            tone = theme.warning if find.is_favourite else theme.secondary
            ratio = painter.device().devicePixelRatio()
            painter.drawPixmap(
                star_rect(rect).topLeft(), icons.pixmap(name, QColor(tone), _STAR_PX, ratio)
            )
