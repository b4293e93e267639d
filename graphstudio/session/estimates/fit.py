"""From what was measured at some sizes to what another size will take, with how sure that is.

The middle is a line through medians (Theil and Sen), so that one run beside a busy neighbour bends
nothing. The range comes from how far the measurements lie from that line, and grows with the
distance from them: what was never measured is known less well.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

_SAME = 0.02  # sizes this close are one size
_LEAST_SPREAD = 0.15  # a machine is never steadier than this from one day to the next
_FEW = {1: 0.4, 2: 0.3, 3: 0.25}  # the least spread that so few measurements can promise
_POWERS = (0.3, 1.5)  # between mostly fixed cost and attention, which is quadratic in the pixels


@dataclass(frozen=True, slots=True)
class Sample:
    """Hold one measurement.

    Attributes:
        work: How much there was to do; above 0.
        value: What it took: seconds, or bytes.
    """

    work: float
    value: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """Say what something will take.

    Attributes:
        middle: The likeliest.
        low: It is hardly ever less.
        high: It is hardly ever more.
    """

    middle: float
    low: float
    high: float

    def __add__(self, other: Estimate) -> Estimate:
        # The ranges add up too: a busy machine slows everything at once.
        return Estimate(self.middle + other.middle, self.low + other.low, self.high + other.high)

    def widened(self, factor: float) -> Estimate:
        """Give a range that is wider at both ends; the middle stays."""
        return Estimate(self.middle, self.low / factor, self.high * factor)


NOTHING = Estimate(0.0, 0.0, 0.0)


def fit(samples: Sequence[Sample], work: float) -> Estimate | None:
    """Estimate what an amount of work takes; None without measurements.

    Args:
        samples: What was measured.
        work: What is asked about, in the same unit; above 0.
    """
    if not samples:
        return None
    points = _points(samples)
    if len(points) == 1:
        return _from_one(points[0], samples, work)
    curve = _Curve.through(points)
    spread = _spread([one.value / max(curve.at(one.work), 1e-12) for one in samples])
    middle = curve.at(work)
    beyond = max(points[0].work / work, work / points[-1].work, 1.0)
    return Estimate(
        middle,
        middle / (1 + spread) / math.sqrt(beyond),
        middle * (1 + spread) * math.sqrt(beyond),
    )


@dataclass(frozen=True, slots=True)
class _Curve:
    """value = fixed + factor * work ** power."""

    fixed: float
    factor: float
    power: float

    @classmethod
    def through(cls, points: Sequence[Sample]) -> _Curve:
        """Find a line; where it would begin below nothing, what grows faster than a line."""
        slope = max(median(_slopes(points)), 0.0)
        fixed = median(one.value - slope * one.work for one in points)
        if fixed >= 0:
            return cls(fixed, slope, 1.0)
        logs = [Sample(math.log(one.work), math.log(max(one.value, 1e-9))) for one in points]
        power = max(median(_slopes(logs)), 1.0)
        return cls(0.0, median(one.value / one.work**power for one in points), power)

    def at(self, work: float) -> float:
        return self.fixed + self.factor * math.pow(work, self.power)


def _slopes(points: Sequence[Sample]) -> list[float]:
    return [(b.value - a.value) / (b.work - a.work) for a, b in combinations(points, 2)]


def _points(samples: Sequence[Sample]) -> list[Sample]:
    """Put what was measured at one size together, as its median; the smallest size first."""
    groups: list[list[Sample]] = []
    for one in sorted(samples, key=lambda sample: sample.work):
        if groups and one.work <= groups[-1][0].work * (1 + _SAME):
            groups[-1].append(one)
        else:
            groups.append([one])
    return [Sample(group[0].work, median(one.value for one in group)) for group in groups]


def _from_one(point: Sample, samples: Sequence[Sample], work: float) -> Estimate:
    """Estimate from measurements at one size alone: how it grows is not known."""
    spread = _spread([one.value / max(point.value, 1e-12) for one in samples])
    ratio = work / point.work
    if abs(ratio - 1) <= _SAME:
        ratio = 1.0
    ends = sorted(ratio**power for power in _POWERS)
    return Estimate(
        point.value * ratio,
        point.value * ends[0] / (1 + spread),
        point.value * ends[1] * (1 + spread),
    )


def _spread(ratios: Sequence[float]) -> float:
    """Say by which share measurements lie beside what was expected of them, the worst tenth out."""
    off = sorted(max(one, 1 / max(one, 1e-6)) - 1 for one in ratios)
    worst = off[math.ceil(0.9 * len(off)) - 1]
    return max(worst, _FEW.get(len(off), _LEAST_SPREAD))
