"""Choose a theme by what it looks like."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QWidget

from graphstudio.ui.settings import Settings
from graphstudio.ui.theme import fonts
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.tokens import CONTRAST, DARK, LIGHT, Theme

_PICTURE = QSize(140, 88)
_CAPTION_PX = 26
_RADIUS = 7


class ThemePicker(QWidget):
    """Show a small canvas in each theme; the one that is chosen has a ring."""

    def __init__(self, settings: Settings, appearance: Appearance) -> None:
        super().__init__()
        self._settings = settings
        self._group = QButtonGroup(self)
        self.cards = {
            "system": ThemeCard(self.tr("System"), (DARK, LIGHT), appearance),
            "dark": ThemeCard(self.tr("Dark"), (DARK,), appearance),
            "light": ThemeCard(self.tr("Light"), (LIGHT,), appearance),
            "contrast": ThemeCard(self.tr("High contrast"), (CONTRAST,), appearance),
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        for name, card in self.cards.items():
            self._group.addButton(card)
            row.addWidget(card)
            card.setProperty("themeName", name)
        row.addStretch()
        self._show()
        self._group.buttonClicked.connect(self._choose)
        settings.changed.connect(self._take)

    def _choose(self, card: QAbstractButton) -> None:
        self._settings.theme = str(card.property("themeName"))

    def _take(self, name: str) -> None:
        if name == "theme":
            self._show()

    def _show(self) -> None:
        self.cards[self._settings.theme].setChecked(True)


class ThemeCard(QAbstractButton):
    """Draw two nodes and a wire in one theme, or in two side by side."""

    def __init__(self, title: str, themes: Sequence[Theme], appearance: Appearance) -> None:
        super().__init__()
        self._themes = themes
        self._appearance = appearance
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedSize(_PICTURE + QSize(0, _CAPTION_PX))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the picture, its ring and its title."""
        del event
        worn = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(2, 2, _PICTURE.width() - 4, _PICTURE.height() - 4)
        self._paint_pictures(painter, whole)
        is_ringed = self.isChecked() or self.hasFocus() or self.underMouse()
        ring = worn.accent if self.isChecked() else worn.secondary
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(ring if is_ringed else worn.border, 2 if is_ringed else 1))
        painter.drawRoundedRect(whole, _RADIUS, _RADIUS)
        if self.hasFocus():
            painter.setPen(QPen(worn.text, 1))
            painter.drawRoundedRect(whole.adjusted(2, 2, -2, -2), _RADIUS - 2, _RADIUS - 2)
        painter.setFont(fonts.ui(12, "medium" if self.isChecked() else "regular"))
        painter.setPen(worn.text if self.isChecked() else worn.secondary)
        below = QRectF(0, _PICTURE.height(), self.width(), _CAPTION_PX)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()

    def _paint_pictures(self, painter: QPainter, whole: QRectF) -> None:
        shape = QPainterPath()
        shape.addRoundedRect(whole, _RADIUS, _RADIUS)
        wide = whole.width() / len(self._themes)
        for place, theme in enumerate(self._themes):
            part = QRectF(whole.left() + place * wide, whole.top(), wide, whole.height())
            painter.save()
            painter.setClipPath(shape)
            painter.setClipRect(part, Qt.ClipOperation.IntersectClip)
            _paint_canvas(painter, whole, theme)
            painter.restore()


def _paint_canvas(painter: QPainter, area: QRectF, theme: Theme) -> None:
    painter.fillRect(area, theme.canvas)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.dots)
    for x in range(8, round(area.width()), 12):
        for y in range(8, round(area.height()), 12):
            painter.drawEllipse(QPointF(area.left() + x, area.top() + y), 0.8, 0.8)
    first = QRectF(area.left() + 12, area.top() + 14, 46, 38)
    second = QRectF(area.right() - 58, area.top() + 32, 46, 40)
    wire = QPainterPath(QPointF(first.right(), first.top() + 22))
    end = QPointF(second.left(), second.top() + 22)
    wire.cubicTo(wire.currentPosition() + QPointF(16, 0), end - QPointF(16, 0), end)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.wires["latent"], 2))
    painter.drawPath(wire)
    _paint_node(painter, first, "model", theme)
    _paint_node(painter, second, "image", theme)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.wires["latent"])
    for spot in (QPointF(first.right(), first.top() + 22), end):
        painter.drawEllipse(spot, 3, 3)


def _paint_node(painter: QPainter, body: QRectF, category: str, theme: Theme) -> None:
    shape = QPainterPath()
    shape.addRoundedRect(body, 4, 4)
    painter.fillPath(shape, theme.node)
    painter.save()
    painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
    painter.fillRect(QRectF(body.topLeft(), QSize(46, 10)), theme.header(category))
    painter.restore()
    painter.setPen(QPen(theme.border, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(shape)
    painter.setPen(Qt.PenStyle.NoPen)
    for row, (wide, ink) in enumerate(((26, theme.text), (18, theme.secondary))):
        painter.setBrush(ink)
        painter.drawRoundedRect(QRectF(body.left() + 7, body.top() + 17 + row * 8, wide, 2), 1, 1)
