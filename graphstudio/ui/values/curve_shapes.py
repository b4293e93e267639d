"""Curves as lists of points: shapes to begin with, and moving a point without losing the order."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

from graphstudio.api import OverTime
from graphstudio.api.curves import Points, parse_points
from graphstudio.errors import BadValue

APART = 0.01
"""Places are whole hundredths: nobody has so many steps that less would matter."""

_EASE = (0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0)

Shape = Callable[[float, float], Points]

SHAPES: Mapping[str, Shape] = {
    "constant": lambda high, low: ((0.0, high), (1.0, high)),  # noqa: ARG005 - as the others
    "linear": lambda high, low: ((0.0, high), (1.0, low)),
    "ease": lambda high, low: tuple(
        (place, round(low + (high - low) * (1 + math.cos(math.pi * place)) / 2, 3))
        for place in _EASE
    ),
    "early": lambda high, low: ((0.0, high), (0.4, high), (0.6, low), (1.0, low)),
    "late": lambda high, low: ((0.0, low), (0.4, low), (0.6, high), (1.0, high)),
}
"""By name, from a high and a low value."""


def points_of(hint: OverTime, text: object) -> Points:
    """Read a curve that is to be shown; () for none, and for what is no curve."""
    if not isinstance(text, str) or not text.strip():
        return ()
    try:
        return parse_points(text, least=hint.least, most=hint.most)
    except BadValue:
        return ()


def span_of(hint: OverTime, points: Points) -> tuple[float, float]:
    """Say from where to where values are shown: what is usual, and all that is there."""
    values = [value for _, value in points]
    low, high = min([hint.usual[0], *values]), max([hint.usual[1], *values])
    tick = ticks_of(low, high)[1]
    return math.floor(low / tick + 1e-9) * tick, math.ceil(high / tick - 1e-9) * tick


def ticks_of(low: float, high: float) -> tuple[Sequence[float], float]:
    """Choose round values for an axis, and how far they are apart."""
    wanted = max(high - low, 1e-6) / 4
    power = 10.0 ** math.floor(math.log10(wanted))
    tick = next(one * power for one in (1, 2, 2.5, 5, 10) if one * power >= wanted * 0.999)
    first = math.ceil(low / tick - 1e-9)
    count = math.floor(high / tick + 1e-9) - first
    return [(first + number) * tick for number in range(count + 1)], tick


def grain_of(span: tuple[float, float]) -> float:
    """Say how fine values are drawn."""
    wide = span[1] - span[0]
    return 0.01 if wide <= 3 else 0.1 if wide <= 30 else 1.0


def moved(points: Points, index: int, place: float, value: float, hint: OverTime) -> Points:
    """Move a point as far as its neighbours and the bounds let it; two may share a place."""
    places = [one for one, _ in points]
    before, after = places[:index], places[index + 1 :]
    # Two points at one place are a jump; a third finds no room there.
    least = before[-1] + APART * (before[-2:] == [before[-1]] * 2) if before else 0.0
    most = after[0] - APART * (after[:2] == [after[0]] * 2) if after else 1.0
    there = min(max(place, least), most) if least <= most else places[index]
    level = min(max(value, hint.least), hint.most)
    return (*points[:index], (round(there, 4), round(level, 4)), *points[index + 1 :])


def added(points: Points, place: float, value: float, hint: OverTime) -> tuple[Points, int]:
    """Add a point; give all, and which one it is."""
    there = min(max(round(place, 2), 0.0), 1.0)
    while [one for one, _ in points].count(there) > 1:
        there = round(there + (APART if there < 1.0 else -APART), 2)
    index = sum(one <= there for one, _ in points)
    level = min(max(value, hint.least), hint.most)
    return (*points[:index], (there, round(level, 4)), *points[index:]), index


def mirrored(points: Points) -> Points:
    """Turn a curve round in time."""
    return tuple((round(1 - place, 4), value) for place, value in reversed(points))
