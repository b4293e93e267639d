"""Copy and paste: nodes, frames and notes as a text that any window of GraphStudio reads."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from graphstudio.errors import GraphError
from graphstudio.graph.editing.holding import contents
from graphstudio.graph.editing.naming import NewIds
from graphstudio.graph.edits import (
    AddFrame,
    AddNode,
    AddNote,
    Connect,
    Edit,
    Group,
    Roll,
    from_json,
    to_json,
)
from graphstudio.graph.elements import Frame, Json, Node, Note, Place, Port, Wire
from graphstudio.graph.graph import Graph

_MARK = "clipboard"
_STEP_PX = 32  # what is pasted without a place stands this far from what was copied
_NOT_OURS = (
    "What is on the clipboard is nothing that GraphStudio copied. Copy nodes first, then paste."
)


@dataclass(frozen=True, slots=True)
class Pasted:
    """Hold what pasting does.

    Attributes:
        edit: What adds it all.
        nodes: Ids of the new nodes.
        frames: Ids of the new frames.
        notes: Ids of the new notes.
        problems: What was on the clipboard and could not be kept, one message each.
    """

    edit: Edit
    nodes: tuple[str, ...]
    frames: tuple[str, ...]
    notes: tuple[str, ...]
    problems: tuple[str, ...] = ()


def copy_text(
    graph: Graph,
    nodes: Collection[str],
    frames: Collection[str] = (),
    notes: Collection[str] = (),
) -> str:
    """Write down nodes with the wires between them, frames and notes, for `paste`.

    A folded frame takes what it holds along. Wires that come from outside are noted as well.
    """
    held = contents(graph, frames)
    chosen = [id_ for id_ in graph.nodes if id_ in nodes or id_ in held.nodes]
    edits: list[Edit] = [AddNode(graph.nodes[id_], graph.places.get(id_)) for id_ in chosen]
    edits += [
        AddNote(one) for one in graph.notes.values() if one.id in notes or one.id in held.notes
    ]
    edits += [
        AddFrame(one) for one in graph.frames.values() if one.id in frames or one.id in held.frames
    ]
    edits += [Roll(port, True) for id_ in chosen for port in graph.rolling_of(id_)]
    wires = [Wire(feed, Port(id_, name)) for id_ in chosen for name, feed in _feeds(graph, id_)]
    return json.dumps(
        {
            "graphstudio": _MARK,
            "edits": [to_json(one) for one in edits],
            "wires": [to_json(Connect(wire)) for wire in wires],
        },
        ensure_ascii=False,
    )


def paste(
    graph: Graph,
    text: str,
    at: tuple[float, float] | None = None,
    *,
    keeps_incoming: bool = False,
) -> Pasted:
    """Work out how to add what `copy_text` wrote, under new ids.

    Args:
        graph: Where to.
        text: What is on the clipboard.
        at: Where the top left corner of it all comes to lie; None takes a free spot beside
            where it was copied from.
        keeps_incoming: Whether wires that came from outside come along, as far as their
            source is in this graph.

    Raises:
        GraphError: The text is something else, or damaged.
    """
    parts = _read(text)
    return _Pasting(graph, parts).paste(at, keeps_incoming=keeps_incoming)


def duplicate(
    graph: Graph,
    nodes: Collection[str],
    frames: Collection[str] = (),
    notes: Collection[str] = (),
    *,
    keeps_incoming: bool = True,
) -> Pasted:
    """Work out how to add the same again, a little beside it."""
    text = copy_text(graph, nodes, frames, notes)
    return paste(graph, text, keeps_incoming=keeps_incoming)


@dataclass(slots=True)
class _Parts:
    """Hold what a text described, under the ids that it had."""

    nodes: list[Node]
    places: dict[str, Place]
    frames: list[Frame]
    notes: list[Note]
    rolling: list[Port]
    wires: list[Wire]


def _feeds(graph: Graph, id_: str) -> list[tuple[str, Port]]:
    return sorted(graph.inputs(id_).items())


def _read(text: str) -> _Parts:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise GraphError(_NOT_OURS) from None
    if not isinstance(data, dict) or data.get("graphstudio") != _MARK:
        raise GraphError(_NOT_OURS)
    parts = _Parts([], {}, [], [], [], [])
    for one in (*_list(data, "edits"), *_list(data, "wires")):
        match from_json(one):
            case AddNode(node, place):
                parts.nodes.append(node)
                if place is not None:
                    parts.places[node.id] = place
            case AddFrame(frame):
                parts.frames.append(frame)
            case AddNote(note):
                parts.notes.append(note)
            case Roll(port, _):
                parts.rolling.append(port)
            case Connect(wire):
                parts.wires.append(wire)
            case other:
                raise GraphError(f"{type(other).__name__} has no place on the clipboard.")
    return parts


def _list(data: dict[str, Json], key: str) -> list[Json]:
    found = data.get(key)
    if not isinstance(found, list):
        raise GraphError(f"What is on the clipboard is damaged: {key} is no list. Copy again.")
    return found


class _Pasting:
    """Bring the parts of a text into a graph."""

    def __init__(self, graph: Graph, parts: _Parts) -> None:
        self._graph = graph
        self._parts = parts
        ids = NewIds(graph)
        self._nodes = {one.id: ids.node(one.id) for one in parts.nodes}
        self._frames = {one.id: ids.frame() for one in parts.frames}
        self._notes = {one.id: ids.note() for one in parts.notes}

    def paste(self, at: tuple[float, float] | None, *, keeps_incoming: bool) -> Pasted:
        dx, dy = self._shift(at)
        parts = self._parts
        inside = [one for one in parts.wires if one.source.node in self._nodes]
        # A graph of its own keeps of it what makes sense with the packs that are here.
        built, dropped = Graph.build(
            self._graph.registry,
            [replace(one, id=self._nodes[one.id]) for one in parts.nodes],
            [Wire(self._renamed(one.source), self._renamed(one.target)) for one in inside],
            places={
                # A copy is there to be put somewhere: it is not pinned.
                self._nodes[id_]: replace(place, x=place.x + dx, y=place.y + dy, is_pinned=False)
                for id_, place in parts.places.items()
            },
            frames=[self._frame(one, dx, dy) for one in parts.frames],
            notes=[
                replace(one, id=self._notes[one.id], x=one.x + dx, y=one.y + dy)
                for one in parts.notes
            ],
            rolling=[self._renamed(port) for port in parts.rolling],
        )
        edits: list[Edit] = [AddNode(one, built.places.get(one.id)) for one in built.nodes.values()]
        edits += [Connect(wire) for wire in built.wires]
        edits += [Roll(port, True) for port in sorted(built.rolling)]
        edits += [AddNote(one) for one in built.notes.values()]
        edits += [AddFrame(one) for one in _inner_first(built)]
        if keeps_incoming:
            edits += [Connect(wire) for wire in self._incoming(Group(tuple(edits)))]
        return Pasted(
            Group(tuple(edits)),
            tuple(built.nodes),
            tuple(built.frames),
            tuple(built.notes),
            tuple(one.reason for one in dropped),
        )

    def _incoming(self, edit: Edit) -> Iterator[Wire]:
        trial = self._graph.copy()
        edit.apply(trial)
        for wire in self._parts.wires:
            source, target = wire.source, wire.target
            if source.node in self._nodes or target.node not in self._nodes:
                continue
            target = self._renamed(target)
            if trial.refusal(source, target) is None:
                trial.connect(source, target)
                yield Wire(source, target)

    def _renamed(self, port: Port) -> Port:
        return Port(self._nodes.get(port.node, port.node), port.socket)

    def _frame(self, frame: Frame, dx: float, dy: float) -> Frame:
        return replace(
            frame,
            id=self._frames[frame.id],
            x=frame.x + dx,
            y=frame.y + dy,
            members=tuple(self._nodes[id_] for id_ in frame.members if id_ in self._nodes),
            frames=tuple(self._frames[id_] for id_ in frame.frames if id_ in self._frames),
            notes=tuple(self._notes[id_] for id_ in frame.notes if id_ in self._notes),
        )

    def _shift(self, at: tuple[float, float] | None) -> tuple[float, float]:
        parts = self._parts
        corners = [(one.x, one.y) for one in parts.places.values()]
        corners += [(one.x, one.y) for one in parts.frames]
        corners += [(one.x, one.y) for one in parts.notes]
        if not corners:
            return 0, 0
        if at is not None:
            return at[0] - min(x for x, _ in corners), at[1] - min(y for _, y in corners)
        graph = self._graph
        taken = {(one.x, one.y) for one in graph.places.values()}
        taken |= {(one.x, one.y) for one in graph.frames.values()}
        taken |= {(one.x, one.y) for one in graph.notes.values()}
        shift = _STEP_PX
        while any((x + shift, y + shift) in taken for x, y in corners):
            shift += _STEP_PX
        return shift, shift


def _inner_first(graph: Graph) -> list[Frame]:
    """Order frames so that each comes after those that it holds."""
    ordered: dict[str, Frame] = {}
    waiting = list(graph.frames.values())
    while waiting:
        frame = waiting.pop()
        if frame.id in ordered:
            continue
        inner = [graph.frames[id_] for id_ in frame.frames if id_ not in ordered]
        if inner:
            waiting += [frame, *inner]
        else:
            ordered[frame.id] = frame
    return list(ordered.values())
