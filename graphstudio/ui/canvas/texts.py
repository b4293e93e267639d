"""Texts laid out once and painted many times."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QStaticText, QTextOption

_MOST = 8192


class Texts:
    """Keep what was laid out, the least recently used of it going first.

    Fonts are told apart by identity, because `QFont.key` writes a text each time: whoever paints
    must keep the fonts as long as this.
    """

    def __init__(self) -> None:
        self._lines: OrderedDict[tuple[str, int, int], QStaticText] = OrderedDict()
        self._blocks: OrderedDict[tuple[str, int, int, int], QStaticText] = OrderedDict()
        self._metrics: dict[int, QFontMetricsF] = {}

    def line(
        self,
        painter: QPainter,
        font: QFont,
        rect: QRectF,
        text: str,
        *,
        is_right: bool = False,
        is_centred: bool = False,
    ) -> float:
        """Paint one line in the painter's pen, cut short with an ellipsis where it is too long.

        Returns:
            How wide it came to be.
        """
        laid = self._line(font, text, rect.width())
        size = laid.size()
        x = rect.left()
        if is_right:
            x = rect.right() - size.width()
        elif is_centred:
            x = rect.center().x() - size.width() / 2
        painter.setFont(font)
        painter.drawStaticText(QPointF(x, rect.center().y() - size.height() / 2), laid)
        return size.width()

    def block(self, painter: QPainter, font: QFont, rect: QRectF, text: str) -> None:
        """Paint wrapped lines in the painter's pen; what does not fit ends with an ellipsis."""
        key = (text, id(font), int(rect.width()), int(rect.height()))
        laid = self._blocks.get(key)
        if laid is None:
            laid = self._lay_out_block(font, rect, text)
            self._blocks[key] = laid
            if len(self._blocks) > _MOST:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(key)
        painter.setFont(font)
        painter.drawStaticText(rect.topLeft(), laid)

    def width(self, font: QFont, text: str) -> float:
        """Measure one line."""
        return self.metrics(font).horizontalAdvance(text)

    def metrics(self, font: QFont) -> QFontMetricsF:
        """Give the measures of a font."""
        found = self._metrics.get(id(font))
        if found is None:
            found = self._metrics[id(font)] = QFontMetricsF(font)
        return found

    def height_of(self, font: QFont, text: str, width: float, most_lines: int) -> float:
        """Measure wrapped lines, at most so many."""
        lines = wrap(self.metrics(font), text, width, most_lines)
        return len(lines) * self.metrics(font).lineSpacing()

    def _line(self, font: QFont, text: str, width: float) -> QStaticText:
        key = (text, id(font), int(width))
        laid = self._lines.get(key)
        if laid is not None:
            self._lines.move_to_end(key)
            return laid
        one_line = " ".join(text[:500].split())
        short = self.metrics(font).elidedText(one_line, Qt.TextElideMode.ElideRight, width)
        laid = QStaticText(short)
        laid.setTextFormat(Qt.TextFormat.PlainText)
        laid.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        laid.prepare(font=font)
        self._lines[key] = laid
        if len(self._lines) > _MOST:
            self._lines.popitem(last=False)
        return laid

    def _lay_out_block(self, font: QFont, rect: QRectF, text: str) -> QStaticText:
        metrics = self.metrics(font)
        most = max(int((rect.height() + 2) // metrics.lineSpacing()), 1)
        # A plain QStaticText breaks lines at Unicode's line separator, and at nothing else.
        laid = QStaticText("\u2028".join(wrap(metrics, text, rect.width(), most)))
        laid.setTextFormat(Qt.TextFormat.PlainText)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        laid.setTextOption(option)
        laid.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        laid.prepare(font=font)
        return laid


def wrap(metrics: QFontMetricsF, text: str, width: float, most_lines: int) -> list[str]:
    """Break a text into lines of at most a width; an ellipsis says that there is more."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        rest = paragraph
        while True:
            if len(lines) == most_lines:
                return [*lines[:-1], _with_ellipsis(metrics, lines[-1], width)]
            fitting = _fitting(metrics, rest, width)
            lines.append(rest[:fitting].rstrip())
            rest = rest[fitting:].lstrip()
            if not rest:
                break
    return lines


def _fitting(metrics: QFontMetricsF, text: str, width: float) -> int:
    """Say how many characters fit, whole words where there are any."""
    if metrics.horizontalAdvance(text[:400]) <= width and len(text) <= 400:
        return len(text)
    low, high = 1, min(len(text), 400)
    while low < high:
        middle = (low + high + 1) // 2
        if metrics.horizontalAdvance(text[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    space = text.rfind(" ", 0, low + 1)
    return space if space > 0 else low


def _with_ellipsis(metrics: QFontMetricsF, line: str, width: float) -> str:
    return metrics.elidedText(f"{line} …", Qt.TextElideMode.ElideRight, width)
