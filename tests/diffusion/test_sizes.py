"""Sizes that fit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphstudio.diffusion.sizes import nearest_sizes, require_multiple
from graphstudio.errors import BadValue

SIDES = st.integers(1, 5000)


@given(SIDES, SIDES, st.sampled_from([4, 8, 16]))
def test_the_nearest_sizes_fit_and_enclose(width: int, height: int, multiple: int) -> None:
    sizes = nearest_sizes(width, height, multiple)

    for wide, tall in sizes:
        require_multiple(wide, tall, multiple, what="it")
        assert abs(wide - width) < multiple
        assert abs(tall - height) < multiple
    assert sizes[-1][0] >= width
    assert sizes[-1][1] >= height


@given(SIDES, st.integers(1, 7))
def test_a_side_that_is_no_multiple_is_refused(cells: int, more: int) -> None:
    with pytest.raises(BadValue, match="multiples of 8"):
        require_multiple(cells * 8 + more, 512, 8, what="it")
