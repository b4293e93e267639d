import pytest
import torch

from graphstudio.api import Image, Mask
from graphstudio.diffusion.colours import parse_colour
from graphstudio.diffusion.selections import fill_holes, select_brightness, select_colour
from graphstudio.errors import BadValue


def greys(*levels: float) -> Image:
    return Image(torch.tensor(levels)[None, None, :, None].repeat(1, 1, 1, 3))


def drawn(*rows: str) -> Mask:
    return Mask(torch.tensor([[[float(cell == "#") for cell in row] for row in rows]]))


def rows(mask: Mask) -> list[str]:
    return ["".join("#" if cell == 1 else "." for cell in row) for row in mask.values[0].tolist()]


def test_a_colour_is_chosen_with_what_is_as_near_as_the_tolerance() -> None:
    image = greys(0.0, 0.5, 1.0)  # L is 0, 53.4 and 100
    black = torch.zeros(3)

    assert select_colour(image, black, tolerance=0).values.flatten().tolist() == [1, 0, 0]
    assert select_colour(image, black, tolerance=54).values.flatten().tolist() == [1, 1, 0]
    soft = select_colour(image, black, tolerance=0, softness=100).values.flatten().tolist()
    assert soft == pytest.approx([1, 0.466, 0], abs=0.01)


def test_green_is_told_from_a_grey_of_the_same_brightness() -> None:
    green = parse_colour("#00a000")
    image = Image(torch.stack([green, torch.tensor([0.53, 0.53, 0.53])])[None, None])

    assert select_colour(image, green, tolerance=30).values.flatten().tolist() == [1, 0]


def test_a_range_of_brightness_holds_both_its_ends() -> None:
    image = greys(0.0, 0.25, 0.5, 0.75, 1.0)

    assert select_brightness(image, 0.25, 0.75).values.flatten().tolist() == [0, 1, 1, 1, 0]
    assert select_brightness(image, 0.75, 1).values.flatten().tolist() == [0, 0, 0, 1, 1]
    soft = select_brightness(image, 0.5, 0.5, softness=0.5).values.flatten().tolist()
    assert soft == pytest.approx([0, 0.5, 1, 0.5, 0], abs=1e-4)


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadValue, match=r"from 0\.8 to 0\.2"):
        select_brightness(greys(0.5), 0.8, 0.2)


def test_what_nobody_sees_is_not_chosen() -> None:
    clear = Image(torch.zeros(1, 1, 1, 4))

    assert select_colour(clear, torch.zeros(3), tolerance=100).values.item() == 0
    assert select_brightness(clear, 0, 1).values.item() == 0


def test_holes_are_filled_and_bays_are_not() -> None:
    mask = drawn(
        "........",
        ".###.###",
        ".#.#.#..",
        ".###.###",
        "........",
    )

    assert rows(fill_holes(mask)) == [
        "........",
        ".###.###",
        ".###.#..",
        ".###.###",
        "........",
    ]


def test_a_corner_lets_nothing_out_and_large_holes_can_stay_open() -> None:
    ring = drawn(".#..", "#.##", "#..#", ".##.")

    assert rows(fill_holes(ring)) == [".#..", "####", "####", ".##."]
    assert rows(fill_holes(ring, most_px=2)) == rows(ring)
    assert rows(fill_holes(ring, most_px=3)) == rows(fill_holes(ring))


def test_grey_that_is_not_enclosed_stays_and_each_mask_is_filled_by_itself() -> None:
    ring, grey = drawn("###", "#.#", "###"), Mask(torch.full((1, 3, 3), 0.3))

    filled = fill_holes(Mask(torch.cat([ring.values, grey.values])))

    assert torch.equal(filled.values[0], torch.ones(3, 3))
    assert torch.equal(filled.values[1], grey.values[0])


@pytest.mark.parametrize("value", [0.0, 0.4, 1.0])
def test_a_mask_of_one_pixel_has_no_hole(value: float) -> None:
    assert fill_holes(Mask(torch.full((1, 1, 1), value))).values.item() == pytest.approx(value)
