"""The chosen model: its picture, all that is known of it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from graphstudio.library.entries import Entry
from graphstudio.ui.brush import guarded
from graphstudio.ui.panels.buttons import IconButton
from graphstudio.ui.panels.models.chips import Chip, Chips
from graphstudio.ui.panels.models.looks import (
    family_title,
    kind_title,
    paint_placeholder,
    parameters_text,
)
from graphstudio.ui.panels.models.marking import Marking
from graphstudio.ui.panels.models.selection import Item
from graphstudio.ui.panels.painting import fitted, rounded
from graphstudio.ui.panels.thumbnails import Thumbnails
from graphstudio.ui.theme import style
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.wording import say_bytes

_PICTURE_PX, _LOW_PICTURE_PX, _PLACEHOLDER_PX = 220, 128, 72
_HASH_SHOWN = 12


class BigPreview(QWidget):
    """Show the picture of a model, or what stands for it."""

    def __init__(
        self, appearance: Appearance, thumbnails: Thumbnails, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._thumbnails = thumbnails
        self._entry: Entry | None = None
        self._is_low = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        thumbnails.arrived.connect(self.update)

    def show_entry(self, entry: Entry) -> None:
        """Show another model."""
        self._entry = entry
        self._fit()
        self.setAccessibleName(self.tr("Preview of {0}").format(entry.name))
        self.update()

    def be_low(self, is_low: bool) -> None:
        """Leave room for the words, or be large."""
        self._is_low = is_low
        self._fit()

    def _fit(self) -> None:
        has_picture = self._entry is not None and self._entry.preview is not None
        high = _LOW_PICTURE_PX if self._is_low else _PICTURE_PX
        self.setFixedHeight(high if has_picture else _PLACEHOLDER_PX)

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's
        """Paint it."""
        entry, theme = self._entry, self._appearance.theme
        if entry is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect())
        found = self._thumbnails.get(entry.preview) if entry.preview is not None else None
        if found is None:
            paint_placeholder(painter, box, entry.kind, theme, 6)
        else:
            painter.fillPath(rounded(box, 6), theme.field)
            fit = fitted(found.width(), found.height(), box)
            painter.setClipPath(rounded(fit, 6))
            painter.drawPixmap(fit, found, QRectF(found.rect()))
        painter.end()


class ModelDetails(QScrollArea):
    """Show one model.

    Attributes:
        marked: Emits the `Path` of the model and the `Marks` that somebody gave it.
        hash_wanted: "Compute" was pressed; emits the `Path`.
        add_wanted: "Add to canvas" was pressed.
        folder_wanted: "Open folder" was pressed.
        nodes_wanted: "Select the nodes that use it" was pressed.
        trash_wanted: "Move to the trash" was pressed.
        said: Emits what was done, for the status line.
    """

    marked = Signal(object, object)
    hash_wanted = Signal(object)
    add_wanted = Signal()
    folder_wanted = Signal()
    nodes_wanted = Signal()
    trash_wanted = Signal()
    said = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item: Item | None = None
        self._hashing: set[Path] = set()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("The chosen model"))
        self._preview = BigPreview(appearance, Thumbnails(self, 800), self)
        self._make_words()
        self.marking = Marking(self)
        self.marking.changed.connect(self._mark)
        self._lay_out(appearance)

    @property
    def path(self) -> Path | None:
        """Which model shows."""
        return None if self._item is None else self._item.entry.path

    def show_item(self, item: Item) -> None:
        """Show a model; a note that is being typed on the one before is kept first."""
        is_same = self.path == item.entry.path
        if not is_same:
            self.marking.keep()
        if is_same and self._item is not None and self._item.entry == item.entry:
            self._item = item
            self.marking.show_marks(item.marks, is_same=True)
            self._show_star()
            return
        self._item = item
        entry = item.entry
        self._preview.show_entry(entry)
        self._title.setText(entry.title or entry.name)
        self._name.setText(entry.name)
        self._name.setVisible(bool(entry.title) and entry.title != entry.name)
        self._kind.setText(kind_title(entry.kind))
        self._family.setText(family_title(entry.family))
        self._family.setVisible(bool(entry.family))
        self._problem.setText(entry.problem)
        self._problem.setVisible(bool(entry.problem))
        self._show_words(entry)
        self._show_facts(entry)
        self._show_hash()
        self._show_star()
        self.marking.show_marks(item.marks, is_same=is_same)
        if not is_same:
            self.verticalScrollBar().setValue(0)

    def be_low(self, is_low: bool) -> None:
        """Stand below the list, where room is dear, or beside it."""
        self._preview.be_low(is_low)

    def show_hashing(self, path: Path, is_running: bool) -> None:
        """Show that a hash is being taken, or no longer."""
        (self._hashing.add if is_running else self._hashing.discard)(path)
        self._show_hash()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for what the picture and the most important words need."""
        return QSize(280, 320)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Need room for a line and the buttons."""
        return QSize(220, 120)

    def _make_words(self) -> None:
        self._title, self._name, self._problem = QLabel(self), QLabel(self), QLabel(self)
        style.set_role(self._title, "heading")
        style.set_role(self._name, "caption")
        style.set_role(self._problem, "notice-danger")
        for label in (self._title, self._name, self._problem):
            label.setTextFormat(Qt.TextFormat.PlainText)  # it quotes other people's files
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setMinimumWidth(40)
        self._kind, self._family = QLabel(self), QLabel(self)
        for label in (self._kind, self._family):
            style.set_role(label, "badge")
        self._words_title = QLabel(self.tr("Trigger words"), self)
        style.set_role(self._words_title, "section")
        self._words = Chips(self.tr("Trigger words"), self)
        self._facts = QFormLayout()
        self._facts.setHorizontalSpacing(12)
        self._facts.setVerticalSpacing(4)
        self._facts.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._compute = QPushButton(self.tr("Compute"), self)
        self._compute.setAccessibleName(self.tr("Compute the hash"))
        self._compute.clicked.connect(lambda: self.hash_wanted.emit(self.path))
        self._hash = QPushButton(self)
        style.set_role(self._hash, "link")
        self._hash.setToolTip(self.tr("Copy the hash"))
        self._hash.setAccessibleName(self.tr("Copy the hash"))
        self._hash.clicked.connect(self._copy_hash)
        self._busy = QProgressBar(self)
        self._busy.setRange(0, 0)
        self._busy.setAccessibleName(self.tr("The hash is being computed"))

    def _lay_out(self, appearance: Appearance) -> None:
        page = QWidget(self)
        page.setObjectName("page")
        self._star = IconButton(appearance, "star-outline", self.tr("Favourite"), self._toggle)
        column = QVBoxLayout(page)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        top = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._title)
        names.addWidget(self._name)
        top.addLayout(names, 1)
        top.addWidget(self._star, 0, Qt.AlignmentFlag.AlignTop)
        badges = QHBoxLayout()
        badges.setSpacing(4)
        badges.addWidget(self._kind)
        badges.addWidget(self._family)
        badges.addStretch(1)
        hash_row = QHBoxLayout()
        hash_title = QLabel("SHA-256", self)
        style.set_role(hash_title, "caption")
        hash_row.addWidget(hash_title)
        hash_row.addStretch(1)
        for widget in (self._hash, self._busy, self._compute):
            hash_row.addWidget(widget)
        column.addWidget(self._preview)
        column.addLayout(top)
        column.addLayout(badges)
        column.addWidget(self._problem)
        column.addLayout(self._buttons(appearance))
        column.addWidget(self._words_title)
        column.addWidget(self._words)
        column.addLayout(self._facts)
        column.addLayout(hash_row)
        column.addWidget(self.marking)
        column.addStretch(1)
        self.setWidget(page)

    def _buttons(self, appearance: Appearance) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        self.add = QPushButton(self.tr("Add to canvas"), self)
        style.set_role(self.add, "primary")
        self.add.clicked.connect(self.add_wanted)
        row.addWidget(self.add)
        row.addStretch(1)
        for icon, text, signal in (
            ("folder-open", self.tr("Open folder"), self.folder_wanted.emit),
            ("copy", self.tr("Copy path"), self.copy_path),
            ("select", self.tr("Select the nodes that use it"), self.nodes_wanted.emit),
            ("trash", self.tr("Move to the trash"), self.trash_wanted.emit),
        ):
            row.addWidget(IconButton(appearance, icon, text, signal, self))
        return row

    def _show_words(self, entry: Entry) -> None:
        chips = []
        for word in entry.words:
            chip = Chip(word, self.tr("Copy {0}").format(word))
            chip.clicked.connect(lambda _is_on, word=word: self._copy(word))
            chips.append(chip)
        self._words.show_chips(chips)
        self._words.setVisible(bool(chips))
        self._words_title.setVisible(bool(chips))

    def _show_facts(self, entry: Entry) -> None:
        while self._facts.rowCount():
            self._facts.removeRow(0)
        for name, text in self._told(entry):
            heading, value = QLabel(name, self), QLabel(text, self)
            style.set_role(heading, "caption")
            heading.setAlignment(Qt.AlignmentFlag.AlignTop)
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setWordWrap(True)
            value.setMinimumWidth(40)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts.addRow(heading, value)

    def _told(self, entry: Entry) -> Iterator[tuple[str, str]]:
        if entry.size_bytes:
            yield self.tr("Size"), say_bytes(entry.size_bytes)
        if entry.precision:
            yield self.tr("Precision"), entry.precision
        if entry.parameters:
            yield self.tr("Parameters"), parameters_text(entry.parameters)
        for name, text in entry.details.items():
            yield name[:1].upper() + name[1:].replace("_", " "), text
        # A long path has no spaces to break at: it may break after each folder.
        yield self.tr("Path"), str(entry.path).replace("/", "/\u200b").replace("\\", "\\\u200b")

    def _show_hash(self) -> None:
        if self._item is None:
            return
        entry = self._item.entry
        is_running = entry.path in self._hashing
        self._busy.setVisible(is_running)
        self._hash.setVisible(bool(entry.sha256))
        self._hash.setText(f"{entry.sha256[:_HASH_SHOWN]}…")
        self._compute.setVisible(not entry.sha256 and not is_running)

    def _show_star(self) -> None:
        is_on = self._item is not None and self._item.marks.is_favourite
        self._star.show_icon("star" if is_on else "star-outline")
        self._star.rename(self.tr("Take the star away") if is_on else self.tr("Star"))

    def _toggle(self) -> None:
        if self._item is not None:
            marks = self._item.marks
            note = self.marking.note.toPlainText()
            self._mark(replace(marks, is_favourite=not marks.is_favourite, note=note))

    def _mark(self, marks: object) -> None:
        if self.path is not None:
            self.marked.emit(self.path, marks)

    def _copy_hash(self) -> None:
        if self._item is not None:
            self._copy(self._item.entry.sha256)

    def copy_path(self) -> None:
        """Put the path of the model on the clipboard."""
        self._copy(str(self.path))

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.said.emit(self.tr("Copied: {0}").format(text))
