"""Edits of nodes and their values."""

from __future__ import annotations

from dataclasses import dataclass, replace

from graphstudio.errors import GraphError
from graphstudio.graph.edits.edit import Edit, Group
from graphstudio.graph.edits.layout import ChangeFrame
from graphstudio.graph.edits.texts import Publish
from graphstudio.graph.edits.wires import Connect
from graphstudio.graph.elements import Json, Node, Place, Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.layout import check_place


@dataclass(frozen=True, slots=True)
class AddNode:
    """Add a node, with its values, and say where it stands."""

    node: Node
    place: Place | None = None

    def apply(self, graph: Graph) -> RemoveNode:
        """Add it, unless its id is taken or a knob does not take its value."""
        if self.place is not None:
            check_place(self.place)
        graph.add_node(self.node)
        if self.place is not None:
            graph.set_place(self.node.id, self.place)
        return RemoveNode(self.node.id)


@dataclass(frozen=True, slots=True)
class RemoveNode:
    """Remove a node with its wires, its place, its public names, and from frames that hold it."""

    node: str

    def apply(self, graph: Graph) -> Group:
        """Remove it; the inverse brings everything back."""
        node = graph.node(self.node)
        back: list[Edit] = [AddNode(node, graph.places.get(node.id))]
        back += [Connect(wire) for wire in graph.wires_at(node.id)]
        back += [Publish(name, graph.published[name]) for name in graph.published_of(node.id)]
        back += [Roll(port, True) for port in graph.rolling_of(node.id)]
        back += [ChangeFrame(frame) for frame in graph.frames_that_hold(node=node.id)]
        graph.remove_node(node.id)
        return Group(tuple(back))


@dataclass(frozen=True, slots=True)
class SetValue:
    """Set one knob."""

    node: str
    name: str
    value: Json

    def apply(self, graph: Graph) -> SetValue | ClearValue:
        """Set it, in the form that `Graph.check_value` gives it."""
        value = graph.check_value(self.node, self.name, self.value)
        node = graph.node(self.node)
        graph.replace_node(replace(node, values={**node.values, self.name: value}))
        if self.name in node.values:
            return SetValue(self.node, self.name, node.values[self.name])
        return ClearValue(self.node, self.name)


@dataclass(frozen=True, slots=True)
class ClearValue:
    """Give one knob its default back."""

    node: str
    name: str

    def apply(self, graph: Graph) -> SetValue:
        """Clear it, unless it was not set."""
        node = graph.node(self.node)
        if self.name not in node.values:
            raise GraphError(f"{graph.caption(node.id)}: no value is set for {self.name!r}.")
        rest = {name: value for name, value in node.values.items() if name != self.name}
        graph.replace_node(replace(node, values=rest))
        return SetValue(node.id, self.name, node.values[self.name])


@dataclass(frozen=True, slots=True)
class AppendText:
    """Write something behind the text of one knob.

    Unlike `SetValue` it holds what is new alone: a thousand strokes on one painting would make
    the journal a thousand paintings long.
    """

    node: str
    name: str
    tail: str

    def apply(self, graph: Graph) -> CutText | ClearValue:
        """Append it, if the knob takes the longer text."""
        node, old = graph.node(self.node), _text(graph, self.node, self.name)
        value = graph.check_value(self.node, self.name, old + self.tail)
        graph.replace_node(replace(node, values={**node.values, self.name: value}))
        if self.name in node.values:
            return CutText(self.node, self.name, len(old))
        return ClearValue(self.node, self.name)


@dataclass(frozen=True, slots=True)
class CutText:
    """Keep so many characters of one knob's text."""

    node: str
    name: str
    length: int

    def apply(self, graph: Graph) -> AppendText:
        """Cut it, unless it is shorter, or not set."""
        node, old = graph.node(self.node), _text(graph, self.node, self.name)
        if self.name not in node.values or not 0 <= self.length <= len(old):
            raise GraphError(
                f"{graph.caption(node.id)}: {self.name!r} has no {self.length} characters to keep."
            )
        value = graph.check_value(self.node, self.name, old[: self.length])
        graph.replace_node(replace(node, values={**node.values, self.name: value}))
        return AppendText(self.node, self.name, old[self.length :])


@dataclass(frozen=True, slots=True)
class Rename:
    """Give a node a title of its own; "" takes its definition's."""

    node: str
    title: str

    def apply(self, graph: Graph) -> Rename:
        """Rename it."""
        old = graph.replace_node(replace(graph.node(self.node), title=self.title))
        return Rename(self.node, old.title)


@dataclass(frozen=True, slots=True)
class Mute:
    """Switch a node off with everything that needs it, or on again."""

    node: str
    is_muted: bool

    def apply(self, graph: Graph) -> Mute:
        """Mute it or not."""
        old = graph.replace_node(replace(graph.node(self.node), is_muted=self.is_muted))
        return Mute(self.node, old.is_muted)


@dataclass(frozen=True, slots=True)
class Bypass:
    """Let what comes in pass a node by, or not."""

    node: str
    is_bypassed: bool

    def apply(self, graph: Graph) -> Bypass:
        """Bypass it or not."""
        old = graph.replace_node(replace(graph.node(self.node), is_bypassed=self.is_bypassed))
        return Bypass(self.node, old.is_bypassed)


@dataclass(frozen=True, slots=True)
class Roll:
    """Let a seed get a new value for each run of the window, or keep it."""

    port: Port
    is_rolling: bool

    def apply(self, graph: Graph) -> Roll:
        """Let it roll, unless it is no seed; or keep it."""
        return Roll(self.port, graph.roll(self.port, is_rolling=self.is_rolling))


def _text(graph: Graph, node_id: str, name: str) -> str:
    """Give what a knob is set to, or its default; refuse what is no text."""
    node, definition = graph.node(node_id), graph.definition(node_id)
    knob = None if definition is None else definition.input(name)
    text = node.values.get(name, "" if knob is None else knob.default)
    if not isinstance(text, str):
        raise GraphError(f"{graph.caption(node_id)}: {name!r} is no text.")
    return text
