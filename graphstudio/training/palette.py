"""The colours that drawn pictures use, by the name that captions call them."""

from __future__ import annotations

from typing import Final

Rgb = tuple[int, int, int]

# Chosen to be told apart by eye on every other colour of the list, so a picture never hides its
# shape.
COLOURS: Final[dict[str, Rgb]] = {
    "red": (222, 48, 52),
    "orange": (246, 142, 38),
    "yellow": (253, 216, 62),
    "green": (54, 164, 84),
    "blue": (50, 102, 222),
    "purple": (138, 66, 178),
    "pink": (246, 146, 194),
    # Neutral: guidance strengthens every tint, and a tinted gray is soon a blue.
    "gray": (142, 142, 144),
    "black": (30, 30, 36),
    "white": (248, 248, 246),
}


def mixed(first: Rgb, second: Rgb, share: float) -> Rgb:
    """Mix two colours: ``share`` 0 is the first, 1 the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue
