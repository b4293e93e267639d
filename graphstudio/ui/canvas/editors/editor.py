"""The one editor that may be open on a canvas, in the place of the value that it edits."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtWidgets import QApplication, QGraphicsView, QVBoxLayout, QWidget

from graphstudio.errors import GraphStudioError
from graphstudio.graph.elements import Json
from graphstudio.ui.canvas.editors.bubble import Bubble
from graphstudio.ui.values.fields.field import Field
from graphstudio.ui.values.reading import reason_of

_LEAST_WIDTH_PX = 120


class Editor(QWidget):
    """Hold a field over a row of a node, where the view shows it, until the editing ends.

    It is a child of the view's viewport and follows when the view is scrolled. It ends with
    Enter, Escape, Tab or when the keyboard goes elsewhere; a value that is refused keeps it
    open, with the reason below.

    Attributes:
        field: What is typed into.
        closed: Emits when the editing has ended, whatever the reason.
        walked: Emits 1 or -1 when Tab asks for the next row or the one before; after `closed`.
    """

    closed = Signal()
    walked = Signal(int)

    def __init__(
        self,
        view: QGraphicsView,
        row: QRectF,
        field: Field,
        commit: Callable[[Json], object],
        cancel: Callable[[], object],
    ) -> None:
        super().__init__(view.viewport())
        self._view = view
        self._row = row
        self._commit = commit
        self._cancel = cancel
        self._is_open = True
        self._has_committed = False
        self.field = field
        self.setAccessibleName(field.definition.title)
        field.setParent(self)
        field.walks = True
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(field)
        self._bubble = Bubble(field.surroundings.appearance, view.viewport())
        field.taken.connect(self._take)
        field.finished.connect(self._end)
        field.left.connect(self._end)
        field.walked.connect(self._walk)
        field.reason_changed.connect(self._say)
        for bar in (view.horizontalScrollBar(), view.verticalScrollBar()):
            bar.valueChanged.connect(self.place)
            bar.rangeChanged.connect(self.place)
        QApplication.instance().focusChanged.connect(self._follow_keyboard)  # type: ignore[union-attr]  # there is one
        self.setFocusProxy(field)
        self.place()
        self.show()
        field.begin()

    @property
    def is_open(self) -> bool:
        """Whether the editing goes on."""
        return self._is_open

    @property
    def reason(self) -> str:
        """Why the value is refused, as the bubble says it; "" where it is not."""
        return self.field.reason

    def finish(self) -> bool:
        """Take the value and end the editing; False when it is refused: the editor stays."""
        if self._is_open and self.field.take():
            self._close()
        return not self._is_open

    def dismiss(self) -> None:
        """End the editing without taking what was typed since the last time."""
        self._close()

    def place(self) -> None:
        """Stand where the view shows the row."""
        shown = self._view.mapFromScene(self._row).boundingRect()
        width = max(shown.width(), round(_LEAST_WIDTH_PX * self.field.scale))
        if not self.field.grows:
            self.field.setFixedHeight(max(shown.height(), self.fontMetrics().height() + 4))
        height = self.field.height() if self.field.grows else self.field.minimumHeight()
        # Of a field that is larger than the row the right edges lie on each other: names are left.
        left = shown.right() + 1 - width
        top = shown.top() if self.field.grows else shown.center().y() - height // 2
        self.setGeometry(QRect(left, top, width, height))
        self._say(self.reason)

    def _take(self, value: Json) -> None:
        if not self._is_open:
            return  # hiding a field takes the keyboard from it, and then fields take what was typed
        try:
            self._commit(value)
        except GraphStudioError as error:
            self.field.refuse(reason_of(error))
        else:
            self._has_committed = True
            if self._is_open:  # taking it may have ended the editing
                self.field.show_value(value)

    def _walk(self, rows: int) -> None:
        self._end()
        self.walked.emit(rows)

    def _end(self) -> None:
        self._close()
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow_keyboard(self, _old: QWidget | None, now: QWidget | None) -> None:
        """End when the keyboard has gone to another part of the window, unless it is refused."""
        is_elsewhere = now is not None and now.window() is self.window()
        if is_elsewhere and not self.field.owns(now) and not self.reason:
            self.finish()

    def _say(self, reason: str) -> None:
        self._bubble.say(reason if self._is_open else "", self.geometry())

    def _close(self) -> None:
        if not self._is_open:
            return
        self._is_open = False
        QApplication.instance().focusChanged.disconnect(self._follow_keyboard)  # type: ignore[union-attr]  # there is one
        self.hide()
        self._bubble.hide()
        self._bubble.deleteLater()
        self.deleteLater()
        if not self._has_committed:
            self._cancel()
        self.closed.emit()
