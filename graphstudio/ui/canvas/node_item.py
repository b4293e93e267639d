"""One node on the canvas: one item, all its parts painted."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from graphstudio.ui.canvas.geometry import NodeShape
from graphstudio.ui.canvas.guard import PaintGuard
from graphstudio.ui.canvas.hit import HitKind, Side
from graphstudio.ui.canvas.node_look import NodeLook
from graphstudio.ui.canvas.node_paint import paint_node
from graphstudio.ui.canvas.style import Style


class NodeItem(QGraphicsItem):
    """Show one node, whose id is `id`, at its `pos()`.

    Attributes:
        id: Of the node.
        look: How it looks; after a change of it call `update()`, or `reshape` for its shape.
        home: Where the document has it; `pos()` is elsewhere while it is dragged.
        order: When it came: of two that overlap, the later one is above.
    """

    def __init__(
        self,
        id: str,  # noqa: A002 - what a node's name is called
        look: NodeLook,
        style: Style,
        guard: PaintGuard,
        *,
        category: str,
        order: int,
    ) -> None:
        super().__init__()
        self.id = id
        self.look = look
        self.home = QPointF()
        self.order = order
        self._category = category
        self._style = style
        self._guard = guard
        self._room = style.room(look.shape.rect)

    @property
    def rect(self) -> QRectF:
        """Where it is in the scene."""
        shape, pos = self.look.shape, self.pos()
        return QRectF(pos.x(), pos.y(), shape.width, shape.height)

    @property
    def room(self) -> QRectF:
        """Where it is in the scene, with its shadow and its sockets."""
        return self._room.translated(self.pos())

    @property
    def category(self) -> str:
        """Of its definition, without reading all of it."""
        return self._category

    def select(self, *, is_selected: bool) -> None:
        """Show whether it is selected, and bring it to the front if it is."""
        self.look.is_selected = is_selected
        self.setZValue(1.0 if is_selected else 0.0)
        self.update()

    def hover(self, *, is_hovered: bool, kind: HitKind, spot: tuple[str, Side] | None) -> None:
        """Show whether the mouse is over it, and over which of its parts."""
        self.look.is_hovered, self.look.hovered = is_hovered, spot
        self.look.hovered_part = kind if is_hovered else "empty"
        self.update()

    def focus(self, *, is_focused: bool, row: str, side: Side | None) -> None:
        """Show whether the keyboard is at it, and at which of its rows."""
        self.look.is_focused, self.look.focused_row = is_focused, row
        self.look.focused_side = side
        self.update()

    def refuse(self, refusals: Mapping[tuple[str, Side], str] | None) -> None:
        """Grey the sockets that a loose wire cannot end at; None is no loose wire."""
        self.look.refusals = refusals
        self.update()

    def restyle(self, style: Style) -> None:
        """Use other colours."""
        self._style = style
        self.update()

    def reshape(self, shape: NodeShape) -> None:
        """Take another shape."""
        if shape is not self.look.shape:
            self.prepareGeometryChange()
            self.look.shape = shape
            self._room = self._style.room(shape.rect)
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Give the room it takes."""
        return self._room

    def shape(self) -> QPainterPath:
        """Give its outline."""
        path = QPainterPath()
        path.addRect(self.look.shape.rect)
        return path

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002 - Qt's signature
        widget: QWidget | None = None,  # noqa: ARG002 - as above
    ) -> None:
        """Paint it in the detail that can be seen."""
        zoom = painter.worldTransform().m11()
        with self._guard:
            paint_node(painter, self.look, self._style, zoom)
