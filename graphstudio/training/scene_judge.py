"""A judge of landscapes: from pixels alone it says what time it is and what stands where.

Like the judge of shapes it shares no code, no outline and no colour table with the drawing. It goes
from far to near: the sky says the time, the lowest rows say the ground, and what is neither sky nor
mountain nor ground is a thing that stands there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from graphstudio.training.judge import Pixels, tones_of
from graphstudio.training.seen_sky import (
    SeenLight,
    count_clouds,
    find_lights,
    has_mountains,
    time_of_day,
)
from graphstudio.training.seen_things import SeenThing, find_things, ground_below

_Seen = TypeVar("_Seen", SeenLight, SeenThing)


@dataclass(frozen=True, slots=True)
class SceneVerdict:
    """What a landscape shows.

    ``time`` is "day", "sunset" or "night", ``ground`` "meadow", "snow", "sea", or "" where the sky
    goes down to the lowest row. ``lights`` (a good picture has one at most) and ``things`` are
    ordered from left to right.
    """

    time: str
    ground: str
    lights: tuple[SeenLight, ...]
    clouds: int
    has_mountains: bool
    things: tuple[SeenThing, ...]


def judge_scene(pixels: Pixels) -> SceneVerdict:
    """Say what a landscape shows: (height, width, 3), 0..255, made for 128 pixels a side."""
    tones = tones_of(pixels)
    time = time_of_day(tones)
    ground = ground_below(pixels, tones)
    return SceneVerdict(
        time,
        ground,
        _from_left(find_lights(tones, time)),
        count_clouds(tones, time),
        has_mountains(tones, time),
        _from_left(find_things(pixels, tones, time, ground)),
    )


def _from_left(found: list[_Seen]) -> tuple[_Seen, ...]:
    return tuple(sorted(found, key=lambda one: one.x))
