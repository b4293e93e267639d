"""The window: everything put in its place, and closed without asking, for nothing can be lost."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QMimeData
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from graphstudio.session.worker.protocol import LogLine
from graphstudio.session.workspace.sheet import Sheet
from graphstudio.ui.commands import Menus
from graphstudio.ui.window.commands import add_commands
from graphstudio.ui.window.desk import Desk, have_helpers, worker_options
from graphstudio.ui.window.docks import Docks
from graphstudio.ui.window.drops import Drops
from graphstudio.ui.window.examination import Examination
from graphstudio.ui.window.files import Files
from graphstudio.ui.window.following import Following
from graphstudio.ui.window.getting import Getting
from graphstudio.ui.window.menus import layout
from graphstudio.ui.window.model_watch import ModelWatch
from graphstudio.ui.window.pages import GraphPage, Pages
from graphstudio.ui.window.panels import Panels
from graphstudio.ui.window.panes import Panes
from graphstudio.ui.window.questions import QuestionBars
from graphstudio.ui.window.run_buttons import RunButtons
from graphstudio.ui.window.runs import Runs
from graphstudio.ui.window.scrubbing import Scrubbing
from graphstudio.ui.window.status_bar import StatusBar
from graphstudio.ui.window.tabs import Tabs

if TYPE_CHECKING:
    from graphstudio.ui.command_palette import CommandPalette

_WIDTH_PX, _HEIGHT_PX = 1440, 900


class MainWindow(QMainWindow):
    """Hold tabs, panels, menus and the status bar.

    Attributes:
        desk: What it stands on.
        questions: Where it asks and tells.
        pages: What is in the tabs.
        docks: The panels around them.
        runs: The runs of the open workflows.
        files: Opens and saves.
        models: Looks whether the models of the open workflows are here.
        scrubbing: Goes through the steps of the picture in the viewer.
        getting: Gets models.
    """

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._share = ""
        self.setObjectName("mainWindow")
        self.setAcceptDrops(True)
        self.resize(_WIDTH_PX, _HEIGHT_PX)
        self.questions = QuestionBars(desk.appearance, self)
        self.questions.left.connect(self.focus_middle)
        self.tabs = Tabs(desk.appearance, self)
        self._set_middle()
        self.status = StatusBar(self)
        self.setStatusBar(self.status)
        self.runs = Runs(desk.workspace, desk.runner, desk.settings, self)
        self.files = Files(desk.workspace, self.questions, self)
        self.drops = Drops(self.questions, desk.settings, self.files.open, self)
        self.pages = Pages(desk, self.runs, self.tabs)
        self.getting = Getting(self)
        self.models = ModelWatch(self, desk.shelf.open)
        self.middle.insertWidget(1, self.models.sheet)
        self.scrubbing = Scrubbing(self)
        self.docks = Docks(self)
        self.panels = Panels(desk, self.docks)
        self.panes = Panes(self.tabs, self.focus_middle, self.docks, self.questions)
        for dock in self.docks.all:
            dock.left.connect(self.panes.step)
        add_commands(self)
        desk.commands.attach(self)
        Menus(desk.commands, self.menuBar(), layout(self))
        self.run_buttons = RunButtons(desk.commands, desk.appearance, self)
        self.tabs.setCornerWidget(self.run_buttons)
        self.following = Following(self)
        self._examination = Examination(self.following.log, self)
        self._restore_look()
        self.retitle()

    @cached_property
    def palette_popup(self) -> CommandPalette:
        """The list of all commands, made when it is first wanted: a start must be quick."""
        from graphstudio.ui.command_palette import CommandPalette

        desk = self.desk
        return CommandPalette(desk.commands, desk.settings, desk.appearance, self)

    def find_command(self) -> None:
        """Open the list of all commands."""
        self.palette_popup.open()

    def begin(self, files: Sequence[Path] = ()) -> None:
        """Bring back what was open last time, open files, and start the engine."""
        unsaved = [sheet.title for sheet in self._restore() if not sheet.is_clean]
        for path in files:
            self.files.open(path)
        if not self.desk.workspace.sheets:
            self.pages.show_start()
        if unsaved:
            self.status.tell(
                self.tr("Brought back with unsaved edits: {titles}").format(
                    titles=", ".join(unsaved)
                )
            )
        self._tell_losses()
        self.following.scan_gallery()
        self.desk.commands.refresh()

    def _restore(self) -> tuple[Sheet, ...]:
        """Bring back the tabs of last time, and the one in front that was in front."""
        workspace = self.desk.workspace
        restored = workspace.restore()
        front = workspace.front
        if not self.desk.settings.restores_tabs and not workspace.was_killed:
            for sheet in restored:
                if sheet.is_clean:
                    workspace.close(sheet)
        if front in workspace.sheets:
            self.pages.show_sheet(front)
        return restored

    def _tell_losses(self) -> None:
        for loss in self.desk.workspace.losses:
            self.questions.tell(f"{loss.title}: {loss.message}", is_error=True)
        aside = self.desk.queue_aside
        if aside is not None:
            text = self.tr(
                "The list of runs was damaged, and an empty one has taken its place. The old file "
                "is kept: {path}. Queue again what was waiting."
            )
            self.questions.tell(text.format(path=aside), is_error=True)

    def tell_mishap(self, line: str, details: str) -> None:
        """Tell of an error that nobody caught."""
        self.following.log(LogLine("error", "graphstudio", details))
        text = self.tr("Something went wrong, and nothing is lost. The log has the details. {line}")
        self.questions.tell(text.format(line=line), is_error=True)

    def close_page(self, page: QWidget) -> None:
        """Close a page; a workflow with unsaved edits is asked about first."""
        if isinstance(page, GraphPage):
            self.files.close(page.sheet)
        else:
            self.pages.close(page)

    def close_tab(self) -> None:
        """Close the page in front."""
        page = self.tabs.currentWidget()
        if page is not None:
            self.close_page(page)

    def focus_middle(self) -> None:
        """Put the keyboard into the page in front."""
        page = self.tabs.currentWidget()
        if page is not None:
            page.setFocus()

    def restart_engine(self) -> None:
        """Start the engine anew with what the preferences say now."""
        self.status.show_engine(self.tr("Engine starts again …"))
        self.desk.runner.restart_worker(worker_options(self.desk.settings))
        have_helpers(self.desk.runner, self.desk.settings)

    def examine(self) -> None:
        """Look for what keeps the program from working, and write it into the log."""
        self.docks["log"].reveal()
        self._examination.start()

    def tell_about(self) -> None:
        """Say what this program is."""
        self.questions.tell(
            self.tr(
                "GraphStudio {version}, Apache-2.0. Icons: Material Design Icons. Font: Inter."
            ).format(version=metadata.version("graphstudio"))
        )

    def show_share(self, share: float | None) -> None:
        """Put how far the run is into the window's title; None takes it out."""
        self._share = "" if share is None else f"{share:.0%} - "
        self.retitle()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Close at once: open workflows, unsaved edits and the queue are there next time."""
        settings = self.desk.settings
        settings.window_geometry = bytes(self.saveGeometry().data())
        settings.window_state = bytes(self.saveState().data())
        settings.save()
        self.following.end()
        self.scrubbing.end()
        self.models.end()
        self._examination.end()
        self.getting.end()
        self.pages.let_go()
        if self.docks["models"].is_built:
            self.panels.models.end()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take files."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Take files that were dropped beside a canvas."""
        self.drops.take(local_files(event.mimeData()), None)
        event.acceptProposedAction()

    def _set_middle(self) -> None:
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.questions)
        column.addWidget(self.tabs, 1)
        self.middle = column
        self.setCentralWidget(middle)

    def _restore_look(self) -> None:
        settings = self.desk.settings
        self.docks.spread()
        if settings.window_geometry:
            self.restoreGeometry(QByteArray(settings.window_geometry))
        if settings.window_state:
            self.restoreState(QByteArray(settings.window_state))
        self.docks.trim()  # once it shows, that would lay everything out anew

    def retitle(self) -> None:
        """Say in the title what is in front, and how far the run is."""
        page = self.tabs.currentWidget()
        if isinstance(page, GraphPage):
            mark = "" if page.sheet.is_clean else "● "
            self.setWindowTitle(f"{self._share}{mark}{page.sheet.title} - GraphStudio")
        else:
            self.setWindowTitle(f"{self._share}GraphStudio")


def local_files(mime: QMimeData) -> list[Path]:
    """Name the files on this machine that are being dropped."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
