"""A judge of meaning: from pixels alone it says which coloured shapes are where, on what.

It shares no code, no outline and no colour table with the drawing: colours are named by hue,
saturation and value, shapes by how well they cover a plain form that is stretched over their
bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]
Mask = NDArray[np.bool_]

COLOUR_NAMES: Final = (
    "black",
    "white",
    "gray",
    "red",
    "orange",
    "yellow",
    "green",
    "blue",
    "purple",
    "pink",
)
# Upper hue bounds in degrees; what lies above the last is red again.
_HUES: Final = (
    (15.0, "red"),
    (39.0, "orange"),
    (70.0, "yellow"),
    (170.0, "green"),
    (254.0, "blue"),
    (308.0, "purple"),
    (346.0, "pink"),
)
_MIN_AREA: Final = 0.004
_MIN_COVER: Final = 0.75
_FORM_PX: Final = 64
_BORDER_SHARE: Final = 32


@dataclass(frozen=True, slots=True)
class SeenShape:
    """One shape: names of colour and form ("" where none fits), middle and area as shares."""

    colour: str
    kind: str
    x: float
    y: float
    area: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a picture shows; shapes are ordered from the largest."""

    background: str
    shapes: tuple[SeenShape, ...]


@dataclass(frozen=True, slots=True)
class Tones:
    """The colours of a picture, each (height, width): hue 0..360, saturation and value 0..1."""

    hue: NDArray[np.float64]
    saturation: NDArray[np.float64]
    value: NDArray[np.float64]


def judge(pixels: Pixels) -> Verdict:
    """Say what a picture shows: (height, width, 3), 0..255."""
    names = name_colours(pixels)
    ground = middle_colour(_border(pixels))
    background = int(name_colours(ground[None, None])[0, 0])
    shapes = []
    for code in range(len(COLOUR_NAMES)):
        if code == background:
            continue
        # Edges mix two colours into a third; a form that one erosion removes is only such a seam.
        for core in islands(eroded(names == code)):
            shape = _shape(pixels, core, ground, COLOUR_NAMES[code])
            if shape.area >= _MIN_AREA:
                shapes.append(shape)
    shapes.sort(key=lambda shape: -shape.area)
    return Verdict(COLOUR_NAMES[background], tuple(shapes))


def name_colours(pixels: Pixels) -> NDArray[np.uint8]:
    """Name each pixel: (height, width), places in COLOUR_NAMES."""
    tones = tones_of(pixels)
    hue, saturation, value = tones.hue, tones.saturation, tones.value
    names = np.full(hue.shape, COLOUR_NAMES.index("red"), dtype=np.uint8)
    for bound, name in reversed(_HUES):
        names[hue < bound] = COLOUR_NAMES.index(name)
    # A pale red is pink.
    is_pale = (saturation < 0.55) & (value > 0.75) & (names == COLOUR_NAMES.index("red"))
    names[is_pale] = COLOUR_NAMES.index("pink")
    is_plain = saturation < 0.15
    names[is_plain & (value > 0.8)] = COLOUR_NAMES.index("white")
    names[is_plain & (value <= 0.8)] = COLOUR_NAMES.index("gray")
    names[value < 0.25] = COLOUR_NAMES.index("black")
    return names


def tones_of(pixels: Pixels) -> Tones:
    """Split a picture, (height, width, 3), 0..255, into hue, saturation and value."""
    channels = pixels.astype(np.float64) / 255
    value = channels.max(axis=2)
    chroma = value - channels.min(axis=2)
    saturation = chroma / np.maximum(value, 1e-6)
    return Tones(_hue(channels, value, np.maximum(chroma, 1e-6)), saturation, value)


