"""From a file's shape to a graph: nodes upgraded, wires read, everything wrong reported."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from graphstudio.errors import BadValue, UnknownNode
from graphstudio.graph.definitions import NodeDefinition
from graphstudio.graph.elements import Frame, Json, Node, Note, Place, Port, Wire
from graphstudio.graph.graph import Dropped, Graph
from graphstudio.graph.layout import ELEMENT_ID
from graphstudio.graph.registry import Registry
from graphstudio.graph.values import check_json
from graphstudio.workflow.problems import Problem, path_of, shown
from graphstudio.workflow.upgrades import upgrade_node

if TYPE_CHECKING:
    from graphstudio.workflow.schema import FrameEntry, NodeEntry, WorkflowFile

# Each suggestion compares a name with all ids: in a large file that is all wrong, minutes.
_MOST_SUGGESTIONS = 20

_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "node": ("nodes",),
    "wire": ("wires",),
    "input": ("inputs",),
    "place": ("layout", "nodes"),
    "frame": ("layout", "frames"),
    "note": ("layout", "notes"),
    "rolling": ("layout", "rolling"),
    "text": (),
}


def build(file: WorkflowFile, registry: Registry) -> tuple[Graph, list[Problem]]:
    """Make the graph that a file describes, and report what could not be kept of it."""
    building = _Building(file, registry)
    ids = building.good_ids()
    wires = dict(building.ports("wires", ids))
    inputs = dict(building.ports("inputs", ids))
    rolling = tuple(building.rolling(ids))
    targets = {name: building.port(name, ("wires", name), ids) for name in wires}
    sockets: dict[str, set[str]] = {}
    for port in (*targets.values(), *inputs.values(), *rolling):
        if port is not None:
            sockets.setdefault(port.node, set()).add(port.socket)
    nodes = [building.node(id_, sockets.get(id_, set())) for id_ in ids]
    layout = file.layout
    graph, dropped = Graph.build(
        registry,
        nodes,
        [
            Wire(wires[name], building.today(target))
            for name, target in targets.items()
            if target is not None
        ],
        title=file.title,
        description=file.description,
        places=dict(building.places(ids)),
        frames=[_frame(id_, one) for id_, one in layout.frames.items()],
        notes=[
            Note(id_, one.text, one.x, one.y, one.width, one.height, one.colour)
            for id_, one in layout.notes.items()
        ],
        published={name: building.today(port) for name, port in inputs.items()},
        rolling=[building.today(port) for port in rolling],
    )
    return graph, [*building.problems, *map(_problem_of, dropped)]


class _Building:
    def __init__(self, file: WorkflowFile, registry: Registry) -> None:
        self.file = file
        self.registry = registry
        self.problems: list[Problem] = []
        self._renamed: dict[Port, Port] = {}
        self._unknown: dict[str, str] = {}
        self._suggestions = 0

    def good_ids(self) -> dict[str, None]:
        """Give the ids that nodes may have, in the file's order; report the others."""
        for id_ in self.file.nodes:
            if not ELEMENT_ID.match(id_):
                self._report(
                    ("nodes", id_),
                    "a node's id is a letter, then letters, digits, _ or -. "
                    "The node was left out; change its id here and in the wires.",
                )
        return {id_: None for id_ in self.file.nodes if ELEMENT_ID.match(id_)}

    def ports(self, section: str, ids: Mapping[str, None]) -> Iterator[tuple[str, Port]]:
        """Read the ports that a section's entries lead to; report what is none."""
        entries = self.file.wires if section == "wires" else self.file.inputs
        for name, text in entries.items():
            port = self.port(text, (section, name), ids)
            if port is not None:
                yield name, port

    def port(self, text: str, path: tuple[str, ...], ids: Mapping[str, None]) -> Port | None:
        """Read "node.socket"; None, and a report, if it is no port of a node that is there."""
        node, _, socket = text.partition(".")
        if not node or not socket:
            self._report(
                path, f'{shown(text)} is no socket. Write "node.socket"; the entry was left out.'
            )
        elif node not in ids:
            self._report(
                path,
                f"there is no node {shown(node)} here.{self._suggestion(node, ids)} "
                "The entry was left out.",
            )
        else:
            return Port(node, socket)
        return None

    def rolling(self, ids: Mapping[str, None]) -> Iterator[Port]:
        """Read the seeds that roll; report what is none."""
        for text in self.file.layout.rolling:
            port = self.port(text, ("layout", "rolling", text), ids)
            if port is not None:
                yield port

    def today(self, port: Port) -> Port:
        """Give an input's name of today: upgrading its node may have changed it."""
        return self._renamed.get(port, port)

    def node(self, id_: str, sockets: set[str]) -> Node:
        """Make a node, its values brought to today's version of its definition."""
        entry = self.file.nodes[id_]
        definition = self.registry.get(entry.type)
        version, values = entry.version, entry.values
        if definition is None:
            self._report(("nodes", id_, "type"), self._explain_type(entry.type))
        elif version > definition.version:
            self._report(("nodes", id_, "version"), _explain_newer(entry, definition))
        elif version < definition.version:
            # A pack's code gets what it may expect: JSON values of a sane depth.
            values = dict(self._sane_values(id_, values))
            upgraded = upgrade_node(definition, version, values, sockets)
            version, values = upgraded.version, dict(upgraded.values)
            for old, new in upgraded.names.items():
                self._renamed[Port(id_, old)] = Port(id_, new)
            if upgraded.problem:
                self._report(("nodes", id_, "version"), upgraded.problem)
        return Node(id_, entry.type, version, values, entry.title, entry.muted, entry.bypassed)

    def _sane_values(self, id_: str, values: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
        for name, value in values.items():
            try:
                yield name, check_json(value)
            except BadValue as error:
                self._report(("nodes", id_, "values", name), f"{error}. It was left out.")

    def places(self, ids: Mapping[str, None]) -> Iterator[tuple[str, Place]]:
        """Make the places of the nodes that are there."""
        for id_, place in self.file.layout.nodes.items():
            if id_ in ids:
                yield (
                    id_,
                    Place(
                        place.x,
                        place.y,
                        place.width,
                        place.collapsed,
                        place.colour,
                        place.pinned,
                    ),
                )
            else:
                message = f"there is no node {shown(id_)} here; its place was left out."
                path = path_of("layout", "nodes", id_)
                self.problems.append(Problem(path, message, is_warning=True))

    def _explain_type(self, type_: str) -> str:
        if type_ not in self._unknown:
            try:
                self.registry.require(type_)
            except UnknownNode as error:
                self._unknown[type_] = (
                    f"{error} Until then the node is kept as it is, with its values and wires, "
                    "and cannot run."
                )
        return self._unknown[type_]

    def _suggestion(self, name: str, ids: Mapping[str, None]) -> str:
        self._suggestions += 1
        if self._suggestions > _MOST_SUGGESTIONS:
            return ""
        close = get_close_matches(name, ids, n=1)
        return f' Did you mean "{close[0]}"?' if close else ""

    def _report(self, path: tuple[str, ...], message: str) -> None:
        self.problems.append(Problem(path_of(*path), message))


def _frame(id_: str, entry: FrameEntry) -> Frame:
    return Frame(
        id_,
        entry.title,
        entry.x,
        entry.y,
        entry.width,
        entry.height,
        entry.colour,
        entry.folded,
        tuple(entry.members),
        tuple(entry.frames),
        tuple(entry.notes),
    )


def _explain_newer(entry: NodeEntry, definition: NodeDefinition) -> str:
    return (
        f"it was saved by version {entry.version} of {definition.title}, and the pack "
        f'"{definition.pack}" here has version {definition.version}. It is kept; update the pack, '
        "or check its values."
    )


def _problem_of(dropped: Dropped) -> Problem:
    reason = dropped.reason.rstrip(".")
    if dropped.kind == "value":
        node, _, knob = dropped.name.partition(".")
        place = path_of("nodes", node, "values", knob)
        return Problem(place, f"{reason}. It was left out, so the default holds; put it right.")
    place = path_of(*_SECTIONS[dropped.kind], dropped.name)
    return Problem(place, f"{reason}. It was left out; put it right.")
