"""Noise levels that are written by hand, and the schedulers that take them."""

import inspect
import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from graphstudio.api import Scheduler
from graphstudio.diffusion.catalogue import CATALOGUE, LevelsUnit, name_of
from graphstudio.diffusion.entries import SIGMA_OPTIONS
from graphstudio.diffusion.kinds import ModelKind, kind_of_scheduler
from graphstudio.diffusion.schedules import find_class
from graphstudio.diffusion.timing import OPTIONS, takes_levels
from graphstudio.errors import BadValue

# A flow model is told its level in thousands.
_FLOW_TIMES = 1000

# Whatever would move levels that are written by hand.
_AT_REST = {
    **dict.fromkeys((*SIGMA_OPTIONS, "use_lu_lambdas", "use_dynamic_shifting"), False),
    **dict.fromkeys(("shift", "flow_shift"), 1.0),
    "shift_terminal": None,
}


def parse_levels(text: str) -> tuple[float, ...]:
    """Read falling numbers, apart by commas, spaces or lines.

    Raises:
        BadValue: There is none, or one is no number; every one is reported.
    """
    found: list[float] = []
    problems: list[str] = []
    for word in text.replace(",", " ").replace(";", " ").split():
        try:
            found.append(float(word))
        except ValueError:
            problems.append(f"{word!r} is no number.")
    if not found and not problems:
        problems.append("No levels are written.")
    if problems:
        advice = 'Write falling numbers apart by commas, such as "14.6, 7, 3, 1.2, 0.4".'
        raise BadValue(" ".join([*problems, advice]), problems)
    return tuple(found)


def with_levels(scheduler: Scheduler, values: Sequence[float], unit: LevelsUnit) -> Scheduler:
    """Make a scheduler use exactly the levels given, whatever spaced or shifted them before.

    Args:
        scheduler: Which one.
        values: One for each step, falling. Every scheduler goes to 0 after the last one: as a
            sigma, that 0 may be written or left out.
        unit: What they count. The timesteps of a flow model are its sigmas times 1000.

    Raises:
        BadValue: They do not fall or lie out of range, or the scheduler takes no such list; the
            message names those that do.
    """
    made_for = kind_of_scheduler(scheduler)
    steps = tuple(values[:-1]) if unit == "sigmas" and values[-1] == 0 else tuple(values)
    problems = list(_problems(steps, unit, made_for))
    if problems:
        raise BadValue(" ".join(problems), problems)
    if made_for == "flow" and unit == "timesteps":
        steps, unit = tuple(value / _FLOW_TIMES for value in steps), "sigmas"
    kind, options = find_class(scheduler.name), dict(scheduler.options)
    if unit not in takes_levels(kind, options):
        able = ", ".join(_able(unit, made_for))
        instead = f"Choose one of: {able}." if able else "None for such models does."
        raise BadValue(
            f"{name_of(scheduler)} takes no {unit} of your own. {instead}{_other_unit(kind, unit)}"
        )
    known = inspect.signature(kind.__init__).parameters
    replaced = {*OPTIONS, "timestep_spacing"}
    kept = {key: value for key, value in options.items() if key not in replaced}
    kept |= {key: value for key, value in _AT_REST.items() if key in known}
    return Scheduler(scheduler.name, tuple(sorted({**kept, unit: steps}.items())))


def _problems(values: Sequence[float], unit: LevelsUnit, made_for: ModelKind) -> Iterator[str]:
    if not values:
        yield "No levels are written but 0. Write one for each step."
    for before, after in pairwise(values):
        if not after < before:
            yield f"{after:g} comes after {before:g}: write falling numbers."
    is_share = made_for == "flow"
    most = (1.0 if unit == "sigmas" else _FLOW_TIMES) if is_share else math.inf
    for value in values:
        is_whole = unit == "sigmas" or is_share or float(value).is_integer()
        if not math.isfinite(value) or value < 0 or (value == 0 and unit == "sigmas"):
            yield f"{value:g} is no noise level: write numbers above 0, and 0 only at the end."
        elif value > most:
            yield f"{value:g} is too much: for a flow model write {unit} up to {most:g}."
        elif not is_whole:
            yield f"{value:g} is no step of training: write whole timesteps."


def _able(unit: LevelsUnit, made_for: ModelKind) -> list[str]:
    return [
        entry.name
        for entry in CATALOGUE
        if entry.fits == made_for
        and unit in takes_levels(find_class(entry.class_name), entry.options)
    ]


def _other_unit(kind: Any, unit: LevelsUnit) -> str:  # Any: diffusers has no types
    other = "timesteps" if unit == "sigmas" else "sigmas"
    return f" Or write {other}: it takes those." if other in takes_levels(kind, {}) else ""
