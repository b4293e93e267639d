"""Arithmetic of dragging across a number and of stepping it."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt

from graphstudio.api import Range, Seed
from graphstudio.graph.definitions import InputDefinition
from graphstudio.graph.elements import Json
from graphstudio.ui.values.kinds import decimals_of, hint_of, step_of

PX_PER_STEP = 5
_PX_FINE = 4
FINE = 0.1
COARSE = 10.0

_LARGEST_SEED = 2**64 - 1
_LARGEST = 2**53  # beyond it, floats skip whole numbers


def scrub(
    definition: InputDefinition, start_value: Json, dx_px: float, modifiers: Qt.KeyboardModifier
) -> Json:
    """Give the value after dragging this far from where the drag began.

    Shift is fine, Ctrl is coarse. Values land on multiples of the step, so that a drag gives
    the numbers that a person would type; no movement gives the start back unchanged.

    Args:
        definition: Whose number it is.
        start_value: What it was when the drag began; None begins at the least it takes.
        dx_px: How far the pointer is from there, in device-independent pixels of the screen.
        modifiers: What is held now.
    """
    px = PX_PER_STEP
    if modifiers & Qt.KeyboardModifier.ShiftModifier and definition.type.name == "int":
        px *= _PX_FINE  # there is nothing between two whole numbers: the way gets longer instead
    return step(definition, start_value, math.trunc(dx_px / px), modifiers)


def step(
    definition: InputDefinition,
    value: Json,
    notches: int,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> Json:
    """Give the value so many notches further: for arrow keys and for Ctrl with the wheel."""
    if notches == 0:
        return value
    size = step_of(definition) * _factor(modifiers)
    if definition.type.name == "int":
        return _whole(definition, value, notches, size)
    return _decimal(definition, value, notches, size)


def _factor(modifiers: Qt.KeyboardModifier) -> float:
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return FINE
    return COARSE if modifiers & Qt.KeyboardModifier.ControlModifier else 1.0


def _whole(definition: InputDefinition, value: Json, notches: int, size: float) -> int:
    """Step a whole number in whole numbers: a seed has more digits than a float holds."""
    bounds = hint_of(definition, Range)
    unit = (bounds.multiple_of if bounds is not None else None) or 1
    grid = max(unit, round(size / unit) * unit)
    least, most = _limits(definition)
    start = int(least) if value is None and least > -_LARGEST else int(value or 0)
    moved = (start // grid if notches > 0 else -(-start // grid)) * grid + notches * grid
    return min(max(moved, math.ceil(least / unit) * unit), math.floor(most / unit) * unit)


def _decimal(definition: InputDefinition, value: Json, notches: int, size: float) -> float:
    least, most = _limits(definition)
    start = max(0.0, float(least)) if value is None else float(value)
    on_grid = start / size
    nearest = round(on_grid)
    if not math.isclose(on_grid, nearest, abs_tol=1e-6):
        nearest = math.floor(on_grid) if notches > 0 else math.ceil(on_grid)
    moved = round((nearest + notches) * size, decimals_of(size))
    return float(min(max(moved, least), most))


def _limits(definition: InputDefinition) -> tuple[float, float]:
    bounds = hint_of(definition, Range)
    if bounds is not None:
        return bounds.least, bounds.most
    if hint_of(definition, Seed) is not None:
        return 0, _LARGEST_SEED
    return -_LARGEST, _LARGEST
