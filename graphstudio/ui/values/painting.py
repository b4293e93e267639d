"""Brushwork that editors of values share."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import ParamSpec

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

P = ParamSpec("P")

SHADOW_PX = 20
_RINGS = 14
_DROP_PX = 3

_log = logging.getLogger(__name__)


def guarded(paint: Callable[P, None]) -> Callable[P, None]:
    """Log the first bad frame of a paint method; one thrown through Qt would end the program."""
    is_known = False

    @functools.wraps(paint)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> None:
        nonlocal is_known
        try:
            paint(*args, **kwargs)
        except Exception:  # noqa: BLE001 - whatever it is, the next frame must come
            if not is_known:
                is_known = True
                _log.exception("%s could not paint", paint.__qualname__)

    return wrapper


def faded(colour: QColor, share: float) -> QColor:
    """Give a colour that covers only a share of what is below."""
    twin = QColor(colour)
    twin.setAlphaF(share)
    return twin


def mixed(below: QColor, above: QColor, share: float) -> QColor:
    """Mix two opaque colours; a share of 0 gives the one below."""
    return QColor.fromRgbF(
        below.redF() + (above.redF() - below.redF()) * share,
        below.greenF() + (above.greenF() - below.greenF()) * share,
        below.blueF() + (above.blueF() - below.blueF()) * share,
    )


def box(
    painter: QPainter, rect: QRectF, radius: float, fill: QColor, edge: QColor, width: float
) -> None:
    """Paint a rounded box with its edge inside the rectangle."""
    inset = width / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, width) if width else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(fill)
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)


def shadow(painter: QPainter, rect: QRectF, radius: float, depth: float) -> None:
    """Paint a soft shadow around a rounded box, from rings that add up."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for ring in range(_RINGS):
        grow = (SHADOW_PX - _DROP_PX) * (1 - ring / _RINGS)
        # Squares fall off softly: a straight slope shows its outer edge on light grounds.
        painter.setBrush(faded(QColor(0, 0, 0), depth * 1.6 * (ring + 1) ** 2 / _RINGS**3))
        ringed = rect.adjusted(-grow, _DROP_PX - grow, grow, _DROP_PX + grow)
        painter.drawRoundedRect(ringed, radius + grow, radius + grow)
