"""Where a drag comes to rest: in line with what stands around it, or on the grid."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QRectF

GRID_PX = 8.0


@dataclass(frozen=True, slots=True)
class Snapped:
    """Say how far a drag goes when it is pulled into line.

    Attributes:
        dx: To the right, in scene pixels.
        dy: Down.
        guides: The lines that it was pulled to.
    """

    dx: float
    dy: float
    guides: tuple[QLineF, ...] = ()


class Snapping:
    """Pull a box that is dragged into line with others by like edges, else to the grid.

    Args:
        others: The boxes that stay where they are.
    """

    def __init__(self, others: Iterable[QRectF]) -> None:
        boxes = list(others)
        self._across = [_Edges(QRectF.left, boxes), _Edges(QRectF.right, boxes)]
        self._down = [_Edges(QRectF.top, boxes), _Edges(QRectF.bottom, boxes)]

    def pull(self, box: QRectF, dx: float, dy: float, reach: float) -> Snapped:
        """Say where a box that is dragged by so much comes to rest.

        Args:
            box: Where it stood.
            dx: How far it is dragged to the right.
            dy: How far down.
            reach: From how far an edge pulls, in scene pixels.
        """
        moved = box.translated(dx, dy)
        line_x = _nearest(self._across, moved, reach)
        line_y = _nearest(self._down, moved, reach)
        # Heights may have a fraction, because pictures keep their shape; places never do.
        dx = on_grid(moved.left()) - box.left() if line_x is None else round(dx + line_x.pull)
        dy = on_grid(moved.top()) - box.top() if line_y is None else round(dy + line_y.pull)
        moved = box.translated(dx, dy)
        guides: list[QLineF] = []
        if line_x is not None:
            both = line_x.other.united(moved)
            guides.append(QLineF(line_x.edge, both.top(), line_x.edge, both.bottom()))
        if line_y is not None:
            both = line_y.other.united(moved)
            guides.append(QLineF(both.left(), line_y.edge, both.right(), line_y.edge))
        return Snapped(dx, dy, tuple(guides))


def on_grid(number: float) -> float:
    """Give the line of the grid that is nearest."""
    return round(number / GRID_PX) * GRID_PX


@dataclass(frozen=True, slots=True)
class _Line:
    pull: float
    edge: float
    other: QRectF


class _Edges:
    """Hold one kind of edge of many boxes, in order."""

    def __init__(self, edge_of: Callable[[QRectF], float], boxes: list[QRectF]) -> None:
        self._edge_of = edge_of
        self._boxes = sorted(boxes, key=edge_of)
        self._edges = [edge_of(box) for box in self._boxes]

    def near(self, box: QRectF, reach: float) -> Iterable[_Line]:
        mine = self._edge_of(box)
        at = bisect_left(self._edges, mine)
        for number in range(max(at - 1, 0), min(at + 1, len(self._edges))):
            edge = self._edges[number]
            if abs(edge - mine) <= reach:
                yield _Line(edge - mine, edge, self._boxes[number])


def _nearest(kinds: list[_Edges], box: QRectF, reach: float) -> _Line | None:
    lines = [line for kind in kinds for line in kind.near(box, reach)]
    return min(lines, default=None, key=lambda line: abs(line.pull))
