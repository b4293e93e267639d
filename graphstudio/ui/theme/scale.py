"""How big everything is."""

from __future__ import annotations

import os

VARIABLE = "QT_SCALE_FACTOR"


def apply(percent: float) -> None:
    """Make everything bigger or smaller; only works before the application is made.

    Args:
        percent: 100 leaves the size to the desktop. What the environment says already wins.
    """
    if percent != 100:
        os.environ.setdefault(VARIABLE, f"{percent / 100:g}")
