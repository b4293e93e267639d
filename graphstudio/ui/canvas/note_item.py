"""A note on the canvas: a text in Markdown."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTextDocument
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from graphstudio.graph.elements import Note
from graphstudio.ui.canvas.guard import PaintGuard
from graphstudio.ui.canvas.style import Style

NOTE_GRIP = 16.0
_PAD = 12.0
_TEXT_FROM = 0.4


class NoteItem(QGraphicsItem):
    """Show one note.

    Attributes:
        note: As the document has it.
        is_selected: Whether it is selected.
        is_hovered: Whether the mouse is on it.
    """

    def __init__(self, note: Note, style: Style, guard: PaintGuard) -> None:
        super().__init__()
        self.setZValue(-10)
        self.note = note
        self.is_selected = False
        self.is_hovered = False
        self._style = style
        self._guard = guard
        self._size = (note.width, note.height)
        self._text: QTextDocument | None = None
        self.put(note)

    @property
    def rect(self) -> QRectF:
        """Where it is in the scene."""
        return QRectF(self.pos(), self.pos() + QPointF(*self._size))

    @property
    def grip(self) -> QRectF:
        """Where its corner can be dragged, in the scene."""
        corner = self.rect.bottomRight()
        return QRectF(corner.x() - NOTE_GRIP, corner.y() - NOTE_GRIP, NOTE_GRIP, NOTE_GRIP)

    def put(self, note: Note) -> None:
        """Show what the document says now."""
        self.note = note
        self._text = None
        self.stretch(QRectF(note.x, note.y, note.width, note.height))

    def stretch(self, rect: QRectF) -> None:
        """Show it elsewhere, or larger, without the document knowing."""
        self.prepareGeometryChange()
        if self._text is not None:
            self._text.setTextWidth(rect.width() - 2 * _PAD)
        self._size = (rect.width(), rect.height())
        self.setPos(rect.topLeft())
        self.update()

    def select(self, *, is_selected: bool) -> None:
        """Show whether it is selected."""
        self.is_selected = is_selected
        self.update()

    def restyle(self, style: Style) -> None:
        """Use other colours."""
        self._style = style
        self._text = None
        self.update()

    def boundingRect(self) -> QRectF:  # noqa: N802 - Qt's name
        """Give the room it takes."""
        return QRectF(-3, -3, self._size[0] + 6, self._size[1] + 6)

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
            self._paint(painter, painter.worldTransform().m11())

    def _paint(self, painter: QPainter, zoom: float) -> None:
        theme = self._style.theme
        ground = QColor(self.note.colour) if self.note.colour else QColor(theme.note)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(ground)
        edge = theme.selection if self.is_selected else theme.border
        painter.setPen(QPen(edge, 2.0 if self.is_selected else 1.0))
        painter.drawRoundedRect(QRectF(0, 0, *self._size), 6, 6)
        if zoom < _TEXT_FROM:
            return
        ink = theme.text_on(ground)
        painter.save()
        painter.translate(_PAD, _PAD - 2)
        painter.setClipRect(QRectF(0, 0, self._size[0] - 2 * _PAD, self._size[1] - 2 * _PAD + 4))
        self._laid_out(ink).drawContents(painter)
        painter.restore()
        painter.setPen(Qt.PenStyle.NoPen)

    def _laid_out(self, ink: QColor) -> QTextDocument:
        if self._text is None:
            text = QTextDocument()
            text.setDocumentMargin(0)
            text.setDefaultFont(self._style.row)
            text.setDefaultStyleSheet(f"body {{ color: {ink.name()} }}")
            text.setMarkdown(self.note.text)
            text.setHtml(text.toHtml().replace("<body", f'<body text="{ink.name()}"', 1))
            text.setTextWidth(self._size[0] - 2 * _PAD)
            self._text = text
        return self._text
