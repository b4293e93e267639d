"""Curves over the time of a run, written as text: "0:7.5, 0.5:4, 1:1" is place:value, in order.

Two points at one place are a jump: up to it the first value counts, from it on the second.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from graphstudio.api.guidance import Curve
from graphstudio.errors import BadValue

MOST = 100.0
"""Of a guidance's scale: ten times what any model bears; beyond it somebody mistyped."""

_EXAMPLES = ("0:7.5, 0.5:4, 1:1", "0:1, 0.5:0.6, 1:0")
_DECIMALS = 4

Points = tuple[tuple[float, float], ...]


def parse_points(
    text: str, *, least: float = 0.0, most: float = MOST, what: str = "scale"
) -> Points:
    """Read "0:7.5, 0.5:4, 1:1" as (fraction of the run, value), in the order that is written.

    Args:
        text: At least one point.
        least: The smallest value that will do.
        most: The largest one.
        what: People call the values, for messages.

    Raises:
        BadValue: Something in it is no curve; everything that is wrong is named at once.
    """
    points: list[tuple[float, float]] = []
    problems: list[str] = []
    for pair in filter(None, (part.strip() for part in text.split(","))):
        try:
            place, value = (float(number) for number in pair.split(":"))
        except ValueError:
            problems.append(f'"{pair}" is not two numbers with a colon between')
            continue
        # Not <= turns away what is no number, too.
        if not 0 <= place <= 1:
            problems.append(f'"{pair}" is at {place:g}, and the run goes from 0 to 1')
        if not least <= value <= most:
            problems.append(f'"{pair}" has the {what} {value:g}, and {least:g} to {most:g} will do')
        problems += _order_problems(pair, place, points)
        points.append((place, value))
    if not points and not problems:
        problems.append("there is no point")
    if problems:
        example = next(one for one in _EXAMPLES if one == _EXAMPLES[-1] or most > 7.5)
        raise BadValue(
            f"The curve cannot be read: {'; '.join(problems)}. Write points as place:{what} from "
            f"the start (0) to the end (1), such as {example}."
        )
    return tuple(points)


def write_points(points: Iterable[tuple[float, float]]) -> str:
    """Write points as `parse_points` reads them, with four decimals at most."""
    return ", ".join(f"{_number(place)}:{_number(value)}" for place, value in points)


def read_curve(text: str, *, least: float, most: float, what: str = "strength") -> Curve:
    """Read what a knob with `OverTime` holds; an empty text changes nothing.

    Raises:
        BadValue: It is no curve.
    """
    if not text.strip():
        return Curve()
    return Curve("points", points=parse_points(text, least=least, most=most, what=what))


def _order_problems(
    pair: str, place: float, before: Sequence[tuple[float, float]]
) -> Iterator[str]:
    if not before or math.isnan(place):
        return
    if place < before[-1][0]:
        yield f'"{pair}" does not lie behind the point before it'
    elif [one for one, _ in before[-2:]] == [place, place]:
        yield f'"{pair}" is the third point at one place, and two are a jump'


def _number(value: float) -> str:
    return f"{round(value, _DECIMALS) + 0.0:.{_DECIMALS}f}".rstrip("0").rstrip(".")
