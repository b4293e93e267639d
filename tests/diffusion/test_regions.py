from hypothesis import given
from hypothesis import strategies as st

from graphstudio.diffusion.regions import Box

SIDE = st.integers(1, 200)
BOXES = st.builds(Box, st.integers(0, 100), st.integers(0, 100), SIDE, SIDE)


def test_a_box_grows_on_every_side() -> None:
    assert Box(10, 20, 5, 6).grow(3) == Box(7, 17, 11, 12)


def test_a_box_is_widened_around_its_middle() -> None:
    assert Box(10, 10, 4, 8).widen_to(1) == Box(8, 10, 8, 8)
    assert Box(10, 10, 8, 4).widen_to(1) == Box(10, 8, 8, 8)
    assert Box(10, 10, 8, 4).widen_to(2) == Box(10, 10, 8, 4)


@given(BOXES, st.sampled_from([0.5, 1.0, 16 / 9]))
def test_a_widened_box_holds_the_one_it_was(box: Box, proportion: float) -> None:
    wide = box.widen_to(proportion)

    assert wide.left <= box.left
    assert wide.left + wide.width >= box.left + box.width
    assert wide.top <= box.top
    assert wide.top + wide.height >= box.top + box.height
    assert abs(wide.width - wide.height * proportion) <= max(1, proportion)


@given(BOXES, SIDE, SIDE)
def test_a_box_that_fits_is_moved_into_the_picture_and_others_around_it(
    box: Box, width: int, height: int
) -> None:
    moved = box.move_into(width, height)

    assert (moved.width, moved.height) == (box.width, box.height)
    if box.width <= width:
        assert 0 <= moved.left <= width - box.width
    else:
        assert moved.left <= 0 <= moved.left + box.width - width
