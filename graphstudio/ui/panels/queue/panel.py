"""The panel: the list of jobs, and what can be done with the queue as a whole."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLabel, QPushButton, QWidget

from graphstudio.graph.registry import Registry
from graphstudio.session.queue.job import Job
from graphstudio.session.queue.runner import Runner
from graphstudio.session.worker.protocol import NodeEvent
from graphstudio.ui.panels.buttons import IconButton
from graphstudio.ui.panels.empty_state import EmptyState
from graphstudio.ui.panels.lists import RowList, popup
from graphstudio.ui.panels.panel import Panel
from graphstudio.ui.panels.queue.delegate import JobDelegate
from graphstudio.ui.panels.queue.model import JOB_ROLE, QueueModel
from graphstudio.ui.panels.queue.progress import JobProgress
from graphstudio.ui.panels.subscription import Subscription
from graphstudio.ui.panels.thumbnails import Thumbnails
from graphstudio.ui.theme import icons, style
from graphstudio.ui.theme.appearance import Appearance

_TICK_MS = 1000


class QueuePanel(Panel):
    """Show the queue, and change it.

    Attributes:
        opened: Emits a `Job` that was double-clicked.
        view_wanted: Emits all pictures of a job, and the one to look at.
    """

    opened = Signal(object)
    view_wanted = Signal(object, object)

    def __init__(
        self,
        runner: Runner,
        registry: Registry,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, self.tr("Queue"), parent)
        self._runner = runner
        self._registry = registry
        self._model = QueueModel(self)
        self._thumbnails = Thumbnails(self, 96)
        self.list = RowList(self.tr("Runs"), self)
        self._rows = JobDelegate(appearance, self._thumbnails, self.list)
        self._set_up_list()
        self._set_up_tools(appearance)
        self.set_content(
            self.list,
            EmptyState(
                appearance,
                "queue",
                self.tr("Nothing is queued"),
                self.tr("Press Run, and the run appears here. Several wait for each other."),
                parent=self,
            ),
        )
        # "12 s left" and "5 min ago" grow old.
        self._tick = QTimer(self, interval=_TICK_MS)
        self._tick.timeout.connect(self.list.repaint_rows)
        self._thumbnails.arrived.connect(self.list.repaint_rows)
        appearance.changed.connect(self.list.repaint_rows)
        self._model.dropped.connect(self._move)
        self._heard = Subscription(self)
        self._heard.follow(runner.changed, self._refresh)
        self._heard.follow(runner.event, self._take)
        self._refresh()

    def jobs(self) -> tuple[Job, ...]:
        """Give the jobs as they are listed."""
        return self._model.jobs

    def select(self, job: str) -> None:
        """Choose one job and bring it into view."""
        row = self._model.row_of(job)
        if row is not None:
            self.list.setCurrentIndex(self._model.index(row))
            self.list.scrollTo(self._model.index(row))

    def _set_up_list(self) -> None:
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setDragEnabled(True)
        self.list.setAcceptDrops(True)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setDropIndicatorShown(True)
        self.list.setModel(self._model)
        self.list.setItemDelegate(self._rows)
        self.list.opened.connect(self._open)
        self.list.menu_wanted.connect(self._show_menu)
        self.list.key_pressed.connect(self._take_key)
        self._rows.pressed.connect(self._press)

    def _set_up_tools(self, appearance: Appearance) -> None:
        self._pause = QPushButton(self)
        self._pause.clicked.connect(self._toggle_pause)
        self._summary = QLabel(self)
        style.set_role(self._summary, "caption")
        self._summary.setAccessibleName(self.tr("The queue in short"))
        self._stop = IconButton(
            appearance, "stop", self.tr("Stop the present run"), self._runner.stop, self
        )
        self._clear = IconButton(
            appearance,
            "clear",
            self.tr("Clear what is over; its pictures stay"),
            self._runner.clear_finished,
            self,
        )
        self.tools.addWidget(self._pause)
        self.tools.addWidget(self._summary, 1)
        self.tools.addWidget(self._stop)
        self.tools.addWidget(self._clear)

    def _refresh(self) -> None:
        chosen = self._current()
        jobs = self._runner.jobs
        running = {job.id: job for job in jobs if job.state == "running"}
        for id_ in [id_ for id_ in self._rows.progress if id_ not in running]:
            self._rows.progress.pop(id_).deleteLater()
        for id_, job in running.items():
            if id_ not in self._rows.progress:
                self._rows.progress[id_] = JobProgress(
                    job, self._registry, self, self._runner.device_of(id_)
                )
        self._model.show(jobs)
        if chosen is not None:
            self.select(chosen.id)
        self.show_empty(not jobs)
        self._show_state(jobs, is_running=bool(running))

    def _show_state(self, jobs: tuple[Job, ...], *, is_running: bool) -> None:
        waiting = sum(job.state == "pending" for job in jobs)
        is_paused = self._runner.is_paused
        self._pause.setText(self.tr("Go on") if is_paused else self.tr("Pause"))
        self._pause.setToolTip(
            self.tr("Start the runs that wait")
            if is_paused
            else self.tr("Let the present run end, and start no other one")
        )
        theme = self._appearance.theme
        icons.dress(self._pause, "play" if is_paused else "pause", theme)
        text = self.tr("{0} waiting").format(waiting) if waiting else ""
        if is_paused:
            text = self.tr("Paused, {0} waiting").format(waiting)
        self._summary.setText(text)
        self._stop.setEnabled(is_running)
        self._clear.setEnabled(any(job.is_over for job in jobs))
        if is_running and not self._tick.isActive():
            self._tick.start()
        elif not is_running:
            self._tick.stop()

    def _take(self, job: str, event: NodeEvent) -> None:
        running = self._rows.progress.get(job)
        if running is not None:
            running.take(event)
            self._model.touch(job)

    def _toggle_pause(self) -> None:
        if self._runner.is_paused:
            self._runner.resume()
        else:
            self._runner.pause()

    def _move(self, job: str, before: str) -> None:
        self._runner.move(job, before or None)

    def _current(self) -> Job | None:
        index = self.list.currentIndex()
        return index.data(JOB_ROLE) if index.isValid() else None

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(JOB_ROLE))

    def _press(self, id_: str) -> None:
        if self._runner.job(id_).is_over:
            self._runner.retry(id_)
        else:
            self._runner.cancel(id_)

    def _step(self, job: Job, steps: int) -> None:
        """Move a job that waits up or down among those that wait."""
        waiting = [one.id for one in self._model.jobs if one.state == "pending"]
        if job.id not in waiting:
            return
        place = waiting.index(job.id) + steps
        if not 0 <= place < len(waiting):
            return
        waiting.remove(job.id)
        self._runner.move(job.id, waiting[place] if place < len(waiting) else None)

    def _take_key(self, event: QKeyEvent) -> None:
        job = self._current()
        if job is None:
            return
        event.accept()
        has_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        match event.key():
            case Qt.Key.Key_Delete if job.is_over:
                self._runner.remove(job.id)
            case Qt.Key.Key_Delete:
                self._runner.cancel(job.id)
            case Qt.Key.Key_Up if has_alt:
                self._step(job, -1)
            case Qt.Key.Key_Down if has_alt:
                self._step(job, 1)
            case Qt.Key.Key_R if job.is_over and not event.modifiers():
                self._runner.retry(job.id)
            case _:
                event.ignore()

    def _view(self, pictures: tuple[Path, ...]) -> None:
        self.view_wanted.emit(pictures, pictures[-1])

    def _show_menu(self, where: QPoint) -> None:
        job = self._current()
        if job is None:
            return
        runner, id_ = self._runner, job.id

        def action(text: str, run: object, is_on: bool) -> QAction:
            made = QAction(text)
            made.triggered.connect(run)
            made.setEnabled(is_on)
            return made

        popup(
            self,
            (
                action(
                    self.tr("Show its picture"),
                    lambda: self._view(job.pictures),
                    bool(job.pictures),
                ),
                action(self.tr("Open its graph"), lambda: self.opened.emit(job), True),
                None,
                action(self.tr("Run first"), lambda: runner.run_first(id_), job.state != "running"),
                action(self.tr("Move up"), lambda: self._step(job, -1), job.state == "pending"),
                action(self.tr("Move down"), lambda: self._step(job, 1), job.state == "pending"),
                action(self.tr("Run again"), lambda: runner.retry(id_), job.is_over),
                None,
                action(self.tr("Stop"), lambda: runner.cancel(id_), not job.is_over),
                action(self.tr("Remove from the list"), lambda: runner.remove(id_), job.is_over),
            ),
            where,
        )
