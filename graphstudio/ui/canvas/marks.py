"""What a gesture shows while it lasts: the loose wire, the band, the knife, the guides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from graphstudio.ui.canvas.guard import PaintGuard
from graphstudio.ui.canvas.style import Style
from graphstudio.ui.canvas.wire_path import wire_path

LooseState = Literal["open", "fits", "refused"]
_CROSS = 5.0


class Marks(QGraphicsItem):
    """Show them above everything else. None of them is part of the document."""

    def __init__(self, style: Style, guard: PaintGuard) -> None:
        super().__init__()
        self.setZValue(1000)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self._style = style
        self._guard = guard
        self._bounds = QRectF()
        self._wires: list[tuple[QPainterPath, QColor]] = []
        self._loose_end = QPointF()
        self._loose_state: LooseState = "open"
        self._band = QRectF()
        self._knife = QPainterPath()
        self._guides: tuple[QLineF, ...] = ()

    def restyle(self, style: Style) -> None:
        """Use other colours."""
        self._style = style
        self.update()

    def show_wires(
        self,
        ends: Sequence[tuple[QPointF, QPointF]],
        colour: QColor,
        state: LooseState,
        loose_end: QPointF,
    ) -> None:
        """Show wires of which one end is loose."""
        self._wires = [(wire_path(start, end), colour) for start, end in ends]
        self._loose_end, self._loose_state = loose_end, state
        self._measure()

    def hide_wires(self) -> None:
        """Show no loose wire."""
        self._wires = []
        self._measure()

    def show_band(self, rect: QRectF) -> None:
        """Show the rectangle that selects; a null one hides it."""
        self._band = QRectF(rect)
        self._measure()

    def show_knife(self, path: QPainterPath) -> None:
        """Show the line that cuts; an empty one hides it."""
        self._knife = QPainterPath(path)
        self._measure()

    def show_guides(self, lines: Sequence[QLineF]) -> None:
        """Show lines along which something snaps; none hides them."""
        self._guides = tuple(lines)
        self._measure()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Give the room of all that shows."""
        return self._bounds

    def shape(self) -> QPainterPath:
        """Give nothing: marks are not clicked on."""
        return QPainterPath()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002 - Qt's signature
        widget: QWidget | None = None,  # noqa: ARG002 - as above
    ) -> None:
        """Paint what shows."""
        with self._guard:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_guides(painter)
            self._paint_band(painter)
            self._paint_knife(painter)
            self._paint_wires(painter)

    def _measure(self) -> None:
        bounds = QRectF(self._band)
        for path, _ in self._wires:
            bounds = bounds.united(path.controlPointRect())
        if not self._knife.isEmpty():
            bounds = bounds.united(self._knife.controlPointRect())
        for line in self._guides:
            bounds = bounds.united(QRectF(line.p1(), line.p2()).normalized().adjusted(-1, -1, 1, 1))
        bounds = bounds if bounds.isNull() else bounds.adjusted(-24, -24, 24, 24)
        self.prepareGeometryChange()
        self._bounds = bounds
        self.update()

    def _paint_guides(self, painter: QPainter) -> None:
        pen = QPen(self._style.theme.accent, 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawLines(self._guides)

    def _paint_band(self, painter: QPainter) -> None:
        if self._band.isNull():
            return
        ground = QColor(self._style.theme.accent)
        ground.setAlphaF(0.12)
        pen = QPen(self._style.theme.accent, 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(ground)
        painter.drawRect(self._band)

    def _paint_knife(self, painter: QPainter) -> None:
        if self._knife.isEmpty():
            return
        pen = QPen(self._style.theme.danger, 2, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._knife)

    def _paint_wires(self, painter: QPainter) -> None:
        theme = self._style.theme
        for path, own in self._wires:
            colour = theme.danger if self._loose_state == "refused" else own
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.canvas, 6))
            painter.drawPath(path)
            painter.setPen(QPen(colour, 3, c=Qt.PenCapStyle.RoundCap))
            painter.drawPath(path)
        if self._wires:
            self._paint_loose_end(painter)

    def _paint_loose_end(self, painter: QPainter) -> None:
        end, theme = self._loose_end, self._style.theme
        painter.setPen(QPen(theme.canvas, 2))
        if self._loose_state == "refused":
            # A cross as well as the colour: nobody has to see red to know.
            painter.setBrush(theme.danger)
            painter.drawEllipse(end, 9, 9)
            painter.setPen(QPen(theme.canvas, 2, c=Qt.PenCapStyle.RoundCap))
            half = _CROSS * 0.7
            painter.drawLine(end + QPointF(-half, -half), end + QPointF(half, half))
            painter.drawLine(end + QPointF(-half, half), end + QPointF(half, -half))
            return
        painter.setBrush(self._wires[0][1])
        radius = 7.0 if self._loose_state == "fits" else 5.0
        painter.drawEllipse(end, radius, radius)
