"""Where the part of a picture lies that is worked on by itself; no torch."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """Hold a rectangle in pixels; it may reach beyond its picture.

    Attributes:
        left: Of its first column.
        top: Of its first row.
        width: 1 or more.
        height: 1 or more.
    """

    left: int
    top: int
    width: int
    height: int

    def grow(self, pixels: int) -> "Box":
        """Give the box with so many pixels more on each side."""
        return Box(
            self.left - pixels,
            self.top - pixels,
            self.width + 2 * pixels,
            self.height + 2 * pixels,
        )

    def widen_to(self, proportion: float) -> "Box":
        """Give the smallest box around the same middle whose width is so many times its height."""
        width = max(self.width, round(self.height * proportion))
        height = max(self.height, round(self.width / proportion))
        left = self.left - (width - self.width) // 2
        return Box(left, self.top - (height - self.height) // 2, width, height)

    def move_into(self, width: int, height: int) -> "Box":
        """Give the box moved into a picture of that size, as far as it fits."""
        left = _within(self.left, self.width, width)
        return Box(left, _within(self.top, self.height, height), self.width, self.height)


@dataclass(frozen=True, slots=True)
class Region:
    """Hold one box for each picture of a batch, and what the boxes were cut from.

    Attributes:
        boxes: One for each picture.
        width: Of the pictures, in pixels.
        height: Of the pictures, in pixels.
    """

    boxes: tuple[Box, ...]
    width: int
    height: int


def _within(start: int, length: int, most: int) -> int:
    if length >= most:
        return (most - length) // 2
    return min(max(start, 0), most - length)
