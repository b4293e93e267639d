"""Undo and redo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from graphstudio.graph.document import Document
from graphstudio.ui.commands import Command

if TYPE_CHECKING:
    from graphstudio.ui.window.main_window import MainWindow


def edit_commands(window: MainWindow) -> list[Command]:
    """Give the commands that go back and forth in a document's history."""
    translate, group = QCoreApplication.translate, QCoreApplication.translate("Edit", "Edit")

    def document() -> Document | None:
        sheet = window.pages.sheet
        return None if sheet is None else sheet.document

    def undo() -> None:
        if (found := document()) is not None:
            found.undo()

    def redo() -> None:
        if (found := document()) is not None:
            found.redo()

    def can_undo() -> bool:
        found = document()
        return found is not None and found.history.undo_step is not None

    def can_redo() -> bool:
        found = document()
        return found is not None and found.history.redo_step is not None

    return [
        Command(
            id="edit.undo",
            title=translate("Edit", "Undo"),
            run=undo,
            shortcuts=("Ctrl+Z",),
            group=group,
            icon="undo",
            is_enabled=can_undo,
        ),
        Command(
            id="edit.redo",
            title=translate("Edit", "Redo"),
            run=redo,
            shortcuts=("Ctrl+Shift+Z", "Ctrl+Y"),
            group=group,
            icon="redo",
            is_enabled=can_redo,
        ),
    ]
