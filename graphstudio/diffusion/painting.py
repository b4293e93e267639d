"""Painted masks as pixels. The window and the nodes use this one: what is seen is what is made.

It is made of additions, products and square roots (but for the corners of ellipses), which IEEE
754 rounds the same on every machine. Without torch: the window uses it too.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graphstudio.api.painting import Brush, Ellipse, Fill, Invert, Mark, Outline, Place
from graphstudio.api.painting import read_painting as read
from graphstudio.errors import BadValue

Grey: TypeAlias = NDArray[np.uint8]

LEAST_RADIUS_PX = 0.5
"""Of a brush: a finer one would leave pixels out."""

_FULL = 255
_ERROR_PX = 0.05  # how far the sides that stand for an ellipse may be off


class Box(NamedTuple):
    """A rectangle of pixels; right and bottom lie just outside."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def is_empty(self) -> bool:
        """Whether there is no pixel in it."""
        return self.right <= self.left or self.bottom <= self.top

    @property
    def pixels(self) -> tuple[slice, slice]:
        """The rows and columns."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    def with_(self, other: Box) -> Box:
        """Give the smallest box around both."""
        if self.is_empty or other.is_empty:
            return other if self.is_empty else self
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )


NO_BOX = Box(0, 0, 0, 0)


class Dot(NamedTuple):
    """Where a brush is, in pixels, and how large."""

    x: float
    y: float
    radius: float


def painted(painting: str, width: int, height: int) -> Grey:
    """Paint a whole mask.

    Args:
        painting: As `graphstudio.api.painting` has it.
        width: Of the mask, in pixels.
        height: Of the mask, in pixels.

    Returns:
        (height, width), 255 where it is chosen.

    Raises:
        BadValue: It is no painting, or the mask has no size.
    """
    if width < 1 or height < 1:
        raise BadValue(f"{width} x {height} px is no size. Choose 1 px or more.")
    grey = np.zeros((height, width), np.uint8)
    for mark in read(painting):
        lay(mark, grey)
    return grey


def reach(mark: Mark, width: int, height: int) -> Box:
    """Say which pixels of a mask a mark may change."""
    match mark:
        case Brush():
            return box_of(dots(mark, width, height), width, height)
        case Outline() | Ellipse():
            return _around(_corners(mark, width, height), width, height)
        case Fill() | Invert():
            return Box(0, 0, width, height)


def lay(mark: Mark, grey: Grey) -> Box:
    """Make one mark on a mask, in place, and say which pixels it may have changed."""
    height, width = grey.shape
    box = reach(mark, width, height)
    if box.is_empty:
        return box
    match mark:
        case Fill():
            grey[:] = _FULL
        case Invert():
            np.subtract(_FULL, grey, out=grey)
        case Brush():
            cover = np.zeros((box.bottom - box.top, box.right - box.left), np.uint8)
            cover_stroke(cover, dots(mark, width, height), mark.hardness, box)
            blend(grey[box.pixels], cover, mark.opacity, erases=mark.erases)
        case Outline() | Ellipse():
            cover = _cover_shape(_corners(mark, width, height), box)
            blend(grey[box.pixels], cover, mark.opacity, erases=mark.erases)
    return box


def dots(stroke: Brush, width: int, height: int) -> list[Dot]:
    """Give a stroke's places in the pixels of a mask."""
    radius = stroke.size * max(width, height) / 2
    pressures: Sequence[float] = stroke.pressures or (1.0,) * len(stroke.places)
    return [
        Dot(x * width, y * height, max(radius * pressure, LEAST_RADIUS_PX))
        for (x, y), pressure in zip(stroke.places, pressures, strict=True)
    ]


def box_of(stroke: Iterable[Dot], width: int, height: int) -> Box:
    """Give the pixels of a mask that dots and the ways between them reach."""
    return _clipped(*_around_dots(list(stroke)), width, height)


