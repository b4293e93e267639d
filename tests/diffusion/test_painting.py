import subprocess
import sys

import numpy as np
import pytest
from numpy.typing import NDArray

from graphstudio.api.painting import Brush, Ellipse, Fill, Invert, Mark, Outline, write_mark
from graphstudio.diffusion.painting import (
    Box,
    Dot,
    Grey,
    blend,
    box_of,
    cover_stroke,
    dots,
    lay,
    painted,
    reach,
)
from graphstudio.errors import BadValue


def mask(*marks: Mark, width: int = 64, height: int = 64) -> Grey:
    return painted("".join(write_mark(mark) + "\n" for mark in marks), width, height)


def distances(width: int, height: int, x: float, y: float) -> NDArray[np.float64]:
    down, across = np.mgrid[0:height, 0:width] + 0.5
    far: NDArray[np.float64] = np.hypot(across - x, down - y)
    return far


def test_nothing_is_chosen_where_nothing_was_painted() -> None:
    assert painted("", 3, 2).tolist() == [[0, 0, 0], [0, 0, 0]]


def test_a_hard_dot_is_a_disc_with_an_edge_of_a_pixel() -> None:
    seen = mask(Brush(((0.5, 0.5),), size=0.5))

    far = distances(64, 64, 32, 32)
    assert (seen[far <= 15.5] == 255).all()
    assert (seen[far >= 16.5] == 0).all()
    assert seen.sum() / 255 == pytest.approx(np.pi * 16**2, rel=0.01)


def test_a_soft_dot_fades_from_its_core_outwards() -> None:
    seen = mask(Brush(((0.5, 0.5),), size=1.0, hardness=0.5), width=128, height=128)

    line = seen[64, 64:].astype(int)
    assert (line[:31] == 255).all()
    assert (np.diff(line) <= 0).all()
    assert line[48] == pytest.approx(128, abs=6)
    assert line[-1] <= 1


def test_the_size_goes_by_the_longer_side_and_places_by_each() -> None:
    seen = mask(Brush(((0.5, 0.5),), size=0.25), width=128, height=32)

    rows, columns = np.nonzero(seen)
    assert (columns.min(), columns.max() + 1) == (48, 80)
    assert (rows.min(), rows.max() + 1) == (0, 32)


def test_the_same_painting_on_a_larger_picture_is_the_same_but_sharper() -> None:
    marks = (
        Brush(((0.2, 0.3), (0.7, 0.4), (0.6, 0.8)), size=0.2, hardness=0.3),
        Ellipse((0.1, 0.5), (0.4, 0.9), 0.5),
        Outline(((0.5, 0.1), (0.95, 0.2), (0.7, 0.6)), erases=True),
    )
    small, large = mask(*marks), mask(*marks, width=256, height=256)

    shrunk = large.reshape(64, 4, 64, 4).mean((1, 3))

    assert np.abs(shrunk - small).max() < 40
    assert np.abs(shrunk - small).mean() < 1.5


def test_a_stroke_that_crosses_itself_covers_no_more_than_once() -> None:
    there_and_back = Brush(((0.1, 0.5), (0.9, 0.5), (0.1, 0.5)), size=0.2, opacity=0.5)

    assert mask(there_and_back).max() == 128


def test_two_strokes_cover_more_than_one() -> None:
    stroke = Brush(((0.1, 0.5), (0.9, 0.5)), size=0.2, opacity=0.5)

    assert mask(stroke, stroke)[32, 32] == 128 + round((255 - 128) * 128 / 255)


def test_erasing_takes_away() -> None:
    seen = mask(Fill(), Brush(((0.5, 0.5),), size=0.25, erases=True))

    assert seen[32, 32] == 0
    assert seen[0, 0] == 255


def test_pressure_makes_a_stroke_taper() -> None:
    seen = mask(Brush(((0.2, 0.5), (0.8, 0.5)), (0.1, 1.0), size=0.4))

    heights = (seen > 127).sum(0)
    assert (np.diff(heights[14:50].astype(int)) >= 0).all()
    assert heights[14] < 6
    assert heights[51] > 22


def test_a_brush_finer_than_a_pixel_leaves_no_gap() -> None:
    seen = mask(Brush(((0.0, 0.33), (1.0, 0.71)), size=0.0))

    assert (seen.max(0) > 100).all()


def test_inverting_twice_changes_nothing() -> None:
    dot = Brush(((0.3, 0.3),), size=0.3, hardness=0.2)

    assert (mask(dot, Invert(), Invert()) == mask(dot)).all()
    assert (mask(dot, Invert()) == 255 - mask(dot)).all()


def test_an_outline_covers_the_very_area_of_each_pixel() -> None:
    corners = ((1.25, 2.5), (6.75, 2.5), (6.75, 5.25), (1.25, 5.25))
    grey = np.zeros((8, 8), np.uint8)

    lay(Outline(tuple((x / 8, y / 8) for x, y in corners)), grey)

    across = np.clip(np.minimum(np.arange(8) + 1, 6.75) - np.maximum(np.arange(8), 1.25), 0, 1)
    down = np.clip(np.minimum(np.arange(8) + 1, 5.25) - np.maximum(np.arange(8), 2.5), 0, 1)
    assert np.abs(grey - 255 * np.outer(down, across)).max() <= 0.5


