"""Which editor a knob wants, and how its numbers move."""

from __future__ import annotations

import math
from typing import Literal, TypeVar

from graphstudio.api import Choices, Colour, File, OverTime, Painting, Range, Seed, Text
from graphstudio.graph.definitions import InputDefinition, NodeDefinition

Kind = Literal[
    "switch", "seed", "number", "choice", "prose", "file", "suggestion", "colour",
    "painting", "curve", "line",
]  # fmt: skip
HintType = TypeVar("HintType")

_STEPS_IN_A_RANGE = 100  # a range without a step of its own is crossed in about this many


def kind_of(definition: InputDefinition) -> Kind:
    """Say which editor a knob wants."""
    if definition.type.kind == "choice":
        return "choice"
    match definition.type.name:
        case "bool":
            return "switch"
        case "int" if hint_of(definition, Seed) is not None:
            return "seed"
        case "int" | "float":
            return "number"
    text = hint_of(definition, Text)
    if text is not None and text.is_multiline:
        return "prose"
    if hint_of(definition, Choices) is not None:
        return "suggestion"
    if hint_of(definition, Colour) is not None:
        return "colour"
    if hint_of(definition, Painting) is not None:
        return "painting"
    if hint_of(definition, OverTime) is not None:
        return "curve"
    return "file" if definition.is_path or hint_of(definition, File) is not None else "line"


def hint_of(definition: InputDefinition, kind: type[HintType]) -> HintType | None:
    """Find the hint of a kind; None where the author gave none."""
    return next((hint for hint in definition.hints if isinstance(hint, kind)), None)


def painting_of(definition: NodeDefinition | None) -> InputDefinition | None:
    """Find the knob of a node that the painter edits; None where it has none."""
    knobs = [] if definition is None else [one for one in definition.inputs if one.is_knob]
    return next((one for one in knobs if kind_of(one) == "painting"), None)


def unit_of(definition: InputDefinition) -> str:
    """Say what stands behind the number; "" where nothing does."""
    bounds = hint_of(definition, Range)
    return bounds.unit if bounds is not None else ""


def step_of(definition: InputDefinition) -> float:
    """Say what one notch changes: what the author said, else what suits the range.

    Never below what the knob can take: 1 for whole numbers, the multiple where there is one.
    """
    bounds = hint_of(definition, Range)
    is_whole = definition.type.name == "int"
    if bounds is None:
        return 1.0 if is_whole else 0.1
    least = float(bounds.multiple_of or (1 if is_whole else 0))
    if bounds.step is not None:
        return max(float(bounds.step), least)
    if is_whole:
        return least
    return max(_round_number((bounds.most - bounds.least) / _STEPS_IN_A_RANGE), least)


def decimals_of(step: float) -> int:
    """Say how many decimals numbers of this step have: 2 for 0.05."""
    if step <= 0 or float(step).is_integer():
        return 0
    text = f"{step:.10f}".rstrip("0")
    return len(text.partition(".")[2])


def _round_number(size: float) -> float:
    """Find the 1, 2 or 5 times a power of ten that is nearest below: 0.3 gives 0.2."""
    if size <= 0:
        return 0.1
    power = 10.0 ** math.floor(math.log10(size))
    return next(factor * power for factor in (5, 2, 1) if factor * power <= size * 1.0000001)
