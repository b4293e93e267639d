"""Whatever a graph is like, every gesture is taken back exactly, or refused with a reason."""

from collections.abc import Callable

from hypothesis import event, given
from hypothesis import strategies as st

from graphstudio.errors import GraphError
from graphstudio.graph import editing
from graphstudio.graph.editing.fitting import Side
from graphstudio.graph.edits import Edit
from graphstudio.graph.elements import Place, Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from tests.graph.drawing import Draw, draw_graph
from tests.graph.editing.shapes import done
from tests.graph.test_histories import check_sound, slowly, try_many

HERE = Place(8, 16)


@slowly
@given(data=st.data())
def test_every_gesture_is_taken_back_exactly(data: st.DataObject, registry: Registry) -> None:
    graph = draw_graph(data.draw, registry)
    try_many(data, graph)
    before = graph.copy()

    for _ in range(4):
        name = data.draw(st.sampled_from(sorted(GESTURES)))
        try:
            edit = GESTURES[name](data.draw, graph)
        except GraphError:
            event(f"refused {name}")
            continue
        event(f"did {name}")
        assert graph == before
        check_sound(done(graph, edit))


def _nodes(draw: Draw, graph: Graph) -> list[str]:
    return [id_ for id_ in graph.nodes if draw(st.booleans())]


def _frames(draw: Draw, graph: Graph) -> list[str]:
    return [id_ for id_ in graph.frames if draw(st.booleans())]


def _node(draw: Draw, graph: Graph) -> str:
    return str(draw(st.sampled_from(list(graph.nodes))))


def _frame(draw: Draw, graph: Graph) -> str:
    return str(draw(st.sampled_from([*graph.frames, "nowhere"])))


def _port(draw: Draw, graph: Graph, side: str) -> Port:
    node = _node(draw, graph)
    definition = graph.definition(node)
    names = ["x"] if definition is None else [one.name for one in getattr(definition, side)]
    return Port(node, draw(st.sampled_from(names or ["none"])))


def _reroute(draw: Draw, graph: Graph) -> Edit:
    wires = list(graph.wires)
    if not wires:
        raise GraphError("There is no wire.")
    return editing.reroute(graph, draw(st.sampled_from(wires)), HERE)[0]


def _insertion(draw: Draw, graph: Graph) -> Edit:
    wires = list(graph.wires)
    edit = None
    if wires:
        edit = editing.insertion(graph, _node(draw, graph), draw(st.sampled_from(wires)))
    if edit is None:
        raise GraphError("It fits nowhere.")
    return edit


def _connected(draw: Draw, graph: Graph) -> Edit:
    is_output = draw(st.booleans())
    port = _port(draw, graph, "outputs" if is_output else "inputs")
    side: Side = "output" if is_output else "input"
    found = editing.definitions_for(graph, port, side)
    if not found:
        raise GraphError("Nothing fits.")
    definition = draw(st.sampled_from(found))
    return editing.add_connected(graph, definition, HERE, port, side)[0]


def _mended(draw: Draw, graph: Graph) -> Edit:
    definition = draw(st.sampled_from(list(graph.registry.definitions)))
    return editing.replace_type(graph, _node(draw, graph), definition)


def _moved(draw: Draw, graph: Graph) -> Edit:
    nodes, frames = _nodes(draw, graph), _frames(draw, graph)
    return editing.move(graph, nodes, frames, list(graph.notes), 8, -24, {})


GESTURES: dict[str, Callable[[Draw, Graph], Edit]] = {
    "delete": lambda draw, graph: editing.delete(graph, _nodes(draw, graph), _frames(draw, graph)),
    "heal": lambda draw, graph: editing.delete_and_heal(
        graph, _nodes(draw, graph), _frames(draw, graph)
    ),
    "extract": lambda draw, graph: editing.extract(graph, _nodes(draw, graph)),
    "cut": lambda draw, graph: editing.cut(
        graph, [one for one in graph.wires if draw(st.booleans())]
    ),
    "duplicate": lambda draw, graph: (
        editing.duplicate(graph, _nodes(draw, graph), _frames(draw, graph)).edit
    ),
    "move wires": lambda draw, graph: editing.move_wires(
        graph, _port(draw, graph, "outputs"), _port(draw, graph, "outputs")
    ),
    "insert": _insertion,
    "add": _connected,
    "reroute": _reroute,
    "probe": lambda draw, graph: editing.probe(graph, _port(draw, graph, "outputs"), HERE)[0],
    "feed": lambda draw, graph: editing.feed_from_node(graph, _port(draw, graph, "inputs"), HERE)[
        0
    ],
    "take back": lambda draw, graph: editing.take_value_back(graph, _port(draw, graph, "inputs")),
    "mend": _mended,
    "tidy": lambda draw, graph: editing.tidy(graph, _nodes(draw, graph), {}),
    "align": lambda draw, graph: editing.align(graph, _nodes(draw, graph), {}, "middle"),
    "distribute": lambda draw, graph: editing.distribute(graph, _nodes(draw, graph), {}, "down"),
    "snap": lambda draw, graph: editing.snap(graph, _nodes(draw, graph)),
    "move": _moved,
    "frame": lambda draw, graph: editing.frame_around(graph, _nodes(draw, graph), {})[0],
    "fold": lambda draw, graph: editing.fold(graph, _frame(draw, graph), {}),
    "unfold": lambda draw, graph: editing.unfold(graph, _frame(draw, graph)),
    "mute": lambda draw, graph: editing.toggle_mute(graph, _nodes(draw, graph)),
    "bypass": lambda draw, graph: editing.toggle_bypass(graph, _nodes(draw, graph)),
    "collapse": lambda draw, graph: editing.toggle_collapse(graph, _nodes(draw, graph)),
}
