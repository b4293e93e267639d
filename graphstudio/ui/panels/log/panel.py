"""The panel: filter, copy, clear; it follows the end until somebody scrolls up."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTime, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QWidget

from graphstudio.session.worker.protocol import LogLine
from graphstudio.ui.panels.buttons import IconButton
from graphstudio.ui.panels.empty_state import EmptyState
from graphstudio.ui.panels.lists import RowList, popup
from graphstudio.ui.panels.log.delegate import LineDelegate
from graphstudio.ui.panels.log.model import ENTRY_ROLE, LogModel
from graphstudio.ui.panels.panel import Panel, SearchField
from graphstudio.ui.theme.appearance import Appearance

_GATHER_MS = 100


class LogPanel(Panel):
    """Show log lines as they come."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, self.tr("Log"), parent)
        self._model = LogModel(self)
        self._waiting: list[LogLine] = []
        # Lines can come by the thousand: they are shown in gulps.
        self._gather = QTimer(self, interval=_GATHER_MS, singleShot=True)
        self._gather.timeout.connect(self._show_waiting)
        self.list = RowList(self.tr("Log lines"), self)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.list.setUniformItemSizes(True)
        self.list.setModel(self._model)
        self.list.setItemDelegate(LineDelegate(appearance, self.list))
        self.list.menu_wanted.connect(self._show_menu)
        self.list.key_pressed.connect(self._take_key)
        self._search = SearchField(appearance, self.tr("Filter the log"), self)
        self._search.lead_to(self.list)
        self._level = QComboBox(self)
        self._level.setAccessibleName(self.tr("Least level shown"))
        self._level.addItems(
            [self.tr("Everything"), self.tr("Info"), self.tr("Warnings"), self.tr("Errors")]
        )
        self._level.setCurrentIndex(1)
        self._level.currentIndexChanged.connect(self._filter)
        self._search.textChanged.connect(self._filter)
        self._copy = IconButton(appearance, "copy", self.tr("Copy the log"), self.copy, self)
        self._clear = IconButton(appearance, "clear", self.tr("Clear the log"), self.clear, self)
        self.tools.addWidget(self._search, 1)
        for widget in (self._level, self._copy, self._clear):
            self.tools.addWidget(widget)
        self._nothing = EmptyState(appearance, "log", "", "", parent=self)
        self.set_content(self.list, self._nothing)
        appearance.changed.connect(self.list.repaint_rows)
        self._filter()

    def add(self, line: LogLine) -> None:
        """Show a line, a moment later and together with others."""
        self._waiting.append(line)
        if not self._gather.isActive():
            self._gather.start()

    def clear(self) -> None:
        """Forget all lines."""
        self._waiting.clear()
        self._model.clear()
        self._show_state()

    def copy(self) -> None:
        """Copy the selected lines, or all that are shown."""
        chosen = [index.data(ENTRY_ROLE) for index in self.list.chosen()]
        lines = chosen if len(chosen) > 1 else self._model.shown
        QGuiApplication.clipboard().setText("\n".join(map(str, lines)))

    def _show_waiting(self) -> None:
        bar = self.list.verticalScrollBar()
        follows = bar.value() >= bar.maximum() - self.list.fontMetrics().height()
        self._model.add(self._waiting, QTime.currentTime().toString("HH:mm:ss"))
        self._waiting = []
        self._show_state()
        if follows:
            self.list.scrollToBottom()

    def _filter(self) -> None:
        self._model.filter(self._level.currentIndex(), self._search.text())
        self._show_state()
        self.list.scrollToBottom()

    def _show_state(self) -> None:
        if self._model.is_bare:
            self._nothing.say(
                self.tr("Nothing was logged"),
                self.tr("What nodes and libraries print during a run appears here."),
            )
        else:
            self._nothing.say(
                self.tr("No line passes the filter"),
                self.tr("Empty the search field, or show more levels."),
            )
        self.show_empty(not self._model.shown)
        self._copy.setEnabled(bool(self._model.shown))
        self._clear.setEnabled(not self._model.is_bare)

    def _show_menu(self, where: QPoint) -> None:
        copy = QAction(self.tr("Copy"))
        copy.triggered.connect(self.copy)
        everything = QAction(self.tr("Select all"))
        everything.triggered.connect(self.list.selectAll)
        clear = QAction(self.tr("Clear"))
        clear.triggered.connect(self.clear)
        popup(self, (copy, everything, None, clear), where)

    def _take_key(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            event.accept()
        elif event.matches(QKeySequence.StandardKey.Find):
            self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            event.accept()
