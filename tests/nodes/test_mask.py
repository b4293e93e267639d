from collections.abc import Callable
from typing import Any

import pytest
import torch

from graphstudio.api import Image, Mask, TestContext
from graphstudio.errors import BadValue

Call = Callable[..., Any]


def drawn(*rows: str) -> Mask:
    """Make a mask from rows of "#" (chosen) and "." (left alone)."""
    return Mask(torch.tensor([[[float(cell == "#") for cell in row] for row in rows]]))


def rows(mask: Mask) -> list[str]:
    """Write a hard mask as `drawn` reads it."""
    assert set(mask.values.flatten().tolist()) <= {0, 1}
    return ["".join("#" if cell else "." for cell in row) for row in mask.values[0].tolist()]


def plain(width: int, height: int) -> Image:
    return Image(torch.zeros(1, height, width, 3))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param(
            {"kind": "rectangle"},
            ["........", "..####..", "..####..", "........"],
            id="a rectangle in the middle",
        ),
        pytest.param(
            {"kind": "rectangle", "x": 0.0, "y": 0.0},
            ["##......", "........", "........", "........"],
            id="a rectangle cut off by the corner",
        ),
        pytest.param(
            {"kind": "rectangle", "width": 1.0, "height": 0.25, "y": 0.625},
            ["........", "........", "########", "........"],
            id="one row",
        ),
        pytest.param(
            {"kind": "rectangle", "width": 0.0},
            ["........", "........", "........", "........"],
            id="without width",
        ),
        pytest.param(
            {"kind": "ellipse", "width": 1.0, "height": 1.0},
            [".######.", "########", "########", ".######."],
            id="an ellipse that touches the edges",
        ),
    ],
)
def test_a_shape_is_drawn_as_large_as_the_picture(
    call: Callable[[str], Call], options: dict[str, Any], expected: list[str]
) -> None:
    assert rows(call("mask.shape")(plain(8, 4), **options)) == expected


@pytest.mark.parametrize(
    ("channel", "value"),
    [
        pytest.param("red", 0.2, id="red"),
        pytest.param("green", 0.4, id="green"),
        pytest.param("blue", 0.6, id="blue"),
        pytest.param("alpha", 0.8, id="alpha"),
        pytest.param("brightness", 0.2126 * 0.2 + 0.7152 * 0.4 + 0.0722 * 0.6, id="brightness"),
    ],
)
def test_a_mask_is_read_from_the_channel_that_is_asked_for(
    call: Callable[[str], Call], channel: str, value: float
) -> None:
    image = Image(torch.tensor([[[[0.2, 0.4, 0.6, 0.8]]]]))

    assert call("mask.from_image")(image, channel).values.tolist() == [[[pytest.approx(value)]]]


def test_a_picture_without_alpha_is_opaque_everywhere(call: Callable[[str], Call]) -> None:
    assert torch.equal(call("mask.from_image")(plain(3, 2), "alpha").values, torch.ones(1, 2, 3))


def test_a_mask_shown_as_a_picture_and_read_again_is_the_mask(call: Callable[[str], Call]) -> None:
    mask = Mask(torch.tensor([[[0.0, 0.3, 1.0]]]))

    shown = call("mask.to_image")(mask)

    assert shown.pixels.shape == (1, 1, 3, 3)
    assert torch.allclose(call("mask.from_image")(shown).values, mask.values)


@pytest.mark.parametrize(
    ("grow", "expected"),
    [
        pytest.param(0, [".....", ".....", "..#..", ".....", "....."], id="not at all"),
        pytest.param(1, [".....", "..#..", ".###.", "..#..", "....."], id="by a cross"),
        pytest.param(2, [".###.", "#####", "#####", "#####", ".###."], id="to an octagon"),
    ],
)
def test_growing_widens_what_is_chosen(
    call: Callable[[str], Call], grow: int, expected: list[str]
) -> None:
    dot = drawn(".....", ".....", "..#..", ".....", ".....")

    assert rows(call("mask.adjust")(dot, grow)) == expected


def test_a_negative_growth_narrows_it_but_not_at_the_edge_of_the_picture(
    call: Callable[[str], Call],
) -> None:
    half = drawn("##..", "##..", "##..")

    assert rows(call("mask.adjust")(half, -1)) == ["#...", "#...", "#..."]


