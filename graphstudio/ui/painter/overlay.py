"""What is drawn over the picture: the mask in its colour, borders under way, the brush's ring."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from graphstudio.diffusion.painting import Box, Grey
from graphstudio.ui.brush import faded

_CRISP_SCALE = 6.0  # as the viewer: nearer, pixels are squares
_DASH = [4.0, 4.0]


def tints(code: str, share: float) -> list[int]:
    """Give the colour of each of the mask's 256 levels, ever less transparent."""
    colour = QColor(code)
    return [faded(colour, share * level / 255).rgba() for level in range(256)]


def paint_mask(
    painter: QPainter, shown: Grey, box: QRectF, exposed: QRectF, table: list[int], ratio: float
) -> None:
    """Draw a mask over the picture, no more of it than is to be seen anew.

    Args:
        painter: Of the widget.
        shown: The mask.
        box: Where all of it goes, in the widget.
        exposed: What is to be drawn, in the widget.
        table: What `tints` gave.
        ratio: Device pixels for each pixel of the widget.
    """
    height, width = shown.shape
    across, down = box.width() / width, box.height() / height
    # From afar, every n-th pixel will do. Parts begin at multiples of n, so that they fit.
    step = max(1, int(1 / (max(across, down) * ratio)))
    part = _part(exposed, box, (width, height), step)
    if part.is_empty:
        return
    rows, columns = part.pixels
    level = np.ascontiguousarray(shown[rows, columns][::step, ::step])
    image = QImage(
        level.data, level.shape[1], level.shape[0], level.strides[0], QImage.Format.Format_Indexed8
    )
    image.setColorTable(table)
    target = QRectF(
        box.left() + part.left * across,
        box.top() + part.top * down,
        level.shape[1] * step * across,
        level.shape[0] * step * down,
    )
    is_smooth = across * ratio < _CRISP_SCALE
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
    painter.drawImage(target, image, QRectF(image.rect()))


def paint_border(painter: QPainter, path: QPainterPath, tint: QColor) -> None:
    """Draw the border of a shape under way, to be seen on any picture."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(path, tint)
    painter.strokePath(path, QPen(QColor(0, 0, 0, 200), 1.5))
    dashes = QPen(QColor(255, 255, 255), 1.5)
    dashes.setDashPattern(_DASH)
    painter.strokePath(path, dashes)


def paint_ring(painter: QPainter, at: QPointF, radius: float, *, erases: bool) -> None:
    """Draw how far the brush reaches, to be seen on any picture; dashed where it takes away."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(0, 0, 0, 170), 3))
    painter.drawEllipse(at, radius, radius)
    ring = QPen(QColor(255, 255, 255), 1.25)
    if erases:
        ring.setDashPattern(_DASH)
    painter.setPen(ring)
    painter.drawEllipse(at, radius, radius)


def _part(exposed: QRectF, box: QRectF, size: tuple[int, int], step: int) -> Box:
    """Give the pixels that are seen in a part of the widget, and two around, as neighbours mix."""
    across, down = box.width() / size[0], box.height() / size[1]
    left = math.floor((exposed.left() - box.left()) / across) - 2 * step
    top = math.floor((exposed.top() - box.top()) / down) - 2 * step
    right = math.ceil((exposed.right() - box.left()) / across) + 2 * step
    bottom = math.ceil((exposed.bottom() - box.top()) / down) + 2 * step
    return Box(
        max(left - left % step, 0),
        max(top - top % step, 0),
        min(right, size[0]),
        min(bottom, size[1]),
    )
