"""Why a node runs again: what is another than when it last gave a result, back to the roots."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from graphstudio.engine.keys import Key
from graphstudio.engine.ledger import UNSTABLE, Entry, Ledger, Source, entry_of
from graphstudio.engine.plan import Plan
from graphstudio.wording import contrast, json_text

ChangeKind = Literal[
    "value", "file", "content", "code", "version", "wire", "new", "gone", "other", "every time"
]
MOST = 5  # changes that are told of one node


@dataclass(frozen=True, slots=True)
class Change:
    """Say one thing that is another than it was.

    Attributes:
        kind: "value" is a knob, "file" what is in a file, "content" what else is read (a model, a
            list of words), "code" and "version" are of the node's kind, "wire" is where an input
            comes from. "new" has not run yet, "gone" is the same as before and its result was
            let go, "other" is another than it was in a way that nobody remembers, and
            "every time" is a node that runs every time.
        node: Whose change it is: the node itself, or one above it.
        title: What people call that node, with its id.
        name: The input; "" where it is about none.
        old: What it was, as people write it; "" where it was nothing.
        new: What it is.
    """

    kind: ChangeKind
    node: str
    title: str
    name: str = ""
    old: str = ""
    new: str = ""


class _Ask(NamedTuple):
    """Ask why a node's key is not what it was; "" asks for the closest that is known."""

    node: str
    old: Key


_Found = tuple[tuple[int, Change], ...]  # how far up, and what


class Why:
    """Explain the nodes of one plan.

    Args:
        plan: Whose nodes.
        ledger: Remembers what they were like.
    """

    def __init__(self, plan: Plan, ledger: Ledger) -> None:
        self._plan = plan
        self._ledger = ledger
        self._known: dict[str, tuple[Entry, ...]] = {}
        self._now: dict[str, Entry] = {}
        self._found: dict[_Ask, _Found] = {}

    def changes(self, id_: str) -> tuple[Change, ...]:
        """Say what changed since a node last gave a result, the nearest first.

        Its own changes come first, then those of the nodes above it that are behind it: of each
        only what is its own.
        """
        first = _Ask(id_, "")
        waiting = [first]
        while waiting:
            ask = waiting[-1]
            more = [one for one in self._asks(ask) if one not in self._found]
            if more and ask not in self._found:
                waiting.extend(more)
                continue
            waiting.pop()
            if ask not in self._found:
                self._found[ask] = self._join(ask)
        return tuple(change for _, change in self._found[first])

    def is_itself_as_before(self, id_: str) -> bool:
        """Tell whether all that changed is what comes in, from the same places as before."""
        now, before = self._entry(id_), self._base(_Ask(id_, ""))
        return before is not None and before.parts == now.parts

    def _asks(self, ask: _Ask) -> Iterator[_Ask]:
        """Find the nodes above that are behind it: the wire is the same, and the key is not."""
        before, now = self._base(ask), self._entry(ask.node)
        if before is None:
            return
        for name, key in now.wires.items():
            old, source = before.wires.get(name), now.sources[name].node
            is_same = old == key and key != UNSTABLE
            if old is None or is_same or not _is_one(before.sources[name], now.sources[name]):
                continue
            if self._plan.by_id[source].is_repeatable:
                yield _Ask(source, "" if key == UNSTABLE else old)

    def _join(self, ask: _Ask) -> _Found:
        if self._base(ask) is None:
            return ((0, self._change("new", ask.node)),)
        found = [(0, one) for one in self._own(ask)]
        for above in self._asks(ask):
            found += [(away + 1, one) for away, one in self._found[above]]
        found += [(1, one) for one in self._every_time(ask.node)]
        if not found:
            found = [(0, self._change("gone" if not ask.old else "other", ask.node))]
        found.sort(key=lambda one: one[0])  # stable: inputs stay in their order
        nearest: dict[Change, int] = {}
        for away, one in found:
            nearest.setdefault(one, away)
        return tuple((away, one) for one, away in list(nearest.items())[:MOST])

    def _own(self, ask: _Ask) -> Iterator[Change]:
        before, now = self._base(ask), self._entry(ask.node)
        assert before is not None
        yield from self._parts(ask.node, before.parts, now.parts)
        for name in {**before.sources, **now.sources}:
            old, new = before.sources.get(name), now.sources.get(name)
            if old is None or new is None or not _is_one(old, new):
                told = [_end(one, each, name) for one, each in ((old, before), (new, now))]
                yield self._change("wire", ask.node, name, *told)

    def _parts(
        self, node: str, before: Mapping[str, str], now: Mapping[str, str]
    ) -> Iterator[Change]:
        changed = [name for name in now if name in before and before[name] != now[name]]
        values = {name for name in changed if name.startswith("value ")}
        for name in changed:
            kind, _, knob = name.partition(" ")
            if kind == "value":
                yield self._change("value", node, knob, *contrast(before[name], now[name]))
            elif kind == "file" and f"value {knob}" not in values:
                yield self._change("file", node, knob)
            elif kind == "version":
                yield self._change("version", node, "", before[name], now[name])
            elif kind == "code":
                yield self._change("code", node)
            elif kind == "fingerprint" and not values:  # else another thing is read
                yield self._change("content", node)

    def _every_time(self, node: str) -> Iterator[Change]:
        by_id = self._plan.by_id
        for link in by_id[node].links:
            if not by_id[link.source].is_repeatable:
                yield self._change("every time", link.source)

    def _change(self, kind: ChangeKind, node: str, *told: str) -> Change:
        return Change(kind, node, self._plan.by_id[node].caption, *told)

    def _base(self, ask: _Ask) -> Entry | None:
        """Choose what to compare a node with: what had the old key, or what is most alike."""
        known = self._known.get(ask.node)
        if known is None:
            kind = self._plan.by_id[ask.node].definition.id
            known = self._known[ask.node] = self._ledger.of(ask.node, kind)
        now = self._entry(ask.node)
        old = next((one for one in known if one.key == ask.old), None)
        return old or min(known, key=lambda one: _distance(one, now), default=None)

    def _entry(self, id_: str) -> Entry:
        now = self._now.get(id_)
        if now is None:
            now = self._now[id_] = entry_of(self._plan, id_)
        return now


def _distance(one: Entry, other: Entry) -> int:
    """Count the parts in which two entries differ."""
    count = 0
    for mine, yours in ((one.parts, other.parts), (one.wires, other.wires)):
        count += sum(mine.get(name) != yours.get(name) for name in {**mine, **yours})
    return count


def _is_one(one: Source, other: Source) -> bool:
    return (one.node, one.output) == (other.node, other.output)


def _end(source: Source | None, entry: Entry, name: str) -> str:
    """Say what is at an input: the other end of its wire, or its value."""
    if source is not None:
        return f"{source.caption}, {source.output}"
    value = entry.parts.get(f"value {name}")
    return "" if value is None else json_text(value)
