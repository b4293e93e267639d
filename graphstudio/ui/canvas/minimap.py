"""A small map of the whole graph in a corner of the canvas."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from graphstudio.ui.canvas.guard import PaintGuard
from graphstudio.ui.canvas.scene import CanvasScene
from graphstudio.ui.canvas.thumbnail import paint_map

SIZE = QSize(208, 140)
_PAD = 10.0
_STEP = 0.25  # of what shows: how far an arrow key goes


class Minimap(QWidget):
    """Show where in the graph one is; a click or a drag goes elsewhere.

    Attributes:
        wanted: Emits the point of the scene that should be in the middle.
    """

    wanted = Signal(object)

    def __init__(self, scene: CanvasScene, parent: QWidget) -> None:
        super().__init__(parent)
        self._scene = scene
        self._guard = PaintGuard()
        self._seen = QRectF()
        self._picture = QPixmap()
        self._world = QRectF()
        self.setFixedSize(SIZE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(self.tr("Map of the graph"))
        self.setAccessibleDescription(self.tr("The arrow keys move what the canvas shows."))
        self.setToolTip(self.tr("Map of the graph: click or drag to go there"))
        scene.mirrored.connect(self.forget)
        scene.reshaped.connect(self.forget)
        scene.restyled.connect(self.forget)

    @property
    def world(self) -> QRectF:
        """The room of everything that shows; null where there is nothing."""
        if self._world.isNull():
            self._world = self._scene.bounds()
        return self._world

    def show_part(self, seen: QRectF) -> None:
        """Show which part of the scene the canvas shows."""
        self._seen = QRectF(seen)
        self.update()

    def forget(self) -> None:
        """Draw the graph anew the next time."""
        self._picture = QPixmap()
        self._world = QRectF()
        self.update()

    def scene_point(self, point: QPointF) -> QPointF:
        """Give the point of the scene that a point of the map stands for."""
        scale, corner = self._scale()
        return (point - corner) / scale + self._world.topLeft()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's signature
        """Paint the graph and the part that shows."""
        painter = QPainter(self)
        with self._guard:
            self._paint(painter)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Go there."""
        self.wanted.emit(self.scene_point(event.position()))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Go there."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.wanted.emit(self.scene_point(event.position()))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Go a part of what shows to a side."""
        ways = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        way = ways.get(Qt.Key(event.key()))
        if way is None:
            super().keyPressEvent(event)
            return
        step = QPointF(way[0] * self._seen.width(), way[1] * self._seen.height()) * _STEP
        self.wanted.emit(self._seen.center() + step)

    def _paint(self, painter: QPainter) -> None:
        theme = self._scene.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QColor(theme.panel)
        ground.setAlphaF(0.92)
        painter.setBrush(ground)
        edge = theme.accent if self.hasFocus() else theme.border
        painter.setPen(QPen(edge, 1.0))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, 6, 6)
        ratio = self.devicePixelRatioF()
        if self._picture.isNull() or self._picture.devicePixelRatio() != ratio:
            self._draw(ratio)
        painter.drawPixmap(0, 0, self._picture)
        self._paint_part(painter)

    def _paint_part(self, painter: QPainter) -> None:
        if self.world.isNull():
            return
        scale, corner = self._scale()
        top_left = (self._seen.topLeft() - self._world.topLeft()) * scale + corner
        part = QRectF(top_left, self._seen.size() * scale)
        shown = part.intersected(QRectF(self.rect()).adjusted(3, 3, -3, -3))
        theme = self._scene.theme
        # What does not show is dimmed, so that what shows keeps its colours.
        around, inner = QPainterPath(), QPainterPath()
        around.addRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        inner.addRoundedRect(shown, 3, 3)
        veil = QColor(theme.panel)
        veil.setAlphaF(0.55)
        painter.fillPath(around.subtracted(inner), veil)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.secondary, 1.2))
        painter.drawPath(inner)

    def _draw(self, ratio: float) -> None:
        self._picture = QPixmap(SIZE * ratio)
        self._picture.setDevicePixelRatio(ratio)
        self._picture.fill(Qt.GlobalColor.transparent)
        if self.world.isNull():
            return
        scale, corner = self._scale()
        painter = QPainter(self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(corner)
        painter.scale(scale, scale)
        painter.translate(-self._world.topLeft())
        paint_map(painter, self._scene)
        painter.end()

    def _scale(self) -> tuple[float, QPointF]:
        """Say how many pixels one of the scene takes, and where the graph's corner is."""
        room = QRectF(self.rect()).adjusted(_PAD, _PAD, -_PAD, -_PAD)
        across = room.width() / max(self.world.width(), 1.0)
        down = room.height() / max(self.world.height(), 1.0)
        scale = min(across, down, 0.2)
        size = self.world.size() * scale
        corner = room.center() - QPointF(size.width() / 2, size.height() / 2)
        return scale, corner
