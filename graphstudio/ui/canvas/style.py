"""What the painters of the canvas share: colours, fonts, laid-out texts and the shadow."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from graphstudio.ui.canvas.node_look import NodeLook
from graphstudio.ui.canvas.shadow import Shadow
from graphstudio.ui.canvas.texts import Texts
from graphstudio.ui.theme import fonts, icons
from graphstudio.ui.theme.tokens import Theme, mixed

SHADOW_REACH = 14.0


def counted_nodes(count: int) -> str:
    """Say how many nodes there are: "1 node", "12 nodes"."""
    if count == 1:
        return QCoreApplication.translate("Canvas", "1 node")
    return QCoreApplication.translate("Canvas", "{count} nodes").format(count=count)


class Style:
    """Hold them for one theme.

    Attributes:
        theme: Its colours.
        title: The font of titles.
        row: The font of rows.
        strong: The font of values.
        small: The font of captions and badges.
        texts: Texts that are laid out already.
        shadow: Under nodes.
    """

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.title: QFont = fonts.ui(13, "semibold")
        self.row: QFont = fonts.ui(12, "regular")
        self.strong: QFont = fonts.ui(12, "medium")
        self.small: QFont = fonts.ui(10, "medium")
        self.texts = Texts()
        self._titles: dict[int, QFont] = {}
        self._headers: dict[tuple[str, str, bool], tuple[QColor, QColor]] = {}
        self.shadow = Shadow(theme.shadow)

    def scaled_title(self, size_px: float) -> QFont:
        """Give the font of titles in another size, for zooms at which 13 px would be too small."""
        whole = round(size_px)
        found = self._titles.get(whole)
        if found is None:
            found = self._titles[whole] = fonts.ui(whole, "semibold")
        return found

    def chevron(self, painter: QPainter, middle: QPointF, colour: QColor, *, is_open: bool) -> None:
        """Paint the mark that folds and unfolds: it points down where something is open."""
        points = ((-4, -2), (0, 2), (4, -2)) if is_open else ((-2, -4), (2, 0), (-2, 4))
        pen = QPen(colour, 1.6, c=Qt.PenCapStyle.RoundCap, j=Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline([middle + QPointF(x, y) for x, y in points])

    def header(self, look: NodeLook) -> QColor:
        """Give the colour of a node's header."""
        return self._header(look)[0]

    def header_ink(self, look: NodeLook) -> QColor:
        """Give the colour of what is written on a node's header."""
        return self._header(look)[1]

    def icon(
        self, painter: QPainter, name: str, colour: QColor, side: int, corner: QPointF
    ) -> None:
        """Paint an icon, sharp at the painter's zoom."""
        zoom = painter.device().devicePixelRatio() * painter.worldTransform().m11()
        # In steps, so that a zoom does not draw every icon anew.
        ratio = min(max(math.ceil(zoom * 2) / 2, 1.0), 4.0)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(corner, icons.pixmap(name, colour, side, ratio))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)

    def counted(self, nodes: int) -> str:
        """Say how many nodes a folded frame stands for."""
        return counted_nodes(nodes)

    def room(self, rect: QRectF) -> QRectF:
        """Give the room that a node takes with its shadow, its rings and its sockets."""
        return rect.adjusted(-SHADOW_REACH, -SHADOW_REACH, SHADOW_REACH, SHADOW_REACH + 6)

    def _header(self, look: NodeLook) -> tuple[QColor, QColor]:
        key = (look.face.category, look.colour, look.is_known)
        found = self._headers.get(key)
        if found is None:
            if look.is_known or look.colour:
                ground = self.theme.header(look.face.category, look.colour)
            else:
                ground = mixed(self.theme.node, self.theme.warning, 0.25)
            found = self._headers[key] = (ground, self.theme.text_on(ground))
        return found
