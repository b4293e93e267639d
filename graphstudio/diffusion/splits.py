"""Pictures divided among prompts, one region for each."""

import re
from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import ceil, isfinite, sqrt

from graphstudio.api import Area, Conditioning
from graphstudio.diffusion.choices import AreaUnit, Split
from graphstudio.diffusion.parts import leave_room, placed_in, require_same_kind, weighted, whole_of
from graphstudio.errors import BadValue


def divide(split: Split, count: int, sizes: Sequence[float] = ()) -> list[Area]:
    """Divide a picture.

    Args:
        split: Into columns from left to right, rows from top to bottom, or a grid that is read as
            a page; its last row may have fewer, wider cells.
        count: Into how many.
        sizes: Of the columns or rows, in any unit; none makes all equal.

    Raises:
        BadValue: There are not as many sizes as regions, or a grid is given some.
    """
    if sizes and split == "grid":
        raise BadValue("The cells of a grid are equal. Leave the sizes empty, or choose rows.")
    if sizes and len(sizes) != count:
        raise BadValue(
            f"{len(sizes)} sizes are given for {count} regions. Give one for each, or none."
        )
    if split == "grid":
        wide = ceil(sqrt(count))
        rows = [min(wide, count - start) for start in range(0, count, wide)]
        return [
            Area(left, top, right - left, bottom - top)
            for cells, (top, bottom) in zip(rows, _lanes([1.0] * len(rows)), strict=True)
            for left, right in _lanes([1.0] * cells)
        ]
    lanes = _lanes(sizes or [1.0] * count)
    if split == "rows":
        return [Area(0.0, start, 1.0, end - start) for start, end in lanes]
    return [Area(start, 0.0, end - start, 1.0) for start, end in lanes]


def read_sizes(text: str) -> list[float]:
    """Read sizes such as "1, 2, 1", separated by commas, semicolons or blanks.

    Raises:
        BadValue: A size is no number above 0.
    """
    sizes, problems = [], []
    for word in re.split(r"[,;\s]+", text.strip()) if text.strip() else ():
        try:
            size = float(word)
        except ValueError:
            size = -1.0
        if not (size > 0 and isfinite(size)):
            problems.append(f'"{word}" is no size. Write numbers above 0, such as "1, 2, 1".')
        sizes.append(size)
    if problems:
        raise BadValue(" ".join(problems), problems)
    return sizes


def read_lines(text: str) -> list[str]:
    """Read one prompt a line; empty lines are left out.

    Raises:
        BadValue: There is none.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise BadValue("There is no region. Write a prompt for each, one a line.")
    return lines


def rectangle(left: float, top: float, width: float, height: float, unit: AreaUnit) -> Area:
    """Make an area of a rectangle.

    Raises:
        BadValue: It has no size, or begins beyond 100 percent.
    """
    problems = []
    if width <= 0 or height <= 0:
        problems.append(
            f"An area of {width:g} x {height:g} {unit} holds nothing. Make both sides larger than "
            "0."
        )
    if unit == "percent" and max(left, top) >= 100:
        problems.append(
            f"An area that begins at {left:g} and {top:g} percent lies outside of the picture. "
            "Choose less than 100, or count in pixels."
        )
    if problems:
        raise BadValue(" ".join(problems), problems)
    if unit == "pixels":
        return Area(left, top, width, height, "pixels")
    return Area(left / 100, top / 100, width / 100, height / 100)


def place_regions(
    base: Conditioning,
    texts: Sequence[Conditioning],
    areas: Sequence[Area],
    *,
    base_share: float = 0.0,
) -> Conditioning:
    """Give each region of a picture a prompt of its own.

    Args:
        base: What acts where there is no region.
        texts: One for each region.
        areas: The regions.
        base_share: How much the base has to say in the regions, 0..1.

    Raises:
        BadValue: They are for different models.
    """
    for text in texts:
        require_same_kind(base, text)
    placed = [placed_in(text, area) for text, area in zip(texts, areas, strict=True)]
    ground = leave_room(base, *placed, least=base_share)
    return whole_of([ground, *(weighted(one, 1 - base_share) for one in placed)])


def _lanes(sizes: Sequence[float]) -> list[tuple[float, float]]:
    """Give where each of some sizes begins and ends, the whole being 1."""
    total = sum(sizes)
    return list(pairwise([0.0, *(end / total for end in accumulate(sizes))]))
