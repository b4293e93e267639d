"""What stands in a landscape, told from the ground below it: houses, trees, pines and boats."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphstudio.training.extent import Extent, extent, side_of
from graphstudio.training.judge import (
    Mask,
    Pixels,
    Tones,
    eroded,
    grown,
    islands,
    middle_colour,
    tones_of,
)

# Nothing stands as low as this.
_GROUND_ROWS: Final = 0.92
# Just above the horizon, and how far apart two colours may be to count as one.
_SKY_ROWS: Final = (0.44, 0.5)
_SAME_COLOUR: Final = 45
_SNOW_SATURATION: Final = 0.36
_MEADOW_HUES: Final = (65.0, 175.0)

_LEAF_ROWS: Final = (0.38, 0.9)
_LEAF_AREA: Final = 0.01
_LEAST_CROWN: Final = 0.16
_WIDEST_CROWN: Final = 0.34
_POINTED: Final = 0.4
_SPREAD: Final = 0.7
# Green over red, and over blue, at least. By night leaves turn teal, and pines in the snow too.
_LEAF_VALUE: Final = {"day": 0.84, "sunset": 0.84, "night": 0.8}
_LEAF_AT_SEA: Final = (1.5, 0.8)
_LEAF_GREEN: Final = {"day": (1.5, 0.66), "sunset": (1.3, 0.8), "night": (1.7, 0.6)}

# Below the crest of the hills, so that sky and rock are out of the way.
_HOUSE_ROWS: Final = (0.64, 0.9)
_LEAST_HOUSE: Final = 0.17
_DOOR_HEIGHT: Final = 0.07
_THRESHOLD: Final = 0.79
_DOOR_SHIFT: Final = 0.06
# How far a hue may lie from the ground's and still be ground; distant snow and grass are bluer.
_GROUND_CAST: Final = {"meadow": 0.13, "snow": 0.09}
# Doors are darker than any wall, and a lit window is brighter.
_WALL_VALUES: Final = {"day": (0.42, 1.0), "sunset": (0.42, 1.0), "night": (0.3, 0.75)}

_HULL_ROWS: Final = (0.62, 0.82)
_HULL_AREA: Final = 0.006
_LEAST_HULL: Final = 0.13

# Saturation below which a colour is white: of warm hues and of blue ones, which white takes on.
_WHITE: Final = {"day": (0.14, 0.32), "sunset": (0.13, 0.32), "night": (0.15, 0.42)}
# Hue where red ends and orange does; the evening reddens and the night blues.
_RED_FROM: Final = {"day": 346, "sunset": 346, "night": 318}
_ORANGE_TO: Final = {"day": 39, "sunset": 34, "night": 35}


@dataclass(frozen=True, slots=True)
class SeenThing:
    """A house, tree, pine or boat; ``colour`` is the wall's or the sail's, "" for trees.

    ``x`` is its middle as a share of the width.
    """

    kind: str
    colour: str
    x: float

    @property
    def side(self) -> str:
        """Where it stands: "left", "middle" or "right"."""
        return side_of(self.x)


def ground_below(pixels: Pixels, tones: Tones) -> str:
    """Name the ground by the lowest rows: green is a meadow, pale is snow, blue is the sea.

    It is "" where the lowest rows look like the sky: there is no ground.
    """
    first, last = (round(row * len(pixels)) for row in _SKY_ROWS)
    sky, near = middle_colour(pixels[first:last]), _near_ground(pixels)
    if np.abs(sky.astype(int) - near.astype(int)).sum() < _SAME_COLOUR:
        return ""
    rows = slice(round(_GROUND_ROWS * len(pixels)), None)
    saturation = np.median(tones.saturation[rows])
    low, high = _MEADOW_HUES
    if low < np.median(tones.hue[rows]) < high and saturation > 0.15:
        return "meadow"
    return "snow" if saturation < _SNOW_SATURATION else "sea"


def find_things(pixels: Pixels, tones: Tones, time: str, ground: str) -> list[SeenThing]:
    """List what stands on the ground; boats only at sea, houses only ashore."""
    if not ground:
        return []
    leaf = _leaf(pixels, tones, time, ground)
    if ground == "sea":
        return _trees(leaf) + _boats(pixels, time)
    return _trees(leaf) + _houses(pixels, leaf, time, ground)


def name_dyed(colour: Pixels, time: str) -> str:
    """Name the colour, (3,), of a wall or a sail by the light of this time of day."""
    tones = tones_of(colour[None, None])
    hue, saturation = float(tones.hue[0, 0]), float(tones.saturation[0, 0])
    is_bluish = 170 < hue < 260
    if saturation < _WHITE[time][is_bluish]:
        return "white"
    if hue > _RED_FROM[time] or hue < 14:
        return "red"
    if hue < 80:
        return "orange" if hue < _ORANGE_TO[time] else "yellow"
    # A deep violet is a blue in warm light.
    return "pink" if hue > 285 or (hue > 260 and saturation < 0.4) else "blue"


def _leaf(pixels: Pixels, tones: Tones, time: str, ground: str) -> Mask:
    """Mark leaves: green, and darker than a meadow."""
    red, green, blue = (pixels[..., place].astype(float) for place in range(3))
    meadow = float(_near_ground(pixels).max()) / 255
    lightest = _LEAF_VALUE[time] * meadow if ground == "meadow" else 0.62
    over_red, over_blue = _LEAF_GREEN[time] if ground != "sea" else _LEAF_AT_SEA
    mask = (green > over_red * red) & (green > over_blue * blue) & (tones.value < lightest)
    return eroded(_rows(mask, _LEAF_ROWS))


def _trees(leaf: Mask) -> list[SeenThing]:
    found = []
    for crown in islands(leaf):
        seen = extent(crown)
        if crown.mean() < _LEAF_AREA or seen.height < _LEAST_CROWN:
            continue
        widths = crown.sum(axis=1)[crown.any(axis=1)]
        # A round crown is soon wide, and as wide above as below; a pine is neither.
        is_pointed = widths[: len(widths) // 4].mean() < _POINTED * widths.max()
        third = len(widths) // 3
        is_spread = widths[:third].sum() < _SPREAD * widths[-third:].sum()
        kind = "pine" if is_pointed or is_spread else "tree"
        # Crowns that touch are wider than one can be.
        count = ceil(seen.width / _WIDEST_CROWN)
        each = seen.width / count
        found += [SeenThing(kind, "", seen.left + each * (place + 0.5)) for place in range(count)]
    return found


def _houses(pixels: Pixels, leaf: Mask, time: str, ground: str) -> list[SeenThing]:
    mask = _cast_distance(pixels, _near_ground(pixels)) > _GROUND_CAST[ground]
    if ground == "snow":
        mask |= pixels.max(axis=2) < 0.62 * _near_ground(pixels).max()
    covered = grown(leaf, 3)
    # Close gaps of up to eight pixels: door and window are parts of one house.
    walls = eroded(grown(eroded(mask & ~covered), 4), 4)
    found = []
    for part in islands(_rows(walls, _HOUSE_ROWS)):
        seen = extent(part)
        if seen.width > _LEAST_HOUSE and seen.height > _DOOR_HEIGHT:
            found.append(SeenThing("house", _wall_colour(pixels, part, seen, time), seen.x))
        elif ground == "snow" and _is_door(seen, covered):
            # A white wall melts into the snow; its door, right of the middle, does not.
            found.append(SeenThing("house", "white", seen.x - _DOOR_SHIFT))
    return found


def _is_door(seen: Extent, covered: Mask) -> bool:
    """Tell a door from a trunk, which has leaves above it."""
    height, width = covered.shape
    above = covered[round((seen.top - 0.1) * height) : round(seen.top * height) + 2]
    has_crown = above[:, round(seen.left * width) : round(seen.right * width)].mean() > 0.3
    return bool(seen.height > _DOOR_HEIGHT and seen.bottom > _THRESHOLD and not has_crown)


def _wall_colour(pixels: Pixels, part: Mask, seen: Extent, time: str) -> str:
    below_roof = _rows(part, (seen.top + 0.45 * seen.height, 1))
    darkest, lightest = _WALL_VALUES[time]
    value = pixels.max(axis=2) / 255
    wall = below_roof & (value > darkest) & (value <= lightest)
    # What cannot be told from the snow around it is white.
    return name_dyed(middle_colour(pixels[wall]), time) if wall.any() else "white"


def _boats(pixels: Pixels, time: str) -> list[SeenThing]:
    # Wood is brown, and nothing else on the water is red.
    mask = _rows(eroded(pixels[..., 0] > 0.75 * pixels[..., 2]), _HULL_ROWS)
    found = []
    for hull in islands(mask):
        seen = extent(hull)
        if hull.mean() < _HULL_AREA or seen.width < _LEAST_HULL:
            continue
        widths = hull.sum(axis=1)
        deck = int(np.flatnonzero(widths > 0.6 * widths.max())[0]) / len(hull)
        # The lower half of the main sail, right of the mast.
        near, far = seen.x + 0.025, seen.x + 0.02 + 0.15 * seen.width
        sail = _box(pixels, (near, far), (deck - 0.5 * seen.width, deck - 0.26 * seen.width))
        found.append(SeenThing("boat", name_dyed(middle_colour(sail), time), seen.x))
    return found


def _near_ground(pixels: Pixels) -> Pixels:
    return middle_colour(pixels[round(_GROUND_ROWS * len(pixels)) :])


def _cast_distance(pixels: Pixels, other: Pixels) -> NDArray[np.float64]:
    """Compare hue and saturation alone: each colour as shares of its sum, 0..2."""

    def shares(found: Pixels) -> NDArray[np.float64]:
        return np.asarray(found / np.maximum(found.sum(axis=-1, keepdims=True, dtype=float), 1))

    return np.asarray(np.abs(shares(pixels) - shares(other)).sum(axis=-1))


def _rows(mask: Mask, limits: tuple[float, float]) -> Mask:
    cut = np.zeros_like(mask)
    rows = slice(*(round(limit * len(mask)) for limit in limits))
    cut[rows] = mask[rows]
    return cut


def _box(pixels: Pixels, across: tuple[float, float], down: tuple[float, float]) -> Pixels:
    height, width = pixels.shape[:2]
    left, right = (min(round(x * width), width - 1) for x in across)
    top, bottom = (round(y * height) for y in down)
    return pixels[top : bottom + 1, left : right + 1]
