"""What a pressed button paints, from the press until it is let go: one object for each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainterPath

from graphstudio.api.painting import Brush, Ellipse, Mark, Outline
from graphstudio.diffusion.painting import LEAST_RADIUS_PX, NO_BOX, Box, Dot
from graphstudio.ui.painter.kit import Kit
from graphstudio.ui.painter.paper import Paper
from graphstudio.ui.painter.thinning import thinned

_SHIFT = Qt.KeyboardModifier.ShiftModifier
_ALT = Qt.KeyboardModifier.AltModifier
_LEAST_PRESSURE = 0.05
_STEP_SHARE = 0.06  # of the radius: nearer points change nothing that could be seen
_SEEN_PX = 0.35  # of the screen: less is not seen
_SLIP_PX = 3.0  # of the screen: a shape that is smaller was a slip of the hand


@dataclass(frozen=True, slots=True)
class Spot:
    """Say where the pointer is.

    Attributes:
        at: In pixels of the paper.
        pressure: Of a pen, 0..1; 1 for a mouse.
        screen_px: How many pixels of the paper a pixel of the screen is.
        modifiers: The keys that are held.
    """

    at: QPointF
    pressure: float
    screen_px: float
    modifiers: Qt.KeyboardModifier


class Gesture(Protocol):
    """Paint until the button is let go."""

    def move(self, spot: Spot) -> Box:
        """Follow the pointer, and say which pixels of the paper may be different now."""

    def finish(self) -> Mark | None:
        """Give the mark that it makes; None where it makes none."""

    @property
    def path(self) -> QPainterPath:
        """What is drawn over the picture meanwhile, in pixels of the paper."""


class Stroke:
    """Lead the brush.

    Args:
        paper: What is painted on.
        kit: The brush.
        start: Where the button was pressed.
        erases: Whether it takes away.
    """

    def __init__(self, paper: Paper, kit: Kit, start: Spot, *, erases: bool) -> None:
        self._paper = paper
        self._size, self._hardness, self._opacity = kit.size, kit.hardness, kit.opacity
        self._erases = erases
        self._radius = kit.size * max(paper.width, paper.height) / 2
        self._tolerance = _SEEN_PX * start.screen_px
        self._dots: list[Dot] = []
        self._last = self._dot(start)

    def move(self, spot: Spot) -> Box:
        """Paint the way from the last spot to this one."""
        dot = self._last = self._dot(spot)
        if not self._dots:
            return self._lead([dot])
        before = self._dots[-1]
        way = math.hypot(dot.x - before.x, dot.y - before.y)
        if way < max(self._tolerance, _STEP_SHARE * dot.radius):
            return NO_BOX
        return self._lead([before, dot])

    def finish(self) -> Mark:
        """Make a stroke of it, with the last spot, in as few points as look the same."""
        if self._last != self._dots[-1]:
            self._dots.append(self._last)
        dots = thinned(self._dots, self._tolerance)
        pressures = tuple(min(dot.radius / self._radius, 1.0) for dot in dots)
        return Brush(
            tuple((dot.x / self._paper.width, dot.y / self._paper.height) for dot in dots),
            pressures if min(pressures) < 1 else (),
            self._size,
            self._hardness,
            self._opacity,
            self._erases,
        )

    @property
    def path(self) -> QPainterPath:
        """Nothing: the stroke itself shows."""
        return QPainterPath()

    def _dot(self, spot: Spot) -> Dot:
        pressure = min(max(spot.pressure, _LEAST_PRESSURE), 1.0)
        return Dot(spot.at.x(), spot.at.y(), max(self._radius * pressure, LEAST_RADIUS_PX))

    def _lead(self, way: list[Dot]) -> Box:
        self._dots.append(way[-1])
        return self._paper.draw(way, self._hardness, self._opacity, erases=self._erases)


class Shape:
    """Draw a rectangle or an ellipse: Shift makes it regular, Alt draws it from its middle."""

    def __init__(
        self, paper: Paper, kit: Kit, start: Spot, *, erases: bool, is_round: bool
    ) -> None:
        self._paper = paper
        self._opacity = kit.opacity
        self._erases = erases
        self._is_round = is_round
        self._start = self._first = self._second = start.at
        self._slip = _SLIP_PX * start.screen_px

    def move(self, spot: Spot) -> Box:
        """Follow with the corner."""
        way = spot.at - self._start
        if spot.modifiers & _SHIFT:
            side = max(abs(way.x()), abs(way.y()))
            way = QPointF(math.copysign(side, way.x()), math.copysign(side, way.y()))
        self._first = self._start - way if spot.modifiers & _ALT else self._start
        self._second = self._start + way
        return NO_BOX

    def finish(self) -> Mark | None:
        """Give the shape, unless it has no size to speak of."""
        way = self._second - self._first
        if min(abs(way.x()), abs(way.y())) < self._slip:
            return None
        (left, top), (right, bottom) = self._place(self._first), self._place(self._second)
        if self._is_round:
            return Ellipse((left, top), (right, bottom), self._opacity, self._erases)
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        return Outline(corners, self._opacity, self._erases)

    @property
    def path(self) -> QPainterPath:
        """Its border."""
        path = QPainterPath()
        way = self._second - self._first
        add = path.addEllipse if self._is_round else path.addRect
        add(self._first.x(), self._first.y(), way.x(), way.y())
        return path

    def _place(self, at: QPointF) -> tuple[float, float]:
        return at.x() / self._paper.width, at.y() / self._paper.height


class Lasso:
    """Draw the border of an area by hand."""

    def __init__(self, paper: Paper, kit: Kit, start: Spot, *, erases: bool) -> None:
        self._paper = paper
        self._opacity = kit.opacity
        self._erases = erases
        self._tolerance = _SEEN_PX * start.screen_px
        self._slip = _SLIP_PX * start.screen_px
        self._corners = [start.at]

    def move(self, spot: Spot) -> Box:
        """Follow with the border."""
        if (spot.at - self._corners[-1]).manhattanLength() >= self._tolerance:
            self._corners.append(spot.at)
        return NO_BOX

    def finish(self) -> Mark | None:
        """Close the border, unless there is nothing in it to speak of."""
        box = self.path.boundingRect()
        dots = thinned([Dot(at.x(), at.y(), 0) for at in self._corners], self._tolerance)
        if len(dots) < 3 or min(box.width(), box.height()) < self._slip:
            return None
        width, height = self._paper.width, self._paper.height
        places = tuple((dot.x / width, dot.y / height) for dot in dots)
        return Outline(places, self._opacity, self._erases)

    @property
    def path(self) -> QPainterPath:
        """The border so far, closed."""
        path = QPainterPath(self._corners[0])
        for corner in self._corners[1:]:
            path.lineTo(corner)
        path.closeSubpath()
        return path


def begin(paper: Paper, kit: Kit, start: Spot, *, erases: bool) -> Gesture:
    """Begin what the tool in hand does."""
    match kit.tool:
        case "brush":
            return Stroke(paper, kit, start, erases=erases)
        case "lasso":
            return Lasso(paper, kit, start, erases=erases)
        case "rectangle" | "ellipse":
            is_round = kit.tool == "ellipse"
            return Shape(paper, kit, start, erases=erases, is_round=is_round)
