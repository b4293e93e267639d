"""The panel: click a step to go there."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QWidget

from graphstudio.graph.document import Document
from graphstudio.ui.panels.empty_state import EmptyState
from graphstudio.ui.panels.history.model import SAVED_ROLE, TENSE_ROLE, HistoryModel
from graphstudio.ui.panels.lists import RowList
from graphstudio.ui.panels.painting import badge
from graphstudio.ui.panels.panel import Panel
from graphstudio.ui.panels.rows import Index, RowDelegate
from graphstudio.ui.panels.subscription import Subscription
from graphstudio.ui.theme import fonts
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.tokens import Theme


class HistoryPanel(Panel):
    """Show what was done to the document, and go to any state of it."""

    def __init__(
        self,
        appearance: Appearance,
        document: Document | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, self.tr("History"), parent)
        self._document: Document | None = None
        self._heard = Subscription(self)
        self._model = HistoryModel(self)
        self.list = RowList(self.tr("Steps"), self)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setUniformItemSizes(True)
        self.list.setModel(self._model)
        self.list.setItemDelegate(StepDelegate(appearance, self.list))
        self.list.clicked.connect(self._go_to_row)
        self.list.opened.connect(self._go_to_row)
        self.list.key_pressed.connect(self._take_key)
        self.tools.setContentsMargins(0, 4, 0, 0)
        self.set_content(
            self.list,
            EmptyState(
                appearance,
                "history",
                self.tr("No graph is open"),
                self.tr("Open a graph, and every step you make is listed here."),
                parent=self,
            ),
        )
        appearance.changed.connect(self.list.repaint_rows)
        self.show_document(document)

    def show_document(self, document: Document | None) -> None:
        """Show another document's steps, or none."""
        self._heard.end()
        self._document = document
        if document is not None:
            self._heard.follow(document.changed, self._refresh)
        self._refresh()

    def go_to(self, count: int) -> None:
        """Undo or redo until a number of steps is done."""
        if self._document is None:
            return
        while len(self._document.history.labels) > count and self._document.undo():
            continue
        while len(self._document.history.labels) < count and self._document.redo():
            continue

    def refresh(self) -> None:
        """Read the history again, such as after it was marked clean."""
        self._refresh()

    def _refresh(self, _changed: object = None) -> None:
        self._model.read(self._document)
        self.show_empty(self._document is None)
        if self._model.now >= 0:
            index = self._model.index(self._model.now)
            self.list.setCurrentIndex(index)
            self.list.scrollTo(index)

    def _go_to_row(self, index: QModelIndex) -> None:
        self.go_to(index.row())

    def _take_key(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.list.currentIndex().isValid():
            self._go_to_row(self.list.currentIndex())
            event.accept()


class StepDelegate(RowDelegate):
    """Paint a step on a line that runs through all of them: filled behind, hollow ahead."""

    height_px = 28

    def paint_row(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, theme: Theme
    ) -> None:
        """Paint the line, the dot and the label."""
        tense = index.data(TENSE_ROLE)
        box: QRect = option.rect
        colour = theme.accent if tense == "present" else theme.secondary
        self._paint_dot(painter, box, index, theme.border, colour, tense)
        right = box.right() - 12
        if index.data(SAVED_ROLE):
            painter.setFont(fonts.ui(11))
            text = self.tr("saved")
            right = badge(painter, right, box.center().y() + 1, text, theme.success) - 8
        painter.setFont(fonts.ui(12, "semibold" if tense == "present" else "regular"))
        painter.setPen(theme.secondary if tense == "future" else theme.text)
        words = box.adjusted(36, 0, right - box.right(), 0)
        label = painter.fontMetrics().elidedText(
            index.data(), Qt.TextElideMode.ElideRight, words.width()
        )
        painter.setOpacity(0.7 if tense == "future" else 1.0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, label)

    def _paint_dot(
        self,
        painter: QPainter,
        box: QRect,
        index: Index,
        line: QColor,
        colour: QColor,
        tense: str,
    ) -> None:
        x, y = box.left() + 20.0, box.center().y() + 1.0
        painter.setPen(QPen(line, 1.5))
        if index.row() > 0:
            painter.drawLine(int(x), box.top(), int(x), int(y) - 6)
        if index.row() < index.model().rowCount() - 1:
            painter.drawLine(int(x), int(y) + 6, int(x), box.bottom() + 1)
        radius = 4.5 if tense == "present" else 3.5
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush if tense == "future" else colour)
        painter.drawEllipse(QRectF(x - radius, y - radius, 2 * radius, 2 * radius))
