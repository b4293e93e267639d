"""What a drawn picture shows, as plain values: coloured shapes with places, or a small landscape.

A description is made from a seed and an index alone, so the same index is the same picture on every
machine. Some combinations are never described here: they are kept for the test of obedience
(``is_held_out_*``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from random import Random
from typing import Final, Literal

from graphstudio.training.palette import COLOURS

ShapeKind = Literal["circle", "square", "triangle", "star", "heart", "diamond"]
Size = Literal["small", "medium", "big"]
Relation = Literal["left", "right", "above", "below"]
Time = Literal["day", "sunset", "night"]
Ground = Literal["meadow", "snow", "sea"]
Side = Literal["left", "middle", "right"]
ThingKind = Literal["house", "tree", "pine", "boat"]

KINDS: Final[tuple[ShapeKind, ...]] = ("circle", "square", "triangle", "star", "heart", "diamond")
RELATIONS: Final[tuple[Relation, ...]] = ("left", "right", "above", "below")
ROWS: Final = ("top", "center", "bottom")
COLUMNS: Final = ("left", "center", "right")
PLACES: Final = tuple((row, column) for row in ROWS for column in COLUMNS)

# Radius of a single shape, as a share of the picture's side.
RADII: Final[dict[Size, tuple[float, float]]] = {
    "small": (0.12, 0.14),
    "medium": (0.19, 0.22),
    "big": (0.29, 0.33),
}
# Never drawn in the training pictures, alone or in a pair.
HELD_OUT_PAIRS: Final = frozenset(
    {
        ("green", "heart"),
        ("orange", "star"),
        ("pink", "square"),
        ("purple", "triangle"),
        ("white", "diamond"),
        ("gray", "circle"),
    }
)
HOUSE_COLOURS: Final = ("red", "yellow", "blue", "white", "pink", "orange")
SAIL_COLOURS: Final = ("red", "white", "yellow", "blue", "orange")
# Stars and diamonds reach beyond their radius.
_REACH: Final = 1.15
_MARGIN: Final = 0.02


@dataclass(frozen=True, slots=True)
class PlacedShape:
    """One coloured shape; ``x``, ``y`` and ``radius`` are shares of the picture's side."""

    kind: ShapeKind
    colour: str
    size: Size
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class ShapePicture:
    """One or two shapes on a plain background.

    ``place`` is (row, column) of a single shape, None for two; ``relation`` says where the first of
    two stands, seen from the second.
    """

    background: str
    shapes: tuple[PlacedShape, ...]
    place: tuple[str, str] | None = None
    relation: Relation | None = None


@dataclass(frozen=True, slots=True)
class Light:
    """The sun or the moon of a landscape."""

    side: Side
    is_big: bool
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Thing:
    """A house, tree, pine or boat; ``colour`` is the wall's or the sail's, empty for trees."""

    kind: ThingKind
    colour: str
    side: Side
    is_small: bool
    x: float


@dataclass(frozen=True, slots=True)
class Landscape:
    """A small landscape; ``peaks`` are (x, height) of the mountains, ``clouds`` their (x, y)."""

    time: Time
    ground: Ground
    light: Light | None
    clouds: tuple[tuple[float, float], ...]
    peaks: tuple[tuple[float, float], ...]
    things: tuple[Thing, ...]
    hill_phase: float


Description = ShapePicture | Landscape


def is_held_out_place(colour: str, kind: str, place: tuple[str, str]) -> bool:
    """Tell whether this colour and shape at this place is kept for testing (1 in 8)."""
    return _is_drawn("place", colour, kind, *place, one_in=8)


def is_held_out_pair(first: tuple[str, str], relation: str, second: tuple[str, str]) -> bool:
    """Tell whether these two (colour, kind) in this relation are kept for testing (1 in 8)."""
    # The mirrored sentence describes the same picture, so both fall on the same side.
    if relation in ("right", "below"):
        first, second = second, first
        relation = {"right": "left", "below": "above"}[relation]
    return _is_drawn("pair", *first, relation, *second, one_in=8)


def describe(seed: int, index: int) -> Description:
    """Make the description with this index: 38 % single shapes, 34 % pairs, 28 % landscapes."""
    random = Random(f"picture/{seed}/{index}")
    lot = random.random()
    if lot < 0.28:
        return _landscape(random)
    draw = _single if lot < 0.66 else _pair
    while True:
        picture = draw(random)
        if not is_held_out(picture):
            return picture


def is_held_out(picture: ShapePicture) -> bool:
    """Tell whether a picture of shapes shows anything that training must not see."""
    if any((shape.colour, shape.kind) in HELD_OUT_PAIRS for shape in picture.shapes):
        return True
    if picture.place is not None:
        only = picture.shapes[0]
        return is_held_out_place(only.colour, only.kind, picture.place)
    first, second = picture.shapes
    assert picture.relation is not None
    return is_held_out_pair(
        (first.colour, first.kind), picture.relation, (second.colour, second.kind)
    )


