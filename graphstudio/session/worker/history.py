"""What a worker's memory was like lately: samples, runs, and whether more stays after each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import median

_WARM_RUNS = 2  # libraries are imported in them
_LEAST_RUNS = 10
_MOST_RUNS = 20
_LEAST_BYTES = 64 * 1024**2  # memory is not given back to the byte
_RISING = 0.7  # the share of runs after which more has to be left than before


@dataclass(frozen=True, slots=True)
class MemorySample:
    """Hold one moment; bytes of the device, or of the process where networks run on the CPU.

    Attributes:
        at: Seconds since 1970.
        used: Held by tensors (CUDA), or by the process.
        reserved: Taken from the system; the same as `used` on the CPU.
        peak: The most that was used since the sample before.
        floor: What is used without kept results, steps and networks: it should not rise.
    """

    at: float
    used: int
    reserved: int
    peak: int
    floor: int


@dataclass(frozen=True, slots=True)
class RunMemory:
    """Say what one run did to the memory.

    Attributes:
        run: Its name.
        started: Seconds since 1970.
        ended: Seconds since 1970.
        floor_before: What was there before it, without what is kept on purpose.
        peak: The most that was used.
        floor_after: What is there after it, without what is kept on purpose.
    """

    run: str
    started: float
    ended: float
    floor_before: int
    peak: int
    floor_after: int


@dataclass(frozen=True, slots=True)
class MemoryHistory:
    """Hold the last half hour, the oldest first.

    Attributes:
        samples: About one a second, thinned out where that is more than can be drawn.
        runs: Those that are over.
    """

    samples: tuple[MemorySample, ...] = ()
    runs: tuple[RunMemory, ...] = ()


@dataclass(frozen=True, slots=True)
class Rise:
    """Say how much more stays than before.

    Attributes:
        grown_bytes: By how much.
        runs: Over how many runs.
    """

    grown_bytes: int
    runs: int


def find_rise(runs: Sequence[RunMemory]) -> Rise | None:
    """Tell whether more and more stays after runs; None where it does not, or nobody knows yet.

    The slope is the median of those between all pairs (Theil and Sen), so one large run more or
    less makes no alarm; and after most runs there has to be more than after the one before.
    """
    floors = [one.floor_after for one in runs[_WARM_RUNS:]][-_MOST_RUNS:]
    if len(floors) < _LEAST_RUNS:
        return None
    slope = median(
        (later - earlier) / (j - i)
        for (i, earlier), (j, later) in combinations(enumerate(floors), 2)
    )
    grown = int(slope * (len(floors) - 1))
    rising = sum(later > earlier for earlier, later in pairwise(floors))
    is_steady = rising >= _RISING * (len(floors) - 1)
    return Rise(grown, len(floors)) if grown >= _LEAST_BYTES and is_steady else None


def thinned(samples: Sequence[MemorySample], most: int) -> tuple[MemorySample, ...]:
    """Leave out samples until there are no more than that; of neighbours the highest peak stays."""
    step = -(-len(samples) // most) if samples else 1
    groups = (samples[first : first + step] for first in range(0, len(samples), step))
    return tuple(max(group, key=lambda one: one.peak) for group in groups)
