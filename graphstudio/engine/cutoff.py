"""Early cut-off: a node whose inputs say what they said before gives what it gave before.

A result's key covers how everything upstream was made. Its *value key* covers what comes in, by
content, and so holds when something upstream was made in another way and came out the same. It
is known only when the inputs are there, and costs hashing them: worth it for slow nodes alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from weakref import WeakKeyDictionary

from graphstudio.api import Model, NoContent, content_hash
from graphstudio.engine.keys import Key, node_key
from graphstudio.engine.plan import PlannedNode
from graphstudio.engine.results import Result
from graphstudio.engine.sizes import is_tensor, parts

_HASHED_PER_S = 5e8  # bytes; blake2b does about twice that on an idle core of 2020


class CutOff:
    """Make value keys, where they are worth their cost.

    Args:
        least_s: What a node takes at least; a quicker one is simply run again.
        most_share: How much of a node's time hashing its inputs may take.

    Attributes:
        least_s: As given.
        seconds: How long nodes of a kind took whose results are kept under value keys, by the
            id of their definition. Only nodes of these kinds are worth a look.
    """

    def __init__(self, least_s: float = 0.002, most_share: float = 0.03) -> None:
        self.least_s = least_s
        self._most_share = most_share
        self.seconds: dict[str, float] = {}
        self._said: WeakKeyDictionary[Result, dict[int, str | None]] = WeakKeyDictionary()

    def may_spare(self, planned: PlannedNode) -> bool:
        """Tell whether a node may turn out not to have to run, once its inputs are there."""
        return planned.definition.id in self.seconds and is_told_by_inputs(planned)

    def key(self, planned: PlannedNode, results: Mapping[str, Result]) -> Key | None:
        """Give the value key of a node whose inputs are there; None where none is worth it.

        Args:
            planned: Of a kind that is in `seconds`.
            results: What its sources gave.
        """
        if not is_told_by_inputs(planned):
            return None
        if not self._is_cheap(planned, results, self.seconds[planned.definition.id]):
            return None
        feeds = []
        for link in planned.links:
            said = self._content(results[link.source], link.output)
            if said is None:
                return None
            feeds.append((link.input, said, ""))  # no output is called "": never a recipe's key
        return node_key(planned.own, feeds)

    def note(self, planned: PlannedNode, results: Mapping[str, Result], made: Result) -> Key | None:
        """Note that a node took long; give the key to keep its result under, if there is one.

        A result that names a model has none: models with one content are the same to whoever
        computes with them, but the file that one was read from may be gone.
        """
        if not is_told_by_inputs(planned) or _names_a_model(made.outputs):
            return None
        kind = planned.definition.id
        before = self.seconds.get(kind)
        self.seconds[kind] = made.seconds if before is None else max(before, made.seconds)
        if not self._is_cheap(planned, results, made.seconds):
            return None
        return self.key(planned, results)

    def _is_cheap(
        self, planned: PlannedNode, results: Mapping[str, Result], seconds: float
    ) -> bool:
        sources = {link.source: link.output for link in planned.links}
        fresh = [
            results[source]
            for source, output in sources.items()
            if output not in self._said.get(results[source], ())
        ]
        size = sum(one.cpu_bytes + one.gpu_bytes for one in fresh)
        return size <= seconds * self._most_share * _HASHED_PER_S

    def _content(self, result: Result, output: int) -> str | None:
        """Hash an output once for as long as the result is there; None for what has no content."""
        said = self._said.setdefault(result, {})
        if output not in said:
            try:
                said[output] = content_hash(result.outputs[output])
            except NoContent:
                said[output] = None
        return said[output]


def is_told_by_inputs(planned: PlannedNode) -> bool:
    """Tell whether equal inputs give equal results, and all of them are there before it runs."""
    if not planned.is_repeatable or not planned.links or planned.absent:
        return False
    return not any(link.is_lazy for link in planned.links)


def _names_a_model(value: object) -> bool:
    waiting = [value]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if isinstance(one, Model):
            return True
        if id(one) not in seen and not is_tensor(one):
            seen.add(id(one))
            waiting.extend(parts(one))
    return False
