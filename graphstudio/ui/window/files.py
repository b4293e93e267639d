"""Open, save and close workflows: the File menu, without a dialog that blocks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from graphstudio.errors import FileChanged, GraphStudioError
from graphstudio.session.locating import anchored
from graphstudio.session.workspace.sheet import Sheet
from graphstudio.session.workspace.workspace import Workspace
from graphstudio.ui.window.questions import Answer, QuestionBars

_WIDTH_PX, _HEIGHT_PX = 860, 560


class Files(QObject):
    """Open, save and close the workflows of a workspace, telling what goes wrong in bars."""

    opened = Signal(object)
    """Emitted with a sheet that should be shown now."""

    def __init__(self, workspace: Workspace, questions: QuestionBars, window: QWidget) -> None:
        super().__init__(window)
        self._workspace = workspace
        self._questions = questions
        self._window = window
        self._dialog: QFileDialog | None = None

    def new(self) -> Sheet:
        """Open an empty workflow."""
        sheet = self._workspace.new()
        self.opened.emit(sheet)
        return sheet

    def open(self, path: Path) -> Sheet | None:
        """Open a workflow file, or a picture that carries one; None if it cannot be."""
        try:
            sheet = self._workspace.open(path)
        except GraphStudioError as error:
            self._questions.tell(str(error), is_error=True)
            return None
        self.opened.emit(sheet)
        return sheet

    def open_template(self, path: Path) -> Sheet | None:
        """Open a copy of a ready-made workflow, so that saving never changes the original."""
        try:
            draft = self._workspace.read(path)
            graph = anchored(draft.graph, path.parent)  # its files stay where they are
            sheet = self._workspace.adopt(graph, graph.title)
        except GraphStudioError as error:
            self._questions.tell(str(error), is_error=True)
            return None
        self.opened.emit(sheet)
        return sheet

    def reopen(self) -> None:
        """Bring back the workflow that was closed last, with its history and its edits."""
        sheet = self._workspace.reopen()
        if sheet is None:
            self._questions.tell(self.tr("Nothing was closed since the program started."))
        else:
            self.opened.emit(sheet)

    def ask_open(self) -> None:
        """Let a person choose files to open."""
        dialog = self._new_dialog(self.tr("Open a workflow"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(
            [
                self.tr("Workflows and pictures that carry one (*.json *.png)"),
                self.tr("All files (*)"),
            ]
        )
        dialog.filesSelected.connect(self._open_all)
        dialog.show()

    def save(self, sheet: Sheet) -> None:
        """Save a workflow where it came from, or ask where to if it has no file yet."""
        if sheet.path is None:
            self.ask_save(sheet)
        else:
            self._write(sheet, None)

    def ask_save(self, sheet: Sheet, then: Callable[[], object] | None = None) -> None:
        """Let a person choose where a workflow is saved.

        Args:
            sheet: What to save.
            then: Called when it is saved.
        """
        dialog = self._new_dialog(self.tr("Save the workflow"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.setNameFilters([self.tr("Workflows (*.json)")])
        # Its own question would stop the whole window; ours is a bar.
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)
        own_name = f"{_file_name(sheet.title)}.json"
        dialog.selectFile(own_name if sheet.path is None else sheet.path.name)

        dialog.fileSelected.connect(lambda name: self._save_to(sheet, Path(name), then))
        dialog.show()

    def close(self, sheet: Sheet) -> None:
        """Close a workflow; ask first if it holds edits that are saved nowhere."""
        graph = sheet.document.graph
        is_empty = not (graph.nodes or graph.frames or graph.notes)
        if sheet.is_clean or (is_empty and sheet.path is None):
            self._workspace.close(sheet)
            return

        def save(is_remembered: bool) -> None:
            del is_remembered
            if sheet.path is None:
                self.ask_save(sheet, then=lambda: self._workspace.close(sheet))
            elif self._write(sheet, None):
                self._workspace.close(sheet)

        def discard(is_remembered: bool) -> None:
            del is_remembered
            self._workspace.close(sheet)

        self._questions.ask(
            f"close {sheet.id}",
            self.tr("“{title}” has edits that are not saved.").format(title=sheet.title),
            [
                Answer(self.tr("Close without saving"), discard),
                Answer(self.tr("Save and close"), save, is_default=True),
            ],
        )

    def _save_to(self, sheet: Sheet, path: Path, then: Callable[[], object] | None) -> None:
        """Save to a file that was chosen; ask first if it would replace another one."""

        def write(is_remembered: bool = False) -> None:
            del is_remembered
            if self._write(sheet, path) and then is not None:
                then()

        def choose(is_remembered: bool) -> None:
            del is_remembered
            self.ask_save(sheet, then)

        if path == sheet.path or not path.exists():
            write()
            return
        self._questions.ask(
            f"replace {sheet.id}",
            self.tr("{name} is there already.").format(name=path.name),
            [
                Answer(self.tr("Replace it"), write),
                Answer(self.tr("Choose another name"), choose, is_default=True),
            ],
        )

    def _ask_about_stale(self, sheet: Sheet) -> None:
        def overwrite(is_remembered: bool) -> None:
            del is_remembered
            self._write(sheet, sheet.path)

        def save_as(is_remembered: bool) -> None:
            del is_remembered
            self.ask_save(sheet)

        name = sheet.path.name if sheet.path is not None else sheet.title
        self._questions.ask(
            f"stale {sheet.id}",
            self.tr("{name} was changed by another program since it was opened here.").format(
                name=name
            ),
            [
                Answer(self.tr("Overwrite it"), overwrite),
                Answer(self.tr("Save as another file"), save_as, is_default=True),
            ],
        )

    def _write(self, sheet: Sheet, path: Path | None) -> bool:
        try:
            self._workspace.save(sheet, path)
        except FileChanged:
            self._ask_about_stale(sheet)
            return False
        except GraphStudioError as error:
            self._questions.tell(str(error), is_error=True)
            return False
        return True

    def _open_all(self, names: list[str]) -> None:
        for name in names:
            self.open(Path(name))

    def _new_dialog(self, title: str) -> QFileDialog:
        if self._dialog is not None:
            self._dialog.close()
        dialog = QFileDialog(self._window, title)
        dialog.setModal(False)
        dialog.resize(_WIDTH_PX, _HEIGHT_PX)
        dialog.finished.connect(dialog.deleteLater)
        self._dialog = dialog
        dialog.finished.connect(self._forget_dialog)
        return dialog

    def _forget_dialog(self) -> None:
        if self._dialog is self.sender():
            self._dialog = None


def _file_name(title: str) -> str:
    kept = "".join(letter if letter.isalnum() or letter in " -_" else " " for letter in title)
    return "-".join(kept.casefold().split()) or "workflow"
