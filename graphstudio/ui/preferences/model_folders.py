"""The folders that models are looked for in: which, whose layout they follow, more, fewer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from graphstudio.errors import BadValue
from graphstudio.library.folders import ModelFolder, add_folder, model_folders, remove_folder
from graphstudio.library.layouts import TITLES
from graphstudio.ui.panels.buttons import IconButton
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme import style
from graphstudio.ui.theme.appearance import Appearance

CHANGED = "model_folders"
"""What `Settings.changed` emits when the list is another one, which is in a file of its own."""


class ModelFolders(QWidget):
    """List the folders, each with a button that takes it away, and one button that adds more."""

    def __init__(self, settings: Settings, appearance: Appearance) -> None:
        super().__init__()
        self._settings = settings
        self._appearance = appearance
        self.dialog: QFileDialog | None = None
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self.note = QLabel()
        self.note.setWordWrap(True)
        style.set_role(self.note, "warning")
        self.note.hide()
        self.button = QPushButton(self.tr("Add folder…"))
        self.button.clicked.connect(self._look)
        self.setFocusProxy(self.button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addLayout(self._rows)
        whole.addWidget(self.note)
        whole.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        settings.changed.connect(self._take)
        self._show()

    def add(self, path: Path) -> None:
        """Look for models in a folder too; what is wrong with it is said below the list."""
        self._change(lambda: add_folder(path))

    def remove(self, path: Path) -> None:
        """Look for models in a folder no more; nothing in it is touched."""
        self._change(lambda: remove_folder(path))

    def _change(self, change: Callable[[], object]) -> None:
        try:
            change()
        except BadValue as error:
            self._complain(str(error))
            return
        self.note.hide()
        self._settings.tell(CHANGED)

    def _complain(self, text: str) -> None:
        self.note.setText(text)
        self.note.show()

    def _show(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            row = item.widget()
            assert row is not None
            row.hide()
            row.deleteLater()
        try:
            folders = model_folders()
        except BadValue as error:
            self._complain(str(error))
            return
        for folder in folders:
            fresh = self._row(folder)
            self._rows.addWidget(fresh)
            fresh.show()

    def _row(self, folder: ModelFolder) -> QWidget:
        made = QWidget()
        words = QVBoxLayout()
        words.setSpacing(0)
        path = QLabel(str(folder.path))
        path.setTextFormat(Qt.TextFormat.PlainText)
        path.setWordWrap(True)
        words.addWidget(path)
        told = QLabel(self._told(folder))
        style.set_role(told, "caption" if folder.path.is_dir() else "warning")
        words.addWidget(told)
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(words, 1)
        if folder.is_removable:
            name = self.tr("Look no more in {0}").format(folder.path)
            row.addWidget(
                IconButton(self._appearance, "close", name, lambda: self.remove(folder.path))
            )
        return made

    def _told(self, folder: ModelFolder) -> str:
        if not folder.path.is_dir():
            return self.tr("There is no such folder now.")
        if folder.is_shipped:
            return self.tr("Ships with GraphStudio")
        return self.tr("Layout: {0}").format(TITLES[folder.layout])

    def _take(self, name: str) -> None:
        if name in (CHANGED, "models_folder"):
            self._show()

    def _look(self) -> None:
        dialog = QFileDialog(self, self.tr("Add a folder with models"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self.add(Path(path)))
        dialog.destroyed.connect(self._forget_dialog)
        self.dialog = dialog
        dialog.show()

    def _forget_dialog(self) -> None:
        self.dialog = None
