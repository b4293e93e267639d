"""What panels show, and what they ask of the rest of the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from graphstudio.errors import GraphStudioError
from graphstudio.graph.definitions import NodeDefinition
from graphstudio.session.queue.job import Job
from graphstudio.ui.window.model_links import ModelLinks
from graphstudio.ui.window.pages import GraphPage
from graphstudio.workflow.files import parse

if TYPE_CHECKING:
    from graphstudio.ui.window.main_window import MainWindow


class PanelLinks(QObject):
    """Keep the panels at the page in front, and connect each when it is built."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._panels = window.panels
        for name, connect in (
            ("library", self._connect_library),
            ("inspector", self._connect_inspector),
            ("history", self._connect_history),
            ("queue", self._connect_queue),
            ("gallery", self._connect_gallery),
            ("problems", self._connect_problems),
            ("memory", self._connect_memory),
        ):
            window.docks[name].built.connect(connect)
        self._models = ModelLinks(window)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._show_front)

    def show_page(self, page: GraphPage | None) -> None:
        """Show another page's graph in every panel that is built."""
        docks = self._window.docks
        if docks["history"].is_built:
            self._panels.history.show_document(None if page is None else page.sheet.document)
        if docks["problems"].is_built:
            self._show_problems(page)
        if docks["inspector"].is_built:
            if page is None:
                self._panels.inspector.show_nothing()
            else:
                self._soon.start()

    def note_saved(self) -> None:
        """Show in the history which step is the one on the disk."""
        if self._window.docks["history"].is_built:
            self._panels.history.refresh()

    def show_help(self, page: GraphPage, node: str) -> None:
        """Show a node's help in the inspector, and put the keyboard there."""
        self._window.docks["inspector"].reveal()
        status = self._window.runs.of(page.sheet).status
        inspector = self._panels.inspector
        inspector.show_nodes(page.sheet.document, (node,), status, page.sheet.folder)
        inspector.show_help()

    def show_selection_soon(self) -> None:
        """Show what is selected in the page in front, after what goes on now.

        Making a page for it takes a while, and the canvas must show the selection before.
        """
        self._soon.start()

    def _show_front(self) -> None:
        page = self._window.pages.page
        if page is not None and self._window.docks["inspector"].is_built:
            self.show_selection(page)
            self._show_forecasts(page)

    def show_selection(self, page: GraphPage) -> None:
        """Show what is selected in the inspector."""
        if self._window.docks["inspector"].is_built:
            self._panels.inspector.show_nodes(
                page.sheet.document,
                sorted(page.canvas.selection.nodes),
                self._window.runs.of(page.sheet).status,
                page.sheet.folder,
            )

    def show_check(self, page: GraphPage) -> None:
        """Show what the newest check of a graph found."""
        if self._window.pages.page is not page:
            return
        if self._window.docks["problems"].is_built:
            self._panels.problems.show_troubles(self._window.runs.of(page.sheet).troubles)
        if self._window.docks["inspector"].is_built:
            self._show_forecasts(page)

    def _show_forecasts(self, page: GraphPage) -> None:
        runs = self._window.runs.of(page.sheet)
        self._panels.inspector.show_forecasts(list(runs.forecasts.values()), runs.outlook.nodes)

    def _show_problems(self, page: GraphPage | None) -> None:
        panel = self._panels.problems
        if page is None:
            panel.follow(None, None)
            return
        runs = self._window.runs.of(page.sheet)
        panel.follow(page.sheet.document, runs.status, page.sheet.problems)
        panel.show_troubles(runs.troubles)

    def _connect_library(self, panel: QWidget) -> None:
        del panel
        self._panels.library.chosen.connect(self._add_node)

    def _connect_inspector(self, panel: QWidget) -> None:
        del panel
        self._panels.inspector.jumped.connect(self._jump)
        self._panels.inspector.paint_wanted.connect(self._paint)
        self._panels.inspector.steps_wanted.connect(self._show_steps)
        self._panels.inspector.said.connect(self._window.status.tell)
        self.show_page(self._window.pages.page)

    def _connect_history(self, panel: QWidget) -> None:
        del panel
        self.show_page(self._window.pages.page)

    def _connect_queue(self, panel: QWidget) -> None:
        del panel
        self._panels.queue.opened.connect(self._open_job)
        self._panels.queue.view_wanted.connect(self._window.pages.show_pictures)

    def _connect_gallery(self, panel: QWidget) -> None:
        del panel
        gallery, pages = self._panels.gallery, self._window.pages
        gallery.view_wanted.connect(pages.show_pictures)
        gallery.compare_wanted.connect(pages.compare)
        gallery.workflow_wanted.connect(self._window.files.open)
        gallery.use_wanted.connect(self._window.following.pages.use_picture)
        gallery.trashed.connect(self._forget_picture)
        gallery.said.connect(self._window.status.tell)

    def _connect_problems(self, panel: QWidget) -> None:
        del panel
        self._panels.problems.jumped.connect(self._jump)
        self._panels.problems.counted.connect(self._count_problems)
        self.show_page(self._window.pages.page)

    def _connect_memory(self, panel: QWidget) -> None:
        del panel
        self._panels.memory.jumped.connect(self._jump)

    def _count_problems(self, errors: int, warnings: int) -> None:
        count = errors + warnings
        title = self.tr("Problems")
        self._window.docks["problems"].setWindowTitle(f"{title} {count}" if count else title)

    def _jump(self, node: str) -> None:
        page = self._window.pages.page
        if page is not None and node in page.sheet.document.graph.nodes:
            page.stop_painting()
            page.canvas.show_node(node)
            page.canvas.setFocus()

    def _paint(self, node: str) -> None:
        page = self._window.pages.page
        if page is not None:
            page.paint(node)

    def _show_steps(self, node: str) -> None:
        page = self._window.pages.page
        if page is not None:
            self._window.scrubbing.show_steps(page, node)

    def _add_node(self, definition: NodeDefinition) -> None:
        window = self._window
        sheet = window.pages.sheet or window.files.new()
        page = window.pages.of(sheet)
        if page is not None:
            page.canvas.add_node(definition)
            page.canvas.setFocus()

    def _open_job(self, job: Job) -> None:
        """Show the graph as it was when the job was queued, or the sheet that it came from."""
        window = self._window
        page = window.pages.of_id(job.sheet)
        if page is not None and page.sheet.text() == job.workflow:
            window.pages.show_sheet(page.sheet)
            return
        try:
            loaded = parse(job.workflow, job.title, window.desk.registry)
        except GraphStudioError as error:
            window.questions.tell(str(error), is_error=True)
            return
        sheet = window.desk.workspace.adopt(loaded.graph, job.title)
        window.pages.show_sheet(sheet)

    def _forget_picture(self, path: Path) -> None:
        viewer = self._window.pages.viewer
        if viewer is not None:
            viewer.forget(path)
