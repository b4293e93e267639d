"""Which nodes of a plan work once for each item of a stream, and in which walks they do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from graphstudio.api import Known
from graphstudio.engine.keys import Key, node_key
from graphstudio.engine.plan import Link, Plan, PlannedNode
from graphstudio.errors import GraphError, GraphStudioError
from graphstudio.graph.definitions import NodeDefinition
from graphstudio.graph.sockets import streamed

_ITEMS = "items"  # see `graphstudio.api.Stream`


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """Describe one walk over the items of streams that go side by side.

    Attributes:
        sources: The nodes that give the streams.
        targets: The wanted nodes that work once for each item.
        gathered: The nodes of which everything that they give is collected.
        nodes: All that may work for an item, after what they need; see `Layout`.
        once: The nodes that feed them and work once for the whole run.
    """

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    gathered: tuple[str, ...]
    nodes: tuple[PlannedNode, ...]
    once: tuple[PlannedNode, ...]


class Layout:
    """Sort the nodes of a plan: those that work once, and those that do for each item.

    Each output that is a stream gets a node of its own here, called by its port ("each.image"),
    which gives one item; what the stream feeds is linked to that node.

    Attributes:
        nodes: Every node, linked so; after all that it needs.
        streams: For each node that works once for each item, what gives the streams it follows.
        ports: For each node that gives an item, whose it is and which output.
        problems: What keeps the plan from running.
    """

    def __init__(self, plan: Plan) -> None:
        self.nodes: dict[str, PlannedNode] = {}
        self.streams: dict[str, frozenset[str]] = {}
        self.ports: dict[str, tuple[str, int]] = {}
        self.problems: list[GraphError] = []
        self._plan = plan
        self._gathered: dict[str, None] = {}
        for planned in plan.nodes:
            self._place(planned)
        self._groups = _united(plan, self.streams.values())
        self._rounds = self._find_rounds() if self._gathered else {}

    @cached_property
    def core(self) -> Plan:
        """The plan of what works once. A node that is collected gives lists there."""
        once = {id_: one for id_, one in self.nodes.items() if id_ not in self.streams}
        by_id = {id_: _alone(self.nodes[id_]) for id_ in self._gathered} | once
        wanted = [id_ for id_ in self._plan.targets if id_ in once]
        kept = [one.id for walk in self.walks for one in walk.once]
        sources = [id_ for walk in self.walks for id_ in walk.sources]
        targets = tuple(dict.fromkeys([*wanted, *sources, *kept]))
        return Plan(targets, by_id, self._plan.skipped)

    @cached_property
    def walks(self) -> tuple[Walk, ...]:
        """Every walk, in an order in which they can be done."""
        ends: dict[tuple[str, int], tuple[list[str], list[str]]] = {}
        for at, ids in enumerate((self._plan.targets, self._gathered)):
            for id_ in ids:
                if id_ in self.streams:
                    place = self._groups[min(self.streams[id_])], self._rounds.get(id_, 0)
                    ends.setdefault(place, ([], []))[at].append(id_)
        return tuple(self._walk(*ends[place]) for place in sorted(ends, key=lambda one: one[1]))

    def walk_of(self, id_: str) -> Walk:
        """Find the walk in which a wanted or collected node works."""
        return next(one for one in self.walks if id_ in one.targets or id_ in one.gathered)

    def lasting_keys(self) -> dict[str, Key]:
        """Give each node that works once a key that is the same at each run.

        Nodes that are never kept have a random key in a plan; here they have an equal one as
        long as they are set and wired the same.
        """
        found: dict[str, Key] = {}
        for id_, one in self.nodes.items():
            if id_ in self.streams and id_ not in self.ports:
                continue
            feeds = [(name, found.get(feed, key), port) for feed, (name, key, port) in _feeds(one)]
            found[id_] = one.key if one.is_kept else node_key(one.own, feeds)
        return found

    def _place(self, planned: PlannedNode) -> None:
        links = tuple(self._relinked(link) for link in planned.links)
        planned = replace(planned, links=links) if links != planned.links else planned
        followed: frozenset[str] = frozenset()
        for link in links:
            if link.source in self.streams and _collects(planned, link):
                self._gathered[link.source] = None
            else:
                followed |= self.streams.get(link.source, frozenset())
        self.nodes[planned.id] = planned
        if followed:
            self.streams[planned.id] = followed
        if planned.definition.gives_streams:
            self._add_items(planned, is_nested=bool(followed))

    def _relinked(self, link: Link) -> Link:
        definition = self.nodes[link.source].definition
        if not definition.gives_streams:
            return link
        port = f"{link.source}.{definition.outputs[link.output].name}"
        return link._replace(source=port, output=0) if port in self.ports else link

    def _add_items(self, planned: PlannedNode, *, is_nested: bool) -> None:
        if is_nested:
            self.problems.append(
                GraphError(
                    f"{planned.caption}: it gives a stream, and would have to give one for each "
                    "item of another. Feed it from outside the stream, or collect the items first.",
                    node=planned.id,
                )
            )
        for number, output in enumerate(planned.definition.outputs):
            each = streamed(output.type)
            if each is None:
                continue
            id_ = f"{planned.id}.{output.name}"
            one = replace(
                planned.definition,
                inputs=(),
                outputs=(replace(output, type=each),),
                wants_context=False,
                returns_tuple=False,
                gives_streams=False,
            )
            self.nodes[id_] = replace(_alone(planned), id=id_, definition=one, arguments={})
            self.streams[id_] = frozenset({planned.id})
            self.ports[id_] = planned.id, number

    def _find_rounds(self) -> dict[str, int]:
        """Count how often a stream was collected before each node: so many walks come first."""
        after: dict[str, dict[str, int]] = {}
        for id_, one in self.nodes.items():
            counts = after[id_] = {}
            before = [(link.source, _collects(one, link)) for link in one.links]
            before += [(self.ports[id_][0], False)] if id_ in self.ports else []
            for source, collects in before:
                for group, count in after[source].items():
                    counts[group] = max(counts.get(group, 0), count)
                if collects and source in self.streams:
                    group = self._groups[min(self.streams[source])]
                    counts[group] = max(counts.get(group, 0), after[source].get(group, 0) + 1)
        return {
            id_: after[id_].get(self._groups[min(followed)], 0)
            for id_, followed in self.streams.items()
        }

    def _walk(self, targets: list[str], gathered: list[str]) -> Walk:
        needed: set[str] = set()
        once: dict[str, PlannedNode] = {}
        waiting = [*targets, *gathered]
        while waiting:
            id_ = waiting.pop()
            if id_ in needed:
                continue
            needed.add(id_)
            for link in self.nodes[id_].links:
                is_each = link.source in self.streams and not _collects(self.nodes[id_], link)
                if is_each:
                    waiting.append(link.source)
                else:
                    once[link.source] = _alone(self.nodes[link.source])
        sources = {self.ports[id_][0] for id_ in needed if id_ in self.ports}
        return Walk(
            tuple(id_ for id_ in self.nodes if id_ in sources),
            tuple(targets),
            tuple(gathered),
            tuple(one for id_, one in self.nodes.items() if id_ in needed),
            tuple(once.values()),
        )


def follows_streams(plan: Plan) -> bool:
    """Tell whether anything in a plan gives a stream."""
    return any(one.definition.gives_streams for one in plan.by_id.values())


def count_items(planned: PlannedNode) -> int | None:
    """Ask a node, before a run, how many items it will give; None where nobody knows."""
    definition: NodeDefinition = planned.definition
    if definition.foresee is None or planned.links:
        return None
    try:
        facts = definition.foresee(Known(planned.own.values, {})).outputs.values()
    except (GraphStudioError, OSError):  # what it counts is not there; the run will say so
        return None
    counts = [one[_ITEMS] for one in facts if _ITEMS in one]
    return int(counts[0]) if counts else None


def _alone(planned: PlannedNode) -> PlannedNode:
    """Give a node without what feeds it: somebody else brings its result."""
    return replace(planned, links=(), absent={}, files=(), is_kept=False)


def _collects(planned: PlannedNode, link: Link) -> bool:
    knob = planned.definition.input(link.input)
    return knob is not None and knob.type.item is not None


def _feeds(planned: PlannedNode) -> Iterator[tuple[str, tuple[str, Key, str]]]:
    return zip((link.source for link in planned.links), planned.feeds, strict=False)


def _united(plan: Plan, followed: Iterable[frozenset[str]]) -> Mapping[str, str]:
    """Give all streams that meet somewhere one name."""
    group = {id_: id_ for id_, one in plan.by_id.items() if one.definition.gives_streams}
    for several in followed:
        names = {group[id_] for id_ in several}
        if len(names) > 1:
            first = min(names)
            group = {id_: first if name in names else name for id_, name in group.items()}
    return group
