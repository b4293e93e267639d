"""A guidance drawn as a picture: how its scales go over the run."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from graphstudio.api import DualGuidance, Guidance, SwitchedGuidance, WeakenedLayers, WeakerModel
from graphstudio.api.acting import is_between
from graphstudio.diffusion.lettering import load_font

_SIZE = (720, 440)
_FINER = 2  # drawn larger and scaled down: Pillow draws lines without soft edges
_BOX = (64, 56, 696, 384)  # left, top, right, bottom of the axes
_GROUND, _FIELD, _GRID = "#1b1d22", "#22252b", "#343841"
_TEXT, _QUIET = "#e8eaee", "#9aa0ab"
_COLOURS = ("#ff9d5c", "#58b4ff", "#7fd77f", "#d79bff")
_TICKS = (1, 2, 5, 10, 20, 25, 50)


@dataclass(frozen=True, slots=True)
class Line:
    """One scale over the run.

    Attributes:
        name: What it is called in the legend.
        at: Gives the scale at a fraction of the run, 0..1; None where it does not act.
    """

    name: str
    at: Callable[[float], float | None]


def draw_plot(guidance: Guidance, steps: int) -> Image.Image:
    """Draw how strongly a guidance acts, from the first step to the last.

    Args:
        guidance: What is drawn: the scale of its prompt, and of all that it pushes away from.
        steps: How many steps are marked by dots.

    Returns:
        720 x 440 px, RGB.
    """
    picture = Image.new("RGB", (_SIZE[0] * _FINER, _SIZE[1] * _FINER), _GROUND)
    pen = ImageDraw.Draw(picture)
    lines = lines_of(guidance)
    known = [value for line in lines for _, value in _samples(line, 201)]
    top = _ceiling(max(known, default=1.0))
    _draw_axes(pen, top)
    for line, colour in zip(lines, _COLOURS * len(lines), strict=False):
        _draw_line(pen, line, colour, top, steps)
    _draw_legend(pen, lines)
    return picture.resize(_SIZE, Image.Resampling.LANCZOS)


def lines_of(guidance: Guidance) -> list[Line]:
    """Name every scale that a guidance has; what one and the next have is one line."""
    if isinstance(guidance, SwitchedGuidance):
        turns = [lines_of(guidance.before), lines_of(guidance.after)]
        names = dict.fromkeys(line.name for lines in turns for line in lines)
        return [Line(name, _in_turn(guidance, name, *turns)) for name in names]
    lines = [Line("prompt", _within(guidance, guidance.scale_at))]
    if isinstance(guidance, DualGuidance):
        lines.append(Line("second prompt", _within(guidance, _constant(guidance.second_scale))))
    for one in guidance.away_from:
        name = "worse model" if isinstance(one, WeakerModel) else f"without {one.how}"
        lines.append(Line(name, _within(one, _constant(one.scale))))
    return lines


def _within(
    part: Guidance | WeakenedLayers | WeakerModel, scale: Callable[[float], float]
) -> Callable[[float], float | None]:
    """Follow a scale in the part of the run where something acts."""
    return lambda place: scale(place) if is_between(part.start, place, part.end) else None


def _in_turn(
    switch: SwitchedGuidance, name: str, before: Sequence[Line], after: Sequence[Line]
) -> Callable[[float], float | None]:
    """Follow the line of a name in the guidance whose turn it is."""

    def at(place: float) -> float | None:
        lines = before if is_between(0.0, place, switch.at) else after
        return next((line.at(place) for line in lines if line.name == name), None)

    return at


def _constant(scale: float) -> Callable[[float], float]:
    return lambda _: scale


def _samples(line: Line, count: int) -> list[tuple[float, float]]:
    # The very end is in no step: a hair before it shows where the line leads.
    places = [min(number / (count - 1), 1 - 2e-6) for number in range(count)]
    return [(place, value) for place in places if (value := line.at(place)) is not None]


def _ceiling(most: float) -> float:
    """Find a round number that leaves some air above the highest scale."""
    tick = _tick(most)
    return tick * (int(most / tick) + 1)


def _tick(most: float) -> float:
    return next((one for one in _TICKS if most / one <= 6), _TICKS[-1])


def _place(x: float, y: float, top: float) -> tuple[float, float]:
    left, upper, right, lower = (side * _FINER for side in _BOX)
    return left + x * (right - left), lower - y / top * (lower - upper)


def _draw_axes(pen: ImageDraw.ImageDraw, top: float) -> None:
    pen.rectangle([side * _FINER for side in _BOX], fill=_FIELD)
    tick = _tick(top)
    for number in range(int(top / tick) + 1):
        value = number * tick
        pen.line([_place(0, value, top), _place(1, value, top)], fill=_GRID, width=_FINER)
        x, y = _place(0, value, top)
        pen.text((x - 12 * _FINER, y), f"{value:g}", font=_font(13), fill=_QUIET, anchor="rm")
    for quarter in range(5):
        share = quarter / 4
        pen.line([_place(share, 0, top), _place(share, top, top)], fill=_GRID, width=_FINER)
        x, y = _place(share, 0, top)
        pen.text((x, y + 10 * _FINER), f"{share:g}", font=_font(13), fill=_QUIET, anchor="mt")
    middle = (_BOX[0] + _BOX[2]) / 2 * _FINER
    below = (_BOX[3] + 32) * _FINER
    pen.text((middle, below), "part of the steps", font=_font(13), fill=_QUIET, anchor="mt")


def _draw_line(pen: ImageDraw.ImageDraw, line: Line, colour: str, top: float, steps: int) -> None:
    points = [_place(*point, top) for point in _samples(line, 801)]
    if points:
        pen.line(points, fill=colour, width=3 * _FINER, joint="curve")
    radius = 4 * _FINER
    for step in range(steps):
        value = line.at(step / steps)
        if value is not None:
            x, y = _place(step / steps, value, top)
            pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=colour)


def _draw_legend(pen: ImageDraw.ImageDraw, lines: Sequence[Line]) -> None:
    x, y = _BOX[0] * _FINER, 28 * _FINER
    font = _font(15)
    for line, colour in zip(lines, _COLOURS * len(lines), strict=False):
        side = 6 * _FINER
        pen.ellipse([x, y - side, x + 2 * side, y + side], fill=colour)
        shown = [value for _, value in _samples(line, 201)]
        text = f"{line.name} {_range(shown)}"
        pen.text((x + 20 * _FINER, y), text, font=font, fill=_TEXT, anchor="lm")
        x += int(20 * _FINER + font.getlength(text) + 28 * _FINER)


def _range(values: Sequence[float]) -> str:
    if not values:
        return "never"
    low, high = f"{min(values):.3g}", f"{max(values):.3g}"
    return low if low == high else f"{low} to {high}"


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    return load_font("medium", size * _FINER)
