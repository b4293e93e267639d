"""A text of several lines, such as a prompt."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QLabel, QPlainTextEdit, QWidget

from graphstudio.api import Text
from graphstudio.graph.definitions import InputDefinition
from graphstudio.graph.elements import Json
from graphstudio.ui.theme import fonts
from graphstudio.ui.values.emphasis import emphasised
from graphstudio.ui.values.fields.button import FieldButton
from graphstudio.ui.values.fields.field import Field
from graphstudio.ui.values.kinds import hint_of
from graphstudio.ui.values.look import bare_text
from graphstudio.ui.values.reading import read_text
from graphstudio.ui.values.surroundings import Surroundings

_PAUSE_MS = 350
_LEAST_LINES = 3
_MOST_LINES = 12
_PAD_PX = 6
_CAPTION_PX = 11
_CAPTION_HEIGHT_PX = 18
_CAPTION_ROOM_PX = 17


class ProseField(Field):
    """Edit a text of several lines.

    What is typed is taken at every pause, so that nothing is lost when the program ends; all of
    it is one step of the history until the keyboard goes elsewhere. Escape and Ctrl+Enter end
    the editing and keep the text: undoing takes it back. Ctrl+Up and Ctrl+Down weigh the marked
    words.

    Attributes:
        text: Where people type.
        enlarged: Emits when a larger editor is asked for.
        grows_with_text: Whether it is as high as its text, within limits.
        least_px: It is never lower than this.
        sheet: The larger editor, while it is open.
    """

    enlarged = Signal()

    def __init__(
        self,
        definition: InputDefinition,
        surroundings: Surroundings,
        parent: QWidget | None = None,
        *,
        scale: float = 1.0,
        grows_with_text: bool = True,
        can_enlarge: bool = True,
    ) -> None:
        super().__init__(definition, surroundings, parent, scale=scale)
        self.grows_with_text = grows_with_text
        self.least_px = 0
        self._above = 0
        self.sheet: QWidget | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.hand_on)
        self.text = QPlainTextEdit(self)
        self.text.setFont(self.font())
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setTabChangesFocus(True)
        self.text.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text.setAccessibleName(definition.title)
        self.text.document().setDocumentMargin(2 * scale)
        hint = hint_of(definition, Text)
        self.text.setPlaceholderText(hint.placeholder if hint is not None else "")
        self.text.textChanged.connect(self._follow)
        self.box.setContentsMargins(*(round(_PAD_PX * scale) for _ in range(4)))
        self.box.addWidget(self.text)
        self.larger = FieldButton(
            "fullscreen", self.tr("Larger editor (Ctrl+E)"), self.enlarged.emit, self, scale=scale
        )
        self.larger.setVisible(can_enlarge)
        self.watch(self.text)
        self.restyle()
        self._fit()

    @property
    def grows(self) -> bool:
        """Whether it may be higher than one line."""
        return True

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops inside it, in order."""
        return (self.text, self.larger)

    def render_value(self) -> None:
        """Show the text; what is typed at this moment stays where it is."""
        self._pause.stop()
        text = "" if self.value is None else str(self.value)
        if text != self.text.toPlainText():
            self.text.blockSignals(True)
            self.text.setPlainText(text)
            self.text.blockSignals(False)
            self._fit()

    def read(self) -> Json:
        """Give the text, checked; nothing stays nothing until something is typed."""
        text = self.text.toPlainText()
        return None if self.value is None and not text else read_text(self.definition, text)

    def begin(self) -> None:
        """Put the cursor behind the text: prompts are added to."""
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)
        cursor = self.text.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        self.text.setTextCursor(cursor)

    def place_caption(self, caption: QLabel) -> None:
        """Put the name above the text."""
        pad = round(_PAD_PX * self.scale)
        caption.setFont(fonts.ui(round(_CAPTION_PX * self.scale)))
        caption.setGeometry(
            round(8 * self.scale),
            round(2 * self.scale),
            caption.sizeHint().width(),
            round(_CAPTION_HEIGHT_PX * self.scale),
        )
        self.box.setContentsMargins(pad, round(_CAPTION_ROOM_PX * self.scale), pad, pad)
        self._above = round(_CAPTION_ROOM_PX * self.scale) - pad
        self._fit()

    def hand_on(self) -> bool:
        """Take the text now, in one step with what is typed next."""
        self._pause.stop()
        return super().hand_on()

    def owns(self, widget: QWidget | None) -> bool:
        """Count the larger editor in."""
        if widget is None:
            return False
        return super().owns(widget) or (self.sheet is not None and self.sheet.isAncestorOf(widget))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Handle the keys that are not the text's own, and leaving it."""
        if watched is self.text:
            if isinstance(event, QKeyEvent):
                if event.type() == QEvent.Type.KeyPress and self._press(event):
                    return True
                if event.type() == QEvent.Type.ShortcutOverride and self._claims(event):
                    event.accept()
                    return True
            if isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
                self.take()
        return super().eventFilter(watched, event)

    def restyle(self) -> None:
        """Bring the text into the present theme."""
        theme = self.surroundings.appearance.theme
        self.text.setStyleSheet(bare_text(theme))
        self.larger.dress(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Keep the button in its corner."""
        pad = round(3 * self.scale)
        self.larger.move(
            self.width() - self.larger.width() - pad, self.height() - self.larger.height() - pad
        )
        self._fit()

    def _press(self, event: QKeyEvent) -> bool:
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        match event.key():
            case Qt.Key.Key_Escape:
                self._end()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if is_control:
                self._end()
            case Qt.Key.Key_E if is_control:
                self.enlarged.emit()
            case Qt.Key.Key_Up | Qt.Key.Key_Down if is_control:
                self._weigh(0.1 if event.key() == Qt.Key.Key_Up else -0.1)
            case Qt.Key.Key_Tab | Qt.Key.Key_Backtab if self.walks:
                if self.take():
                    self.walked.emit(1 if event.key() == Qt.Key.Key_Tab else -1)
            case _:
                return False
        return True

    def _claims(self, event: QKeyEvent) -> bool:
        """Keep keys from menus that would act on the canvas while somebody types."""
        is_control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if is_control:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.take()  # the run that this key may start must see the text
                return False
            return event.key() in (Qt.Key.Key_E, Qt.Key.Key_Up, Qt.Key.Key_Down)
        return event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Return)

    def _end(self) -> None:
        if self.take():
            self.finished.emit()

    def _follow(self) -> None:
        self._pause.start()
        if self.reason:
            self.recheck()
        self._fit()

    def _weigh(self, change: float) -> None:
        cursor = self.text.textCursor()
        made = emphasised(
            self.text.toPlainText(), cursor.selectionStart(), cursor.selectionEnd(), change
        )
        cursor.beginEditBlock()
        cursor.setPosition(made.start)
        cursor.setPosition(made.stop, cursor.MoveMode.KeepAnchor)
        cursor.insertText(made.text)
        cursor.setPosition(made.start + made.marked[0])
        cursor.setPosition(made.start + made.marked[1], cursor.MoveMode.KeepAnchor)
        cursor.endEditBlock()
        self.text.setTextCursor(cursor)

    def _fit(self) -> None:
        if not self.grows_with_text:
            return
        lines = self.text.document().size().height()  # in lines, for a plain text
        shown = min(max(round(lines), _LEAST_LINES), _MOST_LINES)
        height = shown * self.text.fontMetrics().lineSpacing() + round(2 * _PAD_PX * self.scale)
        self.setFixedHeight(max(height + round(4 * self.scale) + self._above, self.least_px))
