"""Who tells whom: what happens in one part of the window shows in the others."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from graphstudio.session.worker.protocol import LogLine, Usage
from graphstudio.session.worker.warmups import WarmTold
from graphstudio.ui.panels.outlooks import means, memory, run_time
from graphstudio.ui.window.desk import out_folder
from graphstudio.ui.window.page_links import PageLinks
from graphstudio.ui.window.panel_links import PanelLinks
from graphstudio.ui.window.runs import SheetRuns
from graphstudio.ui.window.taskbar import TaskbarProgress
from graphstudio.ui.window.warmth import warmed, warming

if TYPE_CHECKING:
    from graphstudio.ui.window.main_window import MainWindow

_KEPT_LINES = 2000
_SCAN_AFTER_MS = 500  # the window comes first
_RESTART_AFTER_MS = 1200  # somebody is still choosing
_ENGINE_SETTINGS = frozenset({"device", "precision", "queue_devices", "cache_gib", "models_folder"})


class Following(QObject):
    """Connect the parts of a window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._lines: deque[LogLine] = deque(maxlen=_KEPT_LINES)
        self._taskbar = TaskbarProgress(self)
        self._alarm_told = ""
        self._restart = QTimer(self, singleShot=True, interval=_RESTART_AFTER_MS)
        self._restart.timeout.connect(window.restart_engine)
        self.pages = PageLinks(window)
        self.panels = PanelLinks(window)
        self._follow_engine()
        self._follow_runs()
        window.questions.complained.connect(self._note_complaint)
        window.pages.changed.connect(self._show_page)
        window.files.opened.connect(window.pages.show_sheet)
        window.desk.workspace.changed.connect(self._note_sheet)
        window.desk.workspace.alarmed.connect(self._alarm)
        window.desk.settings.changed.connect(self._take_setting)
        window.desk.appearance.changed.connect(window.desk.commands.wear)

    def end(self) -> None:
        """Listen no more: the window is going."""
        runner, workspace = self._window.desk.runner, self._window.desk.workspace
        runner.usage.disconnect(self._show_usage)
        runner.log.disconnect(self.log)
        runner.ready.disconnect(self._show_ready)
        runner.lost.disconnect(self._tell_loss)
        runner.warmed.disconnect(self._show_warmth)
        runner.changed.disconnect(self._refresh)
        runner.changed.disconnect(self._show_queue)
        workspace.changed.disconnect(self._note_sheet)
        workspace.alarmed.disconnect(self._alarm)

    def scan_gallery(self) -> None:
        """Find pictures that were made elsewhere, in a thread of its own, when there is time."""
        QTimer.singleShot(_SCAN_AFTER_MS, self, self._scan_gallery)

    def _scan_gallery(self) -> None:
        QThreadPool.globalInstance().start(self._window.desk.gallery.scan)

    def _follow_engine(self) -> None:
        runner, docks = self._window.desk.runner, self._window.docks
        runner.usage.connect(self._show_usage)
        runner.log.connect(self.log)
        runner.ready.connect(self._show_ready)
        runner.lost.connect(self._tell_loss)
        runner.warmed.connect(self._show_warmth)
        runner.changed.connect(self._refresh)
        runner.changed.connect(self._show_queue)
        self._window.status.queue_wanted.connect(docks["queue"].reveal)
        self._show_queue()
        docks["log"].built.connect(self._fill_log)

    def _follow_runs(self) -> None:
        runs = self._window.runs
        runs.progressed.connect(self._show_progress)
        runs.checked.connect(self._show_check)
        runs.refused.connect(self._show_refusal)
        runs.saved.connect(self._take_picture)
        runs.ended.connect(self._end_run)

    def _show_usage(self, usage: Usage) -> None:
        self._window.status.show_usage(usage)

    def _show_queue(self) -> None:
        runner = self._window.desk.runner
        waiting = sum(job.state == "pending" for job in runner.jobs)
        self._window.status.show_queue(waiting, is_paused=runner.is_paused)

    def _show_ready(self) -> None:
        self._window.status.show_engine(self.tr("Engine ready"))

    def _tell_loss(self, job: str, message: str) -> None:
        del job
        self._window.questions.tell(message, is_error=True)
        self._window.status.show_engine(self.tr("Engine starts again …"))

    def _show_warmth(self, told: WarmTold) -> None:
        self._window.status.show_work("" if told.is_over else warming(told))
        if not told.is_over:
            return
        self._window.status.tell(warmed(told))
        if told.problems:
            self._window.questions.tell("\n".join(told.problems), is_error=True)

    def _note_complaint(self, text: str) -> None:
        self.log(LogLine("error", "window", text))

    def log(self, line: LogLine) -> None:
        """Write a line into the log, or keep it until somebody opens that."""
        if self._window.docks["log"].is_built:
            self._window.panels.log.add(line)
        else:
            self._lines.append(line)

    def _fill_log(self, panel: QWidget) -> None:
        del panel
        while self._lines:
            self._window.panels.log.add(self._lines.popleft())

    def _refresh(self) -> None:
        self._window.desk.commands.refresh_soon()

    def _note_sheet(self, sheet: object) -> None:
        page = self._window.pages.page
        if page is not None and page.sheet is sheet:
            page.canvas.folder = page.sheet.folder
            self._window.retitle()
            self.panels.note_saved()
        self._refresh()

    def _alarm(self, message: str) -> None:
        self._window.questions.take_back(self._alarm_told)
        self._alarm_told = message
        if message:
            self._window.questions.tell(message, is_error=True)

    def _show_page(self) -> None:
        window, page = self._window, self._window.pages.page
        window.retitle()
        window.status.show_zoom(None if page is None else page.canvas.view.zoom)
        if page is not None:
            window.desk.workspace.bring_to_front(page.sheet)
            self._show_outlook(window.runs.of(page.sheet))
            self._show_progress(page.sheet.id)
        self.panels.show_page(page)
        window.desk.commands.refresh_soon()

    def _show_progress(self, sheet_id: str) -> None:
        window, page = self._window, self._window.pages.page
        status = window.runs.of_id(sheet_id).status
        if status.is_running:
            window.show_share(status.share)
            self._taskbar.show_share(status.share)
        is_quiet = window.desk.runner.running is None
        if is_quiet and not status.is_running:
            window.show_share(None)
            self._taskbar.show_share(None)
        shown = window.pages.of_id(sheet_id)
        # Behind another page its end is told all the same: nothing else would take "Running" back.
        if shown is not None and (shown is page or status.is_running or is_quiet):
            graph = shown.sheet.document.graph
            title = graph.caption(status.current) if status.current in graph.nodes else ""
            window.status.show_run(status, title)

    def _show_check(self, sheet_id: str) -> None:
        page = self._window.pages.of_id(sheet_id)
        if page is None:
            return
        runs = self._window.runs.of(page.sheet)
        page.canvas.set_forecasts(runs.forecasts.values())
        page.canvas.set_troubles(runs.troubles)
        if page is self._window.pages.page:
            self._show_outlook(runs)
        self.panels.show_check(page)

    def _show_outlook(self, runs: SheetRuns) -> None:
        """Say what the next run takes where Run is pressed; below too, if what counts is known."""
        outlook = runs.outlook
        said = run_time(outlook)
        text = self.tr("Next run: {time}").format(time=said) if said else ""
        # What has no network takes hardly any time: a switch that never ran here hides nothing.
        has_gap = any(one.weights_bytes for one in outlook.unknown)
        is_known = outlook.seconds.high > 0 and not has_gap
        self._window.status.show_ahead(text if is_known else "", is_changed=runs.is_changed)
        lines = [text, memory(outlook.memory)] if outlook.memory is not None else [text]
        lines += means(outlook.means)
        self._window.run_buttons.run_button.explain("\n".join(filter(None, lines)))

    def _show_refusal(self, sheet_id: str) -> None:
        page = self._window.pages.of_id(sheet_id)
        if page is None:
            return
        troubles = self._window.runs.of(page.sheet).troubles
        self._window.status.tell(self.tr("The graph cannot run yet: see Problems."))
        self._window.docks["problems"].show()
        self._window.docks["problems"].raise_()
        node = next((one.node for one in troubles if one.node), "")
        if node in page.sheet.document.graph.nodes:
            page.canvas.show_node(node)

    def _take_picture(self, sheet_id: str, path: str) -> None:
        page = self._window.pages.of_id(sheet_id)
        title = page.sheet.title if page is not None else ""
        gallery = self._window.desk.gallery
        QThreadPool.globalInstance().start(lambda: gallery.add(Path(path), title))
        viewer = self._window.pages.viewer
        if viewer is not None:
            viewer.show_picture(Path(path))

    def _end_run(self, sheet_id: str) -> None:
        del sheet_id
        window = self._window
        if window.desk.settings.notifies and not window.isActiveWindow():
            QApplication.alert(window)
        window.desk.commands.refresh_soon()

    def _take_setting(self, name: str) -> None:
        desk = self._window.desk
        if name == "models_folder":
            desk.models.point()
        if name == "out_folder":
            desk.gallery.folder = out_folder(desk.settings)
            self.scan_gallery()
        if name in _ENGINE_SETTINGS:
            self._restart.start()
