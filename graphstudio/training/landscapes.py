"""How a landscape becomes polygons: sky, light, clouds, mountains, ground and what stands on it."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sin
from typing import Final

from graphstudio.training.layers import Backdrop, Label, Layer, Point
from graphstudio.training.outlines import ellipse
from graphstudio.training.palette import COLOURS, Rgb, mixed
from graphstudio.training.scenes import Ground, Landscape, Light, Thing, Time

HORIZON: Final = 0.6
_STARS: Final = (
    (0.08, 0.1),
    (0.36, 0.07),
    (0.63, 0.1),
    (0.92, 0.08),
    (0.12, 0.34),
    (0.4, 0.3),
    (0.62, 0.36),
    (0.9, 0.32),
)


@dataclass(frozen=True, slots=True)
class _Mood:
    """The colours of one time of day; ``tint`` dyes whatever stands in the landscape."""

    sky_top: Rgb
    sky_bottom: Rgb
    cloud: Rgb
    light: Rgb
    halo: float
    tint: Rgb
    tint_share: float


_MOODS: Final[dict[Time, _Mood]] = {
    "day": _Mood(
        (74, 154, 232), (190, 226, 250), (255, 255, 255), (255, 214, 52), 0.4, (0, 0, 0), 0
    ),
    "sunset": _Mood(
        (112, 76, 148), (250, 168, 108), (255, 206, 180), (255, 222, 120), 0.35, (120, 50, 70), 0.28
    ),
    "night": _Mood(
        (16, 22, 58), (44, 62, 116), (92, 104, 150), (246, 242, 214), 0.16, (14, 24, 72), 0.5
    ),
}
_GROUNDS: Final[dict[Ground, tuple[Rgb, Label]]] = {
    "meadow": ((106, 186, 84), Label.MEADOW),
    "snow": ((240, 246, 252), Label.SNOW),
    "sea": ((38, 122, 190), Label.SEA),
}


def backdrop(scene: Landscape) -> Backdrop:
    """Give the sky of a landscape."""
    mood = _MOODS[scene.time]
    return Backdrop(mood.sky_top, mood.sky_bottom)


def layers(scene: Landscape) -> list[Layer]:
    """Turn a landscape into polygons, back to front."""
    mood = _MOODS[scene.time]
    found: list[Layer] = []
    if scene.time == "night":
        star = (255, 252, 230)
        found += [Layer(ellipse(x, y, 0.013, 0.013), star, Label.BACKDROP) for x, y in _STARS]
    if scene.light is not None:
        found += _light(scene.light, scene.time, mood)
    for x, y in scene.clouds:
        found += _cloud(x, y, mood.cloud)
    for x, height in scene.peaks:
        found += _mountain(x, height, mood)
    found += _ground(scene, mood)
    for thing in sorted(scene.things, key=lambda thing: thing.x):
        found += _thing(thing, scene, mood)
    return found


def _dyed(colour: Rgb, mood: _Mood) -> Rgb:
    return mixed(colour, mood.tint, mood.tint_share)


def _light(light: Light, time: Time, mood: _Mood) -> list[Layer]:
    radius = 0.15 if light.is_big else 0.1
    label = Label.MOON if time == "night" else Label.SUN
    sky = mixed(mood.sky_top, mood.sky_bottom, light.y)
    halo = Layer(
        ellipse(light.x, light.y, radius * 1.35, radius * 1.35),
        mixed(sky, mood.light, mood.halo),
        label,
    )
    return [halo, Layer(ellipse(light.x, light.y, radius, radius), mood.light, label)]


def _cloud(x: float, y: float, colour: Rgb) -> list[Layer]:
    puffs = ((-0.085, 0.022, 0.07, 0.04), (0.085, 0.022, 0.07, 0.04), (0, 0, 0.085, 0.062))
    return [Layer(ellipse(x + dx, y + dy, rx, ry), colour, Label.CLOUD) for dx, dy, rx, ry in puffs]


def _mountain(x: float, height: float, mood: _Mood) -> list[Layer]:
    top, foot = HORIZON - height, HORIZON + 0.06
    half = (foot - top) * 0.85
    cap = 0.3
    body = ((x, top), (x + half, foot), (x - half, foot))
    snow = (
        (x, top),
        (x + half * cap, top + (foot - top) * cap),
        (x - half * cap, top + (foot - top) * cap),
    )
    rock, white = _dyed((124, 128, 158), mood), _dyed((250, 250, 255), mood)
    return [Layer(body, rock, Label.MOUNTAIN), Layer(snow, white, Label.MOUNTAIN)]


def _ground(scene: Landscape, mood: _Mood) -> list[Layer]:
    colour, label = _GROUNDS[scene.ground]
    if scene.ground == "sea":
        near = mixed(colour, (10, 50, 120), 0.35)
        shore: tuple[Point, ...] = ((0, HORIZON), (1, HORIZON), (1, 1), (0, 1))
        deep: tuple[Point, ...] = ((0, 0.8), (1, 0.8), (1, 1), (0, 1))
        return [Layer(shore, _dyed(colour, mood), label), Layer(deep, _dyed(near, mood), label)]
    far = mixed(colour, (60, 120, 110) if scene.ground == "meadow" else (150, 180, 220), 0.35)
    back = _hill(HORIZON, 0.035, scene.hill_phase, 1.0)
    front = _hill(0.76, 0.02, scene.hill_phase + 0.4, 0.7)
    return [Layer(back, _dyed(far, mood), label), Layer(front, _dyed(colour, mood), label)]


def _hill(level: float, swing: float, phase: float, waves: float) -> tuple[Point, ...]:
    crest = [
        (step / 16, level + swing * sin(2 * pi * (waves * step / 16 + phase))) for step in range(17)
    ]
    return (*crest, (1.0, 1.0), (0.0, 1.0))


def _thing(thing: Thing, scene: Landscape, mood: _Mood) -> list[Layer]:
    size = 0.7 if thing.is_small else 1.0
    if thing.kind == "house":
        return _house(thing, size, scene, mood)
    if thing.kind == "boat":
        return _boat(thing, size, mood)
    return _tree(thing, size, mood)


def _house(thing: Thing, size: float, scene: Landscape, mood: _Mood) -> list[Layer]:
    x, foot = thing.x, 0.86
    half, wall, roof = 0.16 * size, 0.2 * size, 0.14 * size
    eaves = foot - wall
    roof_colour = (250, 250, 255) if scene.ground == "snow" else (138, 66, 48)
    # At night the windows are lit, and light is not dyed.
    pane = (255, 226, 110) if scene.time == "night" else _dyed((206, 236, 250), mood)
    parts = (
        (_box(x - half, eaves, x + half, foot), _dyed(COLOURS[thing.colour], mood)),
        (
            ((x, eaves - roof), (x + half * 1.25, eaves), (x - half * 1.25, eaves)),
            _dyed(roof_colour, mood),
        ),
        (
            _box(x - half * 0.62, eaves + wall * 0.26, x - half * 0.08, eaves + wall * 0.66),
            pane,
        ),
        (
            _box(x + half * 0.22, eaves + wall * 0.36, x + half * 0.68, foot),
            _dyed((92, 52, 40), mood),
        ),
    )
    return [Layer(points, fill, Label.HOUSE) for points, fill in parts]


def _tree(thing: Thing, size: float, mood: _Mood) -> list[Layer]:
    x, foot = thing.x, 0.87
    label = Label.TREE if thing.kind == "tree" else Label.PINE
    trunk = _box(x - 0.025 * size, foot - 0.16 * size, x + 0.025 * size, foot)
    found = [Layer(trunk, _dyed((112, 72, 48), mood), label)]
    if thing.kind == "tree":
        crown = ellipse(x, foot - 0.27 * size, 0.13 * size, 0.15 * size)
        return [*found, Layer(crown, _dyed((46, 138, 62), mood), label)]
    leaf = _dyed((30, 104, 74), mood)
    for low, half, height in ((0.08, 0.13, 0.2), (0.2, 0.105, 0.17), (0.31, 0.075, 0.14)):
        bottom = foot - low * size
        corners = (
            (x, bottom - height * size),
            (x + half * size, bottom),
            (x - half * size, bottom),
        )
        found.append(Layer(corners, leaf, label))
    return found


def _boat(thing: Thing, size: float, mood: _Mood) -> list[Layer]:
    x, water = thing.x, 0.76
    top, wide = water - 0.1 * size, 0.17 * size
    hull = ((x - wide, top), (x + wide, top), (x + wide * 0.65, water), (x - wide * 0.65, water))
    mast = _box(x - 0.012, top - 0.3 * size, x + 0.012, top)
    sail = ((x + 0.012, top - 0.3 * size), (x + 0.15 * size, top - 0.04), (x + 0.012, top - 0.04))
    jib = ((x - 0.012, top - 0.26 * size), (x - 0.11 * size, top - 0.04), (x - 0.012, top - 0.04))
    parts = ((mast, (96, 62, 44)), (hull, (128, 74, 46)), (sail, COLOURS[thing.colour]))
    found = [Layer(points, _dyed(fill, mood), Label.BOAT) for points, fill in parts]
    return [
        *found,
        Layer(jib, _dyed(mixed(COLOURS[thing.colour], (255, 255, 255), 0.35), mood), Label.BOAT),
    ]


def _box(left: float, top: float, right: float, bottom: float) -> tuple[Point, ...]:
    return ((left, top), (right, top), (right, bottom), (left, bottom))
