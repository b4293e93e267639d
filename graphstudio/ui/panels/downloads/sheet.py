"""The sheet: starter models, anything else by name or address, and what is under way."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from graphstudio.errors import GraphStudioError
from graphstudio.library.downloads import Wish, of_starter, read_wish
from graphstudio.library.starters import FILE_KINDS, Starter, starters
from graphstudio.session.models.fetching import FetchItem, FetchQueue
from graphstudio.ui.panels.downloads.card import DownloadCard
from graphstudio.ui.panels.downloads.token_bar import TokenBar
from graphstudio.ui.panels.empty_state import EmptyState
from graphstudio.ui.panels.models.looks import kind_title
from graphstudio.ui.panels.panel import Panel, SearchField
from graphstudio.ui.panels.subscription import Subscription
from graphstudio.ui.theme import style
from graphstudio.ui.theme.appearance import Appearance

_REFRESH_MS = 100  # progress comes faster than anybody reads


class DownloadsSheet(Panel):
    """Get models, one click each; nothing is fetched before somebody asks.

    Args:
        appearance: Its colours.
        queue: Fetches them.
    """

    _heard = Signal(str)

    def __init__(
        self, appearance: Appearance, queue: FetchQueue, parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance, self.tr("Get models"), parent)
        self._queue = queue
        self.cards: list[DownloadCard] = []
        self.search = SearchField(appearance, self.tr("Search models to get"), self)
        self.search.textChanged.connect(self._filter)
        self.tools.addWidget(self.search, 1)
        self.token = TokenBar()
        self.token.kept.connect(self._try_again)
        self._column = QVBoxLayout()
        self._column.setContentsMargins(12, 8, 12, 12)
        self._column.setSpacing(8)
        self._column.addStretch(1)
        self.set_content(_scrolled(self._column), self._nothing(appearance))
        self._add_other()
        self.add_below(self.token)
        for one in starters():
            self._add_starter(one)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._heard.connect(self._soon)
        self._changes = Subscription(self)
        self._changes.follow(queue.changed, self._hear)
        self.refresh()

    def refresh(self) -> None:
        """Show what became of each download."""
        for item in self._queue.items:
            if not any(card.wish == item.wish for card in self.cards):
                self._add_card(item.wish, item.wish.title, item.wish.repository, "", place=0)
        for card in self.cards:
            self._refresh(card)
        gated = [one for one in self._queue.items if one.state == "failed" and one.page]
        if gated and not self.token.isVisible():
            self.token.ask(gated[-1].wish.title, gated[-1].page)

    def card(self, name: str) -> DownloadCard:
        """Give the card of a model.

        Raises:
            StopIteration: There is none of this name.
        """
        return next(one for one in self.cards if one.wish.title == name)

    def _refresh(self, card: DownloadCard) -> None:
        item = self._queue.find(card.wish)
        place = card.wish.place
        is_here = place is not None and (place / card.wish.name).exists()
        card.show_item(item, is_here=is_here)

    def _hear(self, id_: str) -> None:
        """Called in whichever thread; the signal brings it into that of the window."""
        self._heard.emit(id_)

    def _soon(self, _: str) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def _add_starter(self, one: Starter) -> None:
        gate = self.tr(", asks to agree first") if one.is_gated else ""
        size = self.tr("{0} GB").format(f"{one.gigabytes:g}")
        title = one.title[:1].upper() + one.title[1:]
        self._add_card(of_starter(one), title, f"{size} · {one.licence}{gate}", one.purpose)

    def _add_card(
        self, wish: Wish, title: str, facts: str, purpose: str, place: int | None = None
    ) -> None:
        card = DownloadCard(wish, title, facts, purpose, self)
        card.wanted.connect(partial(self._queue.add, wish))
        card.stopped.connect(partial(self._with, wish, "pause"))
        card.removed.connect(partial(self._with, wish, "remove"))
        self.cards.append(card)
        self._column.insertWidget(self._column.count() - 1 if place is None else place, card)

    def _with(self, wish: Wish, what: str) -> None:
        item: FetchItem | None = self._queue.find(wish)
        if item is not None:
            (self._queue.pause if what == "pause" else self._queue.remove)(item.id)

    def _try_again(self) -> None:
        for item in self._queue.items:
            if item.state == "failed" and item.page:
                self._queue.resume(item.id)

    def _filter(self, words: str) -> None:
        for card in self.cards:
            card.setVisible(card.fits(words))
        self.show_empty(not any(card.fits(words) for card in self.cards))

    def _add_other(self) -> None:
        self.other = QLineEdit(self)
        self.other.setPlaceholderText(self.tr("owner/name, owner/name:file or an https address"))
        self.other.setAccessibleName(self.tr("Any other model"))
        self.kind = QComboBox(self)
        self.kind.addItem(self.tr("What is it?"), "")
        for one in FILE_KINDS:
            self.kind.addItem(kind_title(one), one)
        self.kind.setToolTip(self.tr("Single files go into the folder of their kind."))
        self.ask = QPushButton(self.tr("Get"), self)
        self.ask.clicked.connect(self._ask)
        self.other.returnPressed.connect(self._ask)
        self.wrong = QLabel(self)
        self.wrong.setTextFormat(Qt.TextFormat.PlainText)
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        style.set_role(self.wrong, "danger")
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.other, self.kind, self.ask):
            row.addWidget(widget, int(widget is self.other))
        below = QWidget(self)
        layout = QVBoxLayout(below)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.addWidget(self.wrong)
        layout.addLayout(row)
        self.add_below(below)

    def _ask(self) -> None:
        try:
            wish = read_wish(self.other.text().strip(), kind=str(self.kind.currentData()))
        except GraphStudioError as error:
            self.wrong.setText(str(error))
            self.wrong.show()
            return
        self.wrong.hide()
        self.other.clear()
        self._queue.add(wish)

    def _nothing(self, appearance: Appearance) -> EmptyState:
        return EmptyState(
            appearance,
            "search",
            self.tr("No such starter model"),
            self.tr("Name any other below: its repository on the hub, or an address."),
            parent=self,
        )


def _scrolled(column: QVBoxLayout) -> QScrollArea:
    inner = QWidget()
    inner.setLayout(column)
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    return area
