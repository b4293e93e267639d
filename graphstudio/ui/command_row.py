"""How a list draws a command: icon, title with the letters that matched, keys."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from graphstudio.ui import key_caps
from graphstudio.ui.commands import Command
from graphstudio.ui.theme import fonts, icons
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.tokens import Theme

COMMAND_ROLE = Qt.ItemDataRole.UserRole
SPOTS_ROLE = Qt.ItemDataRole.UserRole + 1
SHORTCUTS_ROLE = Qt.ItemDataRole.UserRole + 2
ENABLED_ROLE = Qt.ItemDataRole.UserRole + 3
MARK_ROLE = Qt.ItemDataRole.UserRole + 4

HEIGHT = 34
_ICON = 16
_TITLE_LEFT = 44
_EDGE = 12


class CommandRow(QStyledItemDelegate):
    """Draw one command in the colours of the theme that is worn.

    The model answers the roles above: the command, the letters of its title that matched, its
    shortcuts from left to right, whether it can be done now, and whether it has a mark.
    """

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance

    def sizeHint(  # noqa: N802 - Qt's name
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Give every row the same height."""
        del option, index
        return QSize(0, HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a row."""
        theme = self._appearance.theme
        area = QRectF(option.rect)
        state = option.state
        command: Command = index.data(COMMAND_ROLE)
        is_enabled = bool(index.data(ENABLED_ROLE))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent_quiet)
            painter.drawRoundedRect(area.adjusted(4, 1, -4, -1), 5, 5)
        if command.icon:
            ink = theme.secondary if is_enabled else theme.disabled
            spot = QRectF(area.left() + _EDGE + 6, area.center().y() - _ICON / 2, _ICON, _ICON)
            icons.paint(painter, spot, command.icon, ink)
        if index.data(MARK_ROLE):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent)
            painter.drawEllipse(QPointF(area.left() + 9, area.center().y()), 2.5, 2.5)
        right = self._paint_shortcuts(painter, area, index.data(SHORTCUTS_ROLE), theme)
        words = area.adjusted(_TITLE_LEFT, 0, -(area.right() - right), 0)
        self._paint_words(painter, words, command, index.data(SPOTS_ROLE), is_enabled)
        painter.restore()

    def _paint_shortcuts(
        self, painter: QPainter, area: QRectF, shortcuts: tuple[str, ...], theme: Theme
    ) -> float:
        right = area.right() - _EDGE
        for shortcut in reversed(shortcuts):
            left = right - key_caps.width(shortcut)
            key_caps.paint(painter, QPointF(left, area.center().y()), shortcut, theme)
            right = left - _EDGE
        return right

    def _paint_words(
        self,
        painter: QPainter,
        area: QRectF,
        command: Command,
        spots: tuple[int, ...],
        is_enabled: bool,
    ) -> None:
        theme = self._appearance.theme
        plain, strong = fonts.ui(13), fonts.ui(13, "semibold")
        left = area.left()
        for start, end, is_hit in _runs(command.title, spots):
            painter.setFont(strong if is_hit else plain)
            ink = theme.text if is_enabled else theme.disabled
            painter.setPen(theme.accent if is_hit and is_enabled else ink)
            piece = command.title[start:end]
            wide = QFontMetricsF(painter.font()).horizontalAdvance(piece)
            painter.drawText(
                QRectF(left, area.top(), max(area.right() - left, 0), area.height()),
                Qt.AlignmentFlag.AlignVCenter,
                piece,
            )
            left += wide
        painter.setFont(fonts.ui(11))
        painter.setPen(theme.secondary if is_enabled else theme.disabled)
        room = QRectF(left + 10, area.top() + 1, max(area.right() - left - 10, 0), area.height())
        said = command.group if is_enabled else f"{command.group} · {self._off()}"
        shown = QFontMetricsF(painter.font()).elidedText(
            said, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)

    def _off(self) -> str:
        return self.tr("not now")


def _runs(text: str, spots: tuple[int, ...]) -> list[tuple[int, int, bool]]:
    """Cut a text where letters that matched begin and end."""
    hits = set(spots)
    cuts = [0, *(i for i in range(1, len(text)) if (i in hits) != (i - 1 in hits)), len(text)]
    return [(start, end, start in hits) for start, end in pairwise(cuts)]
