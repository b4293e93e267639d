"""How much of each cell a prompt covers."""

from dataclasses import replace

import pytest
import torch

from graphstudio.api import Area, Latent, Mask, Rest
from graphstudio.diffusion.coverage import cover, laid_out, place_problems, shares
from graphstudio.diffusion.parts import placed_in, weighted
from tests.diffusion.guidance.listener import text

CANVAS = Latent(torch.zeros(2, 4, 2, 4), "sd1", 8)
"""Two pictures of 32 x 16 px."""

LEFT = Area(0.0, 0.0, 0.5, 1.0)


@pytest.mark.parametrize(
    ("area", "wanted"),
    [
        pytest.param(LEFT, [[1, 1, 0, 0], [1, 1, 0, 0]], id="half"),
        pytest.param(Area(0.375, 0, 0.25, 0.5), [[0, 0.5, 0.5, 0], [0, 0, 0, 0]], id="parts"),
        pytest.param(Area(8, 8, 16, 8, "pixels"), [[0, 0, 0, 0], [0, 1, 1, 0]], id="pixels"),
        pytest.param(Area(24, 0, 999, 4, "pixels"), [[0, 0, 0, 0.5], [0, 0, 0, 0]], id="cut off"),
    ],
)
def test_a_rectangle_covers_cells_as_far_as_it_reaches(
    area: Area, wanted: list[list[float]]
) -> None:
    assert cover([area], CANVAS)[0, 0].tolist() == wanted


def test_a_mask_is_averaged_in_each_cell() -> None:
    values = torch.zeros(1, 16, 32)
    values[:, :8, :4] = 1

    assert cover([Mask(values)], CANVAS)[0, 0].tolist() == [[0.5, 0, 0, 0], [0, 0, 0, 0]]


def test_several_places_are_where_all_of_them_are() -> None:
    found = cover([LEFT, Area(0.25, 0, 1, 0.5)], CANVAS)

    assert found[0, 0].tolist() == [[0, 1, 0, 0], [0, 0, 0, 0]]


@pytest.mark.parametrize(("least", "taken"), [(0.0, 0.0), (0.2, 0.2)])
def test_the_rest_is_where_others_leave_room(least: float, taken: float) -> None:
    rest = Rest(((LEFT,), (Area(0.25, 0, 0.375, 1),)), least)

    found = cover([rest], CANVAS)[0, 0, 0].tolist()

    half = least + (1 - least) * 0.5
    assert found == pytest.approx([taken, taken, half, 1])


def test_shares_are_weights_of_what_covers_and_add_up_to_one() -> None:
    left = weighted(placed_in(text(1.0), LEFT), 3.0)
    parts = [laid_out(one, CANVAS) for one in (text(0.0), left)]

    ground, over = shares(parts)

    assert ground is not None
    assert over is not None
    assert over[0, 0].tolist() == [[0.75, 0.75, 0, 0]] * 2
    assert torch.equal(ground + over, torch.ones(1, 1, 2, 4))


def test_where_nothing_covers_the_first_has_all() -> None:
    parts = [
        laid_out(placed_in(text(1.0), area), CANVAS)
        for area in (Area(0, 0, 0.25, 1), Area(0.25, 0, 0.25, 1))
    ]

    first, second = shares(parts)

    assert first is not None
    assert second is not None
    assert first[0, 0].tolist() == [[1, 0, 1, 1]] * 2
    assert second[0, 0].tolist() == [[0, 1, 0, 0]] * 2


def test_one_alone_has_all_wherever_it_is() -> None:
    assert shares([laid_out(placed_in(text(1.0), LEFT), CANVAS)]) == [None]


def test_what_is_wrong_with_places_is_said_all_at_once() -> None:
    three = placed_in(text(1.0), Mask(torch.ones(3, 16, 32)))
    outside = placed_in(text(2.0), Area(64, 0, 8, 8, "pixels"))

    problems = list(place_problems(replace(three, others=(outside,)), CANVAS, "negative"))

    assert "mask of the negative conditioning is for 3 pictures and 2 are made" in problems[0]
    assert "outside of the picture, which is 32 x 16 px" in problems[1]