def name_form(mask: Mask) -> str:
    """Name the form that fits a mask best; "" where none reaches 75 % intersection over union."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    cut = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    stretched = Image.fromarray(cut.astype(np.uint8) * 255).resize((_FORM_PX, _FORM_PX))
    seen = np.asarray(stretched) > 127
    covers = {
        kind: float((seen & form).sum() / (seen | form).sum()) for kind, form in _forms().items()
    }
    best = max(covers, key=lambda kind: covers[kind])
    return best if covers[best] >= _MIN_COVER else ""


def middle_colour(found: Pixels) -> Pixels:
    """Give the median of colours (..., 3): (3,)."""
    return np.asarray(np.median(found.reshape(-1, 3), axis=0).round(), dtype=np.uint8)


def islands(mask: Mask) -> list[Mask]:
    """Split a mask into its connected parts, without the tiny ones."""
    outside = mask.size
    places = np.arange(outside).reshape(mask.shape)
    labels = np.where(mask, places, outside)
    while True:
        # Each pixel takes the least label around it, and then that label's own label.
        padded = np.pad(labels, 1, constant_values=outside)
        least = np.minimum(np.minimum(padded[:-2], padded[2:])[:, 1:-1], labels)
        least = np.minimum(np.minimum(padded[:, :-2], padded[:, 2:])[1:-1], least)
        least = np.append(least, outside)[np.where(mask, least, outside)]
        if np.array_equal(least, labels):
            break
        labels = least
    names, sizes = np.unique(labels[mask], return_counts=True)
    return [labels == name for name in names[sizes >= _MIN_AREA * mask.size / 4]]


def eroded(mask: Mask, px: int = 1) -> Mask:
    """Take a mask's outermost pixels away; beyond the picture's edge it goes on."""
    return ~grown(~mask, px)


def grown(mask: Mask, px: int = 1) -> Mask:
    """Widen a mask by so many pixels on all sides."""
    height, width = mask.shape
    for _ in range(px):
        padded = np.pad(mask, 1, mode="edge")
        mask = np.zeros_like(mask)
        for down in range(3):
            for right in range(3):
                mask |= padded[down : down + height, right : right + width]
    return mask


def _hue(
    channels: NDArray[np.float64], value: NDArray[np.float64], chroma: NDArray[np.float64]
) -> NDArray[np.float64]:
    red, green, blue = (channels[..., place] for place in range(3))
    turn = np.where(
        value == red,
        (green - blue) / chroma,
        np.where(value == green, (blue - red) / chroma + 2, (red - green) / chroma + 4),
    )
    return np.asarray((turn * 60) % 360)


def _shape(pixels: Pixels, core: Mask, ground: Pixels, colour: str) -> SeenShape:
    """Grow a core to its edge, where pixels stop being nearer to its colour than the ground's."""
    own = middle_colour(pixels[core])
    to_own = np.abs(pixels.astype(int) - own.astype(int)).sum(axis=2)
    to_ground = np.abs(pixels.astype(int) - ground.astype(int)).sum(axis=2)
    mask = grown(core, 2) & (to_own < to_ground)
    if not mask.any():
        mask = core
    rows, columns = np.nonzero(mask)
    height, width = mask.shape
    return SeenShape(
        colour,
        name_form(mask),
        float(columns.min() + columns.max() + 1) / 2 / width,
        float(rows.min() + rows.max() + 1) / 2 / height,
        float(mask.mean()),
    )


def _border(pixels: Pixels) -> Pixels:
    wide = max(1, len(pixels) // _BORDER_SHARE)
    inner = np.zeros(pixels.shape[:2], dtype=bool)
    inner[wide:-wide, wide:-wide] = True
    return pixels[~inner]


def _forms() -> dict[str, Mask]:
    """Make the plain forms, each filling a square from -1 to 1."""
    spots = (np.arange(_FORM_PX) + 0.5) / _FORM_PX * 2 - 1
    x, y = np.meshgrid(spots, spots)
    # The heart curve (x^2 + y^2 - 1)^3 = x^2 y^3 reaches from -1.14 to 1.14 and from -1 to 1.24.
    heart_x, heart_y = x * 1.14, 0.12 - y * 1.12
    heart = (heart_x**2 + heart_y**2 - 1) ** 3 - heart_x**2 * heart_y**3 <= 0
    return {
        "circle": x**2 + y**2 <= 1,
        "square": np.ones_like(x, dtype=bool),
        "triangle": np.abs(x) <= (y + 1) / 2,
        "diamond": np.abs(x) + np.abs(y) <= 1,
        "star": _star(x, y),
        "heart": heart,
    }


def _star(x: NDArray[np.float64], y: NDArray[np.float64]) -> Mask:
    """Five points, the inner corners at 0.45 of the outer radius, stretched to the square."""
    # A regular star of radius 1 is 1.90 wide and 1.81 high, and its middle lies 0.095 under that of
    # its bounds.
    wide, high = x * 0.951, y * 0.905 - 0.095
    turn = np.arctan2(wide, -high) % (2 * np.pi / 5)
    turn = np.minimum(turn, 2 * np.pi / 5 - turn)
    radius = np.hypot(wide, high)
    outer, inner, wedge = 1.0, 0.45, np.pi / 5
    # The edge between an outer corner (turn 0) and an inner one (turn pi / 5), in polar form.
    slope = outer * inner * np.sin(wedge)
    reach = slope / (outer * np.sin(turn) + inner * np.sin(wedge - turn))
    return np.asarray(radius <= reach)
