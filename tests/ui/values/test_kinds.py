"""Which editor a knob wants."""

import pytest

from graphstudio.ui.values.kinds import decimals_of, kind_of, step_of, unit_of
from tests.ui.values.knobs import knob


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("whole", "number"),
        ("share", "number"),
        ("limit", "number"),
        ("seed", "seed"),
        ("is_on", "switch"),
        ("method", "choice"),
        ("mood", "choice"),
        ("name", "line"),
        ("stem", "line"),
        ("prompt", "prose"),
        ("colour", "suggestion"),
        ("model", "suggestion"),
        ("tint", "colour"),
        ("painting", "painting"),
        ("fade", "curve"),
        ("file", "file"),
        ("folder", "file"),
    ],
)
def test_the_type_and_the_hints_say_which_editor_a_knob_wants(name: str, kind: str) -> None:
    assert kind_of(knob(name)) == kind


@pytest.mark.parametrize(
    ("name", "step"),
    [
        pytest.param("whole", 1, id="whole numbers go by one"),
        pytest.param("free", 0.1, id="a number without a range by a tenth"),
        pytest.param("share", 0.05, id="what the author says"),
        pytest.param("scale", 0.2, id="about a hundredth of the range, as a round number"),
        pytest.param("tile", 8, id="never less than the multiple"),
    ],
)
def test_a_step_suits_the_knob(name: str, step: float) -> None:
    assert step_of(knob(name)) == pytest.approx(step)


@pytest.mark.parametrize(("step", "decimals"), [(1, 0), (0.5, 1), (0.05, 2), (8, 0), (1e-3, 3)])
def test_a_step_says_how_many_decimals_matter(step: float, decimals: int) -> None:
    assert decimals_of(step) == decimals


def test_only_a_range_has_a_unit() -> None:
    assert (unit_of(knob("side")), unit_of(knob("whole"))) == ("px", "")