def test_it_does_not_matter_which_way_round_an_outline_goes() -> None:
    corners = ((0.1, 0.2), (0.9, 0.3), (0.4, 0.95))

    assert (mask(Outline(corners)) == mask(Outline(corners[::-1]))).all()


def test_the_area_of_an_outline_is_that_of_its_corners() -> None:
    seen = mask(Outline(((0.1, 0.1), (0.9, 0.25), (0.3, 0.8))), width=200, height=100)

    exact = abs((0.8 * 0.7 - 0.15 * 0.2) / 2) * 200 * 100
    assert seen.sum() / 255 == pytest.approx(exact, rel=1e-3)


def test_a_lasso_that_leads_over_the_edge_is_cut_off_there() -> None:
    seen = mask(Outline(((-0.5, -0.5), (0.5, -0.5), (0.5, 1.5), (-0.5, 1.5))))

    assert (seen[:, :32] == 255).all()
    assert (seen[:, 32:] == 0).all()


def test_both_loops_of_an_eight_are_chosen() -> None:
    seen = mask(Outline(((0.1, 0.1), (0.9, 0.9), (0.9, 0.1), (0.1, 0.9))))

    assert seen[32, 12] == 255
    assert seen[32, 52] == 255
    assert seen[8, 32] == 0


def test_an_ellipse_has_its_own_area_whichever_corners_it_was_drawn_from() -> None:
    seen = mask(Ellipse((0.9, 0.8), (0.1, 0.3)), width=300, height=200)

    assert seen.sum() / 255 == pytest.approx(np.pi * 120 * 50, rel=1e-3)
    assert (seen == mask(Ellipse((0.1, 0.3), (0.9, 0.8)), width=300, height=200)).all()


@pytest.mark.parametrize(
    "mark",
    [
        pytest.param(Brush(((0.3, 0.3), (0.5, 0.6)), size=0.2, hardness=0.1), id="brush"),
        pytest.param(Brush(((-0.5, 0.3), (0.1, 0.3)), size=0.2), id="brush over the edge"),
        pytest.param(Outline(((0.3, 0.3), (0.5, 0.6), (0.1, 0.9))), id="outline"),
        pytest.param(Ellipse((0.3, 0.3), (0.5, 1.6)), id="ellipse"),
    ],
)
def test_a_mark_changes_nothing_outside_the_box_that_it_names(mark: Mark) -> None:
    grey = np.zeros((64, 64), np.uint8)

    box = lay(mark, grey)

    assert box == reach(mark, 64, 64)
    assert grey[box.pixels].any()
    grey[box.pixels] = 0
    assert not grey.any()


def test_what_lies_beside_the_picture_changes_nothing() -> None:
    grey = np.zeros((64, 64), np.uint8)

    lay(Brush(((-0.9, 0.5), (-0.8, 0.5)), size=0.1), grey)
    lay(Outline(((-0.9, 0.5), (-0.8, 0.5), (-0.8, 0.9))), grey)

    assert not grey.any()


def test_a_stroke_laid_way_by_way_is_the_stroke_laid_at_once() -> None:
    stroke = Brush(((0.25, 0.25), (0.375, 0.5), (0.75, 0.3125)), (1.0, 0.3, 0.8), 0.2, 0.4, 0.6)
    room = Box(0, 0, 64, 64)
    cover, grey = np.zeros((64, 64), np.uint8), np.zeros((64, 64), np.uint8)

    way = dots(stroke, 64, 64)
    cover_stroke(cover, way[:2], stroke.hardness, room)
    cover_stroke(cover, way[1:], stroke.hardness, room, goes_on=True)
    blend(grey, cover, stroke.opacity, erases=False)

    assert (grey == mask(stroke)).all()


@pytest.mark.parametrize("turn", range(8))
def test_no_way_leaves_out_what_the_way_before_it_does_not_cover(turn: int) -> None:
    angle = turn * np.pi / 4 + 0.1
    middle = (0.5 + 0.2 * np.cos(angle), 0.5 + 0.2 * np.sin(angle))
    bent = ((0.5, 0.5), middle, (middle[0] - 0.15 * np.sin(angle), middle[1] + 0.2 * np.cos(angle)))

    at_once = mask(Brush(bent, size=0.3, hardness=0.5))
    apart = [mask(Brush(bent[at : at + 2], size=0.3, hardness=0.5)) for at in (0, 1)]

    assert np.abs(at_once.astype(int) - np.maximum(*apart)).max() <= 1


def test_the_box_of_dots_is_cut_off_at_the_picture() -> None:
    assert box_of([Dot(2, 3, 4), Dot(10, 60, 1)], 12, 64) == Box(0, 0, 12, 62)


def test_boxes_join() -> None:
    assert Box(1, 2, 3, 4).with_(Box(0, 3, 2, 9)) == Box(0, 2, 3, 9)
    assert Box(1, 2, 3, 4).with_(Box(5, 5, 5, 9)) == Box(1, 2, 3, 4)


def test_a_mask_without_size_is_refused() -> None:
    with pytest.raises(BadValue, match="0 x 4 px is no size"):
        painted("", 0, 4)


def test_the_window_can_paint_without_torch() -> None:
    code = "import graphstudio.diffusion.painting, sys; print('torch' in sys.modules)"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "False"
