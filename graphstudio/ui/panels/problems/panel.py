"""The panel: a list of problems; Enter or a double-click goes to the node."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPoint, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QListView, QWidget

from graphstudio.graph.document import Document
from graphstudio.library.starters import command_in
from graphstudio.session.status import RunStatus
from graphstudio.session.worker.protocol import Trouble
from graphstudio.ui.panels.empty_state import EmptyState
from graphstudio.ui.panels.lists import RowList, popup
from graphstudio.ui.panels.panel import Panel
from graphstudio.ui.panels.problems.delegate import ProblemDelegate
from graphstudio.ui.panels.problems.model import NOTICE_ROLE, ProblemModel
from graphstudio.ui.panels.problems.notices import Notice, gather
from graphstudio.ui.panels.subscription import Subscription
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.workflow.problems import Problem


class ProblemsPanel(Panel):
    """Show everything that is in the present graph's way.

    Attributes:
        jumped: Emits the id of the node that somebody wants to see.
        counted: Emits how many errors and how many warnings there are.
    """

    jumped = Signal(str)
    counted = Signal(int, int)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, self.tr("Problems"), parent)
        self._document: Document | None = None
        self._heard = Subscription(self)
        self._status: RunStatus | None = None
        self._troubles: tuple[Trouble, ...] = ()
        self._problems: tuple[Problem, ...] = ()
        self._model = ProblemModel(self)
        self.list = RowList(self.tr("Problems"), self)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setModel(self._model)
        self.list.setItemDelegate(ProblemDelegate(appearance, self.list))
        self.list.opened.connect(self._jump)
        self.list.menu_wanted.connect(self._show_menu)
        self.list.key_pressed.connect(self._take_key)
        self.tools.setContentsMargins(0, 4, 0, 0)
        self._nothing = EmptyState(appearance, "check", "", "", parent=self)
        self.set_content(self.list, self._nothing)
        appearance.changed.connect(self.list.repaint_rows)
        self._gather()

    def follow(
        self, document: Document | None, status: RunStatus | None, problems: Sequence[Problem] = ()
    ) -> None:
        """Show the problems of another graph.

        Args:
            document: The graph; None shows nothing.
            status: Its runs: failures and warnings are taken from it as they come.
            problems: What was wrong with its file when it was opened.
        """
        self._heard.end()
        self._document, self._status = document, status
        self._troubles, self._problems = (), tuple(problems)
        if status is not None:
            self._heard.follow(status.changed, self._gather)
        self._gather()

    def show_troubles(self, troubles: Sequence[Trouble]) -> None:
        """Show what the newest check of the graph found."""
        self._troubles = tuple(troubles)
        self._gather()

    def copy(self) -> None:
        """Copy the selected problems, or all, as text."""
        chosen = [index.data(NOTICE_ROLE) for index in self.list.chosen()]
        texts = [_as_text(notice) for notice in chosen or self._model.notices]
        QGuiApplication.clipboard().setText("\n".join(texts))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Break the lines anew."""
        super().resizeEvent(event)
        self.list.scheduleDelayedItemsLayout()

    def _gather(self, _node: str = "") -> None:
        if self._document is None:
            self._model.show(())
            self._nothing.say(
                self.tr("No graph is open"),
                self.tr("Open a graph to see what is in its way."),
                "problems",
            )
        else:
            graph = self._document.graph
            self._model.show(gather(graph, self._troubles, self._problems, self._status))
            self._nothing.say(
                self.tr("No problems"),
                self.tr("Nothing is in the way of this graph. Press Run to make a picture."),
                "check",
            )
        warnings = sum(notice.is_warning for notice in self._model.notices)
        self.show_empty(not self._model.notices)
        self.counted.emit(len(self._model.notices) - warnings, warnings)

    def _jump(self, index: QModelIndex) -> None:
        notice: Notice = index.data(NOTICE_ROLE)
        if notice.node:
            self.jumped.emit(notice.node)

    def _show_menu(self, where: QPoint) -> None:
        index = self.list.currentIndex()
        if not index.isValid():
            return
        jump = QAction(self.tr("Go to the node"))
        jump.setEnabled(bool(index.data(NOTICE_ROLE).node))
        jump.triggered.connect(lambda: self._jump(index))
        copy = QAction(self.tr("Copy"))
        copy.triggered.connect(self.copy)
        command = command_in(index.data(NOTICE_ROLE).message)
        fetch = QAction(self.tr("Copy the download command"))
        fetch.triggered.connect(lambda: QGuiApplication.clipboard().setText(command))
        popup(self, (jump, None, copy, *((fetch,) if command else ())), where)

    def _take_key(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            event.accept()


def _as_text(notice: Notice) -> str:
    where = " ".join(part for part in (notice.title, notice.socket) if part)
    text = f"{where}: {notice.message}" if where else notice.message
    return f"{text}\n{notice.details}" if notice.details else text
