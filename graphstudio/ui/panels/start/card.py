"""A card for one workflow: how its graph looks, what it is called, what it is for."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap, QTextLayout
from PySide6.QtWidgets import QAbstractButton, QWidget

from graphstudio.ui.brush import guarded
from graphstudio.ui.panels.painting import rounded
from graphstudio.ui.panels.start.examples import example
from graphstudio.ui.panels.start.sketch import Sketch
from graphstudio.ui.panels.times import ago
from graphstudio.ui.theme import fonts, icons
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.tokens import Theme, mixed

_TEXT_PX = 84
_SIZE = QSize(232, 136 + _TEXT_PX)
_RADIUS = 8


class Card(QAbstractButton):
    """Show a workflow.

    Attributes:
        walked: Emits where an arrow key leads: (columns, rows).
        path: Its file.
    """

    walked = Signal(int, int)

    def __init__(self, path: Path, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.path = path
        self._appearance = appearance
        self._sketch: Sketch | None = None
        self._picture: QPixmap | None = None
        self._example = example(path)
        self._drawn_for: tuple[Theme, QSize] | None = None
        self.setMinimumSize(_SIZE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(path.stem)
        self.setToolTip(str(path))
        appearance.changed.connect(self.update)

    @property
    def sketch(self) -> Sketch | None:
        """What it shows; None until the file is read."""
        return self._sketch

    @property
    def is_drawn(self) -> bool:
        """Whether its graph is drawn as it is needed now."""
        return self._drawn_for == (self._appearance.theme, self._graph_size())

    def show_sketch(self, sketch: Sketch) -> None:
        """Show what was read from the file."""
        self._sketch = sketch
        self._drawn_for = None
        self.setAccessibleName(sketch.title)
        self.setAccessibleDescription(sketch.description)
        self.setEnabled(sketch.graph is not None)
        self.update()

    def draw(self) -> None:
        """Draw the graph: this takes a few milliseconds, so the page does one at a time."""
        self._drawn_for = (self._appearance.theme, self._graph_size())
        if self._sketch is not None and self._sketch.graph is not None:
            from graphstudio.ui.canvas.thumbnail import paint_graph

            size, ratio = self._graph_size(), self.devicePixelRatioF()
            self._picture = paint_graph(self._sketch.graph, self._appearance.theme, size, ratio)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Open with Enter, walk with the arrows."""
        steps = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in steps:
            self.walked.emit(*steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint the card."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        is_hot = self.underMouse() and self.isEnabled()
        painter.save()
        painter.setClipPath(rounded(box, _RADIUS))
        ground = mixed(theme.panel, theme.text, 0.07 if is_hot else 0.04)
        painter.fillRect(box, ground)
        top = QRect(0, 0, self.width(), self.height() - _TEXT_PX)
        painter.fillRect(top, theme.canvas)
        if self._example is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(QRect(0, 0, top.height(), top.height()), self._example)
        if self._picture is not None:
            size = self._graph_size()
            painter.drawPixmap(top.adjusted(top.width() - size.width(), 0, 0, 0), self._picture)
        painter.restore()
        has_focus = self.hasFocus()
        line = theme.accent if has_focus or is_hot else theme.border
        painter.setPen(QPen(line, 2 if has_focus else 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        self._paint_words(painter, theme)

    def _graph_size(self) -> QSize:
        """Say how much room the graph has, beside the square of the picture."""
        height = self.height() - _TEXT_PX
        return QSize(self.width() - (height if self._example is not None else 0), height)

    def _paint_words(self, painter: QPainter, theme: Theme) -> None:
        sketch = self._sketch
        top = self.height() - _TEXT_PX + 10
        words = QRect(14, top, self.width() - 28, 20)
        painter.setFont(fonts.ui(13, "semibold"))
        painter.setPen(theme.text if self.isEnabled() else theme.disabled)
        # The file is read a moment later; its name is nearly its title.
        meanwhile = self.path.stem.replace("-", " ").capitalize()
        title = sketch.title if sketch is not None else meanwhile
        metrics = painter.fontMetrics()
        shown = metrics.elidedText(title, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)
        if sketch is None:
            return
        painter.setFont(fonts.ui(12))
        painter.setPen(theme.secondary)
        room = QRect(14, top + 24, self.width() - 28, 34)
        painter.drawText(
            room, Qt.AlignmentFlag.AlignTop, _two_lines(painter, sketch.description, room.width())
        )


class RecentRow(QAbstractButton):
    """Show a file that was open before.

    Attributes:
        path: The file.
    """

    def __init__(self, path: Path, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.path = path
        self._appearance = appearance
        self._changed = 0.0
        self.setFixedHeight(40)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(path.stem)
        self.setAccessibleDescription(str(path))
        self.setToolTip(str(path))
        appearance.changed.connect(self.update)

    def show_sketch(self, sketch: Sketch) -> None:
        """Say when it was written; a file that is gone cannot be opened."""
        self._changed = sketch.changed
        self.setEnabled(bool(sketch.changed))
        self.setToolTip(f"{self.path}\n{'' if sketch.changed else sketch.description}".strip())
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Open with Enter, walk with the arrows."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            super().keyPressEvent(event)

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint the file's name, its folder and its age."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(theme.accent, 1.5) if self.hasFocus() else Qt.PenStyle.NoPen)
        is_hot = self.underMouse() and self.isEnabled()
        painter.setBrush(theme.hover if is_hot else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 6, 6)
        tone = theme.secondary if self.isEnabled() else theme.disabled
        icons.icon("workflow", tone).paint(painter, QRect(12, 11, 18, 18))
        painter.setFont(fonts.ui(11))
        painter.setPen(tone)
        note = ago(self._changed, time.time()) if self._changed else ""
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(self.rect().adjusted(0, 0, -14, 0), right, note)
        painter.setFont(fonts.ui(12, "medium"))
        painter.setPen(theme.text if self.isEnabled() else theme.disabled)
        name = painter.fontMetrics().elidedText(
            self.path.stem, Qt.TextElideMode.ElideRight, self.width() // 2
        )
        width = painter.fontMetrics().horizontalAdvance(name)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(44, 0, width + 4, self.height()), middle, name)
        painter.setFont(fonts.ui(11))
        painter.setPen(tone)
        room = self.width() - width - 44 - 112
        folder = painter.fontMetrics().elidedText(
            _short(self.path.parent), Qt.TextElideMode.ElideMiddle, room
        )
        painter.drawText(QRect(44 + width + 12, 0, room, self.height()), middle, folder)


def _two_lines(painter: QPainter, text: str, width: int) -> str:
    """Break a text into two lines; what does not fit is cut from the second."""
    words = " ".join(text.split())
    layout = QTextLayout(words, painter.font())
    layout.beginLayout()
    first = layout.createLine()
    if not first.isValid():
        return ""
    first.setLineWidth(width)
    end = first.textLength()
    layout.endLayout()
    rest = painter.fontMetrics().elidedText(words[end:], Qt.TextElideMode.ElideRight, width)
    return f"{words[:end].rstrip()}\n{rest}"


def _short(folder: Path) -> str:
    """Write the home folder as "~"."""
    home = Path.home()
    return f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) else str(folder)
