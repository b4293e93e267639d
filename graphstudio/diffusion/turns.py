"""When something leads: in which calls of a run."""

from typing import Protocol


class Timed(Protocol):
    """Something that leads for a part of the steps, such as `Lead` or `PicturePrompt`."""

    @property
    def strength(self) -> float:
        """How strongly; 0 never leads."""

    @property
    def start(self) -> float:
        """Fraction of the steps, 0..1, before which it does not lead."""

    @property
    def end(self) -> float:
        """Fraction of the steps, 0..1, after which it no longer leads."""


def leads_at(what: Timed, call: int, count: int) -> bool:
    """Say whether something leads in a call of so many, as the official pipelines decide it."""
    is_outside = call / count < what.start or (call + 1) / count > what.end
    return what.strength != 0.0 and not is_outside
