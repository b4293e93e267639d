"""The letters of the program: Inter, which ships with it (SIL Open Font License 1.1)."""

from __future__ import annotations

from typing import Literal

from PySide6.QtGui import QFont, QFontDatabase

from graphstudio import paths

FAMILY = "Inter"
UI_PX = 12
TITLE_PX = 13

Weight = Literal["regular", "medium", "semibold"]

_WEIGHTS = {
    "regular": QFont.Weight.Normal,
    "medium": QFont.Weight.Medium,
    "semibold": QFont.Weight.DemiBold,
}


def load() -> None:
    """Make Inter known to Qt; needs the application, and does nothing the second time."""
    if FAMILY in QFontDatabase.families():
        return
    for path in sorted((paths.bundled("resources") / "fonts" / "inter").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


def ui(size: int = UI_PX, weight: Weight = "regular") -> QFont:
    """Give the font of the interface, with figures that all have the same width.

    Args:
        size: In pixels at 100 % scale.
        weight: How heavy.
    """
    # What Inter lacks (Japanese, symbols) comes from the system's sans serif.
    return _font(QFont([FAMILY, "Noto Sans CJK JP", "Yu Gothic UI", "sans-serif"]), size, weight)


def mono(size: int = UI_PX) -> QFont:
    """Give the system's fixed-width font, for logs and code."""
    return _font(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont), size, "regular")


def _font(font: QFont, size: int, weight: Weight) -> QFont:
    font.setPixelSize(size)
    font.setWeight(_WEIGHTS[weight])
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    # A number that is scrubbed must not jitter.
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
