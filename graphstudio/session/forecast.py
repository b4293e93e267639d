"""What a plan will do, node by node, and why: said before anything runs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from graphstudio.engine.cache import ResultCache
from graphstudio.engine.cutoff import CutOff
from graphstudio.engine.ledger import Ledger
from graphstudio.engine.plan import Plan, PlannedNode
from graphstudio.engine.why import Change, Why
from graphstudio.session.streams import for_each_item

Verdict = Literal["runs", "may run", "cached", "if asked", "not needed", "skipped"]

_EFFECT = "it has effects or no stable answer, so it runs every time"
_UNREAD = "what it reads cannot be read right now; the run will say why"
_SPARED = "; it is spared if what comes in turns out to be the same"


@dataclass(frozen=True, slots=True)
class Forecast:
    """Say what will become of one node.

    Attributes:
        node: Its id.
        title: What people read on it.
        verdict: "if asked" is a node that only a lazy input needs: it runs when the node that
            has this input asks for it. "may run" is one that runs unless what comes in is the
            same as before, although something above it runs again.
        why: The reason, in words.
        key: Its key; "" for a skipped node.
        changes: What is another than when it last gave a result, the nearest first; empty for
            a node that does not run, and for one that runs every time for its own part.
    """

    node: str
    title: str
    verdict: Verdict
    why: str
    key: str = ""
    changes: tuple[Change, ...] = ()


def forecast(
    plan: Plan, kept: ResultCache, ledger: Ledger, cut_off: CutOff
) -> tuple[Forecast, ...]:
    """Say what a run of this plan would do, in the order in which it would.

    Args:
        plan: Of the run.
        kept: Results that are there.
        ledger: Remembers what nodes were like that gave results.
        cut_off: Knows which nodes may not have to run after all.
    """

    @cache
    def is_kept(id_: str) -> bool:
        return plan.by_id[id_].is_kept and plan.by_id[id_].key in kept

    surely = _reached(plan, plan.targets, is_kept)
    asked = [
        link.source
        for id_ in surely
        if not is_kept(id_)
        for link in plan.by_id[id_].links
        if link.is_lazy
    ]
    perhaps = _reached(plan, asked, is_kept, is_lazy_too=True)
    teller = _Teller(plan, Why(plan, ledger), cut_off, is_kept)
    told = [
        teller.tell(node, is_sure=node.id in surely, is_possible=node.id in perhaps)
        for node in plan.nodes
    ]
    skipped = [Forecast(id_, id_, "skipped", why) for id_, why in plan.skipped.items()]
    return (*for_each_item(plan, told), *skipped)


def sentence(change: Change, node: str) -> str:
    """Say a change in English, as a reason for a node: `prompt: "a cat" → "a cat "`.

    Args:
        change: What changed.
        node: Whose reason it is; a change of another node is told with that node's name.
    """
    told = {
        "value": f"{change.name}: {change.old} → {change.new}",
        "file": f"{change.name}: what is in the file changed",
        "content": "the model or the list that it reads changed",
        "code": "the code of its pack changed",
        "version": f"its version changed from {change.old} to {change.new}",
        "wire": f"{change.name}: {change.old or 'nothing'} → {change.new or 'nothing'}",
        "new": "it has not run yet",
        "gone": "nothing changed; its result is not kept",
        "other": "its result is not the one that was used before",
        "every time": "it runs every time",
    }[change.kind]
    return told if change.node == node else f"{change.title}: {told}"


def _reached(
    plan: Plan,
    start: Iterable[str],
    is_kept: Callable[[str], bool],
    *,
    is_lazy_too: bool = False,
) -> set[str]:
    """Find the nodes that are asked for, not looking beyond what is kept."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        id_ = waiting.pop()
        if id_ in found:
            continue
        found.add(id_)
        if not is_kept(id_):
            links = plan.by_id[id_].links
            waiting += [link.source for link in links if is_lazy_too or not link.is_lazy]
    return found


class _Teller:
    """Say what will become of the nodes of one plan."""

    def __init__(
        self, plan: Plan, why: Why, cut_off: CutOff, is_kept: Callable[[str], bool]
    ) -> None:
        self._plan = plan
        self._why = why
        self._cut_off = cut_off
        self._is_kept = is_kept

    def tell(self, node: PlannedNode, *, is_sure: bool, is_possible: bool) -> Forecast:
        def told(verdict: Verdict, why: str, changes: tuple[Change, ...] = ()) -> Forecast:
            return Forecast(node.id, node.title, verdict, why, str(node.key), changes)

        if not is_sure and not is_possible:
            return told("not needed", "everything that needs it is kept")
        if self._is_kept(node.id):
            return told("cached", "nothing that it depends on has changed")
        changes = self._why.changes(node.id) if node.is_repeatable else ()
        why = "; ".join(sentence(one, node.id) for one in changes)
        if not is_sure:
            return told("if asked", "only a lazy input needs it", changes)
        if node.is_repeatable:
            is_gone = any(one.kind == "gone" for one in changes)
            if not is_gone and self._may_be_spared(node):
                return told("may run", why + _SPARED, changes)
            return told("runs", why, changes)
        if node.definition.fingerprint is not None and node.own.fingerprint is None:
            return told("runs", _UNREAD)
        return told("runs", _EFFECT)

    def _may_be_spared(self, node: PlannedNode) -> bool:
        """Tell whether only what comes in changed, and may turn out not to have changed."""
        if not self._cut_off.may_spare(node) or not self._why.is_itself_as_before(node.id):
            return False
        return any(not self._is_kept(link.source) for link in node.links)
