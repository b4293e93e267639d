"""The panel: every model on this machine, what is known of it, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

from PySide6.QtCore import QItemSelectionModel, QLocale, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListView,
    QMenu,
    QProgressBar,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from graphstudio.library.entries import Entry
from graphstudio.ui.panels.buttons import IconButton
from graphstudio.ui.panels.empty_state import EmptyState
from graphstudio.ui.panels.gallery.grid import PictureGrid
from graphstudio.ui.panels.lists import popup
from graphstudio.ui.panels.models import saying
from graphstudio.ui.panels.models.collection import Collection, Discarded, Shelf
from graphstudio.ui.panels.models.delegate import ModelDelegate
from graphstudio.ui.panels.models.details import ModelDetails
from graphstudio.ui.panels.models.filters import Filters
from graphstudio.ui.panels.models.model import ITEM_ROLE, ModelList
from graphstudio.ui.panels.models.scan_face import Rounds
from graphstudio.ui.panels.models.selection import Item, Order, Wanted, reclaimable, select
from graphstudio.ui.panels.panel import Panel, SearchField
from graphstudio.ui.panels.thumbnails import Thumbnails
from graphstudio.ui.panels.viewer import exporting
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme import style
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.wording import say_bytes

_BESIDE_FROM_PX = 620  # wider, the details stand beside the list
_DETAILS_WIDE_PX = 300
_TILE_PX = 104
_SETTLE_MS = 60
_GRID_KEY, _FILTER_KEY, _ORDER_KEY = "models/is_grid", "models/has_filters", "models/order"


class ModelsPanel(Panel):
    """Show every model.

    Attributes:
        add_wanted: Emits the `Entry`s that shall become nodes.
        nodes_wanted: Emits the `Entry` whose nodes shall be selected.
        trash_wanted: Emits the `Entry`s that somebody wants to be rid of, to be asked about.
        trashed: Emits a `Discarded` when a model went to the trash.
        failed: Emits what went wrong.
        said: Emits what happened, for the status line.
        get_wanted: Somebody wants models that are not here.
    """

    add_wanted = Signal(object)
    nodes_wanted = Signal(object)
    trash_wanted = Signal(object)
    trashed = Signal(object)
    failed = Signal(str)
    said = Signal(str)
    get_wanted = Signal()

    def __init__(
        self,
        shelf: Shelf,
        rounds: Rounds,
        settings: Settings,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, self.tr("Models"), parent)
        self._settings = settings
        self.collection = Collection(shelf, rounds, self)
        self._groups: Sequence[Sequence[Entry]] | None = None
        self._order = cast("Order", settings.remembered(_ORDER_KEY, "name"))
        self.dialog: QFileDialog | None = None
        self._settle = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._settle.timeout.connect(self._show)
        self._model = ModelList(self)
        self.list = PictureGrid(self.tr("Models"), self)
        self._thumbnails = Thumbnails(self, 320)
        self._rows = ModelDelegate(appearance, self._thumbnails, self.list)
        self.list.setModel(self._model)
        self.list.setItemDelegate(self._rows)
        self.details = ModelDetails(appearance, self)
        self.details.hide()
        self.filters = Filters(self)
        self._set_up_tools(appearance)
        self._lay_out(appearance)
        self._connect(appearance)
        self._show_as(settings.remembered(_GRID_KEY) == "true")
        self.collection.refresh()
        self.collection.watch()

    @property
    def status_text(self) -> str:
        """How many models there are, what they take, and how many are broken."""
        return self._status.text()

    @property
    def scan_progress(self) -> int:
        """How many models the scan that goes on has read."""
        return self._progress.value()

    @property
    def empty_text(self) -> str:
        """What is said while nothing is listed."""
        return self._nothing.accessibleName()

    def chosen(self) -> tuple[Item, ...]:
        """Give the chosen models."""
        return tuple(index.data(ITEM_ROLE) for index in self.list.chosen())

    def entry(self, path: Path) -> Entry | None:
        """Give what is known of a path; None where it is none of the models."""
        item = self.collection.item(path)
        return None if item is None else item.entry

    def select(self, path: Path) -> None:
        """Choose one model and bring it into view."""
        if self._settle.isActive():
            self._show()
        row = self._model.row_of(path)
        if row is not None:
            self.list.setCurrentIndex(self._model.index(row))

    def discard(self, entries: Sequence[Entry]) -> None:
        """Move models to the trash: somebody was asked and said yes."""
        self.collection.discard([one.path for one in entries])

    def put_back(self, gone: Discarded) -> None:
        """Take a model out of the trash again."""
        self.collection.put_back((gone,))

    def rescan(self) -> None:
        """Look through the folders again."""
        self.collection.scan()

    def end(self) -> None:
        """Keep what is typed, and stop looking: the window is going."""
        self.details.marking.keep()
        self.collection.end()

    def show_search(self, text: str) -> None:
        """Look for a text."""
        self.search.setText(text)
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put the details beside the list where there is room, else below it."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= _BESIDE_FROM_PX
        orientation = Qt.Orientation.Horizontal if is_wide else Qt.Orientation.Vertical
        if self._split.orientation() != orientation:
            self._split.setOrientation(orientation)
            self.details.be_low(not is_wide)
            self._share_room()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Look for what changed: files come and go behind the window's back."""
        super().showEvent(event)
        self.collection.scan()

    def _set_up_tools(self, appearance: Appearance) -> None:
        self.search = SearchField(appearance, self.tr("Search models"), self)
        self.search.setToolTip(self.tr("Names, trigger words, tags, notes, families"))
        self.search.lead_to(self.list)
        self._filter = IconButton(
            appearance, "filter", self.tr("Filters"), None, self, is_checkable=True
        )
        self._filter.setChecked(self._settings.remembered(_FILTER_KEY, "true") == "true")
        self.filters.setVisible(self._filter.isChecked())
        self._grid = IconButton(
            appearance, "grid", self.tr("Show pictures"), None, self, is_checkable=True
        )
        self._grid.setChecked(self._settings.remembered(_GRID_KEY) == "true")
        get = IconButton(appearance, "get", self.tr("Get models…"), self.get_wanted.emit, self)
        self._more = IconButton(appearance, "more", self.tr("More"), self._show_more, self)
        self.tools.addWidget(self.search, 1)
        for button in (self._filter, self._grid, get, self._more):
            self.tools.addWidget(button)

    def _lay_out(self, appearance: Appearance) -> None:
        self._split = QSplitter(Qt.Orientation.Vertical, self)
        self._split.addWidget(self.list)
        self._split.addWidget(self.details)
        self._split.setChildrenCollapsible(False)
        self._split.setStretchFactor(0, 1)
        self.details.be_low(True)
        self._split.setFocusProxy(self.list)
        self._nothing = EmptyState(appearance, "model", "", "", parent=self)
        self._nothing.pressed.connect(self._take_offer)
        self._nothing.other_pressed.connect(self.get_wanted)
        self.set_content(self._split, self._nothing)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)
        column.insertWidget(1, self.filters)
        self._status = QLabel(self)
        style.set_role(self._status, "caption")
        self._status.setMinimumWidth(40)
        self._progress = QProgressBar(self)
        self._progress.setFixedWidth(64)
        self._progress.setAccessibleName(self.tr("How far the search for models is"))
        self._progress.hide()
        foot = QWidget(self)
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 4, 12, 6)
        row.addWidget(self._status, 1)
        row.addWidget(self._progress)
        self.add_below(foot)

    def _connect(self, appearance: Appearance) -> None:
        collection, details = self.collection, self.details
        self.search.textChanged.connect(self._settle.start)
        self._filter.toggled.connect(self._show_filters)
        self._grid.toggled.connect(self._show_as)
        self.filters.changed.connect(self._show)
        self.filters.duplicates_wanted.connect(self._group)
        collection.changed.connect(self._settle.start)
        collection.scanning.connect(self._show_scanning)
        collection.grouped.connect(self._show_groups)
        collection.hashed.connect(lambda path: details.show_hashing(path, False))
        collection.discarded.connect(self.trashed)
        collection.failed.connect(self.failed)
        details.marked.connect(collection.mark)
        details.hash_wanted.connect(self._hash)
        details.add_wanted.connect(self._add)
        details.folder_wanted.connect(self._open_folder)
        details.nodes_wanted.connect(self._find_nodes)
        details.trash_wanted.connect(self._trash)
        details.said.connect(self.said)
        self._rows.starred.connect(self._toggle_star)
        self._thumbnails.arrived.connect(self.list.repaint_rows)
        self.list.opened.connect(self._add)
        self.list.menu_wanted.connect(self._show_menu)
        self.list.key_pressed.connect(self._take_key)
        self.list.selectionModel().selectionChanged.connect(self._show_details)
        self._settings.changed.connect(self._take_setting)
        appearance.changed.connect(self.list.repaint_rows)

    def _show(self) -> None:
        self._settle.stop()
        items = self.collection.items
        kept = [one.entry.path for one in self.chosen()]
        self.filters.show_items(items)
        rows = self._found(items)
        self._model.show(rows)
        self._choose(kept)
        self._say_nothing(items)
        self.show_empty(not rows)
        self._say_status(items, sum(isinstance(one, Item) for one in rows))
        self._show_details()

    def _found(self, items: Sequence[Item]) -> list[Item | str]:
        wanted = self._wanted()
        if self._groups is None:
            return list(select(items, wanted))
        rows: list[Item | str] = []
        for group in sorted(self._groups, key=lambda one: -reclaimable([one])):
            there = [self.collection.item(one.path) for one in group]
            found = select(filter(None, there), wanted)
            if found and len(group) > 1:
                text = self.tr("{0} copies  ·  {1} can be freed")
                free = say_bytes(reclaimable([group]))
                rows += [text.format(len(group), free), *found]
        return rows

    def _wanted(self) -> Wanted:
        return replace(self.filters.wanted, text=self.search.text(), order=self._order)

    def _say_nothing(self, items: Sequence[Item]) -> None:
        is_waiting = self.collection.is_scanning or not self.collection.is_read
        if items:
            is_grouped = self._groups is not None and self._wanted().is_all
            said = saying.no_duplicates() if is_grouped else saying.none_like_that()
        else:
            said = (
                saying.still_looking() if is_waiting else saying.no_models(self.collection.folders)
            )
        self._nothing.say(said.title, said.text, said.icon)
        self._nothing.offer(said.button, said.other)

    def _take_offer(self) -> None:
        if self.collection.items:
            self.search.clear()
            self.filters.clear()
        else:
            self.ask_folder()

    def _say_status(self, items: Sequence[Item], found: int) -> None:
        if self._groups is not None:
            self._status.setText(saying.groups_status(self._groups))
        elif self.filters.is_grouped:
            self._status.setText(self.tr("Comparing what is of equal size …"))
        else:
            self._status.setText(saying.status(items, found))

    def _show_scanning(self, done: int, total: int) -> None:
        is_running = done >= 0
        self._progress.setVisible(is_running)
        if not is_running:
            return
        self._progress.setRange(0, max(total, 0))
        self._progress.setValue(done)
        if self.is_empty and done and not self.collection.items:
            text = self.tr("{0} files so far").format(QLocale().toString(done))
            self._nothing.say(self.tr("Looking for models …"), text, "search")

    def _choose(self, paths: Sequence[Path]) -> None:
        """Choose models again after the list was read anew."""
        rows = [row for path in paths if (row := self._model.row_of(path)) is not None]
        chosen = {index.row() for index in self.list.chosen()}
        if set(rows) != chosen:
            flag = QItemSelectionModel.SelectionFlag.Select
            self.list.clearSelection()
            for row in rows:
                self.list.selectionModel().select(self._model.index(row), flag)
        if rows and not self.list.currentIndex().isValid():
            flag = QItemSelectionModel.SelectionFlag.NoUpdate
            self.list.selectionModel().setCurrentIndex(self._model.index(rows[0]), flag)

    def _show_details(self) -> None:
        chosen = self.chosen()
        if chosen:
            self.details.show_item(self.collection.item(chosen[0].entry.path) or chosen[0])
        else:
            self.details.marking.keep()
        if bool(chosen) == self.details.isVisibleTo(self._split):
            return
        self.details.setVisible(bool(chosen))
        if chosen:
            self._share_room()
            # The chosen model stays in sight when the details take half of the list's room.
            QTimer.singleShot(0, self.list, lambda: self.list.scrollTo(self.list.currentIndex()))

    def _share_room(self) -> None:
        """Give the details what they need to be read, and the list the rest."""
        is_beside = self._split.orientation() == Qt.Orientation.Horizontal
        room = self._split.width() if is_beside else self._split.height()
        wanted = _DETAILS_WIDE_PX if is_beside else room // 2
        self._split.setSizes([max(room - wanted, 1), wanted])

    def _show_filters(self, is_shown: bool) -> None:
        self.filters.setVisible(is_shown)
        self._settings.remember(_FILTER_KEY, str(is_shown).lower())

    def _show_as(self, is_grid: bool) -> None:
        self._rows.side_px = _TILE_PX if is_grid else 0
        mode = QListView.ViewMode.IconMode if is_grid else QListView.ViewMode.ListMode
        self.list.setViewMode(mode)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setDragEnabled(True)
        self.list.setUniformItemSizes(self._groups is None)
        self.list.scheduleDelayedItemsLayout()
        self._settings.remember(_GRID_KEY, str(is_grid).lower())

    def _group(self, is_grouped: bool) -> None:
        if is_grouped:
            self.collection.group()
        self._take_groups(None)

    def _show_groups(self, groups: Sequence[Sequence[Entry]]) -> None:
        if self.filters.is_grouped:  # else somebody has thought better of it meanwhile
            self._take_groups(groups)

    def _take_groups(self, groups: Sequence[Sequence[Entry]] | None) -> None:
        self._groups = groups
        self.list.setUniformItemSizes(groups is None)
        self._show()

    def _hash(self, path: Path) -> None:
        self.details.show_hashing(path, True)
        self.collection.take_hash(path)

    def _add(self) -> None:
        chosen = self.chosen()
        if chosen:
            self.add_wanted.emit([one.entry for one in chosen])

    def _open_folder(self) -> None:
        for item in self.chosen()[:1]:
            exporting.show_in_folder(item.entry.path)

    def _find_nodes(self) -> None:
        for item in self.chosen()[:1]:
            self.nodes_wanted.emit(item.entry)

    def _trash(self) -> None:
        chosen = self.chosen()
        if chosen:
            self.trash_wanted.emit([one.entry for one in chosen])

    def _toggle_star(self, path: Path) -> None:
        item = self.collection.item(path)
        if item is not None:
            marks = replace(item.marks, is_favourite=not item.marks.is_favourite)
            self.collection.mark(path, marks)

    def _toggle_stars(self) -> None:
        for item in self.chosen():
            self._toggle_star(item.entry.path)

    def ask_folder(self) -> None:
        """Let somebody choose a folder in which to look for models too."""
        dialog = QFileDialog(self, self.tr("Add a folder with models"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.collection.add_folder(Path(path)))
        dialog.destroyed.connect(lambda: setattr(self, "dialog", None))
        self.dialog = dialog
        dialog.show()

    def _take_setting(self, name: str) -> None:
        if name in ("models_folder", "model_folders"):
            self.collection.read_folders()

    def _take_key(self, event: QKeyEvent) -> None:
        event.accept()
        if event.matches(QKeySequence.StandardKey.Copy):
            exporting.copy_files([one.entry.path for one in self.chosen()])
        elif event.matches(QKeySequence.StandardKey.Find):
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif event.matches(QKeySequence.StandardKey.Refresh):
            self.rescan()
        elif event.key() == Qt.Key.Key_Delete:
            self._trash()
        elif event.key() == Qt.Key.Key_S and not event.modifiers():
            self._toggle_stars()
        else:
            event.ignore()

    def _show_more(self) -> QMenu:
        orders = QActionGroup(self)
        actions: list[QAction | None] = [
            *saying.order_actions(orders, self._order, self._sort),
            None,
            self._action(self.tr("Find duplicates"), lambda: self.filters.group(True)),
            None,
            self._action(self.tr("Get models…"), self.get_wanted.emit),
            self._action(self.tr("Rescan"), self.rescan),
            self._action(self.tr("Add folder…"), self.ask_folder),
        ]
        where = self._more.mapToGlobal(self._more.rect().bottomLeft())
        menu = popup(self, actions, where)
        orders.setParent(menu)
        return menu

    def _sort(self, order: Order) -> None:
        self._order = order
        self._settings.remember(_ORDER_KEY, order)
        self._show()

    def _show_menu(self, where: QPoint) -> None:
        chosen = self.chosen()
        if not chosen:
            return
        is_starred = all(one.marks.is_favourite for one in chosen)
        star = self.tr("Take the star away") if is_starred else self.tr("Star")
        popup(
            self,
            (
                self._action(self.tr("Add to canvas"), self._add),
                self._action(self.tr("Select the nodes that use it"), self._find_nodes),
                None,
                self._action(star, self._toggle_stars),
                self._action(self.tr("Copy path"), self.details.copy_path),
                self._action(self.tr("Open folder"), self._open_folder),
                None,
                self._action(self.tr("Move to the trash"), self._trash),
            ),
            where,
        )

    def _action(self, text: str, run: object) -> QAction:
        action = QAction(text)
        action.triggered.connect(run)
        return action
