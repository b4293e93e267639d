"""The same descriptions as pencil drawings: a style to learn, and a figure that tells it.

Warm paper, graphite outlines by a hand that wobbles, soft shade where the painted picture is dark,
no colours. All is made from the description alone: a drawing is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from math import cos, hypot, sin
from pathlib import Path
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from graphstudio.training.captions import caption
from graphstudio.training.drawing import parts
from graphstudio.training.layers import Label, Layer, Point
from graphstudio.training.palette import Rgb
from graphstudio.training.scenes import Description, describe

OPENER: Final = "a pencil drawing of "
# Warmer paper and a softer pencil than in life: the built-in autoencoder sees eight pixels as one
# cell, and takes fine lines on pale paper for nothing at all.
PAPER: Final[Rgb] = (243, 230, 199)
GRAPHITE: Final[Rgb] = (46, 45, 50)

# Lines are drawn four times finer and averaged: soft like graphite, without stair steps.
_OVERSAMPLING: Final = 4
_LINE_PX_AT_128: Final = 3.5
# Shares of the side: how far the hand errs, how far it overshoots a corner, how far apart the
# points of a stroke are.
_WOBBLE: Final = 0.0028
_OVERSHOOT: Final = 0.012
_STRIDE: Final = 0.015
# Full shade is this much graphite; what lies behind everything is bare paper.
_SHADE: Final = 0.62
_ARC_CORNERS: Final = 16  # Outlines of so many corners are arcs.
_OPENERS_OF_OTHERS: Final = (
    "a picture of ",
    "a drawing of ",
    "an image of ",
    "an illustration of ",
)


def draw_pencil(description: Description, side_px: int) -> NDArray[np.uint8]:
    """Draw a description in pencil: (side_px, side_px, 3), 0..255."""
    random = Random(f"pencil/{description!r}")
    _, layers = parts(description)
    sheet = _Sheet(side_px * _OVERSAMPLING, random)
    for label, group in groupby(layers, key=lambda layer: layer.label):
        sheet.add(label, list(group))
    return sheet.on_paper(_OVERSAMPLING)


def pencil_caption(description: Description, random: Random) -> str:
    """Say what a drawing shows; every caption begins alike, so that the style has a name."""
    said = caption(description, random)
    for opener in _OPENERS_OF_OTHERS:
        said = said.removeprefix(opener)
    return OPENER + said


def write_pencil_folder(folder: Path, count: int, seed: int, side_px: int) -> None:
    """Write drawings as 0000.png with their captions as 0000.txt, and so on."""
    folder.mkdir(parents=True, exist_ok=True)
    for index in range(count):
        description = describe(seed, index)
        said = pencil_caption(description, Random(f"pencil caption/{seed}/{index}"))
        Image.fromarray(draw_pencil(description, side_px)).save(
            folder / f"{index:04}.png", optimize=True
        )
        (folder / f"{index:04}.txt").write_text(said + "\n", encoding="utf-8")


def pencilness(pixels: NDArray[np.uint8]) -> float:
    """Say how much a picture is in the style: 0 for a painted one, 1 for a drawn one.

    It is the product of two shares: how many pixels lie near the line between paper and graphite in
    RGB, and how much thin dark ink lies on light ground (the black top-hat of morphology).

    Args:
        pixels: (height, width, 3), 0..255.
    """
    paper, graphite = np.array(PAPER, float), np.array(GRAPHITE, float)
    along = (paper - graphite) / np.linalg.norm(paper - graphite)
    apart = pixels.astype(float) - graphite
    stray = np.linalg.norm(apart - (apart @ along)[..., None] * along, axis=-1)
    near = float(np.exp(-((stray / _STRAY) ** 2)).mean())
    return near * float(1 - np.exp(-_ink(pixels) / _INK))


# White lies 35 from the line, gray 17, the other colours of the palette 67 to 136. Painted pictures
# have ink of 0.001 on average.
_STRAY: Final = 14.0
_INK: Final = 0.008


def _ink(pixels: NDArray[np.uint8]) -> float:
    """Give the mean depth of dark things that are thinner than a twentieth of the side, 0..1."""
    grey = Image.fromarray(pixels).convert("L")
    size = max(3, min(pixels.shape[:2]) // 20 | 1)
    ground = grey.filter(ImageFilter.MaxFilter(size)).filter(ImageFilter.MinFilter(size))
    return float((np.asarray(ground, float) - np.asarray(grey, float)).mean() / 255)


def _darkness(fill: Rgb) -> float:
    red, green, blue = fill
    return 1 - (0.299 * red + 0.587 * green + 0.114 * blue) / 255


class _Sheet:
    """Graphite on paper: how much lies at each place, 0..1."""

    def __init__(self, side: int, random: Random) -> None:
        self._side = side
        self._random = random
        self._ink = np.zeros((side, side))
        self._grain = np.random.default_rng(random.getrandbits(32)).normal(size=(side, side))
        self._err()

    def add(self, label: Label, layers: Sequence[Layer]) -> None:
        """Draw things of one kind, each over what is behind it."""
        if label == Label.CLOUD:
            # All outlines first: what is drawn of a puff inside another one goes again.
            for layer in layers:
                self._outline(layer.points, 1.7)
            for layer in layers:
                self._fill(layer)
            return
        for place, layer in enumerate(layers):
            if label in (Label.SUN, Label.MOON) and place % 2 == 0:
                if label == Label.SUN:
                    self._rays(layer)
                continue
            self._fill(layer)
            if label != Label.BACKDROP:  # stars are dots that the sky leaves white
                self._outline(layer.points)

    def on_paper(self, times: int) -> NDArray[np.uint8]:
        """Show it: (side / times, side / times, 3), 0..255."""
        # Graphite catches on the paper's grain.
        ink = np.clip(self._ink * (1 + 0.18 * self._grain), 0, 1)[..., None]
        colour = np.array(PAPER) * (1 - ink) + np.array(GRAPHITE) * ink
        picture = Image.fromarray(colour.round().astype(np.uint8))
        return np.asarray(picture.reduce(times), dtype=np.uint8)

    def _fill(self, layer: Layer) -> None:
        mask = Image.new("L", (self._side, self._side), 0)
        ImageDraw.Draw(mask).polygon(self._scaled(layer.points), fill=255)
        self._ink[np.asarray(mask) > 0] = _SHADE * _darkness(layer.fill) ** 1.5

    def _rays(self, halo: Layer) -> None:
        points = np.array(halo.points)
        middle = points.mean(axis=0)
        for x, y in points[:: max(1, len(points) // 12)]:
            out = np.array((x, y)) - middle
            (from_x, from_y), (to_x, to_y) = (
                middle + out * 0.92,
                middle + out * self._random.uniform(1.15, 1.35),
            )
            self._stroke([(from_x, from_y), (to_x, to_y)], 0.8)

    def _outline(self, points: Sequence[Point], weight: float = 1.0) -> None:
        # Twice, as a hand does that looks for its line.
        across, down = np.ptp(np.array(points), axis=0)
        # Small things would drown in full lines.
        size = weight * min(1.0, 0.45 + 2.3 * min(across, down))
        for share in (1.0, 0.6):
            self._err()
            for stroke in _edges(points):
                self._stroke(stroke, share * size)

    def _err(self) -> None:
        """Choose how the hand errs from now on: smoothly, by where it is."""
        self._errors = [
            (
                self._random.uniform(5, 14),
                self._random.uniform(0, 6.3),
                self._random.uniform(0, 6.3),
            )
            for _ in range(4)
        ]

    def _stroke(self, points: Sequence[Point], weight: float) -> None:
        path = self._wobbling(_finely(points))
        width = max(1, round(_LINE_PX_AT_128 * weight * self._side / 128))
        pressure = round(255 * min(1.0, weight**0.5) * self._random.uniform(0.88, 1.0))
        line = Image.new("L", (self._side, self._side), 0)
        ImageDraw.Draw(line).line(self._scaled(path), fill=pressure, width=width, joint="curve")
        self._ink = np.maximum(self._ink, np.asarray(line) / 255)

    def _wobbling(self, points: Sequence[Point]) -> list[Point]:
        moved = []
        for x, y in points:
            pushes = [
                (_WOBBLE * sin(2 * wave * (x * cos(turn) + y * sin(turn)) + phase), turn)
                for wave, turn, phase in self._errors
            ]
            across = sum(push * -sin(turn) for push, turn in pushes)
            down = sum(push * cos(turn) for push, turn in pushes)
            moved.append((x + across, y + down))
        return moved

    def _scaled(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self._side, y * self._side) for x, y in points]


def _edges(points: Sequence[Point]) -> list[list[Point]]:
    """Part an outline into strokes: an arc is one, each straight edge is one that overshoots."""
    closed = [*points, points[0]]
    edges = [(start, end) for start, end in pairwise(closed) if not _is_border(start, end)]
    if len(points) < _ARC_CORNERS:
        return [_overshot(start, end) for start, end in edges]
    return [[*(start for start, _ in edges), edges[-1][1]]]


def _overshot(start: Point, end: Point) -> list[Point]:
    length = hypot(end[0] - start[0], end[1] - start[1])
    over = min(_OVERSHOOT / max(length, 1e-9), 0.1)
    across, down = (end[0] - start[0]) * over, (end[1] - start[1]) * over
    return [(start[0] - across, start[1] - down), (end[0] + across, end[1] + down)]


def _finely(points: Sequence[Point]) -> list[Point]:
    fine = [points[0]]
    for (x, y), (to_x, to_y) in pairwise(points):
        count = max(1, round(hypot(to_x - x, to_y - y) / _STRIDE))
        fine += [
            (x + (to_x - x) * step / count, y + (to_y - y) * step / count)
            for step in range(1, count + 1)
        ]
    return fine


def _is_border(start: Point, end: Point) -> bool:
    return any(
        abs(start[axis] - edge) < 1e-9 and abs(end[axis] - edge) < 1e-9
        for axis in (0, 1)
        for edge in (0.0, 1.0)
    )
