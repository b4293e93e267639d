"""The steps of nodes' last runs that can be looked at, as the events of runs told them."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from dataclasses import dataclass

from graphstudio.engine.events import StepKept
from graphstudio.graph.editing.branches import before
from graphstudio.graph.graph import Graph

_MOST_NODES = 64
_MOST_STEPS = 1000


@dataclass(frozen=True, slots=True)
class Reel:
    """Hold the kept steps of one node, first to last.

    Attributes:
        total: All steps of its work, kept or not.
        steps: How many steps lie behind each kept state, rising.
        keys: The keys of the states, in the same order.
        is_growing: Whether its node is still at work.
    """

    total: int
    steps: tuple[int, ...]
    keys: tuple[str, ...]
    is_growing: bool = True

    @property
    def newest(self) -> int:
        """The step that is furthest on."""
        return self.steps[-1]

    def key(self, step: int) -> str | None:
        """Give the key of a step; None where it was not kept."""
        at = bisect_left(self.steps, step)
        return self.keys[at] if at < len(self.steps) and self.steps[at] == step else None

    def nearest(self, step: int) -> int:
        """Find the kept step that is nearest to a step, the earlier one of two."""
        return min(self.steps, key=lambda one: (abs(one - step), one))

    def beside(self, step: int, count: int) -> int:
        """Find the kept step so many further on, or back; at the ends it stays."""
        at = bisect_left(self.steps, self.nearest(step)) + count
        return self.steps[min(max(at, 0), len(self.steps) - 1)]

    def with_step(self, event: StepKept) -> Reel:
        """Add a step, in the place of the one that was there."""
        known = dict(zip(self.steps, self.keys, strict=True))
        known[event.done] = event.key
        steps = tuple(sorted(known)[-_MOST_STEPS:])
        return Reel(event.total, steps, tuple(known[one] for one in steps), self.is_growing)


class Reels:
    """Keep the reels of one open workflow's nodes, those heard of last.

    A node that runs anew keeps its old reel until its first step is told, so that nothing
    flickers, and loses it when it is done without a word about steps.
    """

    def __init__(self) -> None:
        self._by_node: OrderedDict[str, Reel] = OrderedDict()
        self._stale: set[str] = set()

    def get(self, node: str) -> Reel | None:
        """Give a node's reel; None where no step of it is known."""
        return self._by_node.get(node)

    def behind(self, graph: Graph, node: str) -> str:
        """Find the nearest node before a node, or itself, that has a reel; "" for none."""
        if node not in graph.nodes:
            return ""
        return next((id_ for id_ in before(graph, node) if id_ in self._by_node), "")

    def begin(self, node: str) -> None:
        """Note that a node runs: what it tells next belongs to another reel."""
        self._stale.add(node)

    def take(self, event: StepKept) -> None:
        """Add a step that was kept."""
        old = self._by_node.get(event.node)
        if old is None or event.node in self._stale:
            old = Reel(event.total, (), ())
        self._stale.discard(event.node)
        self._by_node[event.node] = old.with_step(event)
        self._by_node.move_to_end(event.node)
        if len(self._by_node) > _MOST_NODES:
            self._by_node.popitem(last=False)

    def end(self, node: str, *, is_whole: bool = True) -> None:
        """Note that a node is done.

        Args:
            node: Which.
            is_whole: Whether it gave its result: one that was stopped or failed before its first
                step leaves the old picture, and so the old reel.
        """
        if node in self._stale:
            self._stale.discard(node)
            if is_whole:
                self._by_node.pop(node, None)
        reel = self._by_node.get(node)
        if reel is not None and reel.is_growing:
            self._by_node[node] = Reel(reel.total, reel.steps, reel.keys, is_growing=False)

    def end_all(self) -> None:
        """Note that the run is over."""
        self._stale.clear()
        for node in list(self._by_node):
            self.end(node, is_whole=False)

    def forget(self, node: str) -> None:
        """Forget a node that is gone."""
        self._by_node.pop(node, None)
        self._stale.discard(node)
