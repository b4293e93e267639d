"""Memory over time: what is used, where runs were, and the floor that should not rise."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from graphstudio.session.worker.history import MemoryHistory, MemorySample, find_rise
from graphstudio.ui.brush import faded, guarded
from graphstudio.ui.panels.memory.holdings import size_text
from graphstudio.ui.panels.times import ago
from graphstudio.ui.theme import fonts
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.tokens import Theme

_HEIGHT_PX = 104
_LEFT_PX = 14
_RIGHT_PX = 74  # the scale stands there
_TOP_PX = 8
_BOTTOM_PX = 20
_LABEL_PX = 84
_LEAST_SPAN_S = 60.0
_ROOM = 1.15  # above the highest peak


class MemoryPlot(QWidget):
    """Draw the last half hour; the pointer asks for the values of a moment."""

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._history = MemoryHistory()
        self._hot: float | None = None  # seconds since 1970
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Memory over time"))
        appearance.changed.connect(self.update)

    def show_history(self, history: MemoryHistory) -> None:
        """Draw another half hour."""
        self._history = history
        self.setAccessibleDescription(self.news())
        self.update()

    def news(self) -> str:
        """Say that more and more stays after runs; "" where it does not."""
        rise = find_rise(self._history.runs)
        if rise is None:
            return ""
        return self.tr("Memory that stays after a run grew by {0} over {1} runs").format(
            size_text(rise.grown_bytes), rise.runs
        )

    def text_at(self, at: float) -> str:
        """Say what was there at a moment, in seconds since 1970; "" where nothing was measured."""
        sample = _nearest(self._history.samples, at)
        if sample is None:
            return ""
        lines = [
            ago(sample.at, time.time()),
            self.tr("Used: {0}").format(size_text(sample.used)),
            self.tr("Without what is kept: {0}").format(size_text(sample.floor)),
        ]
        if sample.reserved != sample.used:
            lines.insert(2, self.tr("Reserved: {0}").format(size_text(sample.reserved)))
        if sample.peak > sample.used:
            lines.append(self.tr("Peak: {0}").format(size_text(sample.peak)))
        run = next((r for r in self._history.runs if r.started <= sample.at <= r.ended), None)
        if run is not None:
            lines.append(self.tr("Peak of this run: {0}").format(size_text(run.peak)))
        return "\n".join(lines)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be low: the list is what counts."""
        return QSize(240, _HEIGHT_PX)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Show the values under the pointer."""
        area, (start, end) = self._area(), self._span()
        share = (event.position().x() - area.left()) / max(area.width(), 1.0)
        self._hot = start + share * (end - start) if 0 <= share <= 1 else None
        text = "" if self._hot is None else self.text_at(self._hot)
        QToolTip.showText(event.globalPosition().toPoint(), text, self)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Show no values any more."""
        self._hot = None
        self.update()
        super().leaveEvent(event)

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint runs, what was used, the floor, and the scales."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, area, samples = self._appearance.theme, self._area(), self._history.samples
        self._paint_runs(painter, area, theme)
        painter.setPen(QPen(theme.divider, 1))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if samples:
            used = self._path([(one.at, one.used) for one in samples], area)
            ground = QPainterPath(used)
            ground.lineTo(self._spot(samples[-1].at, 0, area))
            ground.lineTo(self._spot(samples[0].at, 0, area))
            painter.fillPath(ground, faded(theme.accent, 0.16))
            painter.strokePath(used, QPen(theme.accent, 1.5))
            self._paint_floor(painter, area, theme)
        self._paint_scales(painter, area, theme)
        if self._hot is not None:
            self._paint_pointer(painter, area, theme, self._hot)

    def _paint_runs(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        """Shade where runs were, with a line where each began."""
        start = self._span()[0]
        for run in self._history.runs:
            if run.ended < start:
                continue
            left = self._spot(max(run.started, start), 0, area).x()
            right = max(self._spot(run.ended, 0, area).x(), left + 1.0)
            box = QRectF(left, area.top(), right - left, area.height())
            painter.fillRect(box, faded(theme.secondary, 0.10))
            painter.setPen(QPen(faded(theme.secondary, 0.45), 1))
            painter.drawLine(QPointF(left, area.top()), QPointF(left, area.bottom()))

    def _paint_floor(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        """Draw what stayed after each run as a broken line."""
        start = self._span()[0]
        after = [(one.ended, one.floor_after) for one in self._history.runs if one.ended >= start]
        if not after:
            return
        after = [(max(start, after[0][0]), after[0][1]), *after]
        after.append((self._history.samples[-1].at, after[-1][1]))
        colour = theme.warning if self.news() else theme.secondary
        painter.strokePath(self._path(after, area), QPen(colour, 1.5, Qt.PenStyle.DashLine))

    def _paint_scales(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        painter.setFont(fonts.ui(10))
        painter.setPen(theme.secondary)
        right = QRectF(area.right() + 8, area.top() - 6, _RIGHT_PX - 16, 14)
        painter.drawText(right, Qt.AlignmentFlag.AlignVCenter, size_text(int(self._top())))
        painter.drawText(right.translated(0, area.height()), Qt.AlignmentFlag.AlignVCenter, "0")
        start, end = self._span()
        below = QRectF(area.left(), area.bottom() + 3, area.width(), 14)
        minutes = round((end - start) / 60)
        text = self.tr("1 minute ago") if minutes == 1 else self.tr("{0} minutes ago")
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, text.format(minutes))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, self.tr("now"))
        news = self.news()
        if news:
            painter.setPen(theme.warning)
            room = below.adjusted(_LABEL_PX, 0, -_LABEL_PX, 0)
            shown = painter.fontMetrics().elidedText(
                news, Qt.TextElideMode.ElideRight, int(room.width())
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, shown)

    def _paint_pointer(self, painter: QPainter, area: QRectF, theme: Theme, at: float) -> None:
        sample = _nearest(self._history.samples, at)
        if sample is None:
            return
        spot = self._spot(sample.at, sample.used, area)
        painter.setPen(QPen(theme.secondary, 1))
        painter.drawLine(QPointF(spot.x(), area.top()), QPointF(spot.x(), area.bottom()))
        painter.setPen(QPen(theme.panel, 1.5))
        painter.setBrush(theme.accent)
        painter.drawEllipse(spot, 3.5, 3.5)

    def _path(self, points: Sequence[tuple[float, int]], area: QRectF) -> QPainterPath:
        path = QPainterPath(self._spot(*points[0], area))
        for at, size in points[1:]:
            path.lineTo(self._spot(at, size, area))
        return path

    def _spot(self, at: float, size: float, area: QRectF) -> QPointF:
        start, end = self._span()
        return QPointF(
            area.left() + (at - start) / (end - start) * area.width(),
            area.bottom() - size / self._top() * area.height(),
        )

    def _area(self) -> QRectF:
        inner = QRectF(self.rect())
        return inner.adjusted(_LEFT_PX, _TOP_PX, -_RIGHT_PX, -_BOTTOM_PX)

    def _span(self) -> tuple[float, float]:
        """Say from when to when, a minute at least, so that a line does not race at the start."""
        samples = self._history.samples
        end = samples[-1].at if samples else time.time()
        start = samples[0].at if samples else end
        return min(start, end - _LEAST_SPAN_S), end

    def _top(self) -> float:
        return _ROOM * max((one.used for one in self._history.samples), default=1) or 1.0


def _nearest(samples: Sequence[MemorySample], at: float) -> MemorySample | None:
    place = bisect_left(samples, at, key=lambda one: one.at)
    around = samples[max(place - 1, 0) : place + 1]
    return min(around, key=lambda one: abs(one.at - at), default=None)
