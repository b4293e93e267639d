"""Dragging across a number, and stepping it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from graphstudio.graph.elements import Json
from graphstudio.graph.values import check
from graphstudio.ui.values.scrub import PX_PER_STEP, scrub, step
from tests.ui.values.knobs import knob

PLAIN = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize(
    ("name", "start", "steps", "modifiers", "value"),
    [
        pytest.param("whole", 5, 3, PLAIN, 8, id="a whole number goes by one"),
        pytest.param("whole", 5, -7, PLAIN, -2, id="below nothing"),
        pytest.param("share", 0.5, 1, PLAIN, 0.55, id="a number by its step"),
        pytest.param("share", 0.5, 1, SHIFT, 0.505, id="shift is ten times finer"),
        pytest.param("share", 0.0, 1, CTRL, 0.5, id="control is ten times coarser"),
        pytest.param("share", 0.52, 1, PLAIN, 0.55, id="onto the grid, upwards"),
        pytest.param("share", 0.52, -1, PLAIN, 0.5, id="onto the grid, downwards"),
        pytest.param("share", 0.9, 40, PLAIN, 1.0, id="not over the range"),
        pytest.param("side", 513, 1, PLAIN, 520, id="whole numbers keep to the grid too"),
        pytest.param("tile", 64, -100, PLAIN, 8, id="not below the range"),
        pytest.param("tile", 64, 1, SHIFT, 72, id="finer than the multiple is not possible"),
        pytest.param("seed", 2**63, 1, PLAIN, 2**63 + 1, id="no digit of a seed is lost"),
        pytest.param("seed", 0, -5, PLAIN, 0, id="a seed is never below nothing"),
        pytest.param("limit", None, 2, PLAIN, 2, id="nothing begins at nothing"),
    ],
)
def test_steps_land_on_numbers_that_a_person_would_type(
    name: str, start: Json, steps: int, modifiers: Qt.KeyboardModifier, value: Json
) -> None:
    assert step(knob(name), start, steps, modifiers) == value


def test_a_drag_counts_steps_by_its_length() -> None:
    assert scrub(knob("whole"), 5, 2 * PX_PER_STEP + 1, PLAIN) == 7


def test_no_movement_gives_the_very_value_back() -> None:
    assert scrub(knob("share"), 0.123456789, 1, PLAIN) == 0.123456789


def test_a_fine_drag_of_whole_numbers_needs_a_longer_way() -> None:
    assert scrub(knob("whole"), 5, 2 * PX_PER_STEP, SHIFT) == 5
    assert scrub(knob("whole"), 5, 10 * PX_PER_STEP, SHIFT) > 5


@given(
    name=st.sampled_from(["whole", "free", "share", "scale", "side", "tile", "seed"]),
    start=st.floats(0, 1),
    dx_px=st.floats(-5000, 5000),
    modifiers=st.sampled_from([PLAIN, SHIFT, CTRL]),
)
def test_whatever_a_drag_gives_the_knob_takes(
    name: str, start: float, dx_px: float, modifiers: Qt.KeyboardModifier
) -> None:
    definition = knob(name)
    begin: Json = start if definition.type.name == "float" else math.floor(start * 100) * 8 + 8

    value = scrub(definition, begin, dx_px, modifiers)

    assert check(definition, value) == value
