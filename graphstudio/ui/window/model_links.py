"""What the panel of models asks of the rest of the window."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF
from PySide6.QtWidgets import QWidget

from graphstudio.library.entries import Entry
from graphstudio.session.models.knobs import knob_of
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.window.model_takers import Taker, taker_of
from graphstudio.ui.window.questions import Answer
from graphstudio.wording import say_bytes

if TYPE_CHECKING:
    from graphstudio.ui.panels.models.collection import Discarded
    from graphstudio.ui.window.main_window import MainWindow

_STACK_PX = 48  # how far each of several nodes stands below and beside the last


class ModelLinks(QObject):
    """Connect the panel when it is built. Nothing is asked in a window of its own."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.docks["models"].built.connect(self._connect)

    def _connect(self, panel: QWidget) -> None:
        del panel
        window, models = self._window, self._window.panels.models
        window.drops.find_model = models.entry
        window.drops.name_model = self._name
        models.add_wanted.connect(self._add)
        models.nodes_wanted.connect(self._select_nodes)
        models.trash_wanted.connect(self._ask_trash)
        models.trashed.connect(self._tell_trashed)
        models.failed.connect(self._tell_failure)
        models.said.connect(window.status.tell)
        models.get_wanted.connect(window.getting.open)
        for notice in window.desk.shelf.open().notices:
            window.questions.tell(notice, is_error=True)

    def _add(self, entries: Sequence[Entry]) -> None:
        window = self._window
        sheet = window.pages.sheet or window.desk.workspace.front or window.files.new()
        window.pages.show_sheet(sheet)
        page = window.pages.of(sheet)
        if page is None:
            return
        middle = page.canvas.view.visible_rect().center()
        for number, entry in enumerate(entries):
            at = middle + QPointF(number * _STACK_PX, number * _STACK_PX)
            window.drops.add_model(entry, sheet, at)

    def _name(self, entry: Entry, taker: Taker) -> str:
        """Say what a node's knob must say to mean a model: a name that it offers, or a path."""
        desk = self._window.desk
        short = taker.name(entry.path)
        if short != str(entry.path):
            return short
        knob = knob_of(desk.registry.require(taker.nodes[0]), taker.knob)
        return short if knob is None else knob.name_of(entry, desk.shelf.open())

    def _select_nodes(self, entry: Entry) -> None:
        page = self._window.pages.page
        if page is None:
            self._window.status.tell(self.tr("Open a workflow first."))
            return
        graph = page.sheet.document.graph
        taker = taker_of(entry, graph.registry)
        users = [
            id_
            for id_, node in graph.nodes.items()
            if taker is not None and taker.names(node, entry.path)
        ]
        if users:
            page.canvas.show_node(users[0])
            page.canvas.scene.select(Selection.of(users))
            page.canvas.setFocus()
        else:
            text = self.tr("No node of this workflow uses {0}.")
            self._window.status.tell(text.format(entry.name))

    def _ask_trash(self, entries: Sequence[Entry]) -> None:
        size = say_bytes(sum(one.size_bytes for one in entries))
        if len(entries) == 1:
            text = self.tr("Move {0} ({1}) to the trash?").format(entries[0].name, size)
        else:
            text = self.tr("Move {0} models ({1}) to the trash?").format(len(entries), size)

        def move(is_remembered: bool) -> None:
            del is_remembered
            self._window.panels.models.discard(entries)

        answer = Answer(self.tr("Move to the trash"), move, is_default=True)
        self._window.questions.ask("models.trash", text, [answer])

    def _tell_trashed(self, gone: Discarded) -> None:
        def put_back(is_remembered: bool) -> None:
            del is_remembered
            self._window.panels.models.put_back(gone)

        text = self.tr("{0} is in the trash now: {1}").format(gone.path.name, gone.trash)
        answer = Answer(self.tr("Put back"), put_back)
        self._window.questions.ask(f"models.trashed {gone.path}", text, [answer])

    def _tell_failure(self, text: str) -> None:
        self._window.questions.tell(text, is_error=True)
