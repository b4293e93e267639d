"""How a row shows a value: short, with its unit, and saying what is missing."""

from __future__ import annotations

import math
from pathlib import PurePath

from PySide6.QtCore import QCoreApplication

from graphstudio.api import OverTime, Text
from graphstudio.graph.definitions import MISSING, InputDefinition
from graphstudio.graph.elements import Json
from graphstudio.ui.values.curve_shapes import points_of
from graphstudio.ui.values.kinds import hint_of, kind_of, unit_of

_MOST_VALUES = 3  # of a curve that a row has room for

translate = QCoreApplication.translate

_MOST_CHARACTERS = 2000  # a row shows a few lines; laying out a whole novel would be slow


def shown(definition: InputDefinition, value: Json) -> str:
    """Write a value as its row shows it; where there is none, what a row says instead.

    `is_empty` tells the two apart, so that the second can be drawn in the secondary colour.
    """
    if is_empty(definition, value):
        return _instead(definition)
    match kind_of(definition):
        case "switch":
            return translate("Values", "On") if value else translate("Values", "Off")
        case "number" | "seed":
            unit = unit_of(definition)
            return f"{number_text(value)} {unit}" if unit else number_text(value)
        case "file" | "suggestion":
            return PurePath(str(value)).name or str(value)
        case "prose":
            return str(value)[:_MOST_CHARACTERS]
        case "painting":
            return translate("Values", "Marks: {count}").format(count=str(value).count("\n"))
        case "curve":
            return _curve_text(definition, str(value))
        case _:
            return str(value)


def is_empty(definition: InputDefinition, value: Json) -> bool:
    """Tell whether there is nothing to show: no value, or a text without a character."""
    if value is None or value is MISSING:
        return True
    return bool(value == "") and definition.type.kind != "choice"


def _curve_text(definition: InputDefinition, text: str) -> str:
    """Say where a curve begins and ends, and of how many points it is when that says too little."""
    hint = hint_of(definition, OverTime)
    points = points_of(hint, text) if hint is not None else ()
    if not points:
        return text
    values = [number_text(value) for _, value in points]
    if len(values) <= _MOST_VALUES:
        return " → ".join(values)
    return " … ".join((values[0], values[-1]))


def number_text(value: Json) -> str:
    """Write a number as short as it can be without changing it: 0.1, 7, 1e-08."""
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        return str(int(value)) if abs(value) < 1e15 else f"{value:g}"
    return str(value)


def _instead(definition: InputDefinition) -> str:
    text = hint_of(definition, Text)
    if text is not None and text.placeholder:
        return text.placeholder
    match kind_of(definition):
        case "file":
            return translate("Values", "Choose a file")
        case "prose" | "line":
            return translate("Values", "Empty")
        case "painting":
            return translate("Values", "Not painted")
        case "curve":
            return translate("Values", "No curve")
        case _:
            return (
                translate("Values", "Not set")
                if definition.is_required
                else translate("Values", "None")
            )
