"""What the next run would do with a node, as a line along its foot.

A thick line runs, a broken one may run, a thin green one is kept. Width and gaps tell them apart
for those to whom the colours are alike.
"""

from __future__ import annotations

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from graphstudio.session.forecast import Verdict
from graphstudio.ui.canvas.geometry import RADIUS
from graphstudio.ui.canvas.node_look import NodeLook
from graphstudio.ui.canvas.style import Style

_THICK = 3.0
_THIN = 2.0
_INSET = RADIUS - 2.0
_KEPT = 0.7  # opacity: what does not run is told quietly
_PERHAPS: frozenset[Verdict] = frozenset({"may run", "if asked"})
_RESTING: frozenset[Verdict] = frozenset({"cached", "not needed"})


def paint_foresight(painter: QPainter, look: NodeLook, style: Style, zoom: float) -> None:
    """Paint the line; nothing where nobody knows, or a run is at the node."""
    forecast = look.forecast
    if forecast is None or not look.shows_forecast or look.is_faint or look.shape.body == "reroute":
        return
    if look.status.phase == "running" or look.error:
        return
    scale = max(1.0, min(0.6 / zoom, 3.0))  # from afar it gets thicker, as the rings do
    pen = _pen(forecast.verdict, style, scale)
    if pen is None:
        return
    shape = look.shape
    painter.setPen(pen)
    y = shape.height - pen.widthF() / 2
    # Between the rounded corners: to clip at them would cost more than all the rest of it.
    painter.drawLine(QLineF(_INSET, y, shape.width - _INSET, y))


def _pen(verdict: Verdict, style: Style, scale: float) -> QPen | None:
    theme, cap = style.theme, Qt.PenCapStyle.FlatCap
    if verdict == "runs":
        return QPen(theme.accent, _THICK * scale, c=cap)
    if verdict in _PERHAPS:
        pen = QPen(theme.accent, _THICK * scale, c=cap)
        pen.setDashPattern([3.0, 2.0])
        return pen
    if verdict in _RESTING:
        quiet = QColor(theme.success)
        quiet.setAlphaF(_KEPT)
        return QPen(quiet, _THIN * scale, c=cap)
    return None
