"""What a run will need, found before it starts: results that are there, and who needs what."""

from __future__ import annotations

from graphstudio.engine.cache import ResultCache
from graphstudio.engine.plan import Plan, PlannedNode
from graphstudio.engine.results import Result


class Survey:
    """Know which results are there, and keep count of the nodes that still need each one.

    Results found in the cache are held from here on: what the cache lets go during the run
    stays as long as a node may need it, and no longer.
    """

    def __init__(self, plan: Plan, cache: ResultCache) -> None:
        self._by_id = plan.by_id
        self._claims = dict.fromkeys(plan.targets, 1)  # never given up: targets are kept
        self.results: dict[str, Result] = {}
        self.hits: set[str] = set()
        self.reachable = 0
        self._look(plan.targets, cache)

    def give_up(self, planned: PlannedNode) -> None:
        """Note that a node needs its inputs no more, and let go what nobody needs now."""
        waiting = [planned]
        claims = self._claims
        while waiting:
            for link in waiting.pop().links:
                source = link.source
                claims[source] -= 1
                if claims[source]:
                    continue
                if source in self.results:
                    del self.results[source]
                elif source not in self._settled:
                    waiting.append(self._by_id[source])  # nor what it would have needed

    def settle(self, id_: str, result: Result | None) -> None:
        """Note that a node is done with, with a result or without one."""
        self._settled.add(id_)
        if result is not None and self._claims[id_]:
            self.results[id_] = result

    def is_settled(self, id_: str) -> bool:
        """Tell whether a node is done with."""
        return id_ in self._settled

    def _look(self, targets: tuple[str, ...], cache: ResultCache) -> None:
        self._settled: set[str] = set()
        claims = self._claims
        waiting = list(targets)
        seen = set(targets)
        while waiting:
            id_ = waiting.pop()
            planned = self._by_id[id_]
            result = cache.get(planned.key) if planned.is_kept else None
            if result is not None:
                self.results[id_] = result
                self.hits.add(id_)
                continue
            self.reachable += 1
            for link in planned.links:
                source = link.source
                claims[source] = claims.get(source, 0) + 1
                if source not in seen:
                    seen.add(source)
                    waiting.append(source)
