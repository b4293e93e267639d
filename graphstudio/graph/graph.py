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
from typing import Literal, NamedTuple, ParamSpec, TypeVar

import networkx as nx

from graphstudio.errors import GraphError
from graphstudio.graph.elements import Frame, Json, Node, Note, Place, Port, Wire
from graphstudio.graph.layout import check_box, check_place
from graphstudio.graph.registry import Registry
from graphstudio.graph.values import check_text, close_names
from graphstudio.graph.wiring import Wiring

P = ParamSpec("P")
T = TypeVar("T")
DroppedKind = Literal["node", "value", "wire", "input", "place", "frame", "note", "text"]

_PUBLIC_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")


class Dropped(NamedTuple):
    """Say what `Graph.build` could not keep.

    Attributes:
        kind: What it was.
        name: "id" of a node, place, frame or note; "node.knob" of a value; "node.socket" of the
            input that a wire led to; the public name of an input; "title" or "description".
        reason: Why, and what to do.
    """

    kind: DroppedKind
    name: str
    reason: str


class Graph(Wiring):
    """Hold nodes, wires, their layout and the inputs that are published.

    Attributes:
        places: Where nodes stand; a node that is not here has no place yet.
        frames: The frames by id.
        notes: The notes by id.
        published: Input ports by public name.
        title: What people call it.
        description: What it is for.
    """

    def __init__(self, registry: Registry, *, title: str = "", description: str = "") -> None:
        super().__init__(registry)
        self.title = check_text(title)
        self.description = check_text(description)
        self._places: dict[str, Place] = {}
        self._frames: dict[str, Frame] = {}
        self._notes: dict[str, Note] = {}
        self._published: dict[str, Port] = {}
        self.places: Mapping[str, Place] = MappingProxyType(self._places)
        self.frames: Mapping[str, Frame] = MappingProxyType(self._frames)
        self.notes: Mapping[str, Note] = MappingProxyType(self._notes)
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
        for frame in frames:
            _attempt(dropped, "frame", frame.id, graph.add_frame, frame)
        for note in notes:
            _attempt(dropped, "note", note.id, graph.add_note, note)
        _attempt(dropped, "text", "title", graph.describe, title, "")
        _attempt(dropped, "text", "description", graph.describe, graph.title, description)
        return graph, tuple(dropped)

    def remove_node(self, id: str) -> None:  # noqa: A002 - what a node's name is called
        """Remove a node with its wires, its place and its published names.

        Raises:
            GraphError: There is none of that id.
        """
        super().remove_node(id)
        for name in self.published_of(id):
            del self._published[name]
        self._places.pop(id, None)

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

    def set_place(self, id: str, place: Place | None) -> Place | None:  # noqa: A002 - as above
        """Say where a node stands; give where it stood.

        Raises:
            GraphError: There is no such node, or no canvas can show the place.
        """
        self.node(id)
        if place is not None:
            check_place(place)
        old = self._places.pop(id, None)
        if place is not None:
            self._places[id] = place
        return old

    def add_frame(self, frame: Frame) -> None:
        """Add a frame.

        Raises:
            GraphError: The id is taken, or no canvas can show it.
        """
        if frame.id in self._frames:
            raise GraphError(f"There is a frame called {frame.id!r} already: choose another id.")
        check_box(frame)
        self._frames[frame.id] = frame

    def change_frame(self, frame: Frame) -> Frame:
        """Put a frame in the place of the one of its id, which is returned.

        Raises:
            GraphError: There is none, or no canvas can show the new one.
        """
        old = _found(self._frames, frame.id, "frame")
        check_box(frame)
        self._frames[frame.id] = frame
        return old

    def remove_frame(self, id: str) -> Frame:  # noqa: A002 - as above
        """Remove a frame and give it back.

        Raises:
            GraphError: There is none.
        """
        old = _found(self._frames, id, "frame")
        del self._frames[id]
        return old

    def add_note(self, note: Note) -> None:
        """Add a note.

        Raises:
            GraphError: The id is taken, or no canvas can show it.
        """
        if note.id in self._notes:
            raise GraphError(f"There is a note called {note.id!r} already: choose another id.")
        check_box(note)
        self._notes[note.id] = note

    def change_note(self, note: Note) -> Note:
        """Put a note in the place of the one of its id, which is returned.

        Raises:
            GraphError: There is none, or no canvas can show the new one.
        """
        old = _found(self._notes, note.id, "note")
        check_box(note)
        self._notes[note.id] = note
        return old

    def remove_note(self, id: str) -> Note:  # noqa: A002 - as above
        """Remove a note and give it back.

        Raises:
            GraphError: There is none.
        """
        old = _found(self._notes, id, "note")
        del self._notes[id]
        return old

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
        twin._places.update(self._places)
        twin._frames.update(self._frames)
        twin._notes.update(self._notes)
        twin._published.update(self._published)
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
            "frames": {id_: asdict(frame) for id_, frame in sorted(self._frames.items())},
            "notes": {id_: asdict(note) for id_, note in sorted(self._notes.items())},
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


def _found(items: Mapping[str, T], id_: str, kind: str) -> T:
    if id_ not in items:
        raise GraphError(f"There is no {kind} {id_!r}.{close_names(id_, items)}")
    return items[id_]


def _fields(node: Node) -> dict[str, Json]:
    return {
        "type": node.type,
        "version": node.version,
        "title": node.title,
        "is_muted": node.is_muted,
        "is_bypassed": node.is_bypassed,
    }
