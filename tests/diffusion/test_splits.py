"""Pictures divided among prompts."""

from collections.abc import Callable

import pytest

from graphstudio.api import Area
from graphstudio.diffusion.splits import divide, read_lines, read_sizes, rectangle
from graphstudio.errors import BadValue


def test_columns_lie_side_by_side_in_proportion_to_their_sizes() -> None:
    assert divide("columns", 3, [1, 2, 1]) == [
        Area(0.0, 0.0, 0.25, 1.0),
        Area(0.25, 0.0, 0.5, 1.0),
        Area(0.75, 0.0, 0.25, 1.0),
    ]


def test_rows_lie_below_each_other() -> None:
    assert divide("rows", 2) == [Area(0.0, 0.0, 1.0, 0.5), Area(0.0, 0.5, 1.0, 0.5)]


def test_a_grid_reads_as_a_page_and_its_last_row_fills_the_width() -> None:
    assert divide("grid", 3) == [
        Area(0.0, 0.0, 0.5, 0.5),
        Area(0.5, 0.0, 0.5, 0.5),
        Area(0.0, 0.5, 1.0, 0.5),
    ]


@pytest.mark.parametrize("text", ["1,2,1", " 1; 2  1 ", "1, 2, 1"])
def test_sizes_are_read_with_any_separator(text: str) -> None:
    assert read_sizes(text) == [1, 2, 1]
    assert read_sizes("  ") == []


def test_lines_are_read_without_the_empty_ones() -> None:
    assert read_lines("a cat\n\n  a dog \n") == ["a cat", "a dog"]


@pytest.mark.parametrize(
    ("what", "wanted"),
    [
        pytest.param(lambda: read_sizes("1, x, -2"), '"x" is no size.*"-2" is no size', id="words"),
        pytest.param(lambda: read_lines(" \n"), "no region", id="no lines"),
        pytest.param(lambda: divide("rows", 3, [1, 2]), "2 sizes .* 3 regions", id="count"),
        pytest.param(lambda: divide("grid", 2, [1, 2]), "cells of a grid are equal", id="grid"),
        pytest.param(lambda: rectangle(0, 0, 0, 5, "pixels"), "0 x 5 pixels holds", id="no width"),
        pytest.param(lambda: rectangle(100, 0, 5, 5, "percent"), "lies outside", id="beyond"),
    ],
)
def test_what_cannot_be_divided_is_refused_in_words(
    what: Callable[[], object], wanted: str
) -> None:
    with pytest.raises(BadValue, match=wanted):
        what()


def test_percent_and_pixels_are_kept_apart() -> None:
    assert rectangle(25, 0, 50, 100, "percent") == Area(0.25, 0.0, 0.5, 1.0)
    assert rectangle(8, 0, 16, 24, "pixels") == Area(8, 0, 16, 24, "pixels")
