"""Open the editor that a row's value wants."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsView

from graphstudio.graph.definitions import InputDefinition
from graphstudio.graph.elements import Json
from graphstudio.ui.canvas.editors.editor import Editor
from graphstudio.ui.values.fields.making import make_field
from graphstudio.ui.values.fields.prose import ProseField
from graphstudio.ui.values.kinds import kind_of
from graphstudio.ui.values.surroundings import Surroundings

_LEAST_SCALE = 0.95  # below this size nobody can read what is typed
_MOST_SCALE = 2.0


def open_editor(
    view: QGraphicsView,
    row: QRectF,
    definition: InputDefinition,
    value: Json,
    commit: Callable[[Json], object],
    cancel: Callable[[], object],
    surroundings: Surroundings,
) -> Editor | None:
    """Edit a value in place. A yes or no is turned over at once and needs no editor.

    Args:
        view: The view that shows the row; the editor becomes a child of its viewport.
        row: Where the value is, in the scene: the row's field.
        definition: The knob.
        value: What it is now; None or `MISSING` where it is not set.
        commit: Called with each value that is taken. Long texts are taken at every pause in the
            typing: give all edits of one editor one merge key. A `GraphStudioError` from here is
            shown as the reason of a refusal.
        cancel: Called once when the editing ends and nothing was taken.
        surroundings: The theme, the workflow's folder, and the state of a rolling seed.

    Returns:
        The open editor, which has the keyboard; None where the value was turned over.
    """
    if kind_of(definition) == "switch":
        commit(value is not True)
        return None
    scale = min(max(view.transform().m11(), _LEAST_SCALE), _MOST_SCALE)
    field = make_field(definition, surroundings, scale=scale)
    if isinstance(field, ProseField):
        field.least_px = view.mapFromScene(row).boundingRect().height()
    field.show_caption()
    field.show_value(value)
    return Editor(view, row, field, commit, cancel)
