"""The outlines of the six shapes: polygons of about equal size around the origin, y down."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin
from typing import Final

from graphstudio.training.layers import Point
from graphstudio.training.scenes import ShapeKind

_ARC_CORNERS: Final = 64


def outline(kind: ShapeKind) -> tuple[Point, ...]:
    """Give the corners of a shape whose radius is about 1."""
    return _OUTLINES[kind]()


def ellipse(x: float, y: float, radius_x: float, radius_y: float) -> tuple[Point, ...]:
    """Give the corners of an ellipse that lies along the axes."""
    turns = (2 * pi * step / _ARC_CORNERS for step in range(_ARC_CORNERS))
    return tuple((x + radius_x * cos(turn), y + radius_y * sin(turn)) for turn in turns)


def _circle() -> tuple[Point, ...]:
    return ellipse(0, 0, 0.97, 0.97)


def _square() -> tuple[Point, ...]:
    return ((-0.87, -0.87), (0.87, -0.87), (0.87, 0.87), (-0.87, 0.87))


def _triangle() -> tuple[Point, ...]:
    return ((0, -0.98), (1.06, 0.86), (-1.06, 0.86))


def _star() -> tuple[Point, ...]:
    # Inner radius 0.46 where a drawn-through pentagram has 0.38: plumper arms stay legible when
    # small.
    radii = (1.12, 0.515)
    turns = ((-pi / 2 + step * pi / 5, radii[step % 2]) for step in range(10))
    return tuple((radius * cos(turn), radius * sin(turn) + 0.08) for turn, radius in turns)


def _heart() -> tuple[Point, ...]:
    corners = []
    for step in range(_ARC_CORNERS):
        turn = 2 * pi * step / _ARC_CORNERS
        x = 16 * sin(turn) ** 3
        y = 13 * cos(turn) - 5 * cos(2 * turn) - 2 * cos(3 * turn) - cos(4 * turn)
        corners.append((x / 16, -(y + 2.5) / 15.2))
    return tuple(corners)


def _diamond() -> tuple[Point, ...]:
    return ((0, -1.14), (0.8, 0), (0, 1.14), (-0.8, 0))


_OUTLINES: Final[dict[ShapeKind, Callable[[], tuple[Point, ...]]]] = {
    "circle": _circle,
    "square": _square,
    "triangle": _triangle,
    "star": _star,
    "heart": _heart,
    "diamond": _diamond,
}
