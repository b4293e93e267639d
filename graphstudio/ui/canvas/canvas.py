"""One open graph, ready to be worked on: what the window puts into a tab."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QNativeGestureEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from graphstudio.graph.definitions import NodeDefinition
from graphstudio.graph.document import Document
from graphstudio.session.forecast import Forecast
from graphstudio.session.status import RunStatus
from graphstudio.session.worker.protocol import Trouble
from graphstudio.ui.canvas.bench import Bench
from graphstudio.ui.canvas.command_tables.maker import SCOPE
from graphstudio.ui.canvas.context_menu import ContextMenu
from graphstudio.ui.canvas.drop_target import DropTarget
from graphstudio.ui.canvas.find_bar import FindBar
from graphstudio.ui.canvas.hit import Hit
from graphstudio.ui.canvas.in_place import InPlace
from graphstudio.ui.canvas.keyboard import Keyboard
from graphstudio.ui.canvas.pick_list import PickList
from graphstudio.ui.canvas.pointer import Pointer
from graphstudio.ui.canvas.scene import CanvasScene
from graphstudio.ui.canvas.scope_bar import ScopeBar
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.canvas.spot import Spot
from graphstudio.ui.canvas.tools.toolbox import ToolBox
from graphstudio.ui.canvas.verbs.adding import Adding
from graphstudio.ui.canvas.verbs.arranging import Arranging
from graphstudio.ui.canvas.verbs.clipboard import Clipboard
from graphstudio.ui.canvas.verbs.colouring import Colouring
from graphstudio.ui.canvas.verbs.connecting import Connecting
from graphstudio.ui.canvas.verbs.entering import Entering
from graphstudio.ui.canvas.verbs.frames import Frames
from graphstudio.ui.canvas.verbs.naming import Naming
from graphstudio.ui.canvas.verbs.nodes import Nodes
from graphstudio.ui.canvas.verbs.sight import Sight
from graphstudio.ui.canvas.verbs.values import Values
from graphstudio.ui.canvas.verbs.verbs import Verbs
from graphstudio.ui.canvas.verbs.walking import Walking
from graphstudio.ui.canvas.verbs.wires import Wires
from graphstudio.ui.canvas.view import CanvasView
from graphstudio.ui.commands import Commands
from graphstudio.ui.search import NodeSearch
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.tokens import Theme
from graphstudio.ui.values.colour_sheet import ColourSheet
from graphstudio.ui.values.kinds import painting_of


class Canvas(QWidget):
    """Show a document's graph and edit it with mouse and keyboard.

    Attributes:
        document: What is worked on.
        scene: Its mirror.
        view: The window on the scene.
        verbs: What can be done, by noun.
        keyboard: What arrows, Enter and Esc do.
        tools: The gestures of the mouse.
        find_bar: Looks for nodes in the graph.
        message: Emits a sentence for the status line.
        selection_changed: Emitted when something else is selected.
        view_requested: Emits a node's id when its picture is to be shown large.
        steps_requested: Emits a node's id when the steps of its picture are to be gone through.
        paint_requested: Emits a node's id when its mask is to be painted.
        help_requested: Emits a node's id when its help is wanted.
        files_dropped: Emits `DroppedFiles`.
        zoom_changed: Emits the new zoom.
    """

    message = Signal(str)
    selection_changed = Signal()
    view_requested = Signal(str)
    steps_requested = Signal(str)
    paint_requested = Signal(str)
    help_requested = Signal(str)
    files_dropped = Signal(object)
    zoom_changed = Signal(float)

    def __init__(
        self,
        document: Document,
        status: RunStatus,
        settings: Settings,
        appearance: Appearance,
        folder: Path | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.document = document
        self.scene = CanvasScene(document, appearance.theme, status, parent=self)
        self.view = CanvasView(self.scene, self)
        self.view.follow(settings)
        self._settings = settings
        self._appearance = appearance
        self._commands: Commands | None = None
        self._picks: PickList | None = None
        self._column = QVBoxLayout(self)
        self._steps: list[tuple[str, str]] = []
        self._in_place = InPlace(self.view, appearance, folder)
        spot = Spot(self.view)
        self.bench = Bench(document, self.scene, self.view, settings, spot, self.message.emit)
        self.verbs = self._make_verbs(self.bench)
        self.tools = ToolBox(self.bench, self.verbs, self._show_menu, self._look)
        self.keyboard = Keyboard(self.bench, self.verbs, self.tools.cancel)
        self.view.tools = self.tools
        self.find_bar = FindBar(self.verbs.sight.find, self.verbs.sight.show_node, self)
        self.scope_bar = ScopeBar(self.verbs.entering.go_to, appearance, self)
        self._drops = DropTarget(self.view, self.verbs.adding, self.files_dropped.emit)
        self._lay_out()
        appearance.changed.connect(self._restyle)
        self.scene.selection_changed.connect(self.selection_changed)
        self.view.zoom_changed.connect(self.zoom_changed)
        self.scope_bar.back.clicked.connect(self.verbs.entering.leave)
        self.scene.entered.connect(self._show_path)
        self.scene.mirrored.connect(self._show_path)
        self.scene.mirrored.connect(self._in_place.look_again)

    @property
    def selection(self) -> Selection:
        """What is selected."""
        return self.scene.selection

    @property
    def folder(self) -> Path | None:
        """What relative file names are relative to; None where the workflow has no file."""
        return self._in_place.folder

    @folder.setter
    def folder(self, folder: Path | None) -> None:
        self._in_place.folder = folder

    @property
    def picks(self) -> PickList:
        """The list that things are picked from, made when it is first wanted."""
        if self._picks is None:
            self._picks = PickList(self.view, self._appearance)
        return self._picks

    def attach(self, commands: Commands) -> None:
        """Let the shortcuts of canvas commands work while the keyboard is at the canvas.

        They work in the view alone, not in what is in it: Tab and Enter belong to an editor
        that is open over a row.
        """
        self._commands = commands
        commands.attach(self.view, SCOPE)
        for action in self.view.actions():
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        for signal in (self.scene.selection_changed, self.scene.focus_changed, self.scene.mirrored):
            signal.connect(commands.refresh_soon)

    def add_node(self, definition: NodeDefinition) -> None:
        """Add a node where it can be seen, and select it."""
        self.verbs.adding.add(definition, self.bench.spot.here())

    def set_forecasts(self, forecasts: Iterable[Forecast]) -> None:
        """Show what the next run would do."""
        self.scene.set_forecasts(forecasts)

    def set_troubles(self, troubles: Iterable[Trouble]) -> None:
        """Show what is in the way of a run, on the nodes it is about."""
        self.scene.set_troubles(troubles)

    def show_node(self, node: str) -> None:
        """Select a node and bring it into sight."""
        self.verbs.sight.show_node(node)

    def show_help(self) -> None:
        """Ask for the help of the node that the keyboard is at."""
        if self.verbs.walking.node:
            self.help_requested.emit(self.verbs.walking.node)

    def show_picture(self) -> None:
        """Ask for the picture of the node that the keyboard is at."""
        if self.verbs.walking.node:
            self.view_requested.emit(self.verbs.walking.node)

    def show_steps(self) -> None:
        """Ask for the steps of the picture of the node that the keyboard is at."""
        if self.has_steps:
            self.steps_requested.emit(self.verbs.walking.node)

    @property
    def has_steps(self) -> bool:
        """Whether steps are known of the node that the keyboard is at, or of one before it."""
        return bool(self.scene.status.reels.behind(self.document.graph, self.verbs.walking.node))

    def paint(self) -> None:
        """Ask for the painter of the node that the keyboard is at."""
        if self.has_painting:
            self.paint_requested.emit(self.verbs.walking.node)

    @property
    def has_painting(self) -> bool:
        """Whether the node that the keyboard is at has a mask to paint."""
        node = self.verbs.walking.node
        graph = self.document.graph
        return node in graph.nodes and painting_of(graph.definition(node)) is not None

    def add_note(self) -> None:
        """Put a note on the canvas and write on it."""
        note = self.verbs.frames.add_note()
        if note:
            self.verbs.naming.edit_note(note)

    def show_menu(self) -> None:
        """Show the menu of what the keyboard is at."""
        node = self.verbs.walking.node
        rect = self.scene.node_rect(node) if node else None
        at = self.bench.spot.here() if rect is None else rect.center()
        pointer = self.view.pointer_at(self.view.mapFromScene(at))
        self._show_menu(Hit("body", node) if node else Hit(), pointer)

    def let_go(self) -> None:
        """Follow the document no longer; call it before throwing the canvas away."""
        self.close_popups()
        self._appearance.changed.disconnect(self._restyle)
        self.scene.let_go()

    def close_popups(self) -> None:
        """Take what is typed, and close the editor and the search."""
        self._in_place.close()
        self.verbs.adding.close()
        self.verbs.colouring.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Note when the keyboard leaves the view; zoom by a pinch on a trackpad."""
        if event.type() == QEvent.Type.FocusOut:
            self.tools.rest()
        elif isinstance(event, QNativeGestureEvent):
            if event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
                self.view.zoom_by(1 + event.value(), event.position().toPoint())
            event.accept()  # else Qt hands it on to the view, which would zoom once more
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the find bar in its place."""
        super().resizeEvent(event)
        self.find_bar.place()

    def _make_verbs(self, bench: Bench) -> Verbs:
        entering = Entering(bench)
        walking, wires = Walking(bench, entering), Wires(bench)
        adding = Adding(bench, walking, self._make_search)
        return Verbs(
            adding=adding,
            arranging=Arranging(bench),
            clipboard=Clipboard(bench),
            colouring=Colouring(bench, lambda: ColourSheet(self.view, self._appearance)),
            connecting=Connecting(bench, walking, wires, lambda: self.picks, adding.search_for),
            entering=entering,
            frames=Frames(bench),
            naming=Naming(bench, self._in_place),
            nodes=Nodes(bench),
            sight=Sight(bench, entering),
            values=Values(bench, walking, self._in_place, self.paint_requested.emit),
            walking=walking,
            wires=wires,
        )

    def _look(self, node: str) -> None:
        """Show a node's picture large; one that is painted over comes with its brushes."""
        is_painted = painting_of(self.document.graph.definition(node)) is not None
        (self.paint_requested if is_painted else self.view_requested).emit(node)

    def _make_search(self) -> NodeSearch:
        return NodeSearch(self.document.graph.registry, self._settings, self._appearance, self.view)

    def _lay_out(self) -> None:
        self.setAccessibleName(self.tr("Canvas"))
        column = self._column
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.scope_bar)
        column.addWidget(self.view)
        self.setFocusProxy(self.view)
        self.view.installEventFilter(self)
        self.view.viewport().installEventFilter(self)

    def _restyle(self, theme: Theme) -> None:
        self.scene.set_theme(theme)
        self.scope_bar.restyle(theme)

    def _show_path(self) -> None:
        """Show in which group one is, under the names that the groups have now."""
        graph, path = self.document.graph, self.verbs.entering.path
        usual = self.tr("Group")
        steps = [("", graph.title or self.tr("Graph"))]
        steps += [(id_, graph.frames[id_].title or usual) for id_ in path]
        if steps != self._steps:
            self._steps = steps
            self.scope_bar.show_path(steps)
            # At once, so that whoever goes there next knows how large the view is.
            self._column.activate()

    def _show_menu(self, hit: Hit, pointer: Pointer) -> None:
        if self._commands is not None:
            ContextMenu(self._commands, self.bench, self.verbs).popup(hit, pointer)
