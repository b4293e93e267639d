"""The whole graph from far away: one item that paints every node as a coloured box."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from graphstudio.ui.canvas.node_item import NodeItem
from graphstudio.ui.canvas.pieces import Pieces
from graphstudio.ui.canvas.style import Style
from graphstudio.ui.theme.tokens import mixed


class Overview(QGraphicsItem):
    """Stand in for the node items, which are hidden while it shows."""

    def __init__(self, pieces: Pieces, style: Style) -> None:
        super().__init__()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self._pieces = pieces
        self._style = style
        self._boxes: dict[int, dict[str, QRectF]] = {}
        self._colours: dict[str, int] = {}
        self._inks: dict[tuple[str, str], QColor] = {}
        self._is_stale = True
        self._bounds = QRectF()

    def restyle(self, style: Style) -> None:
        """Use other colours."""
        self._style = style
        self._inks.clear()
        self.forget()

    def forget(self) -> None:
        """Look at all nodes again the next time."""
        self._is_stale = True
        self.update()

    def look_at(self, nodes: Iterable[str]) -> None:
        """Look again at some nodes, which have moved or changed."""
        if not self._is_stale:
            for id_ in nodes:
                self._sort(id_)
            self.update()

    def cover(self, rect: QRectF) -> None:
        """Take a rectangle of the scene as the room of everything."""
        if rect != self._bounds:
            self.prepareGeometryChange()
            self._bounds = QRectF(rect)

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Give the room of all nodes."""
        return self._bounds

    def shape(self) -> QPainterPath:
        """Give nothing: nodes are found by the scene."""
        return QPainterPath()

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002 - Qt's signature
        widget: QWidget | None = None,  # noqa: ARG002 - as above
    ) -> None:
        """Paint every node."""
        with self._pieces.guard:
            if self._is_stale:
                self._boxes.clear()
                self._colours.clear()
                for id_ in self._pieces.nodes:
                    self._sort(id_)
                self._is_stale = False
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(Qt.PenStyle.NoPen)
        for rgba, boxes in self._boxes.items():
            painter.setBrush(QColor.fromRgba(rgba))
            painter.drawRects(list(boxes.values()))

    def _sort(self, id_: str) -> None:
        """Put a node's box among those of its colour."""
        old = self._colours.pop(id_, None)
        if old is not None:
            del self._boxes[old][id_]
        item = self._pieces.nodes.get(id_)
        if item is not None and self._pieces.is_shown(id_):
            rgba = self._ink(item).rgba()
            self._colours[id_] = rgba
            self._boxes.setdefault(rgba, {})[id_] = item.rect

    def _ink(self, item: NodeItem) -> QColor:
        look, theme = item.look, self._style.theme
        if look.is_selected:
            return theme.selection
        if look.error:
            return theme.danger
        if look.status.phase == "running":
            return theme.accent
        key = (item.category, look.colour)
        found = self._inks.get(key)
        if found is None:
            found = self._inks[key] = box_colour(self._style, *key)
        return found


def box_colour(style: Style, category: str, colour: str) -> QColor:
    """Give the colour of a node that is one box: its header's, strong enough to be seen."""
    theme = style.theme
    return mixed(theme.header(category, colour), theme.text, 0.18)


def total(rects: Iterable[QRectF]) -> QRectF:
    """Give the room of all rectangles."""
    found = QRectF()
    for rect in rects:
        found = found.united(rect)
    return found
