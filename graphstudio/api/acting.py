"""Where in a picture, and when in a run, a prompt acts. No torch: masks are named only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from graphstudio.api.types import Mask


@dataclass(frozen=True, slots=True)
class Area:
    """Say where something acts: in a rectangle.

    Attributes:
        left: Where it begins, from the picture's left edge.
        top: Where it begins, from the picture's top edge.
        width: How wide it is; what sticks out of the picture is cut off.
        height: How high it is.
        unit: "share" counts in fractions of the picture, 0..1, "pixels" in its pixels.
    """

    left: float
    top: float
    width: float
    height: float
    unit: Literal["share", "pixels"] = "share"


@dataclass(frozen=True, slots=True, eq=False)
class Rest:
    """Say where something acts: where others leave room.

    With m the sum of what the others cover at a place, it is least + (1 - least) max(0, 1 - m).

    Attributes:
        others: For each of them its own places; it covers what lies in all of these.
        least: How much of it is left where the others cover all, 0..1.
    """

    others: tuple[tuple[Area | Mask | Rest, ...], ...]
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class When:
    """Say when in a run something acts: all of what stands here must hold.

    Fractions count calls of the network in the whole schedule, as guidance does: call k of n is
    k / n. Whole steps begin at 0.

    Attributes:
        start: Fraction of the run, 0..1, at which it begins.
        end: Fraction of the run, 0..1, at which it has stopped.
        first_step: Steps that pass before it begins.
        end_step: Steps after which it has stopped; None never stops it.
        every: It acts in one step of so many.
        turn: In which of these, from 0.
        calls_a_step: Calls of the network that a step takes: the sampler knows, and sets it. 1 on
            wires.
    """

    start: float = 0.0
    end: float = 1.0
    first_step: int = 0
    end_step: int | None = None
    every: int = 1
    turn: int = 0
    calls_a_step: int = 1

    def holds(self, call: int, calls: int) -> bool:
        """Tell whether it acts in a call of the network of so many, the first being 0."""
        step = call // self.calls_a_step
        return (
            is_between(self.start, call / calls, self.end)
            and self.first_step <= step
            and (self.end_step is None or step < self.end_step)
            and step % self.every == self.turn
        )


def is_between(start: float, progress: float, end: float) -> bool:
    """Say whether a fraction of the run lies in a part of it; its end is not in."""
    # A hair of slack, or 3 / 10 of 10 steps would depend on rounding.
    return start - 1e-6 <= progress < end - 1e-6
