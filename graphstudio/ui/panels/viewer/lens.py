"""Where a picture is on the screen: scale and offset, and how they change. Pure arithmetic."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF

LEAST_SCALE = 1 / 64
MOST_SCALE = 64.0
# A picture of 128 px is too small to judge, and one blown up to the whole screen is a blur.
MOST_FIT_SCALE = 4.0


@dataclass(frozen=True, slots=True)
class Lens:
    """Map pixels of a picture to the widget.

    Attributes:
        scale: Widget pixels for each pixel of the picture.
        x: Where the picture's left edge is in the widget.
        y: Where its top edge is.
    """

    scale: float = 1.0
    x: float = 0.0
    y: float = 0.0

    def to_picture(self, point: QPointF) -> QPointF:
        """Give the point of the picture that is at a point of the widget."""
        return QPointF((point.x() - self.x) / self.scale, (point.y() - self.y) / self.scale)

    def to_view(self, point: QPointF) -> QPointF:
        """Give the point of the widget that shows a point of the picture."""
        return QPointF(point.x() * self.scale + self.x, point.y() * self.scale + self.y)

    def box(self, picture: QSize) -> QRectF:
        """Give the part of the widget that a picture of this size covers."""
        return QRectF(self.x, self.y, picture.width() * self.scale, picture.height() * self.scale)

    def zoomed(self, factor: float, at: QPointF) -> Lens:
        """Scale by a factor; what is at a point of the widget stays there."""
        return self.scaled(self.scale * factor, at)

    def scaled(self, scale: float, at: QPointF) -> Lens:
        """Take a scale, as far as it is allowed; what is at a point of the widget stays there."""
        bounded = min(max(scale, LEAST_SCALE), MOST_SCALE)
        kept = self.to_picture(at)
        return Lens(bounded, at.x() - kept.x() * bounded, at.y() - kept.y() * bounded)

    def moved(self, dx: float, dy: float) -> Lens:
        """Shift the picture on the screen."""
        return Lens(self.scale, self.x + dx, self.y + dy)

    def bounded(self, picture: QSize, view: QSizeF) -> Lens:
        """Keep the picture where it can be seen: centred if it is smaller, else without gaps."""
        return Lens(
            self.scale,
            _bounded(self.x, picture.width() * self.scale, view.width()),
            _bounded(self.y, picture.height() * self.scale, view.height()),
        )


def fit(picture: QSize, view: QSizeF, margin: float = 16.0) -> Lens:
    """Show the whole picture in the middle, enlarged no more than `MOST_FIT_SCALE`."""
    width = max(view.width() - 2 * margin, 1.0)
    height = max(view.height() - 2 * margin, 1.0)
    scale = min(width / picture.width(), height / picture.height(), MOST_FIT_SCALE)
    return Lens(scale).bounded(picture, view)


def _bounded(offset: float, length: float, room: float) -> float:
    if length <= room:
        return (room - length) / 2
    return min(max(offset, room - length), 0.0)
