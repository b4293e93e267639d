import colorsys

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from graphstudio.diffusion.colours import (
    from_lab,
    parse_colour,
    to_lab,
    to_linear,
    to_srgb,
    turn_hue,
)
from graphstudio.errors import BadValue

LEVEL = st.integers(0, 255).map(lambda level: level / 255)
COLOUR = st.tuples(LEVEL, LEVEL, LEVEL)


def test_a_colour_is_read_from_its_digits() -> None:
    assert parse_colour("#FF8000").tolist() == pytest.approx([1, 128 / 255, 0])


@pytest.mark.parametrize("text", ["red", "#fff", "ff8000", "#gg0000", "#ff80000", "# f8000"])
def test_what_is_no_colour_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(BadValue, match="#ff8000"):
        parse_colour(text)


def test_the_curve_of_srgb_has_its_known_points() -> None:
    # IEC 61966-2-1: the border of the two pieces, and 188 of 255, which is half the light.
    levels = torch.tensor([0.0, 0.04045, 188 / 255, 1.0])

    assert to_linear(levels).tolist() == pytest.approx([0, 0.0031308, 0.5029, 1], abs=1e-4)


@given(COLOUR)
def test_every_colour_survives_linear_light_and_lab(colour: tuple[float, float, float]) -> None:
    srgb = torch.tensor(colour)

    assert torch.allclose(to_srgb(to_linear(srgb)), srgb, atol=1e-5)
    assert torch.allclose(from_lab(to_lab(srgb)), srgb, atol=1e-3)


@pytest.mark.parametrize(
    ("colour", "lab"),
    [
        pytest.param("#ffffff", [100, 0, 0], id="white"),
        pytest.param("#000000", [0, 0, 0], id="black"),
        pytest.param("#ff0000", [53.24, 80.09, 67.20], id="red"),
        pytest.param("#0000ff", [32.30, 79.19, -107.86], id="blue"),
    ],
)
def test_lab_has_the_published_values_of_srgb_for_d65(colour: str, lab: list[float]) -> None:
    assert to_lab(parse_colour(colour)).tolist() == pytest.approx(lab, abs=0.05)


@given(COLOUR, st.integers(-360, 360))
def test_turning_a_hue_is_what_hsv_says(colour: tuple[float, float, float], degrees: int) -> None:
    hue, saturation, value = colorsys.rgb_to_hsv(*colour)
    wanted = colorsys.hsv_to_rgb((hue + degrees / 360) % 1, saturation, value)

    assert turn_hue(torch.tensor(colour), degrees).tolist() == pytest.approx(wanted, abs=1e-5)


def test_grey_has_no_hue_to_turn() -> None:
    grey: Tensor = torch.tensor([[0.3, 0.3, 0.3]])

    assert torch.allclose(turn_hue(grey, 77), grey)
