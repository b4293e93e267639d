"""Fewer points for a line that looks the same."""

from __future__ import annotations

import math
from collections.abc import Sequence

from graphstudio.diffusion.painting import Dot


def thinned(dots: Sequence[Dot], tolerance_px: float) -> list[Dot]:
    """Leave out what is no further off the rest, in place or radius, than a tolerance.

    Source: Ramer 1972 and Douglas, Peucker 1973, with the radius as a third dimension.
    """
    kept = {0, len(dots) - 1}
    waiting = [(0, len(dots) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        offs = [_off(dots[at], dots[first], dots[last]) for at in range(first + 1, last)]
        most = max(offs)
        if most > tolerance_px:
            middle = first + 1 + offs.index(most)
            kept.add(middle)
            waiting += [(first, middle), (middle, last)]
    return [dots[at] for at in sorted(kept)]


def _off(dot: Dot, start: Dot, end: Dot) -> float:
    way = [last - first for first, last in zip(start, end, strict=True)]
    here = [at - first for first, at in zip(start, dot, strict=True)]
    square = sum(one * one for one in way)
    share = sum(one * other for one, other in zip(way, here, strict=True)) / square if square else 0
    share = min(max(share, 0.0), 1.0)
    return math.hypot(*(at - share * one for at, one in zip(here, way, strict=True)))
