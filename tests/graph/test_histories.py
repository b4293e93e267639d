"""Random histories: whatever people do, undo and redo bring every state back exactly."""

import json
import re

import networkx as nx
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from graphstudio.errors import GraphError
from graphstudio.graph.document import Document
from graphstudio.graph.edits import Edit, from_json, to_json
from graphstudio.graph.elements import Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from tests.graph.drawing import draw_edit, draw_graph

slowly = settings(
    deadline=None,
    max_examples=120,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def text_of(graph: Graph) -> str:
    return json.dumps(graph.snapshot(), sort_keys=True)


def check_sound(graph: Graph) -> None:
    """Check that all that the graph keeps beside its nodes and wires agrees with them."""
    again, dropped = Graph.build(
        graph.registry,
        graph.nodes.values(),
        graph.wires,
        title=graph.title,
        description=graph.description,
        places=graph.places,
        frames=graph.frames.values(),
        notes=graph.notes.values(),
        published=graph.published,
        rolling=graph.rolling,
    )
    assert dropped == ()
    assert again == graph
    assert nx.is_directed_acyclic_graph(graph.dag)
    assert set(graph.dag.edges(keys=True)) == {
        (wire.source.node, wire.target.node, (wire.source.socket, wire.target.socket))
        for wire in graph.wires
    }
    for wire in graph.wires:
        assert wire.target in graph.targets(wire.source)
    for node in graph.nodes:
        definition = graph.definition(node)
        for output in definition.outputs if definition else ():
            port = Port(node, output.name)
            assert graph.type_of(port) == again.type_of(port)


@slowly
@given(data=st.data())
def test_undo_and_redo_restore_every_state_exactly(data: st.DataObject, registry: Registry) -> None:
    document = Document(draw_graph(data.draw, registry))
    states = [text_of(document.graph)]
    for _ in range(data.draw(st.integers(5, 30))):
        edit = draw_edit(data.draw, document.graph)
        try:
            document.do(edit, type(edit).__name__)
        except GraphError:
            event(f"refused {type(edit).__name__}")
            assert text_of(document.graph) == states[-1]
        else:
            event(f"did {type(edit).__name__}")
            states.append(text_of(document.graph))
    check_sound(document.graph)

    for state in reversed(states[:-1]):
        assert document.undo()
        assert text_of(document.graph) == state
    assert not document.undo()
    check_sound(document.graph)
    for state in states[1:]:
        assert document.redo()
        assert text_of(document.graph) == state
    assert not document.redo()
    check_sound(document.graph)


@slowly
@given(data=st.data())
def test_undo_and_redo_may_be_mixed_with_new_edits(data: st.DataObject, registry: Registry) -> None:
    document = Document(draw_graph(data.draw, registry))
    done = [text_of(document.graph)]
    undone: list[str] = []
    for _ in range(data.draw(st.integers(5, 40))):
        match data.draw(st.sampled_from(["do", "do", "do", "undo", "redo"])):
            case "undo":
                assert document.undo() == (len(done) > 1)
                if len(done) > 1:
                    undone.append(done.pop())
            case "redo":
                assert document.redo() == bool(undone)
                if undone:
                    done.append(undone.pop())
            case _:
                edit = draw_edit(data.draw, document.graph)
                if try_edit(document, edit):
                    done.append(text_of(document.graph))
                    undone.clear()
        assert text_of(document.graph) == done[-1]
    check_sound(document.graph)


@slowly
@given(data=st.data())
def test_merged_steps_undo_and_redo_as_one(data: st.DataObject, registry: Registry) -> None:
    document = Document(draw_graph(data.draw, registry))
    steps: list[tuple[str, str, str | None]] = []
    for _ in range(data.draw(st.integers(5, 30))):
        key = data.draw(st.sampled_from([None, "a", "b"]))
        before = text_of(document.graph)
        if not try_edit(document, draw_edit(data.draw, document.graph), key):
            continue
        if key is not None and steps and steps[-1][2] == key:
            before = steps.pop()[0]
        steps.append((before, text_of(document.graph), key))

    assert len(document.history.labels) == len(steps)
    for before, _, _ in reversed(steps):
        document.undo()
        assert text_of(document.graph) == before
    for _, after, _ in steps:
        document.redo()
        assert text_of(document.graph) == after


@slowly
@given(data=st.data())
def test_every_edit_and_its_inverse_survive_the_journal(
    data: st.DataObject, registry: Registry
) -> None:
    graph = draw_graph(data.draw, registry)
    replayed = graph.copy()
    for _ in range(data.draw(st.integers(1, 20))):
        edit = draw_edit(data.draw, graph)
        read = from_json(json.loads(json.dumps(to_json(edit))))
        assert read == edit
        before = text_of(graph)
        try:
            inverse = edit.apply(graph)
        except GraphError as error:
            with pytest.raises(type(error), match=re.escape(str(error))):
                read.apply(replayed)
            continue
        read.apply(replayed)
        assert text_of(replayed) == text_of(graph)
        twin = graph.copy()
        from_json(json.loads(json.dumps(to_json(inverse)))).apply(twin)
        assert text_of(twin) == before


@slowly
@given(data=st.data())
def test_a_wire_is_refused_exactly_when_refusal_has_a_reason(
    data: st.DataObject, registry: Registry
) -> None:
    graph = draw_graph(data.draw, registry)
    for _ in range(data.draw(st.integers(5, 25))):
        try_edit(Document(graph), draw_edit(data.draw, graph))
    for source in graph.nodes:
        for target in graph.nodes:
            for port, socket in ports_between(graph, source, target):
                reason = graph.refusal(port, socket)
                twin = graph.copy()
                if reason is None:
                    twin.connect(port, socket)
                    check_sound(twin)
                else:
                    with pytest.raises(GraphError):
                        twin.connect(port, socket)
                    assert twin == graph


def ports_between(graph: Graph, source: str, target: str) -> list[tuple[Port, Port]]:
    """Give a pair of sockets of two nodes; the last of each, which vary most in type."""
    first, second = graph.definition(source), graph.definition(target)
    if first is None or second is None or not first.outputs or not second.inputs:
        return []
    return [(Port(source, first.outputs[-1].name), Port(target, second.inputs[0].name))]


def try_many(data: st.DataObject, graph: Graph, most: int = 25) -> None:
    """Do random edits to a graph, those that are taken."""
    document = Document(graph)
    for _ in range(data.draw(st.integers(0, most))):
        try_edit(document, draw_edit(data.draw, graph))


def try_edit(document: Document, edit: Edit, key: str | None = None) -> bool:
    """Do an edit and tell whether it was taken."""
    try:
        document.do(edit, "step", key)
    except GraphError:
        return False
    return True
