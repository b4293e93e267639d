"""Make plans: back from what is wanted, in one pass, finding every problem on the way."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from graphstudio.engine.drafts import Draft
from graphstudio.engine.files import FileHashes
from graphstudio.engine.keys import Key
from graphstudio.engine.plan import Plan, PlannedNode
from graphstudio.engine.routes import Absent, Routes
from graphstudio.engine.stream_layout import Layout, follows_streams
from graphstudio.errors import ConnectError, GraphError, UnknownNode
from graphstudio.graph.definitions import NodeDefinition
from graphstudio.graph.elements import Node, Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.values import close_names

_Feeds = tuple[tuple[str, Port | Absent], ...]


class _Remembered(NamedTuple):
    node: Node
    definition: NodeDefinition
    feeds: _Feeds
    planned: PlannedNode


class PlanMemo:
    """Remember planned nodes, so that planning again costs little where nothing changed.

    Nodes of a graph are frozen: one that is the same object is the same node.
    """

    def __init__(self) -> None:
        self._known: dict[str, _Remembered] = {}

    def find(self, id_: str) -> _Remembered | None:
        """Give what was planned last for a node of this id, in whatever graph."""
        return self._known.get(id_)

    def keep(self, found: Mapping[str, _Remembered], limit: int) -> None:
        """Remember new plans; forget all older ones when there are more than the limit."""
        self._known.update(found)
        if len(self._known) > limit:
            self._known = dict(found)


def make_plan(
    graph: Graph, targets: Sequence[str] | None, *, files: FileHashes, memo: PlanMemo
) -> Plan:
    """Work out what a run does.

    Args:
        graph: What to run; it may change afterwards.
        targets: Ids of the nodes whose results are wanted. None wants every output node, or
            where there is none, every node that feeds no other.
        files: Knows what is in files.
        memo: Remembers planned nodes between calls.

    Raises:
        GraphError: It cannot run; `problems` lists everything that is in the way. A subclass
            where all problems are of one kind.
    """
    # Planning makes many objects that stay and no circles: looking for circles again and again
    # took half of its time.
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return _Planner(graph, files, memo).plan(targets)
    finally:
        if was_enabled:
            gc.enable()


class _Planner:
    """Plan one graph once."""

    def __init__(self, graph: Graph, files: FileHashes, memo: PlanMemo) -> None:
        self._graph = graph
        self._definitions = graph.registry.by_id
        self._files = files
        self._memo = memo
        self._routes = Routes(graph)
        self._feeds: dict[str, _Feeds] = {}
        self._planned: dict[str, PlannedNode] = {}
        self._broken: set[str] = set()
        self._skipped: dict[str, str] = {}
        self._problems: list[GraphError] = []
        self._fresh: dict[str, _Remembered] = {}

    def plan(self, targets: Sequence[str] | None) -> Plan:
        wanted = self._outputs() if targets is None else self._known(targets)
        for target in wanted:
            self._reach(target)
        if self._problems:
            raise _summary(self._problems)
        self._memo.keep(self._fresh, 4 * len(self._graph.nodes) + 1000)
        runnable = tuple(one for one in wanted if one in self._planned)
        plan = Plan(runnable, self._planned, self._skipped)
        problems = Layout(plan).problems if follows_streams(plan) else []
        if problems:
            raise _summary(problems)
        return plan

    def _known(self, targets: Sequence[str]) -> list[str]:
        nodes = self._graph.nodes
        for one in targets:
            if one not in nodes:
                known = close_names(one, nodes)
                self._problems.append(GraphError(f"There is no node {one!r} to run.{known}"))
        return [one for one in dict.fromkeys(targets) if one in nodes]

    def _outputs(self) -> list[str]:
        graph = self._graph
        if not graph.nodes:
            raise GraphError("There is nothing to run: the graph has no nodes. Add some.")
        find = graph.registry.by_id.get
        definitions = {id_: find(node.type) for id_, node in graph.nodes.items()}
        outputs = [id_ for id_, one in definitions.items() if one is not None and one.is_output]
        if outputs and None not in definitions.values():
            return outputs
        feeding = {port.node for id_ in graph.nodes for port in graph.inputs(id_).values()}
        ends = [id_ for id_ in graph.nodes if id_ not in feeding]
        if not outputs:
            return ends
        for id_ in ends:
            if definitions[id_] is None:  # it may have been an output; nobody can tell
                self._skipped[id_] = f"no loaded pack has the node {graph.nodes[id_].type!r}"
        return outputs

    def _reach(self, target: str) -> None:
        """Plan a node after everything that it needs, without recursion."""
        waiting = [target]
        while waiting:
            id_ = waiting[-1]
            feeds = self._feeds.get(id_)
            if feeds is None:
                self._feeds[id_] = feeds = self._look_back(id_)
                before = [port.node for _, port in feeds if isinstance(port, Port)]
                waiting.extend(one for one in before if one not in self._feeds)
                continue
            waiting.pop()
            if id_ in self._planned or id_ in self._broken or id_ in self._skipped:
                continue
            self._settle(id_, feeds)

    def _look_back(self, id_: str) -> _Feeds:
        node = self._graph.nodes[id_]
        if node.is_muted or node.is_bypassed:
            return ()
        feeds: list[tuple[str, Port | Absent]] = []
        for socket, port in self._graph.inputs(id_).items():
            is_plain = self._routes.is_plain(port.node)
            feeds.append((socket, port if is_plain else self._routes.source(port)))
        return tuple(feeds)

    def _settle(self, id_: str, feeds: _Feeds) -> None:
        node = self._graph.nodes[id_]
        if node.is_muted or node.is_bypassed:
            self._skipped[id_] = "it is muted" if node.is_muted else "it is bypassed"
            return
        definition = self._definitions.get(node.type)
        if definition is None:
            self._add_unknown(node)
            return
        if self._skipped:
            feeds = tuple((name, self._reachable(source)) for name, source in feeds)
        remembered = self._memo.find(id_)
        if (
            remembered is not None
            and remembered.node is node
            and remembered.definition is definition
            and remembered.feeds == feeds
            and (planned := self._fed_anew(remembered.planned)) is not None
        ):
            self._planned[id_] = planned
            if planned is not remembered.planned:
                self._fresh[id_] = _Remembered(node, definition, feeds, planned)
            return
        self._draft(node, definition, feeds)

    def _draft(self, node: Node, definition: NodeDefinition, feeds: _Feeds) -> None:
        caption = self._graph.caption(node.id)
        draft = Draft(caption, node, definition, dict(feeds), self._planned, self._files)
        draft.work()
        problems = draft.problems
        if definition.foresee is not None:
            problems += self._foreseen(node, definition, caption)
        self._problems.extend(problems)
        if draft.is_broken or problems:
            self._broken.add(node.id)
        elif draft.because:
            self._skipped[node.id] = draft.because
        else:
            planned = self._planned[node.id] = draft.finish()
            if draft.is_memorable:
                self._fresh[node.id] = _Remembered(node, definition, feeds, planned)

    def _foreseen(
        self, node: Node, definition: NodeDefinition, caption: str
    ) -> Iterator[GraphError]:
        """Find what cannot work together, which a file may hold or a turned knob have brought."""
        for one in self._graph.misfits(node.id):
            message = f"{caption}: its input {one.input!r} does not fit: {one.reason}."
            yield ConnectError(message, node=node.id, socket=one.input)
        fault = self._graph.fault(node.id)
        if fault:
            yield GraphError(
                f"{caption}: its code failed when it was asked what it foresees ({fault}). This is "
                f"a fault in {definition.file}; tell its author.",
                node=node.id,
            )

    def _fed_anew(self, planned: PlannedNode) -> PlannedNode | None:
        """Give a node the keys that are upstream now; None where more than that has changed."""
        feeds: list[tuple[str, Key, str]] = []
        is_same = is_kept = True
        for link, feed in zip(planned.links, planned.feeds, strict=True):
            upstream = self._planned.get(link.source)
            if upstream is None:
                return None
            is_kept = is_kept and upstream.is_kept
            name, key, output = feed
            if upstream.key == key:
                feeds.append(feed)
                continue
            outputs = upstream.definition.outputs
            if link.output >= len(outputs) or outputs[link.output].name != output:
                return None
            feeds.append((name, upstream.key, output))
            is_same = False
        return planned if is_same else planned.fed(tuple(feeds), is_kept=is_kept)

    def _reachable(self, source: Port | Absent) -> Port | Absent:
        if isinstance(source, Port) and source.node in self._skipped:
            return Absent(f"{self._graph.caption(source.node)} is skipped")
        return source

    def _add_unknown(self, node: Node) -> None:
        self._broken.add(node.id)
        close = close_names(node.type, self._graph.registry.by_id)
        close = close if close.startswith(" Close") else ""
        self._problems.append(
            UnknownNode(
                f"{self._graph.caption(node.id)}: no loaded pack has the node {node.type!r}."
                f"{close} Install its pack, mute it, or put another node in its place.",
                node=node.id,
            )
        )


def _summary(problems: list[GraphError]) -> GraphError:
    """Put all problems into one error, of their class if they have one in common."""
    if len(problems) == 1:
        return problems[0]
    kinds = {type(problem) for problem in problems}
    kind = kinds.pop() if len(kinds) == 1 else GraphError
    messages = [str(problem) for problem in problems]
    lines = "".join(f"\n- {message}" for message in messages)
    return kind(f"The graph cannot run: {len(messages)} problems.{lines}", messages, parts=problems)
