"""What a landscape's sky shows: the time of day, sun or moon, clouds, mountains.

All limits were read off pictures, drawn and sampled: hue in degrees, saturation and value 0..1,
places and sizes as shares of the picture's side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graphstudio.training.extent import extent, side_of
from graphstudio.training.judge import Mask, Tones, eroded, grown, islands

# Hue, saturation and value, each from and to.
_Band = tuple[tuple[float, float], tuple[float, float], tuple[float, float]]

_LIGHTS: Final[dict[str, _Band]] = {
    "day": ((28, 70), (0.4, 1), (0.8, 1)),
    "sunset": ((39, 70), (0.36, 1), (0.88, 1)),
    "night": ((28, 80), (0.03, 0.45), (0.68, 1)),
}
_CLOUDS: Final[dict[str, _Band]] = {
    "day": ((0, 360), (0, 0.13), (0.9, 1)),
    "sunset": ((-25, 39), (0, 0.5), (0.86, 1)),
    "night": ((0, 360), (0.08, 0.56), (0.41, 0.78)),
}
_ROCKS: Final[dict[str, _Band]] = {
    "day": ((205, 290), (0.1, 0.62), (0.4, 0.8)),
    "sunset": ((235, 310), (0.08, 0.32), (0.36, 0.6)),
    "night": ((215, 250), (0.25, 0.52), (0.37, 0.54)),
}
_TOP_ROWS: Final = 0.05
_NIGHT_VALUE: Final = 0.42
_HAZY_NIGHT_VALUE: Final = 0.6
_PURPLE_HUE: Final = 240.0

_LIGHT_AREA: Final = 0.01
_LOWEST_LIGHT: Final = 0.36
_BIG_LIGHT: Final = 0.25

# Peaks, which are capped with snow, begin about here.
_CLOUD_ROWS: Final = 0.31
_CLOUD_AREA: Final = 0.006
_TALLEST_CLOUD: Final = 0.22
# Two clouds that touch are wider than one can be.
_WIDEST_CLOUD: Final = 0.42
_GLOW_PX: Final = 3

# Hills stay below these rows.
_ROCK_ROWS: Final = (0.38, 0.51)
_ROCK_SHARE: Final = 0.05
# Peaks leave sky between them; what fills the rows is a hazy sky.
_HAZE_SHARE: Final = 0.76


@dataclass(frozen=True, slots=True)
class SeenLight:
    """A sun or a moon; ``x`` is its middle as a share of the width."""

    name: str
    is_big: bool
    x: float

    @property
    def side(self) -> str:
        """Where it stands: "left", "middle" or "right"."""
        return side_of(self.x)


def time_of_day(tones: Tones) -> str:
    """Tell the time by the uppermost rows: dark by night, purple at sunset, else it is day."""
    rows = slice(0, max(1, round(_TOP_ROWS * len(tones.value))))
    value = np.median(tones.value[rows])
    is_purple = bool(np.median(tones.hue[rows]) > _PURPLE_HUE)
    if value < (_NIGHT_VALUE if is_purple else _HAZY_NIGHT_VALUE):
        return "night"
    return "sunset" if is_purple else "day"


def find_lights(tones: Tones, time: str) -> list[SeenLight]:
    """List the round bright spots high in the sky."""
    found = []
    for spot in islands(eroded(_within(tones, _LIGHTS[time]))):
        seen = extent(spot)
        is_round = 0.6 < seen.width / seen.height < 1.7
        is_full = spot.mean() > max(0.6 * seen.width * seen.height, _LIGHT_AREA)
        if is_round and is_full and seen.y < _LOWEST_LIGHT:
            name = "moon" if time == "night" else "sun"
            found.append(SeenLight(name, max(seen.width, seen.height) > _BIG_LIGHT, seen.x))
    return found


def count_clouds(tones: Tones, time: str) -> int:
    """Count the clouds."""
    # At its edge the moon fades through the colours of clouds.
    glow = grown(eroded(_within(tones, _LIGHTS[time])), _GLOW_PX)
    mask = _within(tones, _CLOUDS[time]) & ~glow
    mask[round(_CLOUD_ROWS * len(mask)) :] = False
    count = 0
    for cloud in islands(eroded(mask)):
        seen = extent(cloud)
        is_flat = seen.width > 1.25 * seen.height and seen.height < _TALLEST_CLOUD
        if cloud.mean() > _CLOUD_AREA and is_flat:
            count += 2 if seen.width > _WIDEST_CLOUD else 1
    return count


def has_mountains(tones: Tones, time: str) -> bool:
    """Tell whether bare rock rises above the hills."""
    top, foot = (round(row * len(tones.value)) for row in _ROCK_ROWS)
    rock = eroded(_within(tones, _ROCKS[time]))[top:foot]
    return _ROCK_SHARE < float(rock.mean()) < _HAZE_SHARE


def _within(tones: Tones, band: _Band) -> Mask:
    (first, last), saturation, value = band
    is_hue = (tones.hue - first) % 360 <= last - first
    return np.asarray(
        is_hue & _between(tones.saturation, saturation) & _between(tones.value, value)
    )


def _between(found: NDArray[np.float64], limits: tuple[float, float]) -> Mask:
    return np.asarray((found >= limits[0]) & (found <= limits[1]))
