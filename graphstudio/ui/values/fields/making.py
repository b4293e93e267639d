"""Make the field that a knob wants."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from graphstudio.graph.definitions import InputDefinition
from graphstudio.ui.values.fields.choice import ChoiceField
from graphstudio.ui.values.fields.colour import ColourField
from graphstudio.ui.values.fields.curve import CurveField
from graphstudio.ui.values.fields.field import Field
from graphstudio.ui.values.fields.file import FileField
from graphstudio.ui.values.fields.line import LineField
from graphstudio.ui.values.fields.number import NumberField
from graphstudio.ui.values.fields.painting import PaintingField
from graphstudio.ui.values.fields.prose import ProseField
from graphstudio.ui.values.fields.prose_sheet import open_sheet
from graphstudio.ui.values.fields.seed import SeedField
from graphstudio.ui.values.fields.suggestion import SuggestionField
from graphstudio.ui.values.fields.switch import SwitchField
from graphstudio.ui.values.kinds import Kind, kind_of
from graphstudio.ui.values.surroundings import Surroundings

_FIELDS: dict[Kind, type[Field]] = {
    "switch": SwitchField,
    "seed": SeedField,
    "number": NumberField,
    "choice": ChoiceField,
    "prose": ProseField,
    "file": FileField,
    "suggestion": SuggestionField,
    "colour": ColourField,
    "painting": PaintingField,
    "curve": CurveField,
    "line": LineField,
}


def make_field(
    definition: InputDefinition,
    surroundings: Surroundings,
    parent: QWidget | None = None,
    *,
    scale: float = 1.0,
) -> Field:
    """Make the field for a knob; show a value in it before it is seen.

    Args:
        definition: The knob.
        surroundings: Where it stands.
        parent: What holds it.
        scale: How large it is, 1 being the size of the interface.
    """
    field = _FIELDS[kind_of(definition)](definition, surroundings, parent, scale=scale)
    if isinstance(field, ProseField):
        field.enlarged.connect(lambda: open_sheet(field))
    return field
