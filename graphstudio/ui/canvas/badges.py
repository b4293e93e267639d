"""What stands at the right of a node's header: how it is switched and how its run stands."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from graphstudio.session.status import NodeStatus
from graphstudio.ui.canvas.geometry import HEADER
from graphstudio.ui.canvas.node_look import NodeLook
from graphstudio.ui.canvas.style import Style

_EDGE = 10.0
_ICON = 14
_DOT = 3.5


def paint_badges(painter: QPainter, look: NodeLook, style: Style, ink: QColor) -> float:
    """Paint them from the right edge on; give how much of the header they take."""
    quiet = QColor(ink)
    quiet.setAlphaF(0.78)
    x = look.shape.width - _EDGE
    for name in _icons(look):
        style.icon(painter, name, quiet, _ICON, QPointF(x - _ICON, (HEADER - _ICON) / 2))
        x -= _ICON + 4
    text = _text(look)
    if text:
        width = style.texts.width(style.small, text) + 1
        painter.setPen(quiet)
        rect = QRectF(x - width, 0, width, HEADER)
        style.texts.line(painter, style.small, rect, text, is_right=True)
        x -= width + 6
    told = look.forecast if look.shows_forecast else None
    if told is not None and told.verdict in ("runs", "may run", "if asked"):
        x = _paint_forecast(painter, look, style, x)
    return look.shape.width - x


def _icons(look: NodeLook) -> list[str]:
    face, phase = look.face, look.status.phase
    found = []
    if look.is_pinned:
        found.append("pin")
    if not face.is_known:
        found.append("unknown")
    if face.is_muted:
        found.append("mute")
    if face.is_bypassed:
        found.append("bypass")
    if look.error:
        found.append("error")
    elif look.warning:
        found.append("warning")
    if phase == "cached":
        found.append("cached")
    return found


def _text(look: NodeLook) -> str:
    status = look.status
    match status.phase:
        case "running":
            return progress_text(status)
        case "done":
            return short_time(status.seconds)
        case "waiting":
            return QCoreApplication.translate("Canvas", "waiting")
        case "skipped":
            return QCoreApplication.translate("Canvas", "skipped")
        case _:
            return look.caption


def progress_text(status: NodeStatus) -> str:
    """Say how far a node is: "12 / 20 · 8 s"; "" while nobody knows."""
    if not status.total:
        return ""
    told = f"{status.done} / {status.total}"
    if status.seconds_left is None or status.seconds_left < 1:
        return told
    return f"{told} · {short_time(status.seconds_left)}"


def short_time(seconds: float) -> str:
    """Write a time as short as it still says something: "0.8 s", "12 s", "2:05"."""
    if seconds < 9.95:
        return QCoreApplication.translate("Canvas", "{seconds} s").format(seconds=f"{seconds:.1f}")
    if seconds < 99.5:
        return QCoreApplication.translate("Canvas", "{seconds} s").format(seconds=round(seconds))
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def _paint_forecast(painter: QPainter, look: NodeLook, style: Style, x: float) -> float:
    """Mark a node that the next run would run: a dot, hollow where that is not sure."""
    is_sure = look.forecast is not None and look.forecast.verdict == "runs"
    painter.setPen(QPen(style.theme.accent, 1.5))
    painter.setBrush(style.theme.accent if is_sure else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(x - _DOT, HEADER / 2), _DOT, _DOT)
    return x - 2 * _DOT - 6
