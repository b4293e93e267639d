"""The panel: tools above, the picture, its pixels, and the strip of its neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from graphstudio.session.worker.protocol import Previewed
from graphstudio.ui.jobs import Jobs
from graphstudio.ui.panels.empty_state import EmptyState
from graphstudio.ui.panels.lists import popup
from graphstudio.ui.panels.panel import Panel
from graphstudio.ui.panels.viewer import exporting
from graphstudio.ui.panels.viewer.bar import ViewerBar
from graphstudio.ui.panels.viewer.filmstrip import PATH_ROLE, FilmModel, Filmstrip
from graphstudio.ui.panels.viewer.plate import Plate, unpack
from graphstudio.ui.panels.viewer.readout import Readout
from graphstudio.ui.panels.viewer.shelf import Shelf
from graphstudio.ui.panels.viewer.steps_bar import StepsBar
from graphstudio.ui.panels.viewer.surface import Surface
from graphstudio.ui.theme.appearance import Appearance

_STEP = 1.25
_PAN_PX = 48
_LINE_STEP = 0.02


class ViewerPanel(Panel):
    """Show pictures closely.

    Attributes:
        use_wanted: Emits the `Path` of a picture that shall become a node of the graph.
        workflow_wanted: Emits the `Path` of a picture whose workflow shall be opened.
        shown: Emits the `Path` of the picture that shows now.
        said: Emits what happened, for the status line.
        steps: Goes through the steps that the picture was made in.
    """

    use_wanted = Signal(object)
    workflow_wanted = Signal(object)
    shown = Signal(object)
    said = Signal(str)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(appearance, self.tr("Viewer"), parent)
        self._current: Path | None = None
        self._reference: Path | None = None
        self._live: Plate | None = None
        self._step: Plate | None = None
        self._step_title = ("", "")
        self._turn = 0
        self._jobs = Jobs(self)
        self._shelf = Shelf(self)
        self._shelf.arrived.connect(self._take_plate)
        self._films = FilmModel(self)
        self.bar = ViewerBar(appearance, self)
        self.surface = Surface(appearance, self)
        self.steps = StepsBar(appearance, self)
        self.readout = Readout(appearance, self)
        self.filmstrip = Filmstrip(appearance, self)
        self.filmstrip.setModel(self._films)
        self._lay_out(appearance)
        self._connect()
        self._refresh()

    @property
    def current(self) -> Path | None:
        """The picture that shows; None for a live preview and for nothing."""
        return self._current

    @property
    def reference(self) -> Path | None:
        """What the picture is compared with: what was chosen, else the one before it."""
        if self._reference is not None:
            return self._reference
        row = self._row()
        if row is None:
            return None
        older = row + 1 if row + 1 < len(self._films.paths) else row - 1
        return self._films.paths[older] if older >= 0 else None

    def show_pictures(self, paths: Sequence[Path], current: Path) -> None:
        """Show one picture of several; the others are a key press away."""
        self._films.show(paths)
        self.show_picture(current)

    def show_picture(self, path: Path) -> None:
        """Show a picture; one that is not among the others joins them at the front."""
        if path not in self._films.paths:
            self._films.show((path, *self._films.paths))
        self._live = self._step = None
        self._turn += 1
        self._current = path
        index = self._films.index(self._films.paths.index(path))
        self.filmstrip.setCurrentIndex(index)
        self.filmstrip.scrollTo(index)
        self._refresh()
        self.shown.emit(path)

    def show_live(self, title: str, preview: Previewed) -> None:
        """Show what a node makes, while it makes it."""
        self._turn += 1
        self._step = None
        turn, data = self._turn, preview.image
        self._jobs.start(lambda: (turn, title, unpack(data)), self._take_live)

    def show_step(self, plate: Plate | None, title: str = "", maker: str = "") -> None:
        """Show a step in the place of what became of it; None shows that again.

        Args:
            plate: The step.
            title: Which one it is.
            maker: The node that made it.
        """
        if plate is not None or self._step is not None:
            self._step, self._step_title = plate, (title, maker)
            self._refresh()

    def compare(self, path: Path, reference: Path) -> None:
        """Show two pictures on the sides of a line."""
        self._reference = reference
        self.show_picture(path)
        self.bar.wipe.setChecked(True)

    def set_reference(self, path: Path | None) -> None:
        """Choose what pictures are compared with; None takes the one before each."""
        self._reference = path
        self._refresh()

    def forget(self, path: Path) -> None:
        """Forget a picture that is gone; its neighbour shows instead."""
        self._shelf.forget(path)
        self.filmstrip.thumbnails.forget(path)
        if self._reference == path:
            self._reference = None
        rest = [one for one in self._films.paths if one != path]
        row = self._row() or 0
        self._films.show(rest)
        if path == self._current:
            self._current = None
            if rest:
                self.show_picture(rest[min(row, len(rest) - 1)])
                return
        self._refresh()

    def go(self, steps: int) -> None:
        """Go to another picture of the strip; beyond its ends nothing happens."""
        row = self._row()
        if row is not None and 0 <= row + steps < len(self._films.paths):
            self.show_picture(self._films.paths[row + steps])

    def copy(self) -> None:
        """Put the picture on the clipboard."""
        plate = self._shelf.get(self._current) if self._current else None
        if plate is not None and plate.path is not None:
            exporting.copy_picture(plate.path, plate.image)
            self.said.emit(self.tr("Copied {0}").format(plate.path.name))

    def save_copy(self) -> None:
        """Ask where a copy of the file shall go, without stopping anything else."""
        path = self._current
        if path is None:
            return
        dialog = QFileDialog(self, self.tr("Save a copy"), str(path.parent))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("Pictures (*{0})").format(path.suffix))
        dialog.setDefaultSuffix(path.suffix.lstrip("."))
        dialog.selectFile(f"{path.stem}-copy{path.suffix}")
        dialog.fileSelected.connect(lambda name: self.save_copy_as(path, Path(name)))
        dialog.setModal(False)
        dialog.show()

    def save_copy_as(self, path: Path, target: Path) -> None:
        """Copy a file, in a thread, and say how it went."""
        self._jobs.start(lambda: (target, exporting.save_copy(path, target)), self._tell_saved)

    def _lay_out(self, appearance: Appearance) -> None:
        self.tools.addWidget(self.bar)
        content = QWidget(self)
        below = QVBoxLayout(content)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self.surface, 1)
        below.addWidget(self.steps)
        below.addWidget(self.readout)
        below.addWidget(self.filmstrip)
        empty = EmptyState(
            appearance,
            "viewer",
            self.tr("No picture to look at"),
            self.tr("Run a graph, or open a picture from the gallery with Enter."),
            parent=self,
        )
        self.set_content(content, empty)
        self.setFocusProxy(self.surface)

    def _connect(self) -> None:
        self.surface.looked.connect(self.readout.show_look)
        self.surface.zoomed.connect(self.bar.show_zoom)
        self.surface.key_pressed.connect(self._take_key)
        self.surface.key_released.connect(self._take_key_release)
        self.surface.menu_wanted.connect(self._show_menu)
        self.filmstrip.selectionModel().currentChanged.connect(self._take_row)
        self.filmstrip.menu_wanted.connect(self._show_menu)
        self.bar.stepped.connect(self.go)
        self.bar.fit_wanted.connect(self.surface.fit)
        self.bar.pixels_wanted.connect(lambda: self.surface.zoom_to(1.0))
        self.bar.held.connect(self.surface.hold_reference)
        self.bar.wipe.toggled.connect(self.surface.wipe)
        self.bar.copy_wanted.connect(self.copy)
        self.bar.save_wanted.connect(self.save_copy)
        self.bar.use_wanted.connect(self._use_current)
        self.bar.workflow_wanted.connect(self._open_workflow)

    def _row(self) -> int | None:
        paths = self._films.paths
        return paths.index(self._current) if self._current in paths else None

    def _refresh(self) -> None:
        """Show what is current; plates that are not there yet come to `_take_plate`."""
        plate = self._live
        if self._current is not None:
            plate = self._shelf.get(self._current)
        plate = self._step or plate
        reference = self.reference if self._current is not None else None
        self.show_empty(self._current is None and self._live is None and self._step is None)
        if plate is not None or self._current is None:
            self._show_plate(plate)
        row, count = self._row(), len(self._films.paths)
        self.bar.enable(
            has_file=self._current is not None,
            has_other=reference is not None,
            has_previous=row is not None and row > 0,
            has_next=row is not None and row + 1 < count,
        )
        self.filmstrip.setVisible(count > 1)
        self.filmstrip.reference = self._reference
        self.filmstrip.viewport().update()
        if reference is None:
            self.surface.show_reference(None)
            return
        other = self._shelf.get(reference)
        if other is not None and not other.message:
            name = self._current.stem if self._current else ""
            self.surface.show_reference(other, (f"A  {reference.stem}", f"B  {name}"))
        for step in (-1, 1):
            if row is not None and 0 <= row + step < count:
                self._shelf.get(self._films.paths[row + step])

    def _show_plate(self, plate: Plate | None) -> None:
        self.readout.show_plate(plate)
        if plate is not None and plate.message:
            self.surface.show_plate(None)
            self.bar.show_title(self.tr("Cannot be read: {0}").format(plate.message))
            return
        self.surface.show_plate(plate)
        if plate is not None and plate is self._step:
            self.bar.show_title(*self._step_title)
            self.surface.setAccessibleName(self._step_title[0])
        elif plate is not None and plate.path is not None:
            self.bar.show_title(plate.path.name, str(plate.path))
            self.surface.setAccessibleName(
                self.tr("Picture {0}, {1} by {2} pixels").format(
                    plate.path.name, plate.size.width(), plate.size.height()
                )
            )

    def _take_plate(self, plate: Plate) -> None:
        if plate.path in (self._current, self.reference):
            self._refresh()

    def _take_live(self, found: tuple[int, str, Plate]) -> None:
        turn, title, plate = found
        # Threads may finish in another order, or after a picture was chosen.
        if turn != self._turn or plate.message:
            return
        self._current = None
        self._live = plate
        self.filmstrip.selectionModel().clear()
        self._refresh()
        if self._step is None:
            self.bar.show_title(title)

    def _take_row(self, index: QModelIndex) -> None:
        path = index.data(PATH_ROLE) if index.isValid() else None
        if path is not None and path != self._current:
            self.show_picture(path)

    def _tell_saved(self, result: tuple[Path, str]) -> None:
        target, reason = result
        if reason:
            self.said.emit(self.tr("{0} was not saved: {1}").format(target.name, reason))
        else:
            self.said.emit(self.tr("Saved {0}").format(target))

    def _use_current(self) -> None:
        if self._current is not None:
            self.use_wanted.emit(self._current)

    def _open_workflow(self) -> None:
        if self._current is not None:
            self.workflow_wanted.emit(self._current)

    def _take_key(self, event: QKeyEvent) -> None:
        has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        has_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        event.accept()
        match event.key():
            case Qt.Key.Key_Left | Qt.Key.Key_Right if has_shift:
                self.surface.pan(_PAN_PX if event.key() == Qt.Key.Key_Left else -_PAN_PX, 0)
            case Qt.Key.Key_Up | Qt.Key.Key_Down if has_shift:
                self.surface.pan(0, _PAN_PX if event.key() == Qt.Key.Key_Up else -_PAN_PX)
            case Qt.Key.Key_Left | Qt.Key.Key_Right if has_alt:
                step = -_LINE_STEP if event.key() == Qt.Key.Key_Left else _LINE_STEP
                self.surface.move_line(self.surface.share + step)
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self.go(-1 if event.key() == Qt.Key.Key_Left else 1)
            case Qt.Key.Key_F | Qt.Key.Key_0:
                self.surface.fit()
            case Qt.Key.Key_1:
                self.surface.zoom_to(1.0)
            case Qt.Key.Key_2:
                self.surface.zoom_to(2.0)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.surface.zoom_by(_STEP)
            case Qt.Key.Key_Minus:
                self.surface.zoom_by(1 / _STEP)
            case Qt.Key.Key_W:
                self.bar.wipe.toggle()
            case Qt.Key.Key_C if event.modifiers() == Qt.KeyboardModifier.NoModifier:
                self.surface.hold_reference(True)
            case _:
                self._take_standard_key(event)

    def _take_standard_key(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Save):
            self.save_copy()
        elif event.key() in (Qt.Key.Key_Comma, Qt.Key.Key_Period):
            self.steps.track.go(-1 if event.key() == Qt.Key.Key_Comma else 1)
        else:
            event.ignore()

    def _take_key_release(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_C and not event.isAutoRepeat():
            self.surface.hold_reference(False)

    def _show_menu(self, where: QPoint) -> None:
        path = self._current
        if path is None:
            return
        use = QAction(self.tr("Use in graph"))
        use.triggered.connect(self._use_current)
        workflow = QAction(self.tr("Open its workflow"))
        workflow.triggered.connect(self._open_workflow)
        chosen = QAction(self.tr("Compare others with this"))
        chosen.setCheckable(True)
        chosen.setChecked(self._reference == path)
        chosen.toggled.connect(lambda is_on: self.set_reference(path if is_on else None))
        copy = QAction(self.tr("Copy"))
        copy.triggered.connect(self.copy)
        save = QAction(self.tr("Save a copy…"))
        save.triggered.connect(self.save_copy)
        folder = QAction(self.tr("Show in its folder"))
        folder.triggered.connect(lambda: exporting.show_in_folder(path))
        popup(self, (use, workflow, None, chosen, None, copy, save, folder), where)
