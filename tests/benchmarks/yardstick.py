"""What speed in the window is measured against: plain Qt and plain Python on the same machine."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from graphstudio.ui.theme import fonts


def plain() -> None:
    """Do what painting is made of, with nothing of ours in it."""
    image = QImage(1600, 1000, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setFont(fonts.ui())
    painter.fillRect(QRectF(0, 0, 1600, 1000), QColor("#202020"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor("#8090a0"), 2))
    for at in range(300):
        painter.drawLine(QLineF(at * 5, 0, 1500 - at * 5, 40 + at * 2))
        painter.drawRoundedRect(QRectF(at * 5, at * 3, 60, 24), 4, 4)
        painter.drawText(QPointF(at * 5, at * 3), "Steps")
    painter.end()
    sum(at * at % 7 for at in range(40_000))
