import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from graphstudio.api import Image, Mask
from graphstudio.diffusion.blending import blend, place
from graphstudio.diffusion.choices import BlendMode
from graphstudio.errors import BadValue

LEVEL = st.integers(0, 255).map(lambda level: level / 255)


def pixel(*channels: float) -> Image:
    return Image(torch.tensor([[[channels]]]))


def grey(level: float) -> Image:
    return pixel(level, level, level)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        # Below is 0.25 and 0.75, above is 0.5 and 0.75.
        pytest.param("normal", [0.5, 0.75], id="normal"),
        pytest.param("multiply", [0.125, 0.5625], id="multiply"),
        pytest.param("screen", [0.625, 0.9375], id="screen"),
        pytest.param("overlay", [0.25, 0.875], id="overlay"),
        pytest.param("hard light", [0.25, 0.875], id="hard light"),
        pytest.param("soft light", [0.25, 0.75 + 0.5 * (0.75**0.5 - 0.75)], id="soft light"),
        pytest.param("darken", [0.25, 0.75], id="darken"),
        pytest.param("lighten", [0.5, 0.75], id="lighten"),
        pytest.param("difference", [0.25, 0], id="difference"),
        pytest.param("add", [0.75, 1], id="add"),
        pytest.param("subtract", [0, 0], id="subtract"),
    ],
)
def test_each_mode_is_its_formula(mode: BlendMode, expected: list[float]) -> None:
    found = [
        blend(grey(below), grey(above), mode).pixels[0, 0, 0, 0].item()
        for below, above in ((0.25, 0.5), (0.75, 0.75))
    ]

    assert found == pytest.approx(expected, abs=1e-6)


@given(LEVEL)
def test_modes_leave_what_their_neutral_colour_is_laid_on(level: float) -> None:
    for mode, neutral in (
        ("multiply", 1.0),
        ("screen", 0.0),
        ("add", 0.0),
        ("subtract", 0.0),
        ("difference", 0.0),
        ("darken", 1.0),
        ("lighten", 0.0),
        ("hard light", 0.5),
        ("soft light", 0.5),
    ):
        found = blend(grey(level), grey(neutral), mode).pixels  # type: ignore[arg-type]
        assert torch.allclose(found, grey(level).pixels, atol=1e-6), mode


@given(LEVEL, LEVEL)
def test_overlay_is_hard_light_the_other_way_round(below: float, above: float) -> None:
    overlay = blend(grey(below), grey(above), "overlay").pixels

    assert torch.equal(overlay, blend(grey(above), grey(below), "hard light").pixels)


def test_opacity_and_mask_say_together_how_much_is_seen() -> None:
    mask = Mask(torch.tensor([[[0.5]]]))

    found = blend(grey(0.0), grey(1.0), opacity=0.5, mask=mask).pixels

    assert found.flatten().tolist() == [0.25] * 3


def test_unseen_layers_change_no_bit_and_do_not_add_alpha() -> None:
    below = Image(torch.rand(1, 4, 4, 3, generator=torch.Generator().manual_seed(1)))
    clear = Image(torch.zeros(1, 4, 4, 4))

    assert torch.equal(blend(below, clear, "multiply").pixels, below.pixels)
    assert torch.equal(blend(below, below, "multiply", opacity=0).pixels, below.pixels)


def test_half_a_colour_over_nothing_is_that_colour_half_seen() -> None:
    found = blend(pixel(0, 1, 0, 0), pixel(1, 0, 0, 0.5), "multiply").pixels

    assert found.flatten().tolist() == [1, 0, 0, 0.5]


def test_alpha_adds_up_as_two_sheets_of_glass() -> None:
    found = blend(pixel(0, 0, 1, 0.5), pixel(1, 0, 0, 0.5)).pixels.flatten().tolist()

    assert found == pytest.approx([2 / 3, 0, 1 / 3, 0.75])


def test_layers_of_two_sizes_are_refused_by_their_names() -> None:
    with pytest.raises(BadValue, match=r"below is 1 x 1 px, the picture above is 2 x 1 px"):
        blend(grey(0), Image(torch.zeros(1, 1, 2, 3)))


@pytest.mark.parametrize(
    ("x", "y", "rows"),
    [
        pytest.param(0.0, 0.0, ["##..", "....", "...."], id="top left"),
        pytest.param(1.0, 1.0, ["....", "....", "..##"], id="bottom right"),
        pytest.param(0.5, 0.5, ["....", ".##.", "...."], id="middle"),
    ],
)
def test_a_placed_picture_lies_where_it_was_put(x: float, y: float, rows: list[str]) -> None:
    below, above = Image(torch.zeros(1, 3, 4, 3)), Image(torch.ones(1, 1, 2, 3))

    found = place(below, above, x, y).pixels[0, :, :, 0]

    assert ["".join("#" if cell else "." for cell in row) for row in found.tolist()] == rows


def test_what_sticks_out_of_the_lower_layer_is_cut_off() -> None:
    wide = torch.arange(6.0)[None, None, :, None].expand(2, 5, 6, 3) / 6

    found = place(Image(torch.zeros(1, 3, 4, 3)), Image(wide), 0.5, 0.5).pixels

    assert torch.allclose(found, wide[:, 1:4, 1:5])
