"""One of a few values, chosen from a list that can be searched."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QWidget

from graphstudio.graph.definitions import InputDefinition
from graphstudio.graph.elements import Json
from graphstudio.graph.values import check
from graphstudio.ui.theme import icons
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.values.choice_list import Choice, ChoiceList
from graphstudio.ui.values.fields.field import Field
from graphstudio.ui.values.look import bare_text
from graphstudio.ui.values.popover import Popover
from graphstudio.ui.values.shown import shown
from graphstudio.ui.values.surroundings import Surroundings

_MOST_ROWS = 10
_LEAST_WIDTH_PX = 180
_SEARCH_PX = 36
_SEARCHED_FROM = 7


class ChoiceField(Field):
    """Edit one of a few values. A click, Space, Enter or typing opens the list.

    Attributes:
        list: The list, while it is open.
    """

    def __init__(
        self,
        definition: InputDefinition,
        surroundings: Surroundings,
        parent: QWidget | None = None,
        *,
        scale: float = 1.0,
    ) -> None:
        super().__init__(definition, surroundings, parent, scale=scale)
        self.list: ChoicePopover | None = None
        self._wanted: Json = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.setContentsMargins(round(8 * scale), 0, 0, 0)
        self.box.addStretch(1)

    def render_value(self) -> None:
        """Show the value, and say it to a screen reader."""
        self._wanted = self.value
        self.setAccessibleName(f"{self.definition.title}: {shown(self.definition, self.value)}")
        self.update()

    def read(self) -> Json:
        """Give what was chosen."""
        return check(self.definition, self._wanted)

    def begin(self) -> None:
        """Open the list."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.open_list()

    def open_list(self, typed: str = "") -> None:
        """Offer the choices, narrowed to what was typed already."""
        if self.list is not None:
            return
        texts = {one: str(one) for one in self.definition.type.choices}
        choices = [Choice(value, text) for value, text in texts.items()]
        if self.definition.default is None:
            choices.insert(0, Choice(None, shown(self.definition, None)))
        self.list = ChoicePopover(self, self.surroundings.appearance, self.definition.title)
        self.list.list.chosen.connect(self._choose)
        self.list.closed.connect(self._closed)
        anchor = QRect(self.mapToGlobal(QPoint(0, 0)), self.size())
        self.list.offer(choices, self.value, anchor, typed)
        self.update()

    def owns(self, widget: QWidget | None) -> bool:
        """Count the list in."""
        is_listed = self.list is not None and self.list.holds(widget)
        return super().owns(widget) or is_listed

    def event(self, event: QEvent) -> bool:
        """Light the box while the keyboard is here."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self._is_active = event.type() == QEvent.Type.FocusIn or self.list is not None
            self.update()
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Open the list, or put it away."""
        if event.button() == Qt.MouseButton.LeftButton:
            if self.list is not None:
                self.list.close_up()
            else:
                self.open_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Open the list, step through it closed, or leave."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space | Qt.Key.Key_F4:
                self.open_list()
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self.step_by(1 if event.key() == Qt.Key.Key_Down else -1)
            case Qt.Key.Key_Escape:
                self.give_up()
            case _ if event.text().isprintable() and event.text():
                self.open_list(event.text())
            case _:
                super().keyPressEvent(event)

    def step_by(self, rows: int) -> None:
        """Take the next choice, or the one before; the ends are ends."""
        choices = list(self.definition.type.choices)
        at = choices.index(self.value) if self.value in choices else -1
        wanted = choices[min(max(at + rows, 0), len(choices) - 1)]
        self._wanted = wanted
        self.take()

    def paint_inside(self, painter: QPainter, area: QRectF) -> None:
        """Paint the value and the mark that a list opens here."""
        theme = self.surroundings.appearance.theme
        side = round(14 * self.scale)
        used = self.caption.width() + 8 * self.scale if self.caption is not None else 0
        text = area.adjusted(8 * self.scale - 1 + used, 0, -side - 8 * self.scale, 0)
        aligned = (
            Qt.AlignmentFlag.AlignLeft if self.caption is None else Qt.AlignmentFlag.AlignRight
        )
        painter.setFont(self.font())
        painter.setPen(QColor(theme.text if self.isEnabled() else theme.disabled))
        written = self.fontMetrics().elidedText(
            shown(self.definition, self.value), Qt.TextElideMode.ElideRight, round(text.width())
        )
        painter.drawText(text, int(Qt.AlignmentFlag.AlignVCenter | aligned), written)
        mark = icons.pixmap("chevron-down", QColor(theme.secondary), side, self.devicePixelRatioF())
        painter.drawPixmap(
            round(area.right() - side - 4 * self.scale), round(area.center().y() - side / 2), mark
        )

    def _choose(self, value: Json) -> None:
        self._wanted = value
        if self.list is not None:
            self.list.close_up()
        if self.take():
            self.finished.emit()

    def _closed(self) -> None:
        popover, self.list = self.list, None
        self._is_active = self.hasFocus()
        if popover is not None:
            popover.deleteLater()
        self.update()
        if self._wanted == self.value:
            self.left.emit()