def cover_stroke(
    cover: Grey, stroke: Sequence[Dot], hardness: float, room: Box, *, goes_on: bool = False
) -> None:
    """Note how much a stroke covers: where it crosses itself, no more than once.

    Args:
        cover: What it covered before; changed in place.
        stroke: The brush's way.
        hardness: 0..1.
        room: The pixels that `cover` stands for.
        goes_on: Whether its first dot is covered already.
    """
    ways = list(pairwise(stroke)) or [(stroke[0], stroke[0])]
    is_even = len({dot.radius for dot in stroke}) == 1
    for number, (start, end) in enumerate(ways):
        is_joined = is_even and (goes_on or number > 0)
        found = _ahead(start, end) if is_joined else _around_dots((start, end))
        box = Box(
            max(math.floor(found[0]), room.left),
            max(math.floor(found[1]), room.top),
            min(math.ceil(found[2]), room.right),
            min(math.ceil(found[3]), room.bottom),
        )
        if box.is_empty:
            continue
        part = cover[
            box.top - room.top : box.bottom - room.top, box.left - room.left : box.right - room.left
        ]
        np.maximum(part, _cover_way(start, end, hardness, box), out=part)


def blend(grey: Grey, cover: Grey, opacity: float, *, erases: bool) -> None:
    """Lay what a mark covers over a mask of the same size, in place."""
    share = cover.astype(np.uint16)
    if opacity < 1:
        share *= round(opacity * _FULL)
        share += _FULL // 2
        share //= _FULL
    change = (grey if erases else np.subtract(_FULL, grey)).astype(np.uint16)
    change *= share
    change += _FULL // 2
    change //= _FULL
    step = change.astype(np.uint8)
    if erases:
        grey -= step
    else:
        grey += step


def _around_dots(stroke: Sequence[Dot]) -> tuple[float, float, float, float]:
    return (
        min(one.x - one.radius for one in stroke) - 1,
        min(one.y - one.radius for one in stroke) - 1,
        max(one.x + one.radius for one in stroke) + 1,
        max(one.y + one.radius for one in stroke) + 1,
    )


def _ahead(start: Dot, end: Dot) -> tuple[float, float, float, float]:
    """Give the box around what a way covers ahead of its start; the rest the way before it did.

    With a large brush and short ways, that is half of the dots' box. Where the radius changes,
    the way before it covers less beside its end than its last dot does.
    """
    length = math.hypot(end.x - start.x, end.y - start.y)
    if not length:
        return _around_dots((start, end))
    ux, uy = (end.x - start.x) / length, (end.y - start.y) / length
    radius = max(start.radius, end.radius) + 1
    left, right = radius * (1 if ux < 0 else abs(uy)), radius * (1 if ux > 0 else abs(uy))
    top, bottom = radius * (1 if uy < 0 else abs(ux)), radius * (1 if uy > 0 else abs(ux))
    return (
        min(start.x - radius * abs(uy), end.x - left),
        min(start.y - radius * abs(ux), end.y - top),
        max(start.x + radius * abs(uy), end.x + right),
        max(start.y + radius * abs(ux), end.y + bottom),
    )


def _cover_way(start: Dot, end: Dot, hardness: float, box: Box) -> Grey:
    """Cover the way of a brush by each pixel's distance from it.

    Along the way and across are sums of a row and a column: seven passes over the box. From the
    fully covered core, coverage falls as 3t^2 - 2t^3 to nothing, over one pixel at least.
    """
    length = math.hypot(end.x - start.x, end.y - start.y)
    ux, uy = ((end.x - start.x) / length, (end.y - start.y) / length) if length else (1.0, 0.0)
    x = np.arange(box.left, box.right, dtype=np.float32) + np.float32(0.5 - start.x)
    y = np.arange(box.top, box.bottom, dtype=np.float32) + np.float32(0.5 - start.y)
    along = (x * np.float32(ux))[None, :] + (y * np.float32(uy))[:, None]
    far = (x * np.float32(-uy))[None, :] + (y * np.float32(ux))[:, None]
    near = np.clip(along, 0, np.float32(length))
    along -= near
    along *= along
    far *= far
    far += along
    np.sqrt(far, out=far)
    radius: NDArray[np.float32] | np.float32 = np.float32(start.radius)
    if end.radius != start.radius and length:
        near *= np.float32((end.radius - start.radius) / length)
        near += radius
        radius = near
    # Half a pixel beyond the radius nothing is covered; the fade begins half a pixel before it.
    fade = radius * np.float32(1 - hardness) + np.float32(1)
    np.subtract(radius + np.float32(0.5), far, out=far)
    far /= fade
    np.clip(far, 0, 1, out=far)
    smooth = far * far
    far *= -2
    far += 3
    smooth *= far
    return _to_grey(smooth)


