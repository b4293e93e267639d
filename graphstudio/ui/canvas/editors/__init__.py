"""Editing a value in place, on the canvas."""

from graphstudio.ui.canvas.editors.editor import Editor
from graphstudio.ui.canvas.editors.opening import open_editor
from graphstudio.ui.values.surroundings import Rolling, Surroundings

__all__ = ["Editor", "Rolling", "Surroundings", "open_editor"]
