"""The one editor of a canvas: opened over a row, a title or a note."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication

from graphstudio.api import Text
from graphstudio.graph.definitions import InputDefinition
from graphstudio.graph.elements import Json
from graphstudio.graph.sockets import SocketType
from graphstudio.ui.canvas.editors import Editor, Rolling, Surroundings, open_editor
from graphstudio.ui.canvas.view import CanvasView
from graphstudio.ui.theme.appearance import Appearance


class InPlace:
    """Edit one thing at a time where it shows.

    Attributes:
        folder: What relative file names are relative to; None where the workflow has no file.
        editor: The editor that is open; None when there is none.
    """

    def __init__(self, view: CanvasView, appearance: Appearance, folder: Path | None) -> None:
        self._view = view
        self._surroundings = Surroundings(appearance)
        self.folder = folder
        self.editor: Editor | None = None
        self._is_there: Callable[[], bool] = _nothing_is_there

    def edit(
        self,
        rect: QRectF,
        definition: InputDefinition,
        value: Json,
        commit: Callable[[Json], object],
        is_there: Callable[[], bool],
        *,
        walk: Callable[[int], object] | None = None,
        rolling: Rolling | None = None,
    ) -> None:
        """Open an editor; the one that is open takes its value first.

        Args:
            rect: Where the value shows, in scene pixels.
            definition: What it takes.
            value: What it is.
            commit: Called with what is taken; raises a `GraphStudioError` to refuse it.
            is_there: Tells whether there is still something to edit; asked by `look_again`.
            walk: Called with 1 or -1 when Tab asks for the next row or the one before.
            rolling: For seeds: whether they change at each run.
        """
        self.close()
        surroundings = replace(self._surroundings, folder=self.folder, rolling=rolling)
        editor = open_editor(self._view, rect, definition, value, commit, _nothing, surroundings)
        self.editor = editor
        self._is_there = is_there
        if editor is not None:
            self._view.keep_clear(rect)
            editor.closed.connect(self._forget)
            if walk is not None:
                editor.walked.connect(walk)

    def edit_text(
        self,
        rect: QRectF,
        title: str,
        text: str,
        commit: Callable[[Json], object],
        is_there: Callable[[], bool],
        *,
        is_long: bool = False,
    ) -> None:
        """Open an editor of a text that is no knob: a title, a note."""
        definition = InputDefinition(
            "text",
            SocketType("str", "plain"),
            title,
            default="",
            is_knob=True,
            hints=(Text(is_multiline=True),) if is_long else (Text(),),
        )
        self.edit(rect, definition, text, commit, is_there)

    def look_again(self) -> None:
        """Close the editor of what was deleted or wired meanwhile; what was typed has no place."""
        editor = self.editor
        if editor is not None and not self._is_there():
            has_keyboard = editor.field.owns(QApplication.focusWidget())
            editor.dismiss()
            if has_keyboard:
                self._view.setFocus()

    def close(self) -> None:
        """Take what was typed and close; what is refused is left out."""
        editor = self.editor
        if editor is not None and not editor.finish():
            editor.dismiss()

    def _forget(self) -> None:
        self.editor = None
        self._view.keep_clear(QRectF())


def _nothing_is_there() -> bool:
    return False


def _nothing() -> None:
    """Leave the graph as it is: an editor that is cancelled has changed nothing."""
