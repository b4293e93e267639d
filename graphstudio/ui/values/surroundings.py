"""What an editor of a value needs to know of the place that it stands in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from graphstudio.ui.theme.appearance import Appearance


@dataclass(frozen=True, slots=True)
class Rolling:
    """Say whether a seed gets a new value at each run, and how that is changed.

    Attributes:
        is_on: Whether it does.
        switch: Called with what it should be from now on.
    """

    is_on: bool
    switch: Callable[[bool], None]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Hold what all editors of one place share.

    Attributes:
        appearance: The theme that they are drawn in.
        folder: What relative file names are relative to; None where the workflow has no file.
        rolling: For seeds: whether they change at each run; None hides the switch.
    """

    appearance: Appearance
    folder: Path | None = None
    rolling: Rolling | None = None