class ChoicePopover(Popover):
    """Show a list of choices with a line to search it, where it is long enough for that.

    Attributes:
        list: The choices.
        line: Where people type; hidden while the list is short and nobody typed.
    """

    def __init__(self, host: QWidget, appearance: Appearance, name: str) -> None:
        super().__init__(host, appearance, keeps_host=True)
        self.setAccessibleName(name)
        self._anchor = QRect()
        self.line = QLineEdit(self)
        self.line.setFrame(False)
        self.line.setTextMargins(12, 0, 12, 0)
        self.line.setPlaceholderText(self.tr("Search"))
        self.line.setAccessibleName(self.tr("Search the choices"))
        self.line.textChanged.connect(self._narrow)
        self.line.installEventFilter(self)
        self.list = ChoiceList(appearance, self)
        self.list.setAccessibleName(name)
        self.sheet.addWidget(self.line)
        self.sheet.addWidget(self.list, 1)

    def offer(self, choices: list[Choice], present: Json, anchor: QRect, typed: str = "") -> None:
        """Show choices below a rectangle of the screen, the present one marked."""
        self._anchor = anchor
        self._show_line(len(choices) >= _SEARCHED_FROM)
        self.list.present = present
        self.list.choices.set_choices(choices)
        self._place()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)
        self.list.go_to(max(self.list.choices.row_of(present), 0))
        self.line.setText(typed)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Walk through the list with the keyboard in the line."""
        if watched is self.line and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and self._press(event):
                return True
        return super().eventFilter(watched, event)

    def _press(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Tab:
                self.list.move_by(1)
            case Qt.Key.Key_Up | Qt.Key.Key_Backtab:
                self.list.move_by(-1)
            case Qt.Key.Key_PageDown | Qt.Key.Key_PageUp:
                rows = self.list.choices.rowCount()
                step = _MOST_ROWS if event.key() == Qt.Key.Key_PageDown else -_MOST_ROWS
                row = self.list.currentIndex().row() + step
                self.list.go_to(min(max(row, 0), rows - 1))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.list.choose(self.list.currentIndex().row())
            case Qt.Key.Key_Escape:
                self.close_up()
            case _:
                return False
        return True

    def _narrow(self, wanted: str) -> None:
        if wanted:
            self._show_line(True)
        self.list.choices.narrow(wanted)
        self.list.go_to(0 if self.list.choices.rowCount() else -1)
        self._place()

    def _show_line(self, is_shown: bool) -> None:
        """Show the line; unseen, it still takes what is typed."""
        self._line_px = _SEARCH_PX if is_shown else 0
        self.line.setMaximumHeight(self._line_px)
        self.line.setStyleSheet(bare_text(self._appearance.theme, self._line_px))
        self.sheet.setContentsMargins(0, 0 if is_shown else 4, 0, 4)

    def _place(self) -> None:
        above = self._line_px or 4
        height = self.list.wanted_height(_MOST_ROWS) + above + 4
        self.open_below(self._anchor, QSize(max(_LEAST_WIDTH_PX, self._anchor.width()), height))
