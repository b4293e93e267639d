"""Where a part of a picture lies, as shares of the picture's sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_LEFT: Final = 0.4
_RIGHT: Final = 0.6
# A middle this near to a neighbouring side may be called either.
_TOLERANCE: Final = 0.04


@dataclass(frozen=True, slots=True)
class Extent:
    """The bounds of a part, 0..1 from the left and from the top."""

    left: float
    right: float
    top: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def x(self) -> float:
        """The middle between left and right."""
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        """The middle between top and bottom."""
        return (self.top + self.bottom) / 2


def extent(mask: NDArray[np.bool_]) -> Extent:
    """Bound a mask, (height, width), that marks one pixel at least."""
    height, width = mask.shape
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    return Extent(
        float(columns[0]) / width,
        float(columns[-1] + 1) / width,
        float(rows[0]) / height,
        float(rows[-1] + 1) / height,
    )


def side_of(x: float) -> str:
    """Name the side of a middle ``x``: "left", "middle" or "right"."""
    return "left" if x < _LEFT else "right" if x > _RIGHT else "middle"


def is_at_side(x: float, side: str) -> bool:
    """Tell whether a middle ``x`` may be called by this side."""
    return side in (side_of(x - _TOLERANCE), side_of(x + _TOLERANCE))
