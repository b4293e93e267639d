"""Prompts made of several parts, each with a weight, a place in the picture and a time in the run.

A `Conditioning` is its own first part, and its `others` are the rest. What the parts predict is
mixed in each cell of the latent by their weights (as regions are in MultiDiffusion,
arXiv:2302.08113, eq. 5): sum(w m p) / sum(w m), with w a part's weight, m how much of the cell it
covers and p what it predicts.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from graphstudio.api import Area, Conditioning, Mask, Rest, When
from graphstudio.diffusion.families import TITLES
from graphstudio.errors import BadValue

Place = Area | Mask | Rest


def parts_of(text: Conditioning) -> tuple[Conditioning, ...]:
    """Give the parts of a prompt one by one, the first first."""
    return (replace(text, others=()), *text.others) if text.others else (text,)


def whole_of(parts: Sequence[Conditioning]) -> Conditioning:
    """Make one prompt of parts; parts may have parts."""
    first, *others = (one for part in parts for one in parts_of(part))
    return replace(first, others=tuple(others)) if others else first


def each_part(text: Conditioning, change: Callable[[Conditioning], Conditioning]) -> Conditioning:
    """Change every part of a prompt in the same way."""
    return whole_of([change(part) for part in parts_of(text)])


def acting(text: Conditioning, call: int, calls: int) -> tuple[int, ...]:
    """Say which parts decide what a prompt predicts in a call of the network.

    In two calls that are the same in all else, a prompt predicts the same if the same parts act.

    Args:
        text: As `filled` gives it, or where a step is one call, as it comes along a wire.
        call: From 0.
        calls: Of the whole schedule.

    Returns:
        Places in `parts_of(text)`, rising; at least one.
    """
    found = [
        place
        for place, part in enumerate(parts_of(text))
        if part.weight > 0 and all(time.holds(call, calls) for time in part.times)
    ]
    # Where none acts something has to be said: see `Conditioning.others`.
    return tuple(found) or (0,)


def combine(
    first: Conditioning, second: Conditioning, *, weight: float = 1.0, fills: bool = False
) -> Conditioning:
    """Ask about two prompts, and mix what is predicted.

    Args:
        first: The prompt whose weights stay.
        second: The other.
        weight: Of the second; its own weights are multiplied by it.
        fills: The first acts only where the second leaves room.

    Raises:
        BadValue: They are for different models.
    """
    require_same_kind(first, second)
    if fills:
        first = leave_room(first, second)
    return whole_of([first, weighted(second, weight)])


def leave_room(text: Conditioning, *above: Conditioning, least: float = 0.0) -> Conditioning:
    """Let a prompt act only where others do not.

    Args:
        text: What makes room.
        above: For whom.
        least: How much of it is left where the others cover all, 0..1.
    """
    # Parts that share a place, such as those of a text that changes, cover it once.
    places = dict.fromkeys(part.areas for one in above for part in parts_of(one))
    return placed_in(text, Rest(tuple(places), least))


def weighted(text: Conditioning, weight: float) -> Conditioning:
    """Multiply the weight of a prompt.

    Raises:
        BadValue: The weight is below 0.
    """
    if weight < 0:
        raise BadValue(
            f"A prompt cannot count {weight:g} times. Choose 0 or more, and wire what should not "
            "be in the picture as the negative prompt."
        )
    return each_part(text, lambda part: replace(part, weight=part.weight * weight))


def placed_in(text: Conditioning, place: Place) -> Conditioning:
    """Let a prompt act in a part of the picture; where it did before, it must lie in both."""
    return each_part(text, lambda part: replace(part, areas=(*part.areas, place)))


def during(text: Conditioning, start: float, end: float) -> Conditioning:
    """Let a prompt act in a part of the run; when it did before, both must hold.

    Args:
        text: The prompt.
        start: Fraction of the run at which it begins, 0..1.
        end: Fraction of the run at which it has stopped, 0..1.

    Raises:
        BadValue: There is nothing in between.
    """
    if not start < end:
        raise BadValue(
            f"A prompt cannot act from {start:g} to {end:g} of the run. Make the end larger than "
            "the start."
        )
    return each_part(text, lambda part: replace(part, times=(*part.times, When(start, end))))


def require_same_kind(first: Conditioning, second: Conditioning) -> None:
    """Check that two prompts are for one model.

    Raises:
        BadValue: They are of different families, widths, or one has a vector for its whole text.
    """
    if _kind(first) != _kind(second):
        raise BadValue(
            f"One prompt is for {_describe(first)} and the other for {_describe(second)}. Encode "
            "both with one text encoder."
        )


def _kind(text: Conditioning) -> tuple[str, int, bool]:
    return text.family, text.embeds.shape[-1], text.pooled is None


def _describe(text: Conditioning) -> str:
    lacking = "" if text.pooled is not None else ", without a vector for the whole text"
    return f"{TITLES.get(text.family, text.family)} ({text.embeds.shape[-1]} wide{lacking})"


def every_pair(
    first: Conditioning,
    second: Conditioning,
    join: Callable[[Conditioning, Conditioning], Conditioning],
) -> Conditioning:
    """Join two prompts part by part: each of the first with each of the second.

    What is joined acts where and when both did, and their weights are multiplied.
    """
    return whole_of(
        [
            replace(
                join(one, other),
                weight=one.weight * other.weight,
                areas=(*one.areas, *other.areas),
                times=(*one.times, *other.times),
            )
            for one in parts_of(first)
            for other in parts_of(second)
        ]
    )
