from PySide6.QtCore import QRectF

from graphstudio.ui.canvas.buckets import CELL, Buckets


def test_what_lies_near_is_found_and_what_lies_far_away_is_not() -> None:
    buckets: Buckets[str] = Buckets()
    buckets.put("near", QRectF(0, 0, 10, 10))
    buckets.put("far", QRectF(9 * CELL, 0, 10, 10))

    assert list(buckets.near(QRectF(5, 5, 1, 1))) == ["near"]


def test_what_was_put_elsewhere_is_no_longer_where_it_was() -> None:
    buckets: Buckets[str] = Buckets()
    buckets.put("a", QRectF(0, 0, 10, 10))
    buckets.put("a", QRectF(9 * CELL, 0, 10, 10))

    assert not buckets.near(QRectF(0, 0, 10, 10))
    assert buckets.near(QRectF(9 * CELL, 0, 1, 1))


def test_what_was_dropped_is_not_found() -> None:
    buckets: Buckets[str] = Buckets()
    buckets.put("a", QRectF(0, 0, 10, 10))

    buckets.drop("a")

    assert not buckets.near(QRectF(0, 0, 10, 10))


def test_a_rectangle_larger_than_the_graph_finds_everything() -> None:
    buckets: Buckets[int] = Buckets()
    for at in range(20):
        buckets.put(at, QRectF(at * CELL, at * CELL, 10, 10))

    assert set(buckets.near(QRectF(-1e9, -1e9, 2e9, 2e9))) == set(range(20))


def test_a_huge_thing_is_found_everywhere_and_can_be_dropped() -> None:
    buckets: Buckets[str] = Buckets()
    buckets.put("huge", QRectF(-1e8, -1e8, 2e8, 2e8))

    assert list(buckets.near(QRectF(0, 0, 1, 1))) == ["huge"]

    buckets.drop("huge")

    assert not buckets.near(QRectF(0, 0, 1, 1))
