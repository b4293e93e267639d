"""Random edits, drawn against a graph as it is: most make sense, and some do not."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from hypothesis import strategies as st

from graphstudio.graph import edits
from graphstudio.graph.definitions import InputDefinition, NodeDefinition, OutputDefinition
from graphstudio.graph.elements import Frame, Json, Node, Note, Place, Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from tests.graph.samples import make_registry

Draw = Callable[[st.SearchStrategy[Json]], Json]

TYPES = [one.id for one in make_registry().definitions]
NAMES = ["one", "two", "three"]
NUMBERS = st.integers(-50, 50) | st.floats(-50, 50)
COLOURS = st.sampled_from(["", "#a0b1c2", "red"])
VALUES = st.one_of(
    st.integers(-2, 70),
    st.floats(-1, 2),
    st.booleans(),
    st.none(),
    st.sampled_from(["fast", "good", "CALM", "WILD", "", "a fox", "bad\ud800"]),
    st.lists(st.integers(0, 3), max_size=2),
)


def draw_edit(draw: Draw, graph: Graph, depth: int = 0) -> edits.Edit:
    """Draw one edit of any kind."""
    kinds: list[Callable[[Draw, Graph], edits.Edit]] = [
        _add_node, _add_node, _connect, _connect, _connect, _disconnect, _set_value, _set_value,
        _remove_node, _clear_value, _rename, _mute, _bypass, _move, _frame, _frame, _note, _publish,
        _unpublish, _describe, _roll,
    ]  # fmt: skip
    if depth < 2 and draw(st.integers(0, 9)) == 0:
        count = draw(st.integers(0, 4))
        return edits.Group(tuple(draw_edit(draw, graph, depth + 1) for _ in range(count)))
    return kinds[draw(st.integers(0, len(kinds) - 1))](draw, graph)


def draw_graph(draw: Draw, registry: Registry) -> Graph:
    """Draw a graph of some nodes without wires, for edits to start from."""
    graph = Graph(registry)
    for type_ in draw(st.lists(st.sampled_from([*TYPES, "gone.away"]), min_size=3, max_size=14)):
        graph.add_node(Node(graph.new_id(type_), type_))
    return graph


def _node(draw: Draw, graph: Graph) -> str:
    return str(draw(st.sampled_from([*graph.nodes, "nowhere"])))


def _add_node(draw: Draw, graph: Graph) -> edits.Edit:
    type_ = draw(st.sampled_from([*TYPES, "gone.away"]))
    id_ = graph.new_id(type_) if draw(st.integers(0, 9)) else "add"
    values = {"path": "x"} if type_ in ("photo.load", "gone.away") else {}
    return edits.AddNode(Node(id_, type_, values=values), draw(st.none() | _places()))


def _places() -> st.SearchStrategy[Place]:
    widths = st.none() | NUMBERS
    return st.builds(Place, NUMBERS, NUMBERS, widths, st.booleans(), COLOURS, st.booleans())


def _outputs(graph: Graph) -> list[Port]:
    return [
        Port(node, name)
        for node in graph.nodes
        for name in _names(graph, node, lambda definition: definition.outputs)
    ]


def _inputs(graph: Graph) -> list[Port]:
    return [
        Port(node, name)
        for node in graph.nodes
        for name in _names(graph, node, lambda definition: definition.inputs)
    ]


def _names(
    graph: Graph,
    node: str,
    sockets: Callable[[NodeDefinition], Sequence[InputDefinition | OutputDefinition]],
) -> list[str]:
    definition = graph.definition(node)
    return ["x", "y"] if definition is None else [one.name for one in sockets(definition)]


def _input(draw: Draw, graph: Graph) -> Port:
    return Port(*draw(st.sampled_from([*_inputs(graph), Port("nowhere", "x"), Port("add", "no")])))


def _connect(draw: Draw, graph: Graph) -> edits.Edit:
    source = Port(*draw(st.sampled_from([*_outputs(graph), Port("nowhere", "x")])))
    fitting = [port for port in _inputs(graph) if graph.refusal(source, port) is None]
    if fitting and draw(st.integers(0, 4)):
        return edits.Connect(Wire(source, draw(st.sampled_from(fitting))))
    return edits.Connect(Wire(source, _input(draw, graph)))


def _disconnect(draw: Draw, graph: Graph) -> edits.Edit:
    targets = [wire.target for wire in graph.wires]
    return edits.Disconnect(draw(st.sampled_from(targets)) if targets else _input(draw, graph))


def _remove_node(draw: Draw, graph: Graph) -> edits.Edit:
    return edits.RemoveNode(_node(draw, graph))


def _set_value(draw: Draw, graph: Graph) -> edits.Edit:
    port = _input(draw, graph)
    definition = graph.definition(port.node) if port.node in graph.nodes else None
    knob = definition.input(port.socket) if definition else None
    return edits.SetValue(port.node, port.socket, draw(VALUES if knob is None else _value(knob)))


def _value(knob: InputDefinition) -> st.SearchStrategy[Json]:
    if knob.type.kind == "choice":
        return st.sampled_from(knob.type.choices) | VALUES
    fitting = {"int": st.sampled_from([8, 16, 24.0]), "float": st.floats(0, 1)}
    return fitting.get(knob.type.name, VALUES) | VALUES


def _clear_value(draw: Draw, graph: Graph) -> edits.Edit:
    known = [Port(node.id, name) for node in graph.nodes.values() for name in node.values]
    port = Port(*draw(st.sampled_from(known))) if known else _input(draw, graph)
    return edits.ClearValue(port.node, port.socket)


def _rename(draw: Draw, graph: Graph) -> edits.Edit:
    return edits.Rename(_node(draw, graph), draw(st.sampled_from(["", "Fox", "bad\udfff"])))


def _mute(draw: Draw, graph: Graph) -> edits.Edit:
    return edits.Mute(_node(draw, graph), draw(st.booleans()))


def _bypass(draw: Draw, graph: Graph) -> edits.Edit:
    return edits.Bypass(_node(draw, graph), draw(st.booleans()))


def _move(draw: Draw, graph: Graph) -> edits.Edit:
    nodes = draw(st.lists(st.sampled_from([*graph.nodes, "nowhere"]), max_size=3, unique=True))
    return edits.Move({node: draw(st.none() | _places()) for node in nodes})


def _frame(draw: Draw, graph: Graph) -> edits.Edit:
    name = draw(st.sampled_from([*graph.frames, *NAMES]))
    size = draw(st.sampled_from([100, 12.5, -1]))
    frame = Frame(name, "Words", draw(NUMBERS), draw(NUMBERS), size, size, draw(COLOURS))
    if draw(st.booleans()):
        frame = replace(
            frame,
            is_folded=draw(st.sampled_from([True, True, False])),
            members=_some(draw, graph.nodes),
            frames=_some(draw, graph.frames),
            notes=_some(draw, graph.notes),
        )
    kinds: list[edits.Edit] = [
        edits.AddFrame(frame),
        edits.ChangeFrame(frame),
        edits.RemoveFrame(name),
    ]
    return kinds[draw(st.integers(0, 2))]


def _note(draw: Draw, graph: Graph) -> edits.Edit:
    name = draw(st.sampled_from([*graph.notes, *NAMES]))
    size = draw(st.sampled_from([100, 12.5, -1]))
    note = Note(name, "Words", draw(NUMBERS), draw(NUMBERS), size, size, draw(COLOURS))
    kinds: list[edits.Edit] = [edits.AddNote(note), edits.ChangeNote(note), edits.RemoveNote(name)]
    return kinds[draw(st.integers(0, 2))]


def _publish(draw: Draw, graph: Graph) -> edits.Edit:
    return edits.Publish(draw(st.sampled_from([*NAMES, "no name"])), _input(draw, graph))


def _unpublish(draw: Draw, graph: Graph) -> edits.Edit:
    return edits.Unpublish(draw(st.sampled_from([*graph.published, *NAMES])))


def _roll(draw: Draw, graph: Graph) -> edits.Edit:
    seeds = [port for port in _inputs(graph) if port.socket == "seed"]
    port = Port(*draw(st.sampled_from([*seeds, *graph.rolling, _input(draw, graph)])))
    return edits.Roll(port, draw(st.booleans()))


def _some(draw: Draw, known: Iterable[str]) -> tuple[str, ...]:
    ids = st.sampled_from([*known, "nowhere"])
    return tuple(draw(st.lists(ids, max_size=3, unique=True)))


def _describe(draw: Draw, graph: Graph) -> edits.Edit:
    text = st.sampled_from([None, "", "Words", "bad\ud800"])
    return edits.Describe(draw(text), draw(text))
