"""The name of a file or folder: typed, dropped, or picked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from graphstudio.api import File
from graphstudio.graph.definitions import InputDefinition
from graphstudio.paths import at_home
from graphstudio.ui.values.fields.button import FieldButton
from graphstudio.ui.values.fields.line import LineField
from graphstudio.ui.values.kinds import hint_of
from graphstudio.ui.values.surroundings import Surroundings


class FileField(LineField):
    """Edit the name of a file. The picker is a window beside, which blocks nothing.

    Attributes:
        picker: The picker, while it is open.
    """

    def __init__(
        self,
        definition: InputDefinition,
        surroundings: Surroundings,
        parent: QWidget | None = None,
        *,
        scale: float = 1.0,
    ) -> None:
        super().__init__(definition, surroundings, parent, scale=scale)
        self.picker: QFileDialog | None = None
        self.setAcceptDrops(True)
        self.line.setAcceptDrops(False)
        hint = hint_of(definition, File)
        self._kind = hint.kind if hint is not None else "any"
        self._is_read = hint.is_read if hint is not None else True
        self._has_picker = definition.is_path or hint is not None
        if self._has_picker:
            is_folder = self._kind in ("folder", "model")
            name = self.tr("Choose a folder") if is_folder else self.tr("Choose a file")
            self.line.setPlaceholderText(self.line.placeholderText() or name)
            self.add_button(
                FieldButton(
                    "folder-open" if is_folder else "file", name, self.pick, self, scale=scale
                )
            )

    def pick(self) -> None:
        """Open the picker, or bring it to the front."""
        if self.picker is None:
            self.picker = self._make_picker()
            self.picker.fileSelected.connect(self.take_path)
            self.picker.finished.connect(self._forget_picker)
        self.picker.show()
        self.picker.raise_()
        self.picker.activateWindow()

    def take_path(self, name: str) -> None:
        """Take a file, named from the workflow's folder where it lies in there."""
        path = Path(name)
        folder = self.surroundings.folder
        if folder is not None and path.is_relative_to(folder):
            path = path.relative_to(folder)
        self.line.setText(path.as_posix())
        self.enter()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Take a file that hovers here."""
        if (
            self._has_picker
            and event.mimeData().hasUrls()
            and event.mimeData().urls()[0].isLocalFile()
        ):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Take the name of a dropped file."""
        event.acceptProposedAction()
        self.take_path(event.mimeData().urls()[0].toLocalFile())

    def _make_picker(self) -> QFileDialog:
        picker = QFileDialog(self.window(), self.definition.title)
        picker.setModal(False)
        if self._kind in ("folder", "model"):
            picker.setFileMode(QFileDialog.FileMode.Directory)
            picker.setOption(QFileDialog.Option.ShowDirsOnly)
        elif self._is_read:
            picker.setFileMode(QFileDialog.FileMode.ExistingFile)
        else:
            picker.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        if self._kind == "image":
            pictures = "*.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff *.gif"
            picker.setNameFilters(
                [self.tr("Pictures ({types})").format(types=pictures), self.tr("All files (*)")]
            )
        elif self._kind == "workflow":
            picker.setNameFilters([self.tr("Workflows (*.json *.png)"), self.tr("All files (*)")])
        picker.setDirectory(str(self._start_folder()))
        return picker

    def _start_folder(self) -> Path:
        """Find where picking begins: beside the present file, else beside the workflow."""
        base = self.surroundings.folder or Path.home()
        present = base / at_home(str(self.value or ""))
        return present.parent if present.parent.is_dir() else base

    def _forget_picker(self) -> None:
        picker, self.picker = self.picker, None
        if picker is not None:
            picker.deleteLater()
