"""A picture as a list of flat polygons, painted back to front over a sky that may fade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, auto, unique
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from graphstudio.training.palette import Rgb

Point = tuple[float, float]
OVERSAMPLING = 3  # Edges are drawn three times finer and averaged: smooth, without stair steps.


@unique
class Label(IntEnum):
    """What a pixel shows; the text encoder learns to tell it from the caption."""

    BACKDROP = 0
    CIRCLE = auto()
    SQUARE = auto()
    TRIANGLE = auto()
    STAR = auto()
    HEART = auto()
    DIAMOND = auto()
    SUN = auto()
    MOON = auto()
    CLOUD = auto()
    MOUNTAIN = auto()
    MEADOW = auto()
    SNOW = auto()
    SEA = auto()
    HOUSE = auto()
    TREE = auto()
    PINE = auto()
    BOAT = auto()


@dataclass(frozen=True, slots=True)
class Layer:
    """One polygon: corners as shares of the picture's side, y down."""

    points: tuple[Point, ...]
    fill: Rgb
    label: Label


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What lies behind all layers: a colour that fades from the top to the bottom."""

    top: Rgb
    bottom: Rgb


def paint(backdrop: Backdrop, layers: Sequence[Layer], side_px: int) -> NDArray[np.uint8]:
    """Paint a picture: (side_px, side_px, 3), 0..255."""
    side = side_px * OVERSAMPLING
    canvas = Image.fromarray(_fade(backdrop, side)).copy()
    brush = ImageDraw.Draw(canvas)
    for layer in layers:
        brush.polygon([(x * side, y * side) for x, y in layer.points], fill=layer.fill)
    return np.asarray(canvas.reduce(OVERSAMPLING), dtype=np.uint8)


def label_map(layers: Sequence[Layer], side_px: int) -> NDArray[np.uint8]:
    """Name what each pixel shows: (side_px, side_px), values of Label."""
    # Drawn larger and read in the middle of each cell: Pillow's polygons are half a pixel generous.
    fine = side_px * 8
    canvas = Image.new("L", (fine, fine), int(Label.BACKDROP))
    brush = ImageDraw.Draw(canvas)
    for layer in layers:
        brush.polygon([(x * fine, y * fine) for x, y in layer.points], fill=int(layer.label))
    return np.asarray(canvas, dtype=np.uint8)[4::8, 4::8].copy()


@lru_cache(maxsize=64)
def _fade(backdrop: Backdrop, side: int) -> NDArray[np.uint8]:
    share = np.linspace(0, 1, side)[:, None]
    row = np.array(backdrop.top) * (1 - share) + np.array(backdrop.bottom) * share
    return np.repeat(row.round().astype(np.uint8)[:, None, :], side, axis=1)
