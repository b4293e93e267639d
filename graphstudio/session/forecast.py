"""What a plan will do, node by node, and why: said before anything runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from graphstudio.engine.cache import ResultCache
from graphstudio.engine.plan import Plan, PlannedNode
from graphstudio.session.streams import for_each_item

Verdict = Literal["runs", "cached", "if asked", "not needed", "skipped"]

_EFFECT = "it has effects or no stable answer, so it runs every time"
_BELOW = "it depends on a node that runs every time"
_UNREAD = "what it reads cannot be read right now; the run will say why"
_NEW = "no result is kept for what it depends on"


@dataclass(frozen=True, slots=True)
class Forecast:
    """Say what will become of one node.

    Attributes:
        node: Its id.
        title: What people read on it.
        verdict: "if asked" is a node that only a lazy input needs: it runs when the node that
            has this input asks for it.
        why: The reason, in words.
        key: Its key; "" for a skipped node.
    """

    node: str
    title: str
    verdict: Verdict
    why: str
    key: str = ""


def forecast(plan: Plan, kept: ResultCache) -> tuple[Forecast, ...]:
    """Say what a run of this plan would do, in the order in which it would."""
    surely = _reached(plan, plan.targets, kept)
    asked = [
        link.source
        for id_ in surely
        if plan.by_id[id_].key not in kept
        for link in plan.by_id[id_].links
        if link.is_lazy
    ]
    perhaps = _reached(plan, asked, kept, is_lazy_too=True)
    told = [_tell(node, surely, perhaps, kept) for node in plan.nodes]
    skipped = [Forecast(id_, id_, "skipped", why) for id_, why in plan.skipped.items()]
    return (*for_each_item(plan, told), *skipped)


def _reached(
    plan: Plan, start: Iterable[str], kept: ResultCache, *, is_lazy_too: bool = False
) -> set[str]:
    """Find the nodes that are asked for, not looking beyond what is kept."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        id_ = waiting.pop()
        if id_ in found:
            continue
        found.add(id_)
        if plan.by_id[id_].key not in kept:
            links = plan.by_id[id_].links
            waiting += [link.source for link in links if is_lazy_too or not link.is_lazy]
    return found


def _tell(node: PlannedNode, surely: set[str], perhaps: set[str], kept: ResultCache) -> Forecast:
    def told(verdict: Verdict, why: str) -> Forecast:
        return Forecast(node.id, node.title, verdict, why, str(node.key))

    if node.id not in surely and node.id not in perhaps:
        return told("not needed", "everything that needs it is kept")
    if node.key in kept:
        return told("cached", "nothing that it depends on has changed")
    if node.id not in surely:
        return told("if asked", "only a lazy input needs it")
    if node.is_kept:
        return told("runs", _NEW)
    if node.definition.fingerprint is not None and node.own.fingerprint is None:
        return told("runs", _UNREAD)
    return told("runs", _BELOW if node.definition.is_cached else _EFFECT)
