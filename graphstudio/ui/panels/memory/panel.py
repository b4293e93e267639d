"""The panel: how full the device is and was, what fills it, and two ways to be rid of it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from graphstudio.session.queue.runner import Runner
from graphstudio.session.worker.protocol import MemoryTold
from graphstudio.ui.panels.buttons import IconButton
from graphstudio.ui.panels.empty_state import EmptyState
from graphstudio.ui.panels.lists import RowList, popup
from graphstudio.ui.panels.memory.delegate import HoldingDelegate
from graphstudio.ui.panels.memory.holdings import Holding, holdings, size_text
from graphstudio.ui.panels.memory.model import HOLDING_ROLE, HoldingModel
from graphstudio.ui.panels.memory.plot import MemoryPlot
from graphstudio.ui.panels.panel import Panel
from graphstudio.ui.panels.subscription import Subscription
from graphstudio.ui.theme import style
from graphstudio.ui.theme.appearance import Appearance

_REFRESH_MS = 1000
_PLOT_FROM_PX = 220


class MemoryPanel(Panel):
    """Show what the engine holds; it is asked about once a second while somebody looks.

    Attributes:
        jumped: A result was opened; emits the id of the node that made it.
    """

    jumped = Signal(str)

    def __init__(
        self, runner: Runner, appearance: Appearance, parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance, self.tr("Memory"), parent)
        self._runner = runner
        self._has_history = False
        self._model = HoldingModel(self)
        self._tick = QTimer(self, interval=_REFRESH_MS)
        self._tick.timeout.connect(runner.ask_memory)
        self._said = QLabel(self)
        self._said.setMinimumWidth(40)
        self._bar = QProgressBar(self)
        style.set_role(self._bar, "thin")
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Memory of the device that is used"))
        self.list = RowList(self.tr("What is in memory"), self)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setUniformItemSizes(True)
        self.list.setModel(self._model)
        self.list.setItemDelegate(HoldingDelegate(appearance, self.list))
        self.plot = MemoryPlot(appearance, self)
        self._let_go = IconButton(
            appearance, "delete", self.tr("Let go of the chosen model"), self.let_go, self
        )
        self._empty_all = QPushButton(self.tr("Empty"), self)
        self._empty_all.setToolTip(
            self.tr("Let go of kept results, steps of pictures and models that are not in use")
        )
        self._lay_out(appearance)
        self._connect(appearance)
        self.show_told(None)

    def show_told(self, told: MemoryTold | None) -> None:
        """Show what is held; None where nobody knows yet."""
        rows = () if told is None else holdings(told)
        self._model.show(rows)
        self.show_empty(not rows)
        self._empty_all.setEnabled(bool(rows))
        self._show_chosen()
        self._has_history = told is not None and bool(told.history.samples)
        self._show_plot()
        self._bar.setVisible(told is not None and told.total_bytes > 0)
        if told is None:
            self._said.setText(self.tr("The engine starts …"))
            return
        self.plot.show_history(told.history)
        self._bar.setValue(round(1000 * told.used_bytes / max(told.total_bytes, 1)))
        self._said.setText(
            self.tr("{device}: {used} of {total} used  ·  machine: {free} free").format(
                device=told.device or self.tr("Engine"),
                used=size_text(told.used_bytes),
                total=size_text(told.total_bytes),
                free=size_text(told.free_bytes),
            )
        )

    def let_go(self) -> None:
        """Let go of the chosen model, if that can be."""
        one = self._chosen()
        if one is not None and one.model:
            self._runner.let_go(one.model)
            self._runner.ask_memory()

    def empty(self) -> None:
        """Let go of all that is not in use."""
        self._runner.free_memory()
        self._runner.ask_memory()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Ask while somebody looks."""
        super().showEvent(event)
        self._tick.start()
        self._runner.ask_memory()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's name
        """Ask no more."""
        self._tick.stop()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Leave the plot out where it would leave no room for the list."""
        super().resizeEvent(event)
        self._show_plot()

    def _show_plot(self) -> None:
        self.plot.setVisible(self._has_history and self.height() >= _PLOT_FROM_PX)

    def _lay_out(self, appearance: Appearance) -> None:
        gauge = QVBoxLayout()
        gauge.setSpacing(4)
        gauge.addWidget(self._said)
        gauge.addWidget(self._bar)
        self.tools.setContentsMargins(14, 8, 8, 8)
        self.tools.setSpacing(8)
        self.tools.addLayout(gauge, 1)
        self.tools.addWidget(self._let_go)
        self.tools.addWidget(self._empty_all)
        nothing = EmptyState(
            appearance,
            "memory",
            self.tr("Nothing is held"),
            self.tr("Models and results that the engine keeps for the next run are listed here."),
            parent=self,
        )
        self.set_content(self.list, nothing)
        self.add_below(self.plot)

    def _connect(self, appearance: Appearance) -> None:
        self._heard = Subscription(self)
        self._heard.follow(self._runner.memory, self.show_told)
        self._empty_all.clicked.connect(self.empty)
        self.list.selectionModel().selectionChanged.connect(self._show_chosen)
        self.list.opened.connect(self._open)
        self.list.menu_wanted.connect(self._show_menu)
        self.list.key_pressed.connect(self._take_key)
        appearance.changed.connect(self.list.repaint_rows)

    def _chosen(self) -> Holding | None:
        found = self.list.chosen()
        return found[0].data(HOLDING_ROLE) if found else None

    def _show_chosen(self) -> None:
        one = self._chosen()
        self._let_go.setEnabled(one is not None and bool(one.model))

    def _open(self) -> None:
        one = self._chosen()
        if one is not None and one.node:
            self.jumped.emit(one.node)

    def _show_menu(self, where: QPoint) -> None:
        one = self._chosen()
        let_go = QAction(self.tr("Let go of this model"))
        let_go.setEnabled(one is not None and bool(one.model))
        let_go.triggered.connect(self.let_go)
        find = QAction(self.tr("Show the node"))
        find.setEnabled(one is not None and bool(one.node))
        find.triggered.connect(self._open)
        everything = QAction(self.tr("Empty"))
        everything.triggered.connect(self.empty)
        popup(self, (let_go, find, None, everything), where)

    def _take_key(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.let_go()
            event.accept()
