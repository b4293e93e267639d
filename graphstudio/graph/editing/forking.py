"""A second picture from the middle of a first one: the same up to a step, then another way.

The copy of the sampler is wired like the first one but for one input, where a switch node hands
over to a copy of what fed it. As long as nobody changes the copy, both pictures are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from graphstudio.api import Range, Text
from graphstudio.errors import GraphError
from graphstudio.graph.definitions import InputDefinition, NodeDefinition
from graphstudio.graph.editing.branches import before, behind, between
from graphstudio.graph.editing.clipboard import copy_text, paste
from graphstudio.graph.editing.framing import GRID_PX, Sizes, size_of
from graphstudio.graph.editing.holding import holder
from graphstudio.graph.editing.knobs import is_seed
from graphstudio.graph.editing.naming import NewIds
from graphstudio.graph.editing.trial import Trial
from graphstudio.graph.editing.wiring import connect
from graphstudio.graph.edits import AddNode, Edit, Move, Roll, SetValue
from graphstudio.graph.elements import Node, Place, Port
from graphstudio.graph.graph import Graph

ForkKind = Literal["prompt", "guidance", "seed"]

_COLUMN_PX = 288.0
_GAP_PX = 48.0
_LARGEST_SEED = 2**64 - 1


@dataclass(frozen=True, slots=True)
class _Way:
    """Say how one kind of fork is wired: through which node, into which input of the sampler."""

    switch: str
    socket: str


WAYS: Mapping[ForkKind, _Way] = MappingProxyType(
    {
        "prompt": _Way("conditioning.switch", "positive"),
        "guidance": _Way("guidance.switch", "guidance"),
        "seed": _Way("noise.reseed", "noise"),
    }
)


@dataclass(frozen=True, slots=True)
class Fork:
    """Hold what forking does.

    Attributes:
        edit: What adds it all.
        sampler: The copy of the sampler.
        port: The knob that makes the fork another picture: a prompt, a scale or a seed.
        nodes: Ids of the new nodes.
        stilled: The seeds that get no new value for each run any more, so that both pictures
            begin alike.
    """

    edit: Edit
    sampler: str
    port: Port
    nodes: tuple[str, ...]
    stilled: tuple[Port, ...]


def fork_refusal(graph: Graph, sampler: str, kind: ForkKind) -> str | None:
    """Say why a sampler cannot be forked in this way, and what to do; None when it can be."""
    way = WAYS[kind]
    if sampler not in graph.nodes:
        return "The node that made these steps is not in the graph any more: undo its removal."
    if graph.registry.get(way.switch) is None:
        return f"No loaded node pack has {way.switch!r}. Load the built-in pack."
    name, definition = graph.caption(sampler), graph.definition(sampler)
    if definition is None or definition.input(way.socket) is None:
        return f"{name} has no input called {way.socket!r}, so it cannot be forked there."
    if way.socket not in graph.inputs(sampler):
        return f"Nothing is wired to {way.socket!r} of {name}: wire it, run, and fork again."
    if holder(graph, sampler) is not None:
        return f"{name} is inside a folded group: unfold that first, then fork."
    if kind != "seed" and _origin(graph, sampler, kind) is None:
        told = "prompt" if kind == "prompt" else "scale"
        return (
            f"No node before {way.socket!r} of {name} holds a {told} to change: each one is "
            "wired from elsewhere."
        )
    return None


def fork(
    graph: Graph, sampler: str, kind: ForkKind, *, done: int, total: int, sizes: Sizes
) -> Fork:
    """Work out how to go another way from a step of a sampler on.

    Everything from the sampler to the nearest output is copied, so that the fork makes a picture
    of its own. Seeds that roll keep their value from here on, or nothing would be shared.

    Args:
        graph: Where it is.
        sampler: The node whose steps are shared.
        kind: What becomes another one.
        done: How many steps are shared.
        total: How many there are.
        sizes: Width and height of each node as it shows.

    Raises:
        GraphError: It cannot be forked in this way; the message says why, and what to do.
    """
    reason = fork_refusal(graph, sampler, kind)
    if reason is not None:
        raise GraphError(reason)
    if not 0 < done < total:
        raise GraphError(
            f"Step {done} of {total} leaves nothing to fork: choose one before the last step."
        )
    return _Forking(graph, sampler, kind, sizes).fork(done / total)


class _Forking:
    """Build a fork edit by edit."""

    def __init__(self, graph: Graph, sampler: str, kind: ForkKind, sizes: Sizes) -> None:
        self._graph = graph
        self._sampler = sampler
        self._kind = kind
        self._sizes = sizes
        self._way = WAYS[kind]
        self._trial = Trial(graph)

    def fork(self, at: float) -> Fork:
        chain = self._copy(_to_output(self._graph, self._sampler))
        twin = chain[self._sampler]
        switch = self._add_switch(at)
        into = Port(twin, self._way.socket)
        source = self._trial.graph.inputs(twin)[self._way.socket]
        changes: dict[str, str] = {}
        if self._kind == "seed":
            self._wire(source, Port(switch, "noise"))
            port = Port(switch, "seed")
            self._trial.do(SetValue(switch, "seed", self._other_seed(source)))
        else:
            origin = _origin(self._graph, self._sampler, self._kind)
            assert origin is not None
            changes = self._copy(between(self._graph, origin.knob.node, origin.source.node))
            port = Port(changes[origin.knob.node], origin.knob.socket)
            self._wire(source, Port(switch, "before"))
            after = Port(changes[origin.source.node], origin.source.socket)
            self._wire(after, Port(switch, "after"))
        definition = self._graph.registry.require(self._way.switch)
        self._wire(Port(switch, definition.outputs[0].name), into)
        stilled = self._still(twin)
        self._place(chain, switch, changes)
        nodes = (*chain.values(), switch, *changes.values())
        return Fork(self._trial.edit, twin, port, nodes, stilled)

    def _copy(self, chosen: frozenset[str]) -> dict[str, str]:
        """Copy nodes with all wires that lead to them; say what became of each."""
        graph = self._trial.graph
        pasted = paste(graph, copy_text(graph, chosen), keeps_incoming=True)
        old = [id_ for id_ in graph.nodes if id_ in chosen]
        self._trial.do(pasted.edit)
        return dict(zip(old, pasted.nodes, strict=True))

    def _add_switch(self, at: float) -> str:
        definition = self._graph.registry.require(self._way.switch)
        id_ = NewIds(self._trial.graph).node(definition.id)
        # Not rounded: a step later or earlier would be another picture.
        self._trial.do(AddNode(Node(id_, definition.id, definition.version, {"at": at})))
        return id_

    def _wire(self, source: Port, target: Port) -> None:
        self._trial.do(connect(self._trial.graph, source, target))

    def _other_seed(self, source: Port) -> int:
        """Give the seed after the one that the noise is drawn with."""
        for id_ in before(self._graph, source.node):
            knob = _knob(self._graph, id_, is_seed)
            if knob is not None:
                value = self._graph.nodes[id_].values.get(knob.name, knob.default)
                return int(value) + 1 if int(value) < _LARGEST_SEED else 0
        return 1

    def _still(self, twin: str) -> tuple[Port, ...]:
        graph = self._trial.graph
        needed = set(before(graph, twin))
        rolling = tuple(sorted(port for port in graph.rolling if port.node in needed))
        for port in rolling:
            self._trial.do(Roll(port, False))
        return tuple(port for port in rolling if port.node in self._graph.nodes)

    def _place(self, chain: Mapping[str, str], switch: str, changes: Mapping[str, str]) -> None:
        """Stand the new nodes below the first ones: what changes at the left, then the switch."""
        old = {id_: self._graph.places.get(id_, Place(0, 0)) for id_ in (*chain, *changes)}
        start = old[self._sampler]
        places = {chain[id_]: old[id_] for id_ in chain}
        places[switch] = Place(start.x - _COLUMN_PX, start.y)
        if changes:
            right = max(old[id_].x for id_ in changes)
            top = min(old[id_].y for id_ in changes)
            for id_, twin in changes.items():
                x = old[id_].x - right + start.x - 2 * _COLUMN_PX
                places[twin] = replace(old[id_], x=x, y=old[id_].y - top + start.y)
        down = self._floor(places) - min(one.y for one in places.values())
        down = -(-down // GRID_PX) * GRID_PX
        self._trial.do(Move({id_: replace(one, y=one.y + down) for id_, one in places.items()}))

    def _floor(self, places: Mapping[str, Place]) -> float:
        """Find the height below which nothing stands in the columns of some places."""
        left = min(one.x for one in places.values()) - _GAP_PX
        right = max(one.x for one in places.values()) + _COLUMN_PX
        graph = self._graph
        boxes = [
            (one.x, one.y, *size_of(graph, id_, self._sizes)) for id_, one in graph.places.items()
        ]
        boxes += [(one.x, one.y, one.width, one.height) for one in graph.frames.values()]
        boxes += [(one.x, one.y, one.width, one.height) for one in graph.notes.values()]
        bottoms = [y + height for x, y, width, height in boxes if left < x + width and x < right]
        return max(bottoms, default=0.0) + _GAP_PX


@dataclass(frozen=True, slots=True)
class _Origin:
    """Name the knob that says what an input gets, and the output that feeds the input."""

    knob: Port
    source: Port


def _origin(graph: Graph, sampler: str, kind: ForkKind) -> _Origin | None:
    """Find what to copy: the nearest node whose prompt or scale can be set.

    Of what is fed by a switch, the part after the switch is looked at: it was there last.
    """
    source = graph.inputs(sampler)[WAYS[kind].socket]
    while graph.nodes[source.node].type == WAYS[kind].switch:
        following = graph.inputs(source.node).get("after")
        if following is None:
            return None
        source = following
    wanted = _is_prompt if kind == "prompt" else _is_number
    for id_ in before(graph, source.node):
        knob = _knob(graph, id_, wanted)
        if knob is not None and holder(graph, id_) is None:
            return _Origin(Port(id_, knob.name), source)
    return None


def _to_output(graph: Graph, sampler: str) -> frozenset[str]:
    """Find the nodes from a sampler to the output nearest to it; without one, itself alone."""
    for id_ in behind(graph, sampler):
        definition = graph.definition(id_)
        if definition is not None and definition.is_output and not graph.nodes[id_].is_muted:
            return between(graph, sampler, id_)
    return frozenset([sampler])


def _knob(
    graph: Graph, node: str, wanted: Callable[[InputDefinition], bool]
) -> InputDefinition | None:
    """Find the first knob of a kind that no wire feeds."""
    definition: NodeDefinition | None = graph.definition(node)
    fed = graph.inputs(node)
    for knob in () if definition is None else definition.inputs:
        if knob.is_knob and knob.name not in fed and wanted(knob):
            return knob
    return None


def _is_prompt(knob: InputDefinition) -> bool:
    return any(isinstance(hint, Text) and hint.is_multiline for hint in knob.hints)


def _is_number(knob: InputDefinition) -> bool:
    return knob.type.name == "float" and any(isinstance(hint, Range) for hint in knob.hints)
