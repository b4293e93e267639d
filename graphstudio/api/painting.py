"""A painted mask as text: one mark a line, in the order in which they were made.

Each line is a JSON object. Places are whole numbers, 0 at the left or top edge and `UNITS` at
the right or bottom one, so a painting fits a picture of any size:

    {"mark":"brush","points":[16384,8192,120,-40],"size":0.05,"hardness":0.8}
    {"mark":"outline","points":[0,0,9000,0,0,9000]}
    {"mark":"ellipse","box":[1000,1000,9000,7000],"erases":true}
    {"mark":"fill"}
    {"mark":"invert"}

The first two numbers of "points" are a place, each further pair the way from the one before. A
brush may have "pressure", in percent of its size, one number a point. "opacity" (0..1, or 1) and
"erases" (or false) go with all but the last two. An empty text is an empty mask.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Any  # JSON

from graphstudio.errors import BadValue

UNITS = 32768
MOST_CHARACTERS = 4 * 1024**2
"""What a painting may hold: some thousand strokes. Files and undo stay quick below it."""

_MOST_TOLD = 5
_KEPT = 8192  # marks that need not be read again at each stroke
_LEAST_PLACE, _MOST_PLACE = -UNITS, 2 * UNITS  # a stroke may lead over the edge

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Brush:
    """A stroke of a round brush.

    Attributes:
        places: Where it went, as fractions of the picture's width and height.
        pressures: How much of its size it has at each place, 0..1; () is all of it.
        size: Its diameter, as a fraction of the picture's longer side.
        hardness: How much of its radius is covered fully, 0..1; beyond, it fades out.
        opacity: How much of what is below it covers, 0..1.
        erases: Whether it takes away.
    """

    places: tuple[Place, ...]
    pressures: tuple[float, ...] = ()
    size: float = 0.05
    hardness: float = 1.0
    opacity: float = 1.0
    erases: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """A filled shape with straight sides, such as a rectangle or a lasso's.

    Attributes:
        places: Its corners, as fractions of the picture's width and height.
        opacity: How much of what is below it covers, 0..1.
        erases: Whether it takes away.
    """

    places: tuple[Place, ...]
    opacity: float = 1.0
    erases: bool = False


@dataclass(frozen=True, slots=True)
class Ellipse:
    """A filled ellipse.

    Attributes:
        first: A corner of the box around it, as fractions of the picture's width and height.
        second: The corner opposite.
        opacity: How much of what is below it covers, 0..1.
        erases: Whether it takes away.
    """

    first: Place
    second: Place
    opacity: float = 1.0
    erases: bool = False


@dataclass(frozen=True, slots=True)
class Fill:
    """Choose everything."""


@dataclass(frozen=True, slots=True)
class Invert:
    """Choose what was not chosen, and leave what was."""


Mark = Brush | Outline | Ellipse | Fill | Invert


def read_painting(text: str) -> tuple[Mark, ...]:
    """Read what was painted.

    Raises:
        BadValue: It is no painting; the message names the lines.
    """
    if len(text) > MOST_CHARACTERS:
        raise BadValue(
            f"the painting has {len(text):,} characters, and {MOST_CHARACTERS:,} is the most: "
            "clear it, or paint with fewer strokes"
        )
    marks, problems = [], []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            marks.append(read_mark(line))
        except BadValue as error:
            problems.append(f"line {number} of the painting {error}")
    if problems:
        told = problems[:_MOST_TOLD]
        more = len(problems) - len(told)
        if more:
            told.append(f"and {more} lines more")
        raise BadValue("; ".join(told), problems)
    return tuple(marks)


@lru_cache(maxsize=_KEPT)  # each stroke hands in all the marks before it once more
def read_mark(line: str) -> Mark:
    """Read one line.

    Raises:
        BadValue: It is no mark; the message goes on from "line 3".
    """
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        raise BadValue("is damaged: it is no JSON") from None
    if not isinstance(data, dict):
        raise BadValue("is no mark: it must be an object in braces")
    kind = data.pop("mark", None)
    if not isinstance(kind, str) or kind not in _READERS:
        raise BadValue(f"has a mark that nobody knows: {_shown(kind)}. There is {_KINDS}")
    keys, read = _READERS[kind]
    if unknown := sorted(data.keys() - keys):
        raise BadValue(f"has {unknown[0]!r}, which a mark of kind {kind} does not have")
    mark: Mark = read(data)
    return mark


def write_mark(mark: Mark) -> str:
    """Write one line, without its end; `read_mark` gives the mark back, rounded to the units."""
    match mark:
        case Brush():
            data: dict[str, Any] = {"mark": "brush", "points": _written(mark.places)}
            if mark.pressures:
                data["pressure"] = [round(100 * one) for one in mark.pressures]
            data |= {"size": round(mark.size, 5), "hardness": round(mark.hardness, 3)}
        case Outline():
            data = {"mark": "outline", "points": _written(mark.places)}
        case Ellipse():
            data = {"mark": "ellipse", "box": [*_units(mark.first), *_units(mark.second)]}
        case Fill():
            return '{"mark":"fill"}'
        case Invert():
            return '{"mark":"invert"}'
    if mark.opacity != 1:
        data["opacity"] = round(mark.opacity, 3)
    if mark.erases:
        data["erases"] = True
    return json.dumps(data, separators=(",", ":"))


def _brush(data: Mapping[str, Any]) -> Brush:
    places = _places(data, 1)
    pressures = _numbers(data, "pressure", 0, 100) if "pressure" in data else ()
    if pressures and len(pressures) != len(places):
        raise BadValue(f"has {len(pressures)} pressures for {len(places)} points")
    return Brush(
        places,
        tuple(one / 100 for one in pressures),
        _share(data, "size", 0.05, 2.0),
        _share(data, "hardness", 1.0),
        _share(data, "opacity", 1.0),
        _erases(data),
    )


def _outline(data: Mapping[str, Any]) -> Outline:
    return Outline(_places(data, 3), _share(data, "opacity", 1.0), _erases(data))


def _ellipse(data: Mapping[str, Any]) -> Ellipse:
    box = _numbers(data, "box", _LEAST_PLACE, _MOST_PLACE)
    if len(box) != 4:
        raise BadValue(f"needs 4 numbers in 'box', and has {len(box)}")
    left, top, right, bottom = (one / UNITS for one in box)
    opacity = _share(data, "opacity", 1.0)
    return Ellipse((left, top), (right, bottom), opacity, _erases(data))


_SHARED = frozenset({"opacity", "erases"})
_READERS: Mapping[str, tuple[frozenset[str], Callable[[Mapping[str, Any]], Mark]]] = {
    "brush": (_SHARED | {"points", "pressure", "size", "hardness"}, _brush),
    "outline": (_SHARED | {"points"}, _outline),
    "ellipse": (_SHARED | {"box"}, _ellipse),
    "fill": (frozenset(), lambda _data: Fill()),
    "invert": (frozenset(), lambda _data: Invert()),
}
_KINDS = ", ".join(_READERS)


def _places(data: Mapping[str, Any], least: int) -> tuple[Place, ...]:
    ways = _numbers(data, "points", -3 * UNITS, 3 * UNITS)
    if len(ways) % 2 or len(ways) < 2 * least:
        raise BadValue(f"needs pairs of numbers in 'points', {least} or more")
    across, down = list(accumulate(ways[::2])), list(accumulate(ways[1::2]))
    if min(*across, *down) < _LEAST_PLACE or max(*across, *down) > _MOST_PLACE:
        raise BadValue("leads too far away from the picture")
    return tuple(zip((one / UNITS for one in across), (one / UNITS for one in down), strict=True))


def _numbers(data: Mapping[str, Any], name: str, least: int, most: int) -> list[int]:
    found = data.get(name)
    if not isinstance(found, list) or not all(type(one) is int for one in found):
        raise BadValue(f"needs a list of whole numbers in {name!r}, not {_shown(found)}")
    if found and not least <= min(found) <= max(found) <= most:
        raise BadValue(f"has a number in {name!r} that is not from {least} to {most}")
    return found


def _share(data: Mapping[str, Any], name: str, default: float, most: float = 1.0) -> float:
    found = data.get(name, default)
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found <= most:
        raise BadValue(f"needs a number from 0 to {most:g} in {name!r}, not {_shown(found)}")
    return float(found)


def _erases(data: Mapping[str, Any]) -> bool:
    found = data.get("erases", False)
    if not isinstance(found, bool):
        raise BadValue(f"needs true or false in 'erases', not {_shown(found)}")
    return found


def _written(places: Sequence[Place]) -> list[int]:
    """Write places as a first one and the ways from each to the next."""
    written: list[int] = []
    last = (0, 0)
    for place in places:
        here = _units(place)
        written += (here[0] - last[0], here[1] - last[1])
        last = here
    return written


def _units(place: Place) -> tuple[int, int]:
    """Round a place to the units, and keep one that is far outside where it can be read again."""
    x, y = (min(max(round(one * UNITS), _LEAST_PLACE), _MOST_PLACE) for one in place)
    return x, y


def _shown(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:37]}…"
