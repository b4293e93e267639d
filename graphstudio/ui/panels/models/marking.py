"""What somebody says of a model: tags as chips, a note that is saved as it is typed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from graphstudio.library.marks import Marks
from graphstudio.ui.panels.models.chips import Chip, Chips
from graphstudio.ui.theme import style

_PAUSE_MS = 400
_NOTE_PX = 72


class NoteField(QPlainTextEdit):
    """Take a note.

    Attributes:
        left: The keyboard went elsewhere.
    """

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Tell that nobody types any more."""
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Tab leave: a note has no columns."""
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            event.ignore()
            return
        super().keyPressEvent(event)


class Marking(QWidget):
    """Show and change marks.

    Attributes:
        changed: Emits the `Marks` that hold now.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks = Marks()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.keep)
        self._tags = Chips(self.tr("Tags"), self)
        self.tag = QLineEdit(self)
        self.tag.setPlaceholderText(self.tr("Add a tag"))
        self.tag.setAccessibleName(self.tr("Add a tag"))
        self.tag.returnPressed.connect(self._add)
        self.note = NoteField(self)
        self.note.setPlaceholderText(self.tr("What it is good for, which strength, which sampler"))
        self.note.setAccessibleName(self.tr("Note"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(_NOTE_PX)
        self.note.textChanged.connect(self._pause.start)
        self.note.left.connect(self.keep)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for title, widgets in (
            (self.tr("Tags"), (self._tags, self.tag)),
            (self.tr("Note"), (self.note,)),
        ):
            heading = QLabel(title, self)
            style.set_role(heading, "section")
            layout.addWidget(heading)
            for widget in widgets:
                layout.addWidget(widget)
            layout.addSpacing(4)

    def show_marks(self, marks: Marks, *, is_same: bool = False) -> None:
        """Show the marks of a model; of the same one, a note that is being typed stays."""
        self._marks = marks
        if is_same and self._pause.isActive():
            self._show_tags()
            return
        if self.note.toPlainText() != marks.note:
            self.note.blockSignals(True)
            self.note.setPlainText(marks.note)
            self.note.blockSignals(False)
        self._pause.stop()
        self._show_tags()

    def keep(self) -> None:
        """Keep the note as it stands now."""
        self._pause.stop()
        text = self.note.toPlainText()
        if text != self._marks.note:
            self._put(replace(self._marks, note=text))

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the note before it goes out of sight."""
        self.keep()
        super().hideEvent(event)

    def _add(self) -> None:
        wanted = [one.strip() for one in self.tag.text().split(",")]
        self.tag.clear()
        fresh = dict.fromkeys((*self._marks.tags, *filter(None, wanted)))
        self._put(replace(self._marks, tags=tuple(fresh), note=self.note.toPlainText()))
        self._show_tags()

    def _remove(self, tag: str) -> None:
        kept = tuple(one for one in self._marks.tags if one != tag)
        self._put(replace(self._marks, tags=kept, note=self.note.toPlainText()))
        self._show_tags()
        self.tag.setFocus()

    def _put(self, marks: Marks) -> None:
        self._marks = marks
        self.changed.emit(marks)

    def _show_tags(self) -> None:
        chips = []
        for tag in self._marks.tags:
            chip = Chip(f"{tag}  ×", self.tr("Take the tag {0} away").format(tag))  # noqa: RUF001 - a cross
            chip.clicked.connect(lambda _is_on, tag=tag: self._remove(tag))
            chips.append(chip)
        self._tags.show_chips(chips)
        self._tags.setVisible(bool(chips))
