"""How a row shows a value."""

import pytest

from graphstudio.graph.definitions import MISSING
from graphstudio.graph.elements import Json
from graphstudio.ui.values.shown import is_empty, number_text, shown
from tests.ui.values.knobs import knob


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        pytest.param("side", 512, "512 px", id="a number with its unit"),
        pytest.param("share", 0.5, "0.5", id="a number"),
        pytest.param("share", 1.0, "1", id="no decimals that say nothing"),
        pytest.param("seed", 2**64 - 1, "18446744073709551615", id="all digits of a seed"),
        pytest.param("limit", None, "None", id="nothing where nothing may be"),
        pytest.param("is_on", True, "On", id="on"),
        pytest.param("is_on", False, "Off", id="off"),
        pytest.param("method", "good", "good", id="a choice"),
        pytest.param("file", "/home/me/pictures/cat.png", "cat.png", id="the name of a file"),
        pytest.param("file", MISSING, "Choose a file", id="a file that must be chosen"),
        pytest.param("model", "/models/sd15", "sd15", id="the name of a model's folder"),
        pytest.param("model", "builtin", "builtin", id="a model by name"),
        pytest.param("prompt", "", "Say what", id="the placeholder of an empty text"),
        pytest.param("prompt", "a cat\non a mat", "a cat\non a mat", id="all lines of a text"),
        pytest.param("name", "", "Empty", id="an empty text"),
        pytest.param("painting", "", "Not painted", id="an empty painting"),
        pytest.param("fade", "", "No curve", id="no curve"),
        pytest.param("fade", "0:1, 0.5:0.25, 1:-1", "1 → 0.25 → -1", id="a curve"),
        pytest.param("fade", "0:1, 0.3:1, 0.3:0, 1:0.5", "1 … 0.5", id="a long curve"),
        pytest.param("fade", "0:9", "0:9", id="what is no curve"),
        pytest.param("painting", "{}\n{}\n", "Marks: 2", id="how much was painted"),
    ],
)
def test_a_value_is_shown_short_and_with_what_it_means(name: str, value: Json, text: str) -> None:
    assert shown(knob(name), value) == text


def test_a_very_long_text_is_cut_for_the_row() -> None:
    assert len(shown(knob("prompt"), "x" * 100_000)) == 2000


@pytest.mark.parametrize(
    ("name", "value", "empty"),
    [("prompt", "", True), ("prompt", "a", False), ("limit", None, True), ("whole", 0, False)],
)
def test_what_stands_for_nothing_can_be_told_from_a_value(
    name: str, value: Json, empty: bool
) -> None:
    assert is_empty(knob(name), value) is empty


@pytest.mark.parametrize(
    ("value", "text"),
    [(7.0, "7"), (0.1, "0.1"), (1e-08, "1e-08"), (-3, "-3"), (1e20, "1e+20")],
)
def test_a_number_is_written_as_short_as_it_can_be(value: float, text: str) -> None:
    assert number_text(value) == text
