"""What pages ask of the rest of the window."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from graphstudio.ui.window.commands.painting import SCOPE
from graphstudio.ui.window.pages import GraphPage

if TYPE_CHECKING:
    from graphstudio.ui.canvas.drop_target import DroppedFiles
    from graphstudio.ui.window.main_window import MainWindow


class PageLinks(QObject):
    """Connect each page when it is made."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.pages.made.connect(self._connect)
        window.tabs.close_asked.connect(window.close_page)

    def use_picture(self, path: Path) -> None:
        """Put a Load Image node for a picture onto the canvas that was last in front."""
        window = self._window
        sheet = window.pages.sheet or window.desk.workspace.front
        if sheet is None:
            sheet = window.files.new()
        window.pages.show_sheet(sheet)
        page = window.pages.of(sheet)
        if page is not None:
            middle = page.canvas.view.visible_rect().center()
            window.drops.add_picture(path, sheet, middle)

    def _connect(self, page: QWidget) -> None:
        start, viewer, files = (
            self._window.pages.start,
            self._window.pages.viewer,
            self._window.files,
        )
        if isinstance(page, GraphPage):
            self._connect_graph(page)
        elif start is not None and page is start:
            start.new_wanted.connect(files.new)
            start.open_wanted.connect(files.ask_open)
            start.template_chosen.connect(files.open_template)
            start.file_chosen.connect(files.open)
        elif viewer is not None and page is viewer:
            viewer.use_wanted.connect(self.use_picture)
            viewer.workflow_wanted.connect(files.open)
            viewer.said.connect(self._window.status.tell)

    def _connect_graph(self, page: GraphPage) -> None:
        window, canvas = self._window, page.canvas
        canvas.attach(window.desk.commands)
        canvas.message.connect(window.status.tell)
        canvas.zoom_changed.connect(partial(self._show_zoom, page))
        canvas.selection_changed.connect(partial(self._show_selection, page))
        canvas.view_requested.connect(partial(self.view, page))
        canvas.steps_requested.connect(partial(window.scrubbing.show_steps, page))
        canvas.paint_requested.connect(page.paint)
        page.said.connect(window.status.tell)
        page.painting.connect(window.desk.commands.refresh_soon)
        page.painter_made.connect(partial(window.desk.commands.attach, scope=SCOPE))
        canvas.help_requested.connect(partial(window.following.panels.show_help, page))
        canvas.files_dropped.connect(partial(self._take_files, page))

    def _show_zoom(self, page: GraphPage, zoom: float) -> None:
        if self._window.pages.page is page:
            self._window.status.show_zoom(zoom)

    def _show_selection(self, page: GraphPage) -> None:
        if self._window.pages.page is page:
            self._window.following.panels.show_selection_soon()

    def view(self, page: GraphPage, node: str) -> None:
        """Bring the viewer to the front with what a node shows, if it does."""
        status = self._window.runs.of(page.sheet).status.node(node)
        pictures = list(status.pictures)
        if not pictures and status.preview is not None and status.preview.path:
            pictures = [Path(status.preview.path)]
        if pictures:
            self._window.pages.show_pictures(pictures, pictures[0])
        elif status.preview is not None:
            title = page.sheet.document.graph.caption(node)
            self._window.pages.show_live(title, status.preview)
            self._window.scrubbing.follow(page.sheet.id, node)

    def _take_files(self, page: GraphPage, dropped: DroppedFiles) -> None:
        drops = self._window.drops
        drops.take(dropped.files, page.sheet, dropped.position, dropped.row, dropped.node)