def _cover_shape(corners: Sequence[Place], box: Box) -> Grey:
    """Cover each pixel by the area of it that lies in a shape; what winds twice counts once.

    The sides are cut where they leave a pixel. Each piece covers what lies right of it in its
    row, downwards more and upwards less, so summing up the row gives the area.
    """
    rows, columns = box.bottom - box.top, box.right - box.left
    sums = np.zeros((rows, columns + 2), np.float32)
    for start, end in zip(corners, (*corners[1:], corners[0]), strict=True):
        _cut_side(sums, start, end, box)
    np.cumsum(sums, axis=1, out=sums)
    inside = np.abs(sums[:, :columns])
    return _to_grey(np.minimum(inside, 1, out=inside))


def _cut_side(sums: NDArray[np.float32], start: Place, end: Place, box: Box) -> None:
    x0, y0, x1, y1 = start[0] - box.left, start[1] - box.top, end[0] - box.left, end[1] - box.top
    if y0 == y1:
        return
    cuts = np.concatenate(([0.0, 1.0], _crossings(x0, x1), _crossings(y0, y1)))
    cuts.sort()
    x, y = x0 + cuts * (x1 - x0), y0 + cuts * (y1 - y0)
    row = np.floor((y[1:] + y[:-1]) / 2).astype(np.int64)
    is_seen = (row >= 0) & (row < len(sums))
    most = sums.shape[1] - 2
    middle = np.clip((x[1:] + x[:-1]) / 2, 0, most)[is_seen]
    row, down = row[is_seen], (y[1:] - y[:-1])[is_seen]
    column = np.minimum(np.floor(middle).astype(np.int64), most)
    right = middle - column
    np.add.at(sums, (row, column), (down * (1 - right)).astype(np.float32))
    np.add.at(sums, (row, column + 1), (down * right).astype(np.float32))


def _crossings(start: float, end: float) -> NDArray[np.float64]:
    """Say how far along a side each whole number between its ends is, 0..1."""
    low, high = sorted((start, end))
    lines = np.arange(math.floor(low) + 1, math.ceil(high), dtype=np.float64)
    return (lines - start) / (end - start) if len(lines) else lines


def _corners(shape: Outline | Ellipse, width: int, height: int) -> list[Place]:
    if isinstance(shape, Outline):
        return [(x * width, y * height) for x, y in shape.places]
    (left, top), (right, bottom) = shape.first, shape.second
    across, down = abs(right - left) * width / 2, abs(bottom - top) * height / 2
    x, y = (left + right) * width / 2, (top + bottom) * height / 2
    # A side of n that go round a circle is r (1 - cos(pi / n)) off in its middle.
    sides = max(8, math.ceil(math.pi * math.sqrt(max(across, down) / (2 * _ERROR_PX))))
    turns = (2 * math.pi * number / sides for number in range(sides))
    return [(x + across * math.cos(turn), y + down * math.sin(turn)) for turn in turns]


def _around(corners: Sequence[Place], width: int, height: int) -> Box:
    across, down = [x for x, _ in corners], [y for _, y in corners]
    return _clipped(min(across), min(down), max(across), max(down), width, height)


def _clipped(left: float, top: float, right: float, bottom: float, width: int, height: int) -> Box:
    return Box(
        max(math.floor(left), 0),
        max(math.floor(top), 0),
        min(math.ceil(right), width),
        min(math.ceil(bottom), height),
    )


def _to_grey(share: NDArray[np.float32]) -> Grey:
    share *= _FULL
    share += 0.5
    return share.astype(np.uint8)
