"""The panel: search, browse, star, drag out."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView, QWidget

from graphstudio.graph.registry import Registry
from graphstudio.ui.panels.empty_state import EmptyState
from graphstudio.ui.panels.library.delegate import LibraryDelegate
from graphstudio.ui.panels.library.details import NodeDetails
from graphstudio.ui.panels.library.model import BRANCH_ROLE, LibraryModel, definition_at
from graphstudio.ui.panels.lists import popup
from graphstudio.ui.panels.panel import Panel, SearchField
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance

_CLOSED_KEY = "library/closed"


class LibraryTree(QTreeView):
    """Show the tree; Enter chooses, Space stars.

    Attributes:
        entered: Enter was pressed on a row, or it was double-clicked; emits its `QModelIndex`.
        menu_wanted: Emits the global position for a context menu.
        star_pressed: Space was pressed.
    """

    entered_row = Signal(object)
    menu_wanted = Signal(object)
    star_pressed = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setExpandsOnDoubleClick(False)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(self._enter)

    def repaint_rows(self) -> None:
        """Paint every row anew, soon; why signals come here is told at `RowList`."""
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Choose or star the current row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter(self.currentIndex())
        elif event.key() == Qt.Key.Key_Space:
            self.star_pressed.emit()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for a menu at the pointer, or at the current row for the menu key."""
        where = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            where = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
        self.menu_wanted.emit(where)

    def _enter(self, index: QModelIndex) -> None:
        self.entered_row.emit(index)


class LibraryPanel(Panel):
    """Show all nodes.

    Attributes:
        chosen: Emits the `NodeDefinition` that was double-clicked: it shall be put on the canvas.
    """

    chosen = Signal(object)

    def __init__(
        self,
        registry: Registry,
        settings: Settings,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, self.tr("Library"), parent)
        self._settings = settings
        self._closed = set(filter(None, settings.remembered(_CLOSED_KEY, "").split("\n")))
        self._model = LibraryModel(registry, self)
        self.tree = LibraryTree(self.tr("Nodes"), self)
        self._rows = LibraryDelegate(appearance, self.tree)
        self.tree.setModel(self._model)
        self.tree.setItemDelegate(self._rows)
        self.search = SearchField(appearance, self.tr("Search nodes"), self)
        self.search.lead_to(self.tree)
        self.tools.addWidget(self.search, 1)
        self._details = NodeDetails(appearance, self)
        self.add_below(self._details)
        self.set_content(
            self.tree,
            EmptyState(
                appearance,
                "search",
                self.tr("No node is like that"),
                self.tr("Try fewer letters, or what the node makes: image, latent, mask."),
                parent=self,
            ),
        )
        self._connect(appearance)
        self._refresh()

    def _connect(self, appearance: Appearance) -> None:
        self.search.textChanged.connect(self._refresh)
        self.search.returnPressed.connect(self._choose_first)
        self.tree.entered_row.connect(self._choose)
        self.tree.clicked.connect(self._toggle_branch)
        self.tree.menu_wanted.connect(self._show_menu)
        self.tree.star_pressed.connect(self._star_current)
        self.tree.expanded.connect(lambda index: self._note(index, is_open=True))
        self.tree.collapsed.connect(lambda index: self._note(index, is_open=False))
        self.tree.selectionModel().currentChanged.connect(self._describe)
        self._rows.starred.connect(self._toggle_star)
        self._settings.changed.connect(self._take_setting)
        appearance.changed.connect(self.tree.repaint_rows)

    def _refresh(self) -> None:
        self._rows.favourites = frozenset(self._settings.favourite_nodes)
        text = self.search.text().strip()
        if text:
            found = self._model.search(text)
            self.show_empty(not found)
            if found:
                self.tree.setCurrentIndex(self._model.index(0, 0))
            return
        self._model.show_all(self._settings.favourite_nodes, self._settings.recent_nodes)
        self.show_empty(False)
        for row in range(self._model.rowCount()):
            index = self._model.index(row, 0)
            self.tree.setExpanded(index, index.data(BRANCH_ROLE) not in self._closed)

    def _note(self, index: QModelIndex, *, is_open: bool) -> None:
        key = index.data(BRANCH_ROLE)
        if is_open:
            self._closed.discard(key)
        else:
            self._closed.add(key)
        self._settings.remember(_CLOSED_KEY, "\n".join(sorted(self._closed)))

    def _take_setting(self, name: str) -> None:
        if name in ("favourite_nodes", "recent_nodes"):
            place = self.tree.verticalScrollBar().value()
            self._refresh()
            self.tree.verticalScrollBar().setValue(place)

    def _toggle_branch(self, index: QModelIndex) -> None:
        if definition_at(index) is None:
            self.tree.setExpanded(index, not self.tree.isExpanded(index))

    def _describe(self, index: QModelIndex) -> None:
        self._details.show_node(definition_at(index))

    def _choose(self, index: QModelIndex) -> None:
        definition = definition_at(index)
        if definition is not None:
            self.chosen.emit(definition)
        elif index.isValid():
            self._toggle_branch(index)

    def _choose_first(self) -> None:
        self._choose(self.tree.currentIndex())

    def _star_current(self) -> None:
        definition = definition_at(self.tree.currentIndex())
        if definition is not None:
            self._toggle_star(definition.id)

    def _toggle_star(self, id_: str) -> None:
        kept = [one for one in self._settings.favourite_nodes if one != id_]
        if id_ not in self._settings.favourite_nodes:
            kept.append(id_)
        self._settings.favourite_nodes = tuple(kept)

    def _show_menu(self, where: QPoint) -> None:
        index = self.tree.currentIndex()
        definition = definition_at(index)
        if definition is None:
            return
        add = QAction(self.tr("Add to the graph"))
        add.triggered.connect(lambda: self.chosen.emit(definition))
        is_starred = definition.id in self._settings.favourite_nodes
        star = QAction(self.tr("Take the star away") if is_starred else self.tr("Star"))
        star.triggered.connect(lambda: self._toggle_star(definition.id))
        popup(self, (add, None, star), where)
