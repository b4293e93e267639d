"""When something leads: in which calls of a run."""

from typing import Protocol

from graphstudio.api import Curve


class Timed(Protocol):
    """Something that leads for a part of the steps, such as `Lead` or `PicturePrompt`."""

    @property
    def strength(self) -> float:
        """How strongly, where no curve says it."""

    @property
    def curve(self) -> Curve:
        """How the strength changes on the way."""

    @property
    def start(self) -> float:
        """Fraction of the steps, 0..1, before which it does not lead."""

    @property
    def end(self) -> float:
        """Fraction of the steps, 0..1, after which it no longer leads."""


def leads_at(what: Timed, call: int, count: int) -> bool:
    """Say whether something leads in a call of so many.

    Start and end are decided as the official pipelines do: call k of n lasts from k / n to
    (k + 1) / n, and something leads in calls that lie between both as a whole. A curve says the
    same: in a call in which it comes to 0 nothing leads. So a curve that jumps from 1 to 0 at 0.6
    is an end of 0.6, and one that jumps from 0 to 1 there a start of 0.6, with any number of calls.
    In all other calls the strength is that of the curve at k / n, as a guidance's scale is.
    """
    is_outside = call / count < what.start or (call + 1) / count > what.end
    return not is_outside and not what.curve.rests(call / count, (call + 1) / count, what.strength)


def strength_in(what: Timed, call: int, count: int) -> float:
    """Give the strength in a call of so many in which something leads."""
    return what.curve.at(call / count, what.strength)