def single_shape(
    random: Random,
    colour: str,
    kind: ShapeKind,
    size: Size,
    place: tuple[str, str],
    background: str,
) -> ShapePicture:
    """Place one shape at a row and column, with a little chance in where and how large exactly."""
    radius = random.uniform(*RADII[size])
    x = _inside(_third(place[1], COLUMNS) + random.uniform(-0.03, 0.03), radius)
    y = _inside(_third(place[0], ROWS) + random.uniform(-0.03, 0.03), radius)
    shape = PlacedShape(kind, colour, size, x, y, radius)
    return ShapePicture(background, (shape,), place=place)


def shape_pair(
    random: Random,
    first: tuple[str, ShapeKind],
    relation: Relation,
    second: tuple[str, ShapeKind],
    background: str,
    sizes: tuple[Size, Size] = ("medium", "medium"),
) -> ShapePicture:
    """Place two shapes, the first in this relation to the second."""
    near, far = random.uniform(0.25, 0.27), random.uniform(0.73, 0.75)
    along = (near, far) if relation in ("left", "above") else (far, near)
    shapes = []
    for position, (colour, kind), size in zip(along, (first, second), sizes, strict=True):
        across = 0.5 + random.uniform(-0.05, 0.05)
        x, y = (position, across) if relation in ("left", "right") else (across, position)
        low, high = {"small": (0.11, 0.13), "medium": (0.16, 0.185), "big": (0.21, 0.22)}[size]
        shapes.append(PlacedShape(kind, colour, size, x, y, random.uniform(low, high)))
    return ShapePicture(background, tuple(shapes), relation=relation)


def _single(random: Random) -> ShapePicture:
    colour, background = _two_colours(random)
    size: Size = random.choices(("small", "medium", "big"), (3, 6, 3))[0]
    is_centred = random.random() < 0.3
    place = ("center", "center") if is_centred else random.choice(PLACES)
    return single_shape(random, colour, random.choice(KINDS), size, place, background)


def _pair(random: Random) -> ShapePicture:
    colour, background = _two_colours(random)
    other = random.choice([name for name in COLOURS if name not in (colour, background)])
    sizes: tuple[Size, Size] = random.choices(
        (("medium", "medium"), ("big", "small"), ("small", "big"), ("small", "small")),
        (6, 1, 1, 1),
    )[0]
    first, second = (colour, random.choice(KINDS)), (other, random.choice(KINDS))
    return shape_pair(random, first, random.choice(RELATIONS), second, background, sizes)


def _two_colours(random: Random) -> tuple[str, str]:
    names = list(COLOURS)
    # A third of the pictures is on white: the background meant when a caption names none.
    background = "white" if random.random() < 0.2 else random.choice(names)
    return random.choice([name for name in names if name != background]), background


def _landscape(random: Random) -> Landscape:
    time: Time = random.choices(("day", "sunset", "night"), (5, 3, 3))[0]
    ground: Ground = random.choices(("meadow", "snow", "sea"), (5, 3, 3))[0]
    light = None
    if random.random() < 0.75:
        side = _side(random)
        light = Light(
            side,
            random.random() < 0.3,
            _side_x(side) + random.uniform(-0.03, 0.03),
            random.uniform(0.19, 0.23),
        )
    clouds = tuple(
        (x + random.uniform(-0.05, 0.05), random.uniform(0.14, 0.26))
        for x in random.sample((0.2, 0.5, 0.8), random.choices((0, 1, 2), (5, 2, 3))[0])
        if light is None or abs(x - light.x) > 0.2
    )
    peaks: tuple[tuple[float, float], ...] = ()
    if random.random() < 0.4:
        peaks = tuple(
            (x + random.uniform(-0.05, 0.05), random.uniform(0.24, 0.34))
            for x in random.choice(((0.25, 0.7), (0.1, 0.5, 0.9), (0.35, 0.8)))
        )
    return Landscape(time, ground, light, clouds, peaks, _things(random, ground), random.random())


def _things(random: Random, ground: Ground) -> tuple[Thing, ...]:
    count = random.choices((0, 1, 2), (2, 5, 3 if ground != "sea" else 1))[0]
    every: tuple[Side, ...] = ("left", "middle", "right")
    sides = random.sample(every, count)
    if count == 2:
        sides = ["left", "right"] if random.random() < 0.5 else ["right", "left"]
    things = []
    for side in sides:
        kind: ThingKind = (
            "boat" if ground == "sea" else random.choice(("house", "tree", "pine", "house"))
        )
        colours = {"house": HOUSE_COLOURS, "boat": SAIL_COLOURS}.get(kind, ("",))
        x = _side_x(side) + random.uniform(-0.03, 0.03)
        things.append(Thing(kind, random.choice(colours), side, random.random() < 0.25, x))
    return tuple(things)


def _side(random: Random) -> Side:
    return random.choice(("left", "middle", "right"))


def _side_x(side: Side) -> float:
    return {"left": 0.24, "middle": 0.5, "right": 0.76}[side]


def _third(name: str, names: tuple[str, ...]) -> float:
    return (0.24, 0.5, 0.76)[names.index(name)]


def _inside(value: float, radius: float) -> float:
    near = radius * _REACH + _MARGIN
    return min(max(value, near), 1 - near)


def _is_drawn(*parts: str, one_in: int) -> bool:
    return hashlib.sha256("/".join(parts).encode()).digest()[0] % one_in == 0
