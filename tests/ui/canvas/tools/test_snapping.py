"""Pulling a dragged box into line."""

from PySide6.QtCore import QLineF, QRectF

from graphstudio.ui.canvas.snapping import Snapping

BOX = QRectF(0, 0, 240, 100)


def test_a_box_rests_on_the_grid_where_nothing_is_near() -> None:
    snapped = Snapping([]).pull(BOX, 13, 21, 6)

    assert (snapped.dx, snapped.dy, snapped.guides) == (16, 24, ())


def test_like_edges_pull_and_show_a_line_along_both_boxes() -> None:
    other = QRectF(403, 300, 240, 80)

    snapped = Snapping([other]).pull(BOX, 400, 0, 6)

    assert (snapped.dx, snapped.dy) == (403, 0)
    assert snapped.guides == (QLineF(403, 0, 403, 380),)


def test_an_edge_that_is_too_far_away_does_not_pull() -> None:
    other = QRectF(411, 300, 240, 80)

    snapped = Snapping([other]).pull(BOX, 400, 0, 6)

    assert snapped.dx == 400


def test_the_nearer_of_two_edges_pulls() -> None:
    others = [QRectF(404, 300, 100, 80), QRectF(399, 500, 100, 80)]

    snapped = Snapping(others).pull(BOX, 400, 0, 6)

    assert snapped.dx == 399


def test_a_place_never_has_a_fraction() -> None:
    other = QRectF(600, 50.4, 240, 80)

    snapped = Snapping([other]).pull(BOX, 0, 50, 6)

    assert snapped.dy == 50
