import math
from itertools import pairwise

from graphstudio.diffusion.painting import Dot
from graphstudio.ui.painter.thinning import thinned


def test_a_straight_line_needs_two_points() -> None:
    dots = [Dot(x, x / 2, 3) for x in range(50)]

    assert thinned(dots, 0.1) == [dots[0], dots[-1]]


def test_a_corner_is_kept() -> None:
    dots = [Dot(0, 0, 1), Dot(5, 0, 1), Dot(10, 0, 1), Dot(10, 5, 1), Dot(10, 10, 1)]

    assert thinned(dots, 0.1) == [dots[0], dots[2], dots[4]]


def test_a_change_of_size_is_kept() -> None:
    dots = [Dot(0, 0, 1), Dot(5, 0, 4), Dot(10, 0, 1)]

    assert thinned(dots, 0.1) == dots


def test_nothing_is_further_off_than_allowed() -> None:
    dots = [Dot(100 * math.cos(t / 50), 100 * math.sin(t / 50), 5) for t in range(300)]

    kept = thinned(dots, 0.5)

    assert len(kept) < 40
    middles = [((one.x + two.x) / 2, (one.y + two.y) / 2) for one, two in pairwise(kept)]
    assert all(100 - math.hypot(*middle) <= 0.5 for middle in middles)


def test_one_point_is_one_point() -> None:
    assert thinned([Dot(1, 2, 3)], 1.0) == [Dot(1, 2, 3)]


def test_a_way_there_and_back_is_no_dot() -> None:
    dots = [Dot(0, 0, 1), Dot(9, 0, 1), Dot(0, 0, 1)]

    assert thinned(dots, 0.5) == dots
