"""The dots behind everything."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter, QPixmap

from graphstudio.ui.theme.tokens import Theme

_DOTS_A_TILE = 8
_STRONG_EVERY = 4


class Grid:
    """Paint dots every 24 px of the scene, fewer from further away.

    A tile holds 8 by 8 dots and is put where its first dot falls, to the device pixel: a pan by
    whole pixels moves all tiles alike, and no zoom makes the dots drift apart.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._tile = QPixmap()
        self._key: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def paint(self, painter: QPainter, rect: QRectF, zoom: float, ratio: float) -> None:
        """Paint what shows in a rectangle of the scene.

        Args:
            painter: In scene pixels.
            rect: What to fill.
            zoom: Device-independent pixels for one of the scene.
            ratio: Device pixels for each of those.
        """
        painter.fillRect(rect, self._theme.canvas)
        pitch = spacing(zoom)
        tile = self._tile_for(pitch, zoom, ratio)
        step = pitch * _DOTS_A_TILE
        transform = painter.worldTransform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
        for across in range(math.floor(rect.left() / step), math.floor(rect.right() / step) + 1):
            for down in range(math.floor(rect.top() / step), math.floor(rect.bottom() / step) + 1):
                corner = transform.map(QPointF(across * step, down * step))
                x, y = round(corner.x() * ratio) / ratio, round(corner.y() * ratio) / ratio
                painter.drawPixmap(QPointF(x, y), tile)
        painter.restore()

    def _tile_for(self, pitch: float, zoom: float, ratio: float) -> QPixmap:
        key = (pitch, zoom, ratio)
        if key != self._key:
            self._key, self._tile = key, self._draw(pitch, zoom, ratio)
        return self._tile

    def _draw(self, pitch: float, zoom: float, ratio: float) -> QPixmap:
        side = pitch * _DOTS_A_TILE * zoom
        pixels = QSizeF(side, side) * ratio
        tile = QPixmap(math.ceil(pixels.width()) + 2, math.ceil(pixels.height()) + 2)
        tile.fill(Qt.GlobalColor.transparent)
        painter = QPainter(tile)
        for across in range(_DOTS_A_TILE):
            for down in range(_DOTS_A_TILE):
                is_strong = across % _STRONG_EVERY == 0 and down % _STRONG_EVERY == 0
                colour = self._theme.dots_strong if is_strong else self._theme.dots
                dot = round((2.0 if zoom > 0.4 else 1.4) * ratio)
                x, y = (round(at * pitch * zoom * ratio) for at in (across, down))
                painter.fillRect(x, y, dot, dot, colour)
        painter.end()
        tile.setDevicePixelRatio(ratio)
        return tile


def spacing(zoom: float) -> float:
    """Say how far apart the dots are, in scene pixels."""
    if zoom >= 0.6:
        return 24.0
    return 96.0 if zoom >= 0.15 else 384.0
