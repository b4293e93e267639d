"""What somebody paints with: tool, brush and colours, kept for the next time."""

from __future__ import annotations

import math
from typing import Literal, TypeAlias, get_args

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor

from graphstudio.ui.settings import Settings

Tool: TypeAlias = Literal["brush", "rectangle", "ellipse", "lasso"]
TOOLS: tuple[Tool, ...] = get_args(Tool)

LEAST_SIZE, MOST_SIZE = 0.002, 1.0
_STEP = 1.15  # of one notch, or one press of a bracket
_SOFTER = 0.1
_TINT = "#e5484d"  # a red that few pictures are full of


class Kit(QObject):
    """Hold the tools.

    Attributes:
        changed: Emitted when any of it is another one now.
    """

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._tool: Tool = "brush"
        self._erases = False
        self._size = self._number("size", 0.06, LEAST_SIZE, MOST_SIZE)
        self._hardness = self._number("hardness", 0.8)
        self._opacity = self._number("opacity", 1.0, 0.01)
        self._tint_share = self._number("tint_share", 0.5, 0.1)
        tint = QColor(settings.remembered("painter/tint"))
        self._tint = tint.name() if tint.isValid() else _TINT

    @property
    def tool(self) -> Tool:
        """What the left button does."""
        return self._tool

    @property
    def erases(self) -> bool:
        """Whether it takes away; the right button does the opposite."""
        return self._erases

    @property
    def size(self) -> float:
        """The brush's diameter, as a fraction of the picture's longer side."""
        return self._size

    @property
    def hardness(self) -> float:
        """How much of the brush is covered fully, 0..1."""
        return self._hardness

    @property
    def opacity(self) -> float:
        """How much of what is below a mark covers, 0..1."""
        return self._opacity

    @property
    def tint(self) -> str:
        """The colour that shows what is chosen, "#rrggbb"."""
        return self._tint

    @property
    def tint_share(self) -> float:
        """How much of the picture the colour hides, 0..1."""
        return self._tint_share

    def take(self, tool: Tool) -> None:
        """Take a tool."""
        self._tool = tool
        self.changed.emit()

    def set_erases(self, erases: bool) -> None:
        """Take away from now on, or add."""
        self._erases = erases
        self.changed.emit()

    def set_size(self, size: float) -> None:
        """Set the brush's diameter, within its limits."""
        self._size = min(max(size, LEAST_SIZE), MOST_SIZE)
        self._keep("size", self._size)

    def grow(self, notches: float) -> None:
        """Make the brush larger, or smaller below 0."""
        self.set_size(self._size * _STEP**notches)

    def set_hardness(self, hardness: float) -> None:
        """Set how much of the brush is covered fully."""
        self._hardness = min(max(hardness, 0.0), 1.0)
        self._keep("hardness", self._hardness)

    def harden(self, notches: float) -> None:
        """Make the brush harder, or softer below 0."""
        self.set_hardness(round(self._hardness + _SOFTER * notches, 3))

    def set_opacity(self, opacity: float) -> None:
        """Set how much of what is below a mark covers."""
        self._opacity = min(max(opacity, 0.01), 1.0)
        self._keep("opacity", self._opacity)

    def set_tint(self, code: str) -> None:
        """Show what is chosen in another colour."""
        self._tint = code
        self._settings.remember("painter/tint", code)
        self.changed.emit()

    def set_tint_share(self, share: float) -> None:
        """Let the colour hide more or less of the picture."""
        self._tint_share = min(max(share, 0.1), 1.0)
        self._keep("tint_share", self._tint_share)

    def _keep(self, name: str, value: float) -> None:
        self._settings.remember(f"painter/{name}", f"{value:g}")
        self.changed.emit()

    def _number(self, name: str, default: float, least: float = 0.0, most: float = 1.0) -> float:
        try:
            value = float(self._settings.remembered(f"painter/{name}", str(default)))
        except ValueError:  # written into the file by hand
            return default
        return min(max(value, least), most) if math.isfinite(value) else default
