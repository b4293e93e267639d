"""What may stand on the canvas: the checks that places, frames and notes go through."""

from __future__ import annotations

import math
import re

from graphstudio.errors import GraphError
from graphstudio.graph.elements import Frame, Note, Place
from graphstudio.graph.values import check_text

ELEMENT_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
_COLOUR = re.compile(r"(#[0-9a-fA-F]{6})?\Z")
_FARTHEST_PX = 1e9


def check_place(place: Place) -> None:
    """Refuse a place that no canvas can show.

    Raises:
        GraphError: A number is not finite, or the colour is none.
    """
    _check_numbers(x=place.x, y=place.y)
    if place.width is not None:
        _check_sizes(width=place.width)
    _check_colour(place.colour)


def check_box(box: Frame | Note) -> None:
    """Refuse a frame or note that no canvas can show.

    Raises:
        GraphError: Its id, a number, the colour or the text is none.
    """
    if not ELEMENT_ID.match(box.id):
        raise GraphError(
            f"{box.id!r} is no id: it takes a letter, then letters, digits, '_' or '-'."
        )
    _check_numbers(x=box.x, y=box.y)
    _check_sizes(width=box.width, height=box.height)
    _check_colour(box.colour)
    check_text(box.title if isinstance(box, Frame) else box.text)


def _check_numbers(**numbers: float) -> None:
    for name, number in numbers.items():
        if not math.isfinite(number) or abs(number) > _FARTHEST_PX:
            raise GraphError(f"{name} is {number}, which is nowhere on the canvas.")


def _check_sizes(**sizes: float) -> None:
    _check_numbers(**sizes)
    for name, size in sizes.items():
        if size <= 0:
            raise GraphError(f"{name} is {size}; it must be more than 0.")


def _check_colour(colour: str) -> None:
    if not _COLOUR.match(colour):
        raise GraphError(f"{colour!r} is no colour: write it as #rrggbb.")