def test_turning_round_comes_after_growing(call: Callable[[str], Call]) -> None:
    corner = drawn("#...", "....")

    assert rows(call("mask.adjust")(corner, 1, is_inverted=True)) == ["..##", ".###"]


def test_feathering_softens_the_border_alike_on_both_sides(call: Callable[[str], Call]) -> None:
    border = drawn("#" * 16 + "." * 16)

    soft = call("mask.adjust")(border, feather=4.0).values[0, 0]

    assert torch.allclose(soft + soft.flip(0), torch.ones(32), atol=1e-6)
    assert (soft.diff() <= 0).all()
    assert 0.5 < soft[15] < 0.7
    assert soft[:8].min() > 0.99
    assert soft[24:].max() < 0.01


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        pytest.param("union", [".###"], id="union"),
        pytest.param("intersection", ["..#."], id="intersection"),
        pytest.param("difference", [".#.."], id="difference"),
    ],
)
def test_two_masks_become_one(call: Callable[[str], Call], how: str, expected: list[str]) -> None:
    assert rows(call("mask.combine")(drawn(".##."), drawn("..##"), how)) == expected


def test_grey_masks_combine_by_the_larger_the_smaller_and_what_is_left(
    call: Callable[[str], Call],
) -> None:
    one, other = (Mask(torch.tensor([[[level]]])) for level in (0.75, 0.5))

    found = [
        call("mask.combine")(one, other, how).values.item()
        for how in ("union", "intersection", "difference")
    ]

    assert found == [0.75, 0.5, 0.5]


def test_masks_of_two_sizes_do_not_combine(call: Callable[[str], Call]) -> None:
    with pytest.raises(BadValue, match="first mask is 4 x 1 px, the second mask is 3 x 1 px"):
        call("mask.combine")(drawn("####"), drawn("###"))


def test_a_colour_or_a_brightness_becomes_a_mask(call: Callable[[str], Call]) -> None:
    image = Image(torch.tensor([[[[0.0, 1.0, 0.0], [1.0, 1.0, 1.0], [0.0, 0.0, 0.0]]]]))

    assert rows(call("mask.from_colour")(image, "#00ff00")) == ["#.."]
    assert rows(call("mask.from_brightness")(image)) == ["##."]
    assert rows(call("mask.from_brightness")(image, 0.0, 0.2)) == ["..#"]


def test_a_threshold_decides_what_grey_becomes(call: Callable[[str], Call]) -> None:
    grey = Mask(torch.tensor([[[0.2, 0.5, 0.8]]]))

    assert rows(call("mask.threshold")(grey)) == [".##"]
    assert rows(call("mask.threshold")(grey, 0.6)) == ["..#"]


def test_what_a_mask_encloses_is_chosen_too(call: Callable[[str], Call]) -> None:
    assert rows(call("mask.fill_holes")(drawn("###", "#.#", "###"))) == ["###", "###", "###"]


def test_a_mask_is_made_as_large_as_a_picture(call: Callable[[str], Call]) -> None:
    assert rows(call("mask.resize")(drawn("#."), plain(4, 2), "nearest")) == ["##..", "##.."]


def test_what_was_painted_is_a_mask_as_large_as_the_picture(call: Callable[[str], Call]) -> None:
    context = TestContext()
    picture = plain(8, 4)
    painting = '{"mark":"outline","points":[0,0,16384,0,0,32768,-16384,0]}\n'

    mask = call("mask.paint")(context, picture, painting)

    assert rows(mask) == ["####....", "####....", "####....", "####...."]
    assert mask.values.dtype == torch.float32
    assert mask.values.is_contiguous()
    assert context.previews == [picture]


def test_an_empty_painting_chooses_nothing(call: Callable[[str], Call]) -> None:
    assert rows(call("mask.paint")(TestContext(), plain(2, 1), "")) == [".."]


def test_a_damaged_painting_is_refused_with_its_line(call: Callable[[str], Call]) -> None:
    with pytest.raises(BadValue, match="line 1 of the painting is damaged"):
        call("mask.paint")(TestContext(), plain(2, 1), "{")
