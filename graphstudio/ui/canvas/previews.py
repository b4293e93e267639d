"""Pictures inside nodes, kept small: what is painted is never larger than it shows."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPixmap

from graphstudio.session.worker.protocol import Previewed

_SIDES = (512, 256, 128, 64)
_RADIUS = 4.0
LEAST_SHARE, MOST_SHARE = 0.25, 1.5


class Picture:
    """Hold one preview in several sizes, each made when it is first needed.

    Attributes:
        shown: What it was made of.
        share: Its height by its width.
    """

    def __init__(self, shown: Previewed, image: QImage) -> None:
        self.shown = shown
        self._image = image
        self._levels: dict[int, QPixmap] = {}
        share = image.height() / max(image.width(), 1)
        self.share = round(min(max(share, LEAST_SHARE), MOST_SHARE), 3)

    @classmethod
    def decode(cls, shown: Previewed) -> Picture | None:
        """Decode a preview; None when it is no picture."""
        image = QImage.fromData(shown.image)
        return None if image.isNull() else cls(shown, image)

    def paint(self, painter: QPainter, rect: QRectF, zoom: float) -> None:
        """Paint it into a rectangle, whole, with rounded corners."""
        pixmap = self._level(rect.width() * zoom * painter.device().devicePixelRatio())
        size = pixmap.size().scaled(
            int(rect.width()), int(rect.height()), Qt.AspectRatioMode.KeepAspectRatio
        )
        box = QRectF(0, 0, size.width(), size.height())
        box.moveCenter(rect.center())
        path = QPainterPath()
        path.addRoundedRect(box, _RADIUS, _RADIUS)
        painter.save()
        # Few pixels blown up (a rough latent) look better soft than as a mosaic.
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        painter.drawPixmap(box, pixmap, QRectF(pixmap.rect()))
        painter.restore()

    def _level(self, width: float) -> QPixmap:
        """Give the smallest size that is not smaller than it shows."""
        side = min((one for one in _SIDES if one >= width), default=_SIDES[0])
        if side not in self._levels:
            image = self._image
            if max(image.width(), image.height()) > side:
                image = image.scaled(
                    side,
                    side,
                    Qt.AspectRatioMode.KeepAspectRatio,
                    Qt.TransformationMode.SmoothTransformation,
                )
            self._levels[side] = QPixmap.fromImage(image)
        return self._levels[side]
