"""Shortcuts drawn as keys: how the palette and the preferences show them."""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from graphstudio.ui.commands import native
from graphstudio.ui.theme import fonts
from graphstudio.ui.theme.tokens import Theme

HEIGHT = 20
_GAP = 4
_PAD = 6
_BETWEEN_PLUSES = re.compile(r"(?<=[^+])\+|(?<=\+)\+(?=.)")


def caps(shortcut: str) -> tuple[str, ...]:
    """Give what is written on each key of a shortcut: "Ctrl", "Shift", "+"."""
    return tuple(
        key for chord in native(shortcut).split(", ") for key in _BETWEEN_PLUSES.split(chord) if key
    )


def width(shortcut: str) -> float:
    """Say how much room the keys of a shortcut take side by side, in pixels."""
    metrics = QFontMetricsF(fonts.ui(11, "medium"))
    wide = [_cap_width(metrics, cap) for cap in caps(shortcut)]
    return sum(wide) + _GAP * max(len(wide) - 1, 0)


def paint(painter: QPainter, at: QPointF, shortcut: str, theme: Theme) -> None:
    """Draw the keys of a shortcut.

    Args:
        painter: Draws; it keeps its font and pen.
        at: The left end, and the middle from top to bottom.
        shortcut: "Ctrl+K".
        theme: Whose colours to use.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(fonts.ui(11, "medium"))
    metrics = QFontMetricsF(painter.font())
    left = at.x()
    for cap in caps(shortcut):
        key = QRectF(left, at.y() - HEIGHT / 2, _cap_width(metrics, cap), HEIGHT)
        painter.setPen(QPen(theme.border, 1))
        painter.setBrush(theme.button)
        painter.drawRoundedRect(key.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(theme.secondary)
        painter.drawText(key, Qt.AlignmentFlag.AlignCenter, cap)
        left += key.width() + _GAP
    painter.restore()


def _cap_width(metrics: QFontMetricsF, cap: str) -> float:
    return max(metrics.horizontalAdvance(cap) + 2 * _PAD, HEIGHT)
