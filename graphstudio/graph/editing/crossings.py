"""The order of vertices in their columns, so that few wires cross."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphstudio.graph.editing.layers import Joint, Net

_SWEEPS = 12
_PATIENCE = 4  # sweeps that better nothing before it is left at that
_MOST_SWAPPED = 400  # vertices; trying every pair of neighbours would take too long for more


def order(net: Net) -> None:
    """Reorder the columns of a net, keeping the best order that several sweeps come by."""
    best = [list(column) for column in net.columns]
    fewest = count_crossings(net)
    start = [list(column) for column in net.columns]
    for is_forward in (True, False):
        net.columns[:] = [list(column) for column in start]
        since_better = 0
        for sweep in range(_SWEEPS):
            if fewest == 0 or since_better == _PATIENCE:
                break
            _sweep(net, is_forward=is_forward == (sweep % 2 == 0))
            if len(net.heights) <= _MOST_SWAPPED:
                _swap_neighbours(net)
            crossings = count_crossings(net)
            since_better += 1
            if crossings < fewest:
                fewest, since_better = crossings, 0
                best = [list(column) for column in net.columns]
    net.columns[:] = best


def count_crossings(net: Net) -> int:
    """Count the pairs of wires that cross between two columns."""
    total = 0
    place = _places(net)
    for column in net.columns[:-1]:
        ends = sorted(
            ((place[one], joint.own_y), (place[joint.other], joint.other_y))
            for one in column
            for joint in net.ahead[one]
        )
        passed: list[tuple[int, float]] = []
        for _, end in ends:
            total += len(passed) - bisect_right(passed, end)
            insort(passed, end)
    return total


def _places(net: Net) -> list[int]:
    place = [0] * len(net.heights)
    for column in net.columns:
        for at, vertex in enumerate(column):
            place[vertex] = at
    return place


def _sweep(net: Net, *, is_forward: bool) -> None:
    """Bring each vertex to the middle of what it is joined to in the column before it."""
    place = _places(net)
    columns = net.columns if is_forward else net.columns[::-1]
    joints = net.behind if is_forward else net.ahead
    for before, column in itertools.pairwise(columns):
        heights = net.heights
        middles: dict[int, float] = {}
        for at, vertex in enumerate(column):
            ends = [
                place[one.other] + one.other_y / (heights[one.other] + 1) for one in joints[vertex]
            ]
            # What is joined to nothing there keeps its share of the way down.
            middles[vertex] = (
                sum(ends) / len(ends) if ends else (at + 0.5) * len(before) / len(column)
            )
        column.sort(key=middles.__getitem__)
        for at, vertex in enumerate(column):
            place[vertex] = at


def _swap_neighbours(net: Net) -> None:
    """Swap vertices that stand next to each other as long as that uncrosses wires."""
    place = _places(net)

    def ends(joints: Sequence[Joint]) -> list[tuple[int, float]]:
        return sorted((place[one.other], one.other_y) for one in joints)

    is_better = True
    while is_better:
        is_better = False
        for column in net.columns:
            for at in range(len(column) - 1):
                upper, lower = column[at], column[at + 1]
                gain = sum(
                    _gain(ends(joints[upper]), ends(joints[lower]))
                    for joints in (net.behind, net.ahead)
                )
                if gain > 0:
                    column[at], column[at + 1] = lower, upper
                    place[lower], place[upper] = at, at + 1
                    is_better = True


def _gain(upper: list[tuple[int, float]], lower: list[tuple[int, float]]) -> int:
    """Count by how many fewer wires cross when two vertices change places."""
    now = _count(upper, lower, bisect_left)
    then = _count(lower, upper, bisect_left)
    return now - then


def _count(
    upper: list[tuple[int, float]],
    lower: list[tuple[int, float]],
    find: Callable[[list[tuple[int, float]], tuple[int, float]], int],
) -> int:
    return sum(find(lower, end) for end in upper)
