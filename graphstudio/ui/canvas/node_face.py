"""What can be read on a node: taken from the graph once, painted many times."""

from __future__ import annotations

from dataclasses import dataclass

from graphstudio.api import OverTime, Range
from graphstudio.api.curves import Points
from graphstudio.graph.definitions import InputDefinition, NodeDefinition
from graphstudio.graph.elements import Json, Node, Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.sockets import ANY, SocketType
from graphstudio.ui.canvas.geometry import RowKind, Socket
from graphstudio.ui.values.curve_shapes import points_of
from graphstudio.ui.values.kinds import Kind, hint_of, kind_of
from graphstudio.ui.values.shown import is_empty, shown


@dataclass(frozen=True, slots=True)
class InputFace:
    """Say what can be read at one input.

    Attributes:
        name: How wires call it.
        title: How people read it.
        type: What it takes, type variables put in as far as they are known.
        is_wired: Whether a wire leads there.
        kind: Which editor it wants; None for what can only be wired.
        text: Its value as a row shows it.
        is_empty: Whether the text says what is missing instead.
        share: Where a number stands in a range with two near ends, 0 to 1; None elsewhere.
        is_needed: Whether it must be wired or set and is not.
        is_public: Whether it has a public name.
        is_on: Whether a yes-or-no says yes.
        is_rolling: Whether a seed gets a new value for each run.
        curve: What a curve over the run looks like: its bounds and its points.
    """

    name: str
    title: str
    type: SocketType
    is_wired: bool = False
    kind: Kind | None = None
    text: str = ""
    is_empty: bool = False
    share: float | None = None
    is_needed: bool = False
    is_public: bool = False
    is_on: bool = False
    is_rolling: bool = False
    curve: tuple[OverTime, Points] | None = None

    @property
    def socket(self) -> Socket:
        """What its place depends on."""
        row: RowKind = "socket"
        if self.kind is not None:
            row = "text" if self.kind == "prose" else "knob"
        return Socket(self.name, row, self.is_wired)


@dataclass(frozen=True, slots=True)
class OutputFace:
    """Say what can be read at one output: as of an input."""

    name: str
    title: str
    type: SocketType
    is_wired: bool = False

    @property
    def socket(self) -> Socket:
        """What its place depends on."""
        return Socket(self.name, "socket", self.is_wired)


@dataclass(frozen=True, slots=True)
class NodeFace:
    """Say what can be read on a node.

    Attributes:
        id: Of the node.
        type: Id of its definition.
        title: What people read on it.
        category: Decides the colour of its header; "" for a type that no pack knows.
        is_known: Whether there is a definition.
        is_reroute: Whether it only hands on.
        is_muted: Whether it is switched off.
        is_bypassed: Whether what comes in passes it by.
        shows_picture: Whether it has room for a picture before there is one.
        inputs: In order.
        outputs: In order.
    """

    id: str
    type: str
    title: str
    category: str
    is_known: bool
    is_reroute: bool
    is_muted: bool
    is_bypassed: bool
    shows_picture: bool
    inputs: tuple[InputFace, ...]
    outputs: tuple[OutputFace, ...]

    def input(self, name: str) -> InputFace | None:
        """Find an input by name."""
        return next((one for one in self.inputs if one.name == name), None)

    def output(self, name: str) -> OutputFace | None:
        """Find an output by name."""
        return next((one for one in self.outputs if one.name == name), None)


def read_face(graph: Graph, id: str) -> NodeFace:  # noqa: A002 - what a node's name is called
    """Read from the graph what can be read on a node."""
    node, definition = graph.node(id), graph.definition(id)
    if definition is None:
        return _unknown(graph, node)
    public = {port.socket for port in graph.published.values() if port.node == id}
    return NodeFace(
        id,
        node.type,
        node.title or definition.title,
        definition.category,
        is_known=True,
        is_reroute=is_reroute(definition),
        is_muted=node.is_muted,
        is_bypassed=node.is_bypassed,
        shows_picture=shows_picture(definition),
        inputs=tuple(_input(graph, node, one, public) for one in definition.inputs),
        outputs=tuple(
            OutputFace(
                one.name,
                one.title,
                graph.type_of(Port(id, one.name)),
                bool(graph.targets(Port(id, one.name))),
            )
            for one in definition.outputs
        ),
    )


def is_reroute(definition: NodeDefinition) -> bool:
    """Tell whether a node only hands on what it gets."""
    return definition.passes


def shows_picture(definition: NodeDefinition) -> bool:
    """Tell whether a node is there to show or save a picture."""
    return definition.is_output and any(one.type.base == "Image" for one in definition.inputs)


def _input(graph: Graph, node: Node, definition: InputDefinition, public: set[str]) -> InputFace:
    port = Port(node.id, definition.name)
    is_wired = definition.name in graph.inputs(node.id)
    type_ = graph.type_of(port, "input")
    is_public = definition.name in public
    if not definition.is_knob:
        is_needed = definition.is_required and not is_wired
        return InputFace(
            definition.name,
            definition.title,
            type_,
            is_wired,
            is_needed=is_needed,
            is_public=is_public,
        )
    value = node.values.get(definition.name, definition.default)
    return InputFace(
        definition.name,
        definition.title,
        type_,
        is_wired,
        kind_of(definition),
        shown(definition, value),
        is_empty=is_empty(definition, value),
        share=_share(definition, value),
        is_needed=definition.is_required and definition.name not in node.values and not is_wired,
        is_public=is_public,
        is_on=value is True,
        is_rolling=port in graph.rolling_of(node.id),
        curve=_curve(definition, value),
    )


def _curve(definition: InputDefinition, value: Json) -> tuple[OverTime, Points] | None:
    hint = hint_of(definition, OverTime)
    points = points_of(hint, value) if hint is not None else ()
    return (hint, points) if hint is not None and points else None


def _share(definition: InputDefinition, value: Json) -> float | None:
    bounds = hint_of(definition, Range)
    if bounds is None or definition.type.name != "float" or not isinstance(value, int | float):
        return None
    span = bounds.most - bounds.least
    # A bar says something about a part of a whole, and nothing about 7.5 of 100.
    return min(max((value - bounds.least) / span, 0.0), 1.0) if 0 < span <= 2 else None


def _unknown(graph: Graph, node: Node) -> NodeFace:
    """Read a placeholder: its sockets are those that wires end at, and its values."""
    wires = graph.wires_at(node.id)
    wired = {wire.target.socket: None for wire in wires if wire.target.node == node.id}
    given = {wire.source.socket: None for wire in wires if wire.source.node == node.id}
    kept = [name for name in node.values if name not in wired]
    return NodeFace(
        node.id,
        node.type,
        node.title or node.type,
        "",
        is_known=False,
        is_reroute=False,
        is_muted=node.is_muted,
        is_bypassed=node.is_bypassed,
        shows_picture=False,
        inputs=(
            *(InputFace(name, name, ANY, is_wired=True) for name in wired),
            *(
                InputFace(name, name, ANY, kind="line", text=str(node.values[name]))
                for name in kept
            ),
        ),
        outputs=tuple(OutputFace(name, name, ANY, is_wired=True) for name in given),
    )
