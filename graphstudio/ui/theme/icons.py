"""The icons of the program, by our own names, and the icon of the program itself.

The glyphs are Material Design Icons (Apache 2.0), from the font that qtawesome ships. Importing
qtawesome costs 0.4 s of CPU time, a good part of what the whole start may take: its font and
its table are read here without it.
"""

from __future__ import annotations

import importlib.util
import json
from functools import cache
from pathlib import Path

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAction,
    QColor,
    QFont,
    QFontDatabase,
    QIcon,
    QIconEngine,
    QPainter,
    QPixmap,
    QPixmapCache,
)
from PySide6.QtWidgets import QAbstractButton

from graphstudio import paths
from graphstudio.ui.theme.glyphs import GLYPHS
from graphstudio.ui.theme.tokens import Theme

NAME_PROPERTY = "iconName"
TONE_PROPERTY = "iconTone"


def icon(name: str, look: Theme | QColor | str) -> QIcon:
    """Give an icon, drawn when it is shown, so it is crisp at every size and scale.

    Args:
        name: One of `GLYPHS`.
        look: A theme (its text colour, and its colour for what is disabled), or a colour.
    """
    if isinstance(look, Theme):
        return QIcon(_Engine(name, look.text, look.disabled))
    colour = QColor(look)
    faint = QColor(colour)
    faint.setAlphaF(0.4)
    return QIcon(_Engine(name, colour, faint))


def pixmap(name: str, colour: QColor, side: int, ratio: float = 1.0) -> QPixmap:
    """Draw an icon for painting; asked again, it is not drawn again.

    Args:
        name: One of `GLYPHS`.
        colour: Of the glyph.
        side: In device-independent pixels.
        ratio: Device pixels for each of them.
    """
    key = f"icon {name} {colour.rgba()} {side} {ratio}"
    found = QPixmap()
    if QPixmapCache.find(key, found):
        return found
    drawn = QPixmap(round(side * ratio), round(side * ratio))
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    paint(painter, QRectF(0, 0, side, side), name, colour)
    painter.end()
    QPixmapCache.insert(key, drawn)
    return drawn


def paint(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Draw an icon in the middle of a rectangle; the painter keeps its font and pen."""
    side = min(rect.width(), rect.height())
    font = QFont(_family())
    font.setPixelSize(max(round(side), 1))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.setFont(font)
    painter.setPen(colour)
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
    painter.drawText(rect, flags, glyph(name))
    painter.restore()


def glyph(name: str) -> str:
    """Give the character that is an icon in the icon font."""
    return chr(int(_table()[GLYPHS[name]], 16))


def dress(target: QAbstractButton | QAction, name: str, theme: Theme, tone: str = "text") -> None:
    """Put an icon on a button or an action, and remember it, so that a new theme repaints it.

    Args:
        target: What gets the icon.
        name: One of `GLYPHS`.
        theme: Whose colours it takes now; `Appearance` takes care of later changes of widgets,
            `Commands` of those of actions.
        tone: The theme's attribute that colours it: "text", "secondary", "accent", "danger"...
    """
    target.setProperty(NAME_PROPERTY, name)
    target.setProperty(TONE_PROPERTY, tone)
    redress(target, theme)


def redress(target: QAbstractButton | QAction, theme: Theme) -> None:
    """Paint the icon of something that was dressed before in the colours of this theme."""
    tone = target.property(TONE_PROPERTY)
    look = theme if tone == "text" else getattr(theme, tone)
    target.setIcon(icon(target.property(NAME_PROPERTY), look))


def app() -> QIcon:
    """Give the icon of the program, for windows and the task bar."""
    found = QIcon()
    for path in sorted((paths.bundled("resources") / "icons").glob("graphstudio-*.png")):
        found.addFile(str(path))
    return found


class _Engine(QIconEngine):
    def __init__(self, name: str, colour: QColor, faint: QColor) -> None:
        super().__init__()
        self._name = name
        self._colour = QColor(colour)
        self._faint = QColor(faint)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, _state: QIcon.State) -> None:
        paint(painter, QRectF(rect), self._name, self._ink(mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, _state, 1.0)

    def scaledPixmap(  # noqa: N802 - Qt's name
        self, size: QSize, mode: QIcon.Mode, _state: QIcon.State, scale: float
    ) -> QPixmap:
        return pixmap(self._name, self._ink(mode), min(size.width(), size.height()), scale)

    def _ink(self, mode: QIcon.Mode) -> QColor:
        return self._faint if mode == QIcon.Mode.Disabled else self._colour


@cache
def _folder() -> Path:
    spec = importlib.util.find_spec("qtawesome")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "fonts"


@cache
def _family() -> str:
    (path,) = _folder().glob("materialdesignicons6-webfont-*.ttf")
    number = QFontDatabase.addApplicationFont(str(path))
    return QFontDatabase.applicationFontFamilies(number)[0]


@cache
def _table() -> dict[str, str]:
    (path,) = _folder().glob("materialdesignicons6-webfont-charmap-*.json")
    table: dict[str, str] = json.loads(path.read_text("utf-8"))
    return table
