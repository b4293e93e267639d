"""The pages in the tabs: one canvas for each open workflow, and the pages that are not one.

The code of a kind of page is imported when the first one is opened: a start must be quick.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from graphstudio import paths
from graphstudio.graph.document import Changed
from graphstudio.session.worker.protocol import Previewed
from graphstudio.session.workspace.sheet import Sheet
from graphstudio.ui.values.kinds import painting_of
from graphstudio.ui.window.desk import Desk
from graphstudio.ui.window.runs import Runs
from graphstudio.ui.window.tabs import Tabs

if TYPE_CHECKING:
    from graphstudio.ui.canvas.canvas import Canvas
    from graphstudio.ui.painter.painter import Painter
    from graphstudio.ui.panels.start.page import StartPage
    from graphstudio.ui.panels.viewer.panel import ViewerPanel
    from graphstudio.ui.preferences.page import PreferencesPage

_FIRST = (
    *("text-to-image", "image-to-image", "inpaint", "hires-fix"),
    *("stable-diffusion-1-5", "sdxl", "sdxl-refiner", "stable-diffusion-3-5", "flux-dev"),
)


class GraphPage(QWidget):
    """Show one open workflow on its canvas, or the painter of one of its masks in its place.

    Attributes:
        said: Emits a sentence for the status line.
        painting: Emitted when the painter comes or goes.
        painter_made: Emits a `Painter` before it shows.
        painter: The painter that shows; None while the canvas does.
    """

    said = Signal(str)
    painting = Signal()
    painter_made = Signal(object)

    def __init__(
        self, sheet: Sheet, canvas: Canvas, runs: Runs, desk: Desk, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.sheet = sheet
        self.canvas = canvas
        self.painter: Painter | None = None
        self._runs = runs
        self._desk = desk
        self._was_seen = False
        self._stack = QStackedLayout(self)
        self._stack.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(canvas)
        self.setFocusProxy(canvas)

    def paint(self, node: str) -> None:
        """Show the painter of a node's mask in the place of the canvas."""
        graph = self.sheet.document.graph
        knob = painting_of(graph.definition(node))
        if knob is None:
            return
        if knob.name in graph.inputs(node):
            self.said.emit(self.tr("The painting is fed by a wire: take the wire off to paint."))
            return
        self.stop_painting()
        self.canvas.close_popups()
        self.painter = self._make_painter(node, knob.name)
        self._stack.addWidget(self.painter)
        self._stack.setCurrentWidget(self.painter)
        self.setFocusProxy(self.painter)
        self.painter.setFocus()
        self.painting.emit()

    def stop_painting(self) -> None:
        """Show the canvas again; every mark is in the document."""
        painter, self.painter = self.painter, None
        if painter is None:
            return
        painter.let_go()
        self._stack.setCurrentWidget(self.canvas)
        self._stack.removeWidget(painter)
        painter.deleteLater()
        self.setFocusProxy(self.canvas)
        self.canvas.setFocus()
        self.painting.emit()

    def let_go(self) -> None:
        """Follow the document no longer."""
        self.sheet.document.changed.disconnect(self.look_again)
        if self.painter is not None:
            self.painter.let_go()
        self.canvas.let_go()

    def _make_painter(self, node: str, knob: str) -> Painter:
        from graphstudio.ui.painter.painter import Painter

        painter = Painter(
            self.sheet.document,
            node,
            knob,
            self._runs.of(self.sheet).status,
            self._desk.settings,
            self._desk.appearance,
            lambda: self.sheet.folder,
            self,
        )
        painter.said.connect(self.said)
        painter.closed.connect(self.stop_painting)
        self.painter_made.emit(painter)
        return painter

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Show the whole graph at first: what lies outside, nobody knows of."""
        super().showEvent(event)
        if not self._was_seen and self.sheet.document.graph.nodes:
            self.canvas.view.frame_all(glides=False)
        self._was_seen = True

    def look_again(self, change: Changed) -> None:
        """Find out soon what is in the way of running it now."""
        if change.kind == "done":
            self._runs.forget_namesakes(self.sheet, change.edit)
        self._runs.look_again(self.sheet)


class Pages(QObject):
    """Make the pages, and keep the tabs as the workspace has its sheets.

    Signals that pages send are connected by who listens, when `made` tells of a new page.
    """

    made = Signal(object)
    """Emitted with a page that has just been made."""
    changed = Signal()
    """Emitted when another page is in front."""

    def __init__(self, desk: Desk, runs: Runs, tabs: Tabs) -> None:
        super().__init__(tabs)
        self._desk = desk
        self._runs = runs
        self._tabs = tabs
        self._by_sheet: dict[str, GraphPage] = {}
        self._start: StartPage | None = None
        self._viewer: ViewerPanel | None = None
        self._preferences: PreferencesPage | None = None
        desk.workspace.opened.connect(self._open)
        desk.workspace.closed.connect(self._close)
        desk.workspace.changed.connect(self._retitle)
        tabs.shown.connect(lambda _page: self.changed.emit())
        tabs.moved.connect(self._reorder)

    @property
    def page(self) -> GraphPage | None:
        """The workflow in front; None when another page is."""
        found = self._tabs.currentWidget()
        return found if isinstance(found, GraphPage) else None

    @property
    def canvas(self) -> Canvas | None:
        """The canvas in front; None when there is none."""
        return None if self.page is None else self.page.canvas

    @property
    def sheet(self) -> Sheet | None:
        """The workflow in front; None when there is none."""
        return None if self.page is None else self.page.sheet

    def of(self, sheet: Sheet) -> GraphPage | None:
        """Find the page of an open workflow."""
        return self._by_sheet.get(sheet.id)

    def of_id(self, sheet_id: str) -> GraphPage | None:
        """Find the page of an open workflow by its id."""
        return self._by_sheet.get(sheet_id)

    def show_sheet(self, sheet: Sheet) -> None:
        """Bring a workflow to the front, and the keyboard to its canvas."""
        page = self._by_sheet[sheet.id]
        self._tabs.show_page(page)
        page.setFocus()

    def show_start(self) -> None:
        """Bring the start page to the front."""
        if self._start is None:
            from graphstudio.ui.panels.start.page import StartPage

            folder, desk = paths.bundled("workflows"), self._desk
            self._start = StartPage(
                desk.registry,
                sorted(folder.glob("*.json"), key=_rank),
                desk.workspace.recents,
                desk.appearance,
                sorted((folder / "families").glob("*.json"), key=_rank),
            )
            self._tabs.add(self._start, self.tr("Start"), "home")
            self.made.emit(self._start)
        self._tabs.show_page(self._start)

    def show_preferences(self) -> None:
        """Bring the preferences to the front."""
        if self._preferences is None:
            from graphstudio.ui.preferences.page import PreferencesPage

            self._preferences = PreferencesPage(
                self._desk.settings, self._desk.commands, self._desk.appearance
            )
            self._tabs.add(self._preferences, self.tr("Preferences"), "preferences")
            self.made.emit(self._preferences)
        self._tabs.show_page(self._preferences)

    @property
    def start(self) -> StartPage | None:
        """The start page, if it is open."""
        return self._start

    @property
    def viewer(self) -> ViewerPanel | None:
        """The viewer, if it is open."""
        return self._viewer

    def show_pictures(self, pictures: Sequence[Path], current: Path) -> None:
        """Bring the viewer to the front, with one of these pictures."""
        viewer = self._open_viewer()
        viewer.show_pictures(pictures, current)
        self._tabs.show_page(viewer)

    def show_live(self, title: str, preview: Previewed) -> None:
        """Bring the viewer to the front, with what a node shows while it works."""
        viewer = self._open_viewer()
        viewer.show_live(title, preview)
        self._tabs.show_page(viewer)

    def open_viewer(self) -> None:
        """Bring the viewer to the front, with what it showed last."""
        self._tabs.show_page(self._open_viewer())

    def compare(self, path: Path, reference: Path) -> None:
        """Bring the viewer to the front, with two pictures on the sides of a line."""
        viewer = self._open_viewer()
        viewer.compare(path, reference)
        self._tabs.show_page(viewer)

    def show_shortcuts(self) -> None:
        """Bring the preferences to the front, at the shortcuts."""
        self.show_preferences()
        assert self._preferences is not None
        self._preferences.show_shortcut("view.commands")

    def let_go(self) -> None:
        """Follow nothing any longer: the window is going, the sheets stay open for next time."""
        workspace = self._desk.workspace
        workspace.opened.disconnect(self._open)
        workspace.closed.disconnect(self._close)
        workspace.changed.disconnect(self._retitle)
        for page in self._by_sheet.values():
            page.let_go()
        self._by_sheet.clear()

    def close(self, page: QWidget) -> None:
        """Close a page that is no workflow."""
        if page is self._start:
            self._start = None
        elif page is self._viewer:
            self._viewer = None
        elif page is self._preferences:
            self._preferences = None
        self._tabs.remove(page)

    def _open_viewer(self) -> ViewerPanel:
        if self._viewer is None:
            from graphstudio.ui.panels.viewer.panel import ViewerPanel

            self._viewer = ViewerPanel(self._desk.appearance)
            self._tabs.add(self._viewer, self.tr("Viewer"), "viewer")
            self.made.emit(self._viewer)
        return self._viewer

    def _open(self, sheet: Sheet) -> None:
        from graphstudio.ui.canvas.canvas import Canvas

        known = self._runs.of(sheet)
        canvas = Canvas(
            sheet.document, known.status, self._desk.settings, self._desk.appearance, sheet.folder
        )
        if not sheet.document.graph.places:  # as scripts write workflows: else all lie on a heap
            canvas.verbs.arranging.tidy_all()
        page = GraphPage(sheet, canvas, self._runs, self._desk)
        self._by_sheet[sheet.id] = page
        self._tabs.add(page, sheet.title, "workflow")
        self._retitle(sheet)
        sheet.document.changed.connect(page.look_again)
        self._runs.look_again(sheet)
        self.made.emit(page)

    def _close(self, sheet: Sheet) -> None:
        page = self._by_sheet.pop(sheet.id)
        page.let_go()
        self._runs.forget(sheet)
        self._tabs.remove(page)

    def _retitle(self, sheet: Sheet) -> None:
        page = self._by_sheet.get(sheet.id)
        if page is not None:
            hint = str(sheet.path) if sheet.path is not None else self.tr("Not saved to a file yet")
            self._tabs.rename(page, sheet.title, hint, is_clean=sheet.is_clean)

    def _reorder(self, page: QWidget, index: int) -> None:
        if isinstance(page, GraphPage):
            before = [one for one in self._tabs.pages[:index] if isinstance(one, GraphPage)]
            self._desk.workspace.move(page.sheet, len(before))


def _rank(workflow: Path) -> tuple[int, str]:
    """Put what people begin with first, and all others behind in alphabetical order."""
    name = workflow.stem
    return (_FIRST.index(name) if name in _FIRST else len(_FIRST)), name
