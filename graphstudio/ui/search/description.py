"""What a node does, beside the list that found it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from graphstudio.graph.definitions import NodeDefinition
from graphstudio.graph.sockets import SocketType, describe
from graphstudio.ui.brush import guarded
from graphstudio.ui.theme import fonts
from graphstudio.ui.theme.appearance import Appearance

_PAD_PX = 16
_LINE_PX = 20


class Description(QWidget):
    """Paint a node's title, what it does, and what goes in and comes out."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._definition: NodeDefinition | None = None

    def show_node(self, definition: NodeDefinition | None) -> None:
        """Describe another node; None describes nothing."""
        self._definition = definition
        spoken = f"{definition.title}. {definition.summary}" if definition is not None else ""
        self.setAccessibleName(spoken)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for room for a few sentences."""
        return QSize(250, 300)

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint it from the top as far as there is room."""
        if self._definition is None:
            return
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        definition = self._definition
        y = self._write(painter, definition.title, _PAD_PX, fonts.ui(14, "semibold"), theme.text)
        y = self._write(painter, definition.id, y + 2, fonts.ui(11), theme.secondary)
        y = self._write(painter, definition.help, y + 10, fonts.ui(12), theme.text, most=150)
        groups = (
            (
                self.tr("In"),
                [(one.title, one.type) for one in definition.inputs if not one.is_knob],
            ),
            (self.tr("Out"), [(one.title, one.type) for one in definition.outputs]),
            (
                self.tr("Values"),
                [(one.title, one.type) for one in definition.inputs if one.is_knob],
            ),
        )
        for name, sockets in groups:
            if sockets and y + 12 + 2 * _LINE_PX <= self.height() - _PAD_PX:
                y = (
                    self._write(painter, name, y + 12, fonts.ui(11, "semibold"), theme.secondary)
                    + 2
                )
                y = self._list(painter, sockets, y)

    def _write(
        self, painter: QPainter, text: str, y: int, font: QFont, colour: QColor, most: int = 400
    ) -> int:
        area = QRect(_PAD_PX, y, self.width() - 2 * _PAD_PX, most)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        flags = int(Qt.TextFlag.TextWordWrap)
        painter.drawText(area, flags, text)
        return y + min(painter.boundingRect(area, flags, text).height(), most)

    def _list(self, painter: QPainter, sockets: list[tuple[str, SocketType]], y: int) -> int:
        theme = self._appearance.theme
        for title, type_ in sockets:
            if y + _LINE_PX > self.height() - _PAD_PX:
                break
            row = QRect(_PAD_PX, y, self.width() - 2 * _PAD_PX, _LINE_PX)
            colour = theme.wire(type_)
            socket(
                painter, QPointF(row.left() + 5, row.center().y() + 0.5), theme.shape(type_), colour
            )
            painter.setFont(fonts.ui(12))
            painter.setPen(QColor(theme.text))
            painter.drawText(row.adjusted(18, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), title)
            used = painter.fontMetrics().horizontalAdvance(title) + 30
            painter.setFont(fonts.ui(11))
            painter.setPen(QColor(theme.secondary))
            kind = painter.fontMetrics().elidedText(
                describe(type_), Qt.TextElideMode.ElideRight, row.width() - used
            )
            painter.drawText(
                row, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), kind
            )
            y += _LINE_PX
        return y


def socket(painter: QPainter, centre: QPointF, shape: str, colour: QColor, side: float = 9) -> None:
    """Paint a socket's dot in the shape that stands for its type."""
    half = side / 2
    around = QRectF(centre.x() - half, centre.y() - half, side, side)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    match shape:
        case "square":
            painter.drawRoundedRect(around.adjusted(0.5, 0.5, -0.5, -0.5), 1.5, 1.5)
        case "diamond":
            painter.drawPolygon(_polygon(centre, ((0, -half), (half, 0), (0, half), (-half, 0))))
        case "hexagon":
            right = ((half, 0), (half / 2, half), (-half / 2, half))
            painter.drawPolygon(_polygon(centre, (*right, *((-x, -y) for x, y in right))))
        case "half":
            painter.drawPie(around, 90 * 16, 180 * 16)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour, 1.2))
            painter.drawEllipse(around.adjusted(0.6, 0.6, -0.6, -0.6))
        case "ring":
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour, 2))
            painter.drawEllipse(around.adjusted(1, 1, -1, -1))
        case _:
            painter.drawEllipse(around)


def _polygon(centre: QPointF, corners: Iterable[tuple[float, float]]) -> QPolygonF:
    return QPolygonF([centre + QPointF(x, y) for x, y in corners])
