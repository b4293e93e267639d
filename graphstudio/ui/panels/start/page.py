"""The page: begin anew, open a file, take a ready-made workflow, go on with an old one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from graphstudio.graph.registry import Registry
from graphstudio.session.workspace.recents import Recents
from graphstudio.ui.jobs import Jobs
from graphstudio.ui.panels.start.card import Card, RecentRow
from graphstudio.ui.panels.start.flow import FlowLayout
from graphstudio.ui.panels.start.sketch import Sketch, read
from graphstudio.ui.panels.subscription import Subscription
from graphstudio.ui.theme import fonts, icons, style
from graphstudio.ui.theme.appearance import Appearance

_WIDEST_PX = 1008
_RECENT_SHOWN = 8
_READ_AFTER_MS = 100  # the first reading takes half a second of a thread: the window comes first


class _Grid(QWidget):
    """Lay out cards, and know which is beside which."""

    def __init__(self, cards: Sequence[Card], parent: QWidget) -> None:
        super().__init__(parent)
        self.cards = cards
        self._flow = FlowLayout(self, 16)
        for card in cards:
            self._flow.addWidget(card)

    def beside(self, card: Card, dx: int, dy: int) -> Card | None:
        """Find the card that lies so many columns and rows away; None beyond the edge."""
        place = self.cards.index(card) + dx + dy * self._flow.columns
        return self.cards[place] if 0 <= place < len(self.cards) else None


class StartPage(QScrollArea):
    """Show what one can begin with.

    Attributes:
        new_wanted: An empty graph is wanted.
        open_wanted: A file is to be chosen and opened.
        template_chosen: Emits the `Path` of a ready-made workflow: a copy of it is wanted.
        file_chosen: Emits the `Path` of a file that shall be opened.
    """

    new_wanted = Signal()
    open_wanted = Signal()
    template_chosen = Signal(object)
    file_chosen = Signal(object)

    def __init__(
        self,
        registry: Registry,
        workflows: Sequence[Path],
        recents: Recents,
        appearance: Appearance,
        families: Sequence[Path] = (),
        parent: QWidget | None = None,
    ) -> None:
        """Make the page.

        Args:
            registry: Knows the nodes of the workflows.
            workflows: What runs as it is.
            recents: Files that were open before.
            appearance: Its look.
            families: Workflows for models that people bring themselves.
            parent: Its parent.
        """
        super().__init__(parent)
        self._registry = registry
        self._recents = recents
        self._appearance = appearance
        self._jobs = Jobs(self)
        self._rows: list[RecentRow] = []
        self._is_seen = False
        self.setAccessibleName(self.tr("Start"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # One card a turn of the event loop: none of them holds up the window.
        self._pencil = QTimer(self, interval=0)
        self._pencil.timeout.connect(self._draw_one)
        self._reading = QTimer(self, singleShot=True, interval=_READ_AFTER_MS)
        self._reading.timeout.connect(self._read_all)
        self._column = QWidget()
        groups = [[Card(p, appearance, self._column) for p in one] for one in (workflows, families)]
        self.cards = [card for group in groups for card in group]
        self._grids = [_Grid(group, self._column) for group in groups]
        self._lay_out()
        for card in self.cards:
            card.clicked.connect(lambda _on=False, path=card.path: self.template_chosen.emit(path))
            card.walked.connect(lambda dx, dy, card=card: self._walk(card, dx, dy))
        self._show_recents()
        self._heard = Subscription(self)
        self._heard.follow(recents.changed, self._show_recents)
        appearance.changed.connect(self._restyle)
        self._restyle()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the cards at their new size, a moment later."""
        super().resizeEvent(event)
        self._pencil.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Read the files when people see the page, however long it takes to show."""
        if event.type() == QEvent.Type.Paint and not self._is_seen:
            self._is_seen = True
            self._reading.start()
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self._mark = QLabel(self._column)
        self._mark.setPixmap(icons.app().pixmap(QSize(56, 56), self.devicePixelRatioF()))
        self._name = QLabel("GraphStudio", self._column)
        self._name.setFont(fonts.ui(28, "semibold"))
        self._motto = QLabel(
            self.tr("Draw a graph, press Run, and watch the picture appear."), self._column
        )
        style.set_role(self._motto, "secondary")
        self._motto.setWordWrap(True)
        self._motto.setMinimumWidth(120)
        self._new = QPushButton(self.tr("New graph"), self._column)
        style.set_role(self._new, "primary")
        self._open = QPushButton(self.tr("Open a file…"), self._column)
        self._new.clicked.connect(self.new_wanted)
        self._open.clicked.connect(self.open_wanted)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._name)
        words.addWidget(self._motto)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self._mark)
        head.addLayout(words, 1)
        head.addWidget(self._open, 0, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self._new, 0, Qt.AlignmentFlag.AlignBottom)
        self._files = QVBoxLayout()
        self._files.setSpacing(2)
        self._files_title = self._heading(self.tr("Recent files"))
        inner = QVBoxLayout(self._column)
        inner.setContentsMargins(0, 48, 0, 48)
        inner.setSpacing(12)
        inner.addLayout(head)
        inner.addSpacing(24)
        ready, families = self._grids
        inner.addWidget(self._heading(self.tr("Begin with a ready-made workflow")))
        inner.addWidget(ready)
        inner.addSpacing(24)
        inner.addWidget(self._files_title)
        inner.addLayout(self._files)
        if families.cards:
            inner.addSpacing(24)
            inner.addWidget(self._heading(self.tr("For models that you bring")))
            inner.addWidget(families)
        inner.addStretch(1)
        self._column.setMaximumWidth(_WIDEST_PX)
        ground = QWidget(self)
        ground.installEventFilter(self)
        centred = QHBoxLayout(ground)
        centred.setContentsMargins(32, 0, 32, 0)
        centred.addStretch(1)
        centred.addWidget(self._column, 100)
        centred.addStretch(1)
        self.setWidget(ground)
        self.setFocusProxy(self._new)

    def _heading(self, text: str) -> QLabel:
        label = QLabel(text, self._column)
        label.setFont(fonts.ui(14, "semibold"))
        return label

    def _read_all(self) -> None:
        waiting = [card.path for card in self.cards if card.sketch is None]
        for path in (*waiting, *(row.path for row in self._rows)):
            self._jobs.start(partial(read, path, self._registry), self._take)

    def _take(self, sketch: Sketch) -> None:
        targets: list[Card | RecentRow] = [*self.cards, *self._rows]
        for target in targets:
            if target.path == sketch.path:
                target.show_sketch(sketch)
        self._pencil.start()

    def _draw_one(self) -> None:
        waiting = [card for card in self.cards if card.sketch is not None and not card.is_drawn]
        if waiting and self.isVisible():
            waiting[0].draw()
        else:
            self._pencil.stop()

    def _show_recents(self, _paths: object = None) -> None:
        for row in self._rows:
            self._files.removeWidget(row)
            row.deleteLater()
        paths = self._recents.paths[:_RECENT_SHOWN]
        self._rows = [RecentRow(path, self._appearance, self._column) for path in paths]
        self._files_title.setVisible(bool(self._rows))
        for row in self._rows:
            row.clicked.connect(lambda _on=False, path=row.path: self.file_chosen.emit(path))
            self._files.addWidget(row)
        if self._is_seen:
            self._reading.start()

    def _walk(self, card: Card, dx: int, dy: int) -> None:
        found = next(grid for grid in self._grids if card in grid.cards).beside(card, dx, dy)
        if found is not None:
            found.setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(found)

    def _restyle(self) -> None:
        theme = self._appearance.theme
        icons.dress(self._open, "open", theme)
        icons.dress(self._new, "add", theme, "accent_text")
        self._pencil.start()
