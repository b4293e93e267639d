"""A line drawn over numbered axes, light on dark as the program's own theme."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from graphstudio.diffusion.choices import FontWeight
from graphstudio.diffusion.lettering import load_font

WIDTH_PX, HEIGHT_PX = 960, 600

# The dark theme: graphstudio/ui/theme/tokens.py.
_GROUND, _GRID, _AXIS = "#222428", "#3A3D44", "#686C75"
_TEXT, _SECONDARY, _LINE = "#E6E7EA", "#A3A7B0", "#6EA8FE"
_FINE = 3  # all is drawn this many times larger and brought down, for smooth edges and spacing
_LEFT, _TOP, _RIGHT, _BOTTOM = 84, 144, 920, 512
_MOST_DOTS = 60


@dataclass(frozen=True, slots=True)
class Chart:
    """Say what a chart shows.

    Attributes:
        values: What is drawn, from left to right, at 0, 1, 2 and so on; 0 or more, two or more.
        title: The largest text.
        note: A line below the title.
        across: What is counted from left to right.
        up: What is measured upwards.
    """

    values: Sequence[float]
    title: str
    note: str
    across: str
    up: str


def draw_chart(chart: Chart) -> Image.Image:
    """Draw a chart of 960 x 600 px, RGB."""
    end = len(chart.values) - 1
    heights = list(_ticks(max(chart.values) or 1.0, 6))
    counts = [count for count in _ticks(end, 10, least=1) if count <= end]
    if end - counts[-1] >= counts[1] / 2:  # room for the number of the end
        counts.append(end)
    picture = Image.new("RGB", (WIDTH_PX * _FINE, HEIGHT_PX * _FINE), _GROUND)
    places = [_place(chart, heights[-1], i, value) for i, value in enumerate(chart.values)]
    _draw_grid(ImageDraw.Draw(picture), [_place(chart, heights[-1], 0, one)[1] for one in heights])
    picture = _draw_area(picture, places)
    pen = ImageDraw.Draw(picture)
    _draw_line(pen, places)
    _write_words(pen, chart)
    for height in heights:
        beside = (_LEFT - 14, _place(chart, heights[-1], 0, height)[1])
        _write(pen, beside, f"{height:g}", 16, anchor="rm")
    for count in counts:
        below = (_place(chart, heights[-1], count, 0)[0], _BOTTOM + 28)
        _write(pen, below, f"{count:g}", 16, anchor="ms")
    return picture.resize((WIDTH_PX, HEIGHT_PX), Image.Resampling.BOX)


def _ticks(end: float, most: int, *, least: float = 0.0) -> Iterator[float]:
    """Give round numbers from 0 to the first that is not below the end, at most so many."""
    rough = max(end / most, least)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * digit for digit in (1, 2, 5, 10) if power * digit >= rough * 0.999)
    yield from (round(i * step, 10) for i in range(math.ceil(end / step - 1e-9) + 1))


def _place(chart: Chart, top: float, index: float, value: float) -> tuple[float, float]:
    """Say where a value lies, in pixels of the finished picture."""
    across = _LEFT + (_RIGHT - _LEFT) * index / (len(chart.values) - 1)
    return across, _BOTTOM - (_BOTTOM - _TOP) * value / top


def _fine(places: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(x * _FINE, y * _FINE) for x, y in places]


def _draw_grid(pen: ImageDraw.ImageDraw, heights: Sequence[float]) -> None:
    for height in heights:
        colour = _AXIS if height == _BOTTOM else _GRID
        pen.line(_fine([(_LEFT, height), (_RIGHT, height)]), colour, _FINE)


def _draw_area(picture: Image.Image, places: Sequence[tuple[float, float]]) -> Image.Image:
    """Tint what lies under the line."""
    mask = Image.new("L", picture.size)
    corners = _fine([*places, (places[-1][0], _BOTTOM), (places[0][0], _BOTTOM)])
    ImageDraw.Draw(mask).polygon(corners, 36)
    return Image.composite(Image.new("RGB", picture.size, _LINE), picture, mask)


def _draw_line(pen: ImageDraw.ImageDraw, places: Sequence[tuple[float, float]]) -> None:
    pen.line(_fine(places), _LINE, round(2.5 * _FINE), joint="curve")
    if len(places) > _MOST_DOTS:
        return
    for place in _fine(places):
        pen.circle(place, 6 * _FINE, _GROUND)
        pen.circle(place, 4 * _FINE, _LINE)


def _write_words(pen: ImageDraw.ImageDraw, chart: Chart) -> None:
    _write(pen, (_LEFT, 52), chart.title, 26, weight="semibold", colour=_TEXT)
    _write(pen, (_LEFT, 82), chart.note, 17)
    _write(pen, (_LEFT, _TOP - 20), chart.up, 16, weight="medium")
    middle = ((_LEFT + _RIGHT) / 2, _BOTTOM + 58)
    _write(pen, middle, chart.across, 16, weight="medium", anchor="ms")


def _write(
    pen: ImageDraw.ImageDraw,
    place: tuple[float, float],
    text: str,
    size_px: int,
    *,
    weight: FontWeight = "regular",
    colour: str = _SECONDARY,
    anchor: str = "ls",
) -> None:
    font = load_font(weight, size_px * _FINE)
    pen.text(_fine([place])[0], text, colour, font, anchor=anchor)
