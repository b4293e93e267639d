"""The texts that nodes gave before a picture was saved: some are drawn, and in no workflow."""

from __future__ import annotations

from graphstudio.engine.cache import ResultCache
from graphstudio.engine.plan import Plan, PlannedNode
from graphstudio.engine.results import Result
from graphstudio.graph.definitions import NodeDefinition


class Texts:
    """Keep what the nodes of a run say in words, to write it beside what they made.

    Args:
        plan: Of the run.
        cache: Asked for what nodes said in an earlier run, whose results were still there.
    """

    def __init__(self, plan: Plan, cache: ResultCache) -> None:
        self._by_id = plan.by_id
        self._cache = cache
        self._said: dict[str, Result] = {}
        self._speaking: dict[NodeDefinition, bool] = {}

    def note(self, planned: PlannedNode, result: Result) -> None:
        """Keep a result that is words, for it may be let go before anything is saved."""
        if self._says(planned.definition):
            self._said[planned.id] = result

    def before(self, id_: str) -> dict[str, str]:
        """Say what each text was that went into a node, however far away.

        A text that was let go, while what was made of it is still there, is left out.

        Returns:
            By port: {"wildcards.text": "a red fox"}.
        """
        found: dict[str, str] = {}
        waiting = [id_]
        seen = {id_}
        while waiting:
            planned = self._by_id[waiting.pop()]
            fresh = [one.source for one in planned.links if one.source not in seen]
            seen.update(fresh)
            waiting.extend(fresh)
            if planned.id != id_ and self._says(planned.definition):
                found |= self._texts(planned)
        return dict(sorted(found.items()))

    def upto(self, id_: str) -> dict[str, str]:
        """Say what `before` does, and what the node itself said."""
        planned = self._by_id[id_]
        own = self._texts(planned) if self._says(planned.definition) else {}
        return self.before(id_) | own

    def _texts(self, planned: PlannedNode) -> dict[str, str]:
        result = self._said.get(planned.id)
        if result is None and planned.is_kept:
            result = self._cache.get(planned.key)
        names = [one.name for one in planned.definition.outputs]
        outputs = () if result is None else result.outputs
        return {
            f"{planned.id}.{name}": value
            for name, value in zip(names, outputs, strict=False)
            if isinstance(value, str)
        }

    def _says(self, definition: NodeDefinition) -> bool:
        """Tell whether nodes of a kind give texts; asked for each node of a run."""
        says = self._speaking.get(definition)
        if says is None:
            says = any(one.type.name == "str" for one in definition.outputs)
            self._speaking[definition] = says
        return says
