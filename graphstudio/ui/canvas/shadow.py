"""A soft shadow, cut into nine parts so that one small picture serves boxes of any size."""

from __future__ import annotations

import math
from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

REACH = 16
_CORE = 10
_SIDE = 2 * (REACH + _CORE) + 2
_DROP = 4


class Shadow:
    """Paint one shadow under many boxes."""

    def __init__(self, colour: QColor) -> None:
        self._is_seen = colour.alpha() > 0
        self._pixmap = QPixmap.fromImage(_soft_box(colour.rgba())) if self._is_seen else QPixmap()

    def paint(self, painter: QPainter, box: QRectF) -> None:
        """Paint it under a box, a little below it."""
        if not self._is_seen:
            return
        edge = REACH + _CORE
        outer = box.adjusted(-REACH, -REACH + _DROP, REACH, REACH + _DROP)
        middle_x, middle_y = outer.width() - 2 * edge, outer.height() - 2 * edge
        if middle_x <= 0 or middle_y <= 0:
            painter.drawPixmap(outer, self._pixmap, QRectF(self._pixmap.rect()))
            return
        columns = (
            (0, edge, 0, edge),
            (edge, middle_x, edge, 2),
            (edge + middle_x, edge, edge + 2, edge),
        )
        rows = (
            (0, edge, 0, edge),
            (edge, middle_y, edge, 2),
            (edge + middle_y, edge, edge + 2, edge),
        )
        for y, height, source_y, source_height in rows:
            for x, width, source_x, source_width in columns:
                if x == y == edge:
                    continue  # the box itself covers it
                painter.drawPixmap(
                    QRectF(outer.x() + x, outer.y() + y, width, height),
                    self._pixmap,
                    QRectF(source_x, source_y, source_width, source_height),
                )


@cache
def _soft_box(rgba: int) -> QImage:
    """Draw a rounded box with a Gaussian edge, by the distance of each pixel from it."""
    colour = QColor.fromRgba(rgba)
    image = QImage(_SIDE, _SIDE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    middle = (_SIDE - 1) / 2
    half = _CORE + 1 - 6
    for y in range(_SIDE):
        for x in range(_SIDE):
            away = math.hypot(max(abs(x - middle) - half, 0.0), max(abs(y - middle) - half, 0.0))
            share = math.exp(-((away / (REACH * 0.62)) ** 2))
            tone = QColor(colour)
            tone.setAlphaF(colour.alphaF() * share)
            image.setPixelColor(x, y, tone)
    return image
