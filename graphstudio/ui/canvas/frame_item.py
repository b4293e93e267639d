"""A frame on the canvas: a titled box behind nodes, or, folded, one node in their stead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from graphstudio.graph.elements import Frame, Port
from graphstudio.session.status import IDLE, NodeStatus, Phase
from graphstudio.ui.canvas.folded import FoldedFrame
from graphstudio.ui.canvas.geometry import NodeShape
from graphstudio.ui.canvas.guard import PaintGuard
from graphstudio.ui.canvas.hit import Side
from graphstudio.ui.canvas.node_look import NodeLook
from graphstudio.ui.canvas.node_paint import paint_node
from graphstudio.ui.canvas.style import Style

FRAME_HEADER = 32.0
FRAME_GRIP = 16.0
FRAME_Z = -30.0
_RADIUS = 10.0
_TITLE_PX = 14.0
_MOST_TITLE_PX = 72.0
_WORTH: tuple[Phase, ...] = (
    "failed", "running", "waiting", "skipped", "done", "cached", "idle",
)  # fmt: skip


class FrameItem(QGraphicsItem):
    """Show one frame.

    Attributes:
        frame: As the document has it.
        look: How it looks folded; None while it is not.
        is_selected: Whether it is selected.
        is_hovered: Whether the mouse is on its header.
        is_focused: Whether the keyboard is at it.
    """

    def __init__(self, frame: Frame, style: Style, guard: PaintGuard) -> None:
        super().__init__()
        self.frame = frame
        self.look: NodeLook | None = None
        self.is_selected = False
        self.is_hovered = False
        self.is_focused = False
        self._folded: FoldedFrame | None = None
        self._style = style
        self._guard = guard
        self._size = (frame.width, frame.height)
        self.put(frame)

    @property
    def rect(self) -> QRectF:
        """Where it is in the scene."""
        return QRectF(self.pos(), self.pos() + QPointF(*self._size))

    @property
    def header(self) -> QRectF:
        """Where its title is in the scene."""
        rect = self.rect
        return QRectF(rect.x(), rect.y(), rect.width(), min(FRAME_HEADER, rect.height()))

    @property
    def chevron(self) -> QRectF:
        """Where a click folds it, in the scene."""
        return QRectF(self.pos().x() + 4, self.pos().y() + 4, 24, 24)

    @property
    def grip(self) -> QRectF:
        """Where its corner can be dragged, in the scene; nowhere while it is folded."""
        if self.look is not None:
            return QRectF()
        corner = self.rect.bottomRight()
        return QRectF(corner.x() - FRAME_GRIP, corner.y() - FRAME_GRIP, FRAME_GRIP, FRAME_GRIP)

    @property
    def folded(self) -> FoldedFrame | None:
        """What it stands for; None while it is not folded."""
        return self._folded

    def socket(self, port: Port, side: Side) -> QPointF:
        """Say where the socket is that stands for one in it, from its corner."""
        shape: NodeShape | None = None if self._folded is None else self._folded.shape
        place = None if shape is None else shape.socket(str(port), side)
        return place if place is not None else QPointF(self._size[0] / 2, self._size[1] / 2)

    def put(self, frame: Frame) -> None:
        """Show what the document says now."""
        self.frame = frame
        if not frame.is_folded:
            self.look, self._folded = None, None
            self.setZValue(FRAME_Z)
        self.stretch(QRectF(frame.x, frame.y, frame.width, frame.height))

    def fold(self, folded: FoldedFrame) -> None:
        """Show it folded."""
        self._folded = folded
        self.look = NodeLook(
            folded.shape, lambda: folded.face, colour=self.frame.colour, is_group=True
        )
        self.look.is_selected, self.look.is_focused = self.is_selected, self.is_focused
        self.look.caption = self._style.counted(len(folded.nodes))
        self.setZValue(0.5)
        shape = folded.shape
        self.stretch(QRectF(self.frame.x, self.frame.y, shape.width, shape.height))

    def stretch(self, rect: QRectF) -> None:
        """Show it elsewhere, or larger, without the document knowing."""
        self.prepareGeometryChange()
        self._size = (rect.width(), rect.height())
        self.setPos(rect.topLeft())
        self.update()

    def select(self, *, is_selected: bool) -> None:
        """Show whether it is selected."""
        self.is_selected = is_selected
        if self.look is not None:
            self.look.is_selected = is_selected
        self.update()

    def hover(self, *, is_hovered: bool) -> None:
        """Show whether the mouse is on a part of it that does something."""
        self.is_hovered = is_hovered
        if self.look is not None:
            self.look.is_hovered = is_hovered
        self.update()

    def focus(self, *, is_focused: bool) -> None:
        """Show whether the keyboard is at it."""
        self.is_focused = is_focused
        if self.look is not None:
            self.look.is_focused = is_focused
        self.update()

    def refuse(self, refusals: Mapping[tuple[str, str, Side], str] | None) -> None:
        """Grey the sockets, folded, that a loose wire cannot end at; None is no loose wire."""
        if self.look is None or self._folded is None:
            return
        held = self._folded.nodes
        self.look.refusals = (
            None
            if refusals is None
            else {
                (f"{node}.{socket}", side): reason
                for (node, socket, side), reason in refusals.items()
                if node in held
            }
        )
        self.update()

    def gather(self, statuses: Sequence[NodeStatus]) -> None:
        """Show, folded, what is most worth knowing of the nodes it stands for."""
        if self.look is not None:
            self.look.status = min(statuses, key=lambda one: _WORTH.index(one.phase), default=IDLE)
            self.update()

    def restyle(self, style: Style) -> None:
        """Use other colours."""
        self._style = style
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Give the room it takes."""
        return self._style.room(QRectF(0, 0, *self._size))

    def shape(self) -> QPainterPath:
        """Give its outline."""
        path = QPainterPath()
        path.addRect(QRectF(0, 0, *self._size))
        return path

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002 - Qt's signature
        widget: QWidget | None = None,  # noqa: ARG002 - as above
    ) -> None:
        """Paint it."""
        with self._guard:
            zoom = painter.worldTransform().m11()
            if self.look is not None:
                paint_node(painter, self.look, self._style, zoom)
            else:
                self._paint_box(painter, zoom)

    def _paint_box(self, painter: QPainter, zoom: float) -> None:
        theme = self._style.theme
        tone = QColor(self.frame.colour) if self.frame.colour else QColor(theme.secondary)
        box = QRectF(0, 0, *self._size)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, edge = QColor(tone), QColor(tone)
        ground.setAlphaF(0.13 if self.frame.colour else 0.07)
        edge.setAlphaF(0.8 if self.is_hovered else 0.4)
        painter.setBrush(ground)
        painter.setPen(QPen(edge, 1.0))
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        if self.is_selected:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.selection, 2.0))
            painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        if self.is_focused:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.accent, 2.0))
            painter.drawRoundedRect(box.adjusted(-5, -5, 5, 5), _RADIUS + 5, _RADIUS + 5)
        self._paint_title(painter, zoom)
        self._paint_grip(painter, edge)

    def _paint_title(self, painter: QPainter, zoom: float) -> None:
        # It stays readable from afar: what a part of a graph is for is what one looks for there.
        size = min(max(_TITLE_PX, _TITLE_PX / zoom), _MOST_TITLE_PX)
        title = QRectF(30, 0, self._size[0] - 42, max(FRAME_HEADER, size * 1.9))
        painter.setPen(self._style.theme.text)
        self._style.texts.line(painter, self._style.scaled_title(size), title, self.frame.title)
        middle = QPointF(18, FRAME_HEADER / 2)
        self._style.chevron(painter, middle, self._style.theme.secondary, is_open=True)

    def _paint_grip(self, painter: QPainter, colour: QColor) -> None:
        corner = QPointF(*self._size)
        painter.setPen(QPen(colour, 1.5, c=Qt.PenCapStyle.RoundCap))
        for away in (5.0, 10.0):
            painter.drawLine(corner + QPointF(-away - 3, -4), corner + QPointF(-4, -away - 3))
