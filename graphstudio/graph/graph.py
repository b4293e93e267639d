"""The graph: a typed face over a networkx multigraph, acyclic by construction.

Nothing can bring a `Graph` into a state that makes no sense: every change is checked, and a
refused one leaves it as it was. A document with undo is changed through `graphstudio.graph.edits`
only; code that builds a graph may call the methods here.

Nodes whose type no pack knows are placeholders: their values and wires are kept unchecked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import Literal, NamedTuple, ParamSpec

from graphstudio.api import Seed
from graphstudio.errors import GraphError
from graphstudio.graph.arrangement import Arrangement
from graphstudio.graph.elements import Frame, Json, Node, Note, Place, Port, Wire
from graphstudio.graph.registry import Registry
from graphstudio.graph.values import check_text, close_names

P = ParamSpec("P")
DroppedKind = Literal["node", "value", "wire", "input", "place", "frame", "note", "text", "rolling"]

_PUBLIC_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")


class Dropped(NamedTuple):
    """Say what `Graph.build` could not keep.

    Attributes:
        kind: What it was.
        name: "id" of a node, place, frame or note; "node.knob" of a value or a rolling seed;
            "node.socket" of the input that a wire led to; the public name of an input; "title" or
            "description".
        reason: Why, and what to do.
    """

    kind: DroppedKind
    name: str
    reason: str


class Graph(Arrangement):
    """Hold nodes, wires, their layout and the inputs that are published.

    Attributes:
        published: Input ports by public name.
        title: What people call it.
        description: What it is for.
    """

    def __init__(self, registry: Registry, *, title: str = "", description: str = "") -> None:
        super().__init__(registry)
        self.title = check_text(title)
        self.description = check_text(description)
        self._published: dict[str, Port] = {}
        self._rolling: set[Port] = set()
        self.published: Mapping[str, Port] = MappingProxyType(self._published)

    @classmethod
    def build(
        cls,
        registry: Registry,
        nodes: Iterable[Node],
        wires: Iterable[Wire],
        *,
        title: str = "",
        description: str = "",
        places: Mapping[str, Place] | None = None,
        frames: Iterable[Frame] = (),
        notes: Iterable[Note] = (),
        published: Mapping[str, Port] | None = None,
        rolling: Iterable[Port] = (),
    ) -> tuple[Graph, tuple[Dropped, ...]]:
        """Make a graph at once, in time that grows with nodes plus wires.

        Returns:
            The graph with everything that makes sense, and what did not.
        """
        graph = cls(registry)
        dropped: list[Dropped] = []
        for node in nodes:
            graph._add_what_fits(node, dropped)
        graph._wire_what_fits(wires, dropped)
        for name, port in (published or {}).items():
            _attempt(dropped, "input", name, graph.publish, name, port)
        for id_, place in (places or {}).items():
            _attempt(dropped, "place", id_, graph.set_place, id_, place)
        for note in notes:
            _attempt(dropped, "note", note.id, graph.add_note, note)
        graph._framed(frames, lambda id_, why: dropped.append(Dropped("frame", id_, why)))
        for port in rolling:
            _attempt(dropped, "rolling", str(port), graph.roll, port, is_rolling=True)
        _attempt(dropped, "text", "title", graph.describe, title, "")
        _attempt(dropped, "text", "description", graph.describe, graph.title, description)
        return graph, tuple(dropped)

    def remove_node(self, id: str) -> None:  # noqa: A002 - what a node's name is called
        """Remove a node with its wires, its place, its published names and rolling seeds.

        Raises:
            GraphError: There is none of that id.
        """
        super().remove_node(id)
        for name in self.published_of(id):
            del self._published[name]
        self._rolling.difference_update(self.rolling_of(id))

    @property
    def rolling(self) -> frozenset[Port]:
        """The seeds that get a new value for each run of the window."""
        return frozenset(self._rolling)

    def rolling_of(self, id: str) -> tuple[Port, ...]:  # noqa: A002 - as above
        """Find the rolling seeds of a node, sorted."""
        return tuple(sorted(port for port in self._rolling if port.node == id))

    def published_of(self, id: str) -> tuple[str, ...]:  # noqa: A002 - as above
        """Find the public names of a node's inputs, sorted."""
        return tuple(sorted(name for name, port in self._published.items() if port.node == id))

    def publish(self, name: str, port: Port) -> None:
        """Give an input a public name, by which runs set it.

        Raises:
            GraphError: The name is none or taken, or there is no such input.
        """
        if not _PUBLIC_NAME.match(name):
            raise GraphError(
                f"{name!r} is no name: it takes a letter, then letters, digits or '_'."
            )
        taken = self._published.get(name)
        if taken is not None:
            raise GraphError(f"{name!r} is the public name of {taken}: take that back first.")
        reason = self._input_refusal(port)
        if reason is not None:
            raise GraphError(f"{port} cannot be published: {reason}.")
        self._published[name] = port

    def unpublish(self, name: str) -> Port:
        """Take a public name back; give the input that had it.

        Raises:
            GraphError: No input has it.
        """
        if name not in self._published:
            close = close_names(name, self._published)
            raise GraphError(f"No input is published as {name!r}.{close}")
        return self._published.pop(name)

    def roll(self, port: Port, *, is_rolling: bool) -> bool:
        """Say whether a seed gets a new value for each run of the window; give whether it did.

        Raises:
            GraphError: There is no such knob, or it is no seed.
        """
        was_rolling = port in self._rolling
        if is_rolling:
            self._check_is_seed(port)
            self._rolling.add(port)
        else:
            self._rolling.discard(port)
        return was_rolling

    def describe(self, title: str, description: str) -> None:
        """Say what the graph is called and what it is for.

        Raises:
            BadValue: A text has a broken character in it.
        """
        checked = check_text(title), check_text(description)
        self.title, self.description = checked

    def copy(self) -> Graph:
        """Make a graph that is equal and shares nothing that changes."""
        twin = Graph(self.registry, title=self.title, description=self.description)
        twin._adopt(self)
        twin._published.update(self._published)
        twin._rolling.update(self._rolling)
        return twin

    def snapshot(self) -> dict[str, Json]:
        """Write everything down as JSON values, sorted: equal graphs give equal snapshots."""
        return {
            "title": self.title,
            "description": self.description,
            "nodes": {
                id_: {**_fields(node), "values": dict(sorted(node.values.items()))}
                for id_, node in sorted(self._nodes.items())
            },
            "wires": {str(wire.target): str(wire.source) for wire in self.wires},
            "inputs": {name: str(port) for name, port in sorted(self._published.items())},
            "places": {id_: asdict(place) for id_, place in sorted(self._places.items())},
            "frames": {id_: _frame(frame) for id_, frame in sorted(self._frames.items())},
            "notes": {id_: asdict(note) for id_, note in sorted(self._notes.items())},
            "rolling": sorted(str(port) for port in self._rolling),
        }

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Graph):
            return NotImplemented
        # As text, because 1 == 1.0 == True in Python and they are different values here.
        return json.dumps(self.snapshot(), sort_keys=True) == json.dumps(
            other.snapshot(), sort_keys=True
        )

    __hash__ = None  # type: ignore[assignment]  # it changes

    def _add_what_fits(self, node: Node, dropped: list[Dropped]) -> None:
        values, problems = self._split_values(node)
        for name, reason in problems.items():
            dropped.append(Dropped("value", f"{node.id}.{name}", reason))
        _attempt(dropped, "node", node.id, self.add_node, replace(node, values=values))

    def _wire_what_fits(self, wires: Iterable[Wire], dropped: list[Dropped]) -> None:
        """Wire from the sources on: of wires that contradict each other the last is dropped.

        Only wires inside a ring are checked for closing a circle.
        """
        import networkx as nx

        draft: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        draft.add_nodes_from(self._nodes)
        known: dict[Port, Port] = {}
        for source, target in sorted(wires, key=lambda wire: wire.target):
            reason = self._socket_refusal(source, target)
            if reason is None and target in known:
                reason = f"{known[target]} feeds this input already, and it takes one wire"
            if reason is not None:
                dropped.append(Dropped("wire", str(target), reason))
                continue
            known[target] = source
            draft.add_edge(source.node, target.node)
        ring = {
            id_: i for i, ids in enumerate(nx.strongly_connected_components(draft)) for id_ in ids
        }
        circular = [target for target in known if ring[known[target].node] == ring[target.node]]
        draft.remove_edges_from([(known[target].node, target.node) for target in circular])
        rank = {id_: place for place, id_ in enumerate(nx.topological_sort(draft))}
        for target in sorted(known.keys() - circular, key=lambda port: (rank[port.node], port)):
            _attempt(dropped, "wire", str(target), self._connect_safely, known[target], target)
        for target in circular:
            _attempt(dropped, "wire", str(target), self.connect, known[target], target)

    def _check_is_seed(self, port: Port) -> None:
        reason = self._input_refusal(port)
        if reason is not None:
            raise GraphError(f"{port} cannot roll: {reason}.")
        definition = self.definition(port.node)
        knob = None if definition is None else definition.input(port.socket)
        if knob is not None and not any(isinstance(hint, Seed) for hint in knob.hints):
            raise GraphError(f"{port} cannot roll: it is no seed.")

    def _connect_safely(self, source: Port, target: Port) -> None:
        self._connect(source, target, is_safe=True)


def _attempt(
    dropped: list[Dropped],
    kind: DroppedKind,
    name: str,
    change: Callable[P, object],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    try:
        change(*args, **kwargs)
    except GraphError as error:
        dropped.append(Dropped(kind, name, str(error)))


def _fields(node: Node) -> dict[str, Json]:
    return {
        "type": node.type,
        "version": node.version,
        "title": node.title,
        "is_muted": node.is_muted,
        "is_bypassed": node.is_bypassed,
    }


def _frame(frame: Frame) -> dict[str, Json]:
    held = {"members": [*frame.members], "frames": [*frame.frames], "notes": [*frame.notes]}
    return {**asdict(frame), **held}
