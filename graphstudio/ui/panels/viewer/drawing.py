"""How a picture is drawn: smooth from afar, as plain squares from near, with a grid between."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter

from graphstudio.ui.panels.painting import checkerboard, fitted
from graphstudio.ui.panels.viewer import wipe
from graphstudio.ui.panels.viewer.plate import Plate
from graphstudio.ui.theme.tokens import Theme

_CRISP_SCALE = 6.0
_GRID_SCALE = 24.0


def paint_plate(
    painter: QPainter, plate: Plate, box: QRectF, view: QRectF, theme: Theme, ratio: float
) -> None:
    """Draw a picture into a box of the widget.

    Args:
        painter: Of the widget.
        plate: The picture.
        box: Where it goes; may be much larger than the widget.
        view: The widget.
        theme: Whose checkerboard shows through.
        ratio: Device pixels for each pixel of the widget.
    """
    if plate.has_alpha:
        painter.fillRect(box, checkerboard(theme))
    scale = box.width() / plate.size.width() * ratio
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < _CRISP_SCALE)
    image = plate.level(scale)
    painter.drawImage(box, image, QRectF(image.rect()))
    if scale >= _GRID_SCALE:
        _paint_grid(painter, plate.size, box, view)


def paint_wipe(
    painter: QPainter,
    reference: Plate,
    box: QRectF,
    view: QRectF,
    theme: Theme,
    ratio: float,
    share: float,
) -> None:
    """Draw another picture over the left share of a box."""
    painter.save()
    left = QRectF(box)
    left.setRight(wipe.line_x(box, share))
    painter.setClipRect(left)
    painter.fillRect(box, theme.canvas)
    paint_plate(painter, reference, inside(reference.size, box), view, theme, ratio)
    painter.restore()


def inside(size: QSize, box: QRectF) -> QRectF:
    """Give where a picture of another size goes, so that it covers the same box."""
    return fitted(size.width(), size.height(), box)


def _paint_grid(painter: QPainter, picture: QSize, box: QRectF, view: QRectF) -> None:
    """Part the pixels, only where they are seen: there may be millions."""
    step = box.width() / picture.width()
    seen = box.intersected(view)
    painter.setPen(QColor(128, 128, 128, 70))
    for column in range(int((seen.left() - box.left()) / step) + 1, picture.width()):
        x = box.left() + column * step
        if x > seen.right():
            break
        painter.drawLine(QPointF(x, seen.top()), QPointF(x, seen.bottom()))
    for row in range(int((seen.top() - box.top()) / step) + 1, picture.height()):
        y = box.top() + row * step
        if y > seen.bottom():
            break
        painter.drawLine(QPointF(seen.left(), y), QPointF(seen.right(), y))
