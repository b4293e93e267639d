"""How high each vertex of a column stands, so that wires run straight and nothing overlaps."""

from __future__ import annotations

import itertools
from bisect import insort
from collections.abc import Sequence
from typing import TYPE_CHECKING

from graphstudio.graph.editing.framing import GRID_PX

if TYPE_CHECKING:
    from graphstudio.graph.editing.layers import Joint, Net

ROW_GAP_PX = 24.0
_LANE_GAP_PX = 8.0
_ROUNDS = 6
_HOLD = 0.01  # how little a vertex that is joined to nothing cares where it stands


def stack(net: Net) -> list[float]:
    """Give the top of each vertex, a multiple of 8 px.

    Column after column is settled to the least total height that its wires climb, given where
    the others stand: looking back first, then ahead, then both ways.
    """
    tops = [0.0] * len(net.heights)
    for column in net.columns:
        top = 0.0
        for vertex, gap in zip(column, _gaps(net, column), strict=True):
            top += gap
            tops[vertex] = top
            top += net.heights[vertex]
    for _ in range(2):
        for column in net.columns[1:]:
            _settle(net, tops, column, [net.behind])
        for column in reversed(net.columns[:-1]):
            _settle(net, tops, column, [net.ahead])
    for _ in range(_ROUNDS):
        before = list(tops)
        for column in (*net.columns, *reversed(net.columns)):
            _settle(net, tops, column, [net.behind, net.ahead])
        if tops == before:
            break
    return tops


def _settle(
    net: Net, tops: list[float], column: list[int], sides: Sequence[list[list[Joint]]]
) -> None:
    """Move the vertices of one column, in their order, to where their wires are straightest.

    That is a regression of medians with the order kept: vertices whose wishes collide become
    one block, which stands at the median of all their wishes.
    """
    blocks: list[_Block] = []
    offset = 0.0
    for vertex, gap in zip(column, _gaps(net, column), strict=True):
        offset += gap
        block = _Block([vertex], [offset])
        for joints in sides:
            for one in joints[vertex]:
                wish = tops[one.other] + one.other_y - one.own_y - offset
                block.add(wish, _weight(net, vertex, one.other))
        if not block.wishes:
            block.add(tops[vertex] - offset, _HOLD)
        offset += net.heights[vertex]
        while blocks and blocks[-1].middle > block.middle:
            block = blocks.pop().joined(block)
        blocks.append(block)
    for block in blocks:
        start = round(block.middle / GRID_PX) * GRID_PX
        for vertex, down in zip(block.vertices, block.offsets, strict=True):
            tops[vertex] = start + down


class _Block:
    """Hold vertices that touch, and where they would all have the top of the column to be."""

    def __init__(self, vertices: list[int], offsets: list[float]) -> None:
        self.vertices = vertices
        self.offsets = offsets
        self.wishes: list[tuple[float, float]] = []
        self.weight = 0.0
        self.middle = 0.0

    def add(self, wish: float, weight: float) -> None:
        """Take a wish in."""
        insort(self.wishes, (wish, weight))
        self.weight += weight
        self.middle = self._median()

    def joined(self, other: _Block) -> _Block:
        """Put the vertices below into one block with these."""
        block = _Block([*self.vertices, *other.vertices], [*self.offsets, *other.offsets])
        block.wishes = sorted([*self.wishes, *other.wishes])
        block.weight = self.weight + other.weight
        block.middle = block._median()
        return block

    def _median(self) -> float:
        passed = 0.0
        for wish, weight in self.wishes:
            passed += weight
            if passed * 2 >= self.weight:
                return wish
        return self.wishes[-1][0]


def _gaps(net: Net, column: list[int]) -> list[float]:
    """Give the room above each vertex: less beside the lane of a wire, none at the top."""
    is_box = [vertex < net.boxes for vertex in column]
    return [
        0.0,
        *(
            ROW_GAP_PX if upper and lower else _LANE_GAP_PX
            for upper, lower in itertools.pairwise(is_box)
        ),
    ]


def _weight(net: Net, first: int, second: int) -> float:
    """Say how much a wire cares to be straight: more where it passes by than where it ends."""
    lanes = (first >= net.boxes) + (second >= net.boxes)
    return (2.0, 1.0, 2.0)[lanes]
