import pytest
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF

from graphstudio.ui.panels.viewer.lens import LEAST_SCALE, MOST_SCALE, Lens, fit

PICTURE = QSize(200, 100)
VIEW = QSizeF(400, 400)


def test_what_is_at_the_pointer_stays_there_when_it_is_zoomed() -> None:
    lens = Lens(2.0, 30.0, 40.0)
    point = QPointF(123.0, 77.0)
    before = lens.to_picture(point)

    after = lens.zoomed(1.7, point).to_picture(point)

    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()))


def test_the_way_to_the_picture_and_back_ends_where_it_began() -> None:
    lens = Lens(3.0, -10.0, 25.0)

    assert lens.to_view(lens.to_picture(QPointF(12, 34))) == QPointF(12, 34)


@pytest.mark.parametrize(
    ("scale", "taken"),
    [
        pytest.param(1e9, MOST_SCALE, id="too near"),
        pytest.param(1e-9, LEAST_SCALE, id="too far"),
    ],
)
def test_the_scale_has_limits(scale: float, taken: float) -> None:
    assert Lens().scaled(scale, QPointF()).scale == taken


def test_fitting_shows_the_whole_picture_in_the_middle() -> None:
    box = fit(QSize(2000, 1000), VIEW).box(QSize(2000, 1000))

    assert QRectF(0, 0, 400, 400).contains(box)
    assert box.center() == QPointF(200, 200)


def test_a_small_picture_is_not_blown_up_without_end() -> None:
    assert fit(QSize(8, 8), VIEW).scale == 4.0


def test_a_picture_smaller_than_the_view_stays_in_the_middle() -> None:
    assert Lens(1.0, 999.0, -999.0).bounded(PICTURE, VIEW).box(PICTURE).center() == QPointF(
        200, 200
    )


def test_a_picture_larger_than_the_view_leaves_no_gap() -> None:
    lens = Lens(10.0, 500.0, -5000.0).bounded(PICTURE, VIEW)

    assert (lens.x, lens.y) == (0.0, -600.0)
