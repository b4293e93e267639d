"""The panel: a grid of pictures, and everything that can be done with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSlider, QWidget

from graphstudio.session.gallery.gallery import Gallery
from graphstudio.session.gallery.picture import Picture
from graphstudio.ui.jobs import Jobs
from graphstudio.ui.panels.buttons import IconButton
from graphstudio.ui.panels.empty_state import EmptyState
from graphstudio.ui.panels.gallery.delegate import TileDelegate
from graphstudio.ui.panels.gallery.details import PictureDetails
from graphstudio.ui.panels.gallery.grid import PictureGrid
from graphstudio.ui.panels.gallery.model import PICTURE_ROLE, GalleryModel
from graphstudio.ui.panels.gallery.trash import Trashed, move_to_trash
from graphstudio.ui.panels.lists import popup
from graphstudio.ui.panels.panel import Panel, SearchField
from graphstudio.ui.panels.subscription import Subscription
from graphstudio.ui.panels.thumbnails import Thumbnails
from graphstudio.ui.panels.viewer import exporting
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance

_LEAST_SIDE, _MOST_SIDE, _USUAL_SIDE = 64, 320, 96  # a row fits into the dock as it is at first
_SIDE_STEP = 16
_LOW_PX, _BUTTONS_FROM_PX = 280, 560
_SIDE_KEY = "gallery/side"
_SETTLE_MS = 120


class GalleryPanel(Panel):
    """Show every picture that was made.

    Attributes:
        view_wanted: Emits all paths that are listed, and the one to look at.
        compare_wanted: Emits two paths.
        workflow_wanted: Emits the `Path` of a picture whose workflow shall be opened.
        use_wanted: Emits the `Path` of a picture that shall become a node of the graph.
        trashed: Emits the `Path` of a picture that went to the trash.
        said: Emits what happened, for the status line.
    """

    view_wanted = Signal(object, object)
    compare_wanted = Signal(object, object)
    workflow_wanted = Signal(object)
    use_wanted = Signal(object)
    trashed = Signal(object)
    said = Signal(str)
    _altered = Signal()

    def __init__(
        self,
        gallery: Gallery,
        settings: Settings,
        appearance: Appearance,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(appearance, self.tr("Gallery"), parent)
        self._gallery = gallery
        self._settings = settings
        self._jobs = Jobs(self)
        self._model = GalleryModel(self)
        self._thumbnails = Thumbnails(self, 640, gallery.thumbnail)
        # Typing, and runs that save picture after picture, ask for one list each pause.
        self._settle = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._settle.timeout.connect(self._ask)
        self.list = PictureGrid(self.tr("Pictures"), self)
        self._tiles = TileDelegate(appearance, self._thumbnails, self.list)
        self.list.setModel(self._model)
        self.list.setItemDelegate(self._tiles)
        self._set_up_tools(appearance)
        self._details = PictureDetails(self)
        self.add_below(self._details)
        self._nothing = EmptyState(appearance, "gallery", "", "", parent=self)
        self.set_content(self.list, self._nothing)
        self._connect(appearance)
        self._resize(self._side.value())
        self._ask()

    def refresh(self) -> None:
        """Read the list again, a moment later."""
        self._settle.start()

    def select(self, path: Path) -> None:
        """Choose one picture and bring it into view."""
        row = self._model.row_of(path)
        if row is not None:
            self.list.setCurrentIndex(self._model.index(row))
            self.list.scrollTo(self._model.index(row))

    def chosen(self) -> tuple[Picture, ...]:
        """Give the chosen pictures."""
        return tuple(index.data(PICTURE_ROLE) for index in self.list.chosen())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Put the buttons of the chosen picture where a low panel has room for them: above."""
        super().resizeEvent(event)
        size = event.size()
        is_low = size.height() < _LOW_PX and size.width() >= _BUTTONS_FROM_PX
        if is_low == (self.tools.indexOf(self._details) >= 0):
            return
        if is_low:
            self.tools.addWidget(self._details)
        else:
            self.tools.removeWidget(self._details)
            self.add_below(self._details)
        self._details.be_compact(is_low)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Bring the list up to date: "5 min ago" grows old."""
        super().showEvent(event)
        self.refresh()

    def _set_up_tools(self, appearance: Appearance) -> None:
        self._search = SearchField(appearance, self.tr("Search prompts and titles"), self)
        self._search.lead_to(self.list)
        self._stars = IconButton(
            appearance, "star", self.tr("Show starred pictures only"), None, self, is_checkable=True
        )
        self._side = QSlider(Qt.Orientation.Horizontal, self)
        self._side.setRange(_LEAST_SIDE, _MOST_SIDE)
        self._side.setSingleStep(_SIDE_STEP)
        self._side.setValue(int(self._settings.remembered(_SIDE_KEY, str(_USUAL_SIDE))))
        self._side.setFixedWidth(96)
        self._side.setAccessibleName(self.tr("Size of the pictures"))
        self._side.setToolTip(self.tr("Size of the pictures"))
        self.tools.addWidget(self._search, 1)
        self.tools.addWidget(self._stars)
        self.tools.addWidget(self._side)

    def _connect(self, appearance: Appearance) -> None:
        self._search.textChanged.connect(self._settle.start)
        self._stars.toggled.connect(self._settle.start)
        self._side.valueChanged.connect(self._resize)
        self._tiles.starred.connect(self._toggle_star)
        self._thumbnails.arrived.connect(self.list.repaint_rows)
        self._altered.connect(self.refresh)
        self._heard = Subscription(self)
        self._heard.follow(self._gallery.changed, self._announce)
        self.list.opened.connect(self._view)
        self.list.menu_wanted.connect(self._show_menu)
        self.list.key_pressed.connect(self._take_key)
        self.list.selectionModel().selectionChanged.connect(self._show_details)
        self._details.view_wanted.connect(self._view_current)
        self._details.workflow_wanted.connect(self._open_workflow)
        appearance.changed.connect(self.list.repaint_rows)

    def _announce(self) -> None:
        # The gallery tells in whatever thread did something: a signal brings it to ours.
        self._altered.emit()

    def _ask(self) -> None:
        gallery, text, starred = self._gallery, self._search.text(), self._stars.isChecked()
        self._jobs.start(lambda: gallery.pictures(text, starred=starred), self._show)

    def _show(self, pictures: Sequence[Picture]) -> None:
        kept = [picture.path for picture in self.chosen()]
        self._model.show(pictures)
        self._choose(kept)
        if self._search.text().strip() or self._stars.isChecked():
            self._nothing.say(
                self.tr("No picture is like that"),
                self.tr("Search for other words, or show all pictures and not only starred ones."),
            )
        else:
            self._nothing.say(
                self.tr("No pictures yet"),
                self.tr("Press Run: every picture that is saved appears here, with its workflow."),
            )
        self.show_empty(not pictures)
        self._show_details()

    def _choose(self, paths: Sequence[Path]) -> None:
        """Choose pictures again after the list was read anew."""
        selection = QItemSelection()
        for path in paths:
            row = self._model.row_of(path)
            if row is not None:
                selection.select(self._model.index(row), self._model.index(row))
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.list.selectionModel().select(selection, flags)

    def _resize(self, side: int) -> None:
        self._tiles.side_px = side
        self.list.scheduleDelayedItemsLayout()
        self._settings.remember(_SIDE_KEY, str(side))

    def _show_details(self) -> None:
        chosen = self.chosen()
        self._details.show_picture(chosen[0] if chosen else None, len(chosen))

    def _view(self, index: QModelIndex) -> None:
        paths = tuple(picture.path for picture in self._model.pictures)
        self.view_wanted.emit(paths, index.data(PICTURE_ROLE).path)

    def _view_current(self) -> None:
        chosen = self.list.chosen()
        if chosen:
            self._view(chosen[0])

    def _open_workflow(self) -> None:
        for picture in self.chosen()[:1]:
            self.workflow_wanted.emit(picture.path)

    def _toggle_star(self, path: Path) -> None:
        for picture in self._model.pictures:
            if picture.path == path:
                self._gallery.star(path, not picture.is_starred)

    def _toggle_stars(self) -> None:
        chosen = self.chosen()
        is_starred = not all(picture.is_starred for picture in chosen)
        for picture in chosen:
            self._gallery.star(picture.path, is_starred)

    def _copy(self) -> None:
        exporting.copy_files([picture.path for picture in self.chosen()])

    def _trash(self) -> None:
        paths = [picture.path for picture in self.chosen()]
        if paths:
            self._jobs.start(lambda: move_to_trash(paths), self._drop)

    def _drop(self, sorted_out: Trashed) -> None:
        gone, stuck = sorted_out
        for path in gone:
            self._thumbnails.forget(path)
            self._gallery.forget(path)
            self.trashed.emit(path)
        if stuck:
            names = ", ".join(path.name for path in stuck)
            text = self.tr("{0} could not be moved to the trash: delete it in the file manager.")
            self.said.emit(text.format(names))
        else:
            text = self.tr("Moved to the trash: {0}")
            self.said.emit(text.format(", ".join(path.name for path in gone)))

    def _take_key(self, event: QKeyEvent) -> None:
        event.accept()
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        elif event.matches(QKeySequence.StandardKey.Find):
            self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif event.key() == Qt.Key.Key_Delete:
            self._trash()
        elif event.key() == Qt.Key.Key_Space:
            self._view_current()
        elif event.key() == Qt.Key.Key_S and not event.modifiers():
            self._toggle_stars()
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._side.setValue(self._side.value() + _SIDE_STEP)
        elif event.key() == Qt.Key.Key_Minus:
            self._side.setValue(self._side.value() - _SIDE_STEP)
        else:
            event.ignore()

    def _show_menu(self, where: QPoint) -> None:
        chosen = self.chosen()
        if not chosen:
            return
        first = chosen[0].path
        is_starred = all(picture.is_starred for picture in chosen)
        star = self.tr("Take the star away") if is_starred else self.tr("Star")
        workflow = self._action(self.tr("Open its workflow"), self._open_workflow)
        use = self._action(self.tr("Use in graph"), lambda: self.use_wanted.emit(first))
        compare = self._action(
            self.tr("Compare the two"),
            lambda: self.compare_wanted.emit(first, chosen[1].path),
        )
        for action in (workflow, use):
            action.setEnabled(len(chosen) == 1)
        compare.setEnabled(len(chosen) == 2)
        popup(
            self,
            (
                self._action(self.tr("View"), self._view_current),
                workflow,
                use,
                compare,
                None,
                self._action(star, self._toggle_stars),
                self._action(self.tr("Copy"), self._copy),
                self._action(
                    self.tr("Show in its folder"), lambda: exporting.show_in_folder(first)
                ),
                None,
                self._action(self.tr("Move to the trash"), self._trash),
            ),
            where,
        )

    def _action(self, text: str, run: object) -> QAction:
        action = QAction(text)
        action.triggered.connect(run)
        return action
