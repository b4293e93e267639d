import json
from dataclasses import replace

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphstudio.errors import GraphError
from graphstudio.graph.editing import copy_text, duplicate, fold, hidden_nodes, paste, toggle_pin
from graphstudio.graph.edits import AddFrame, AddNode, Connect
from graphstudio.graph.elements import Frame, Node, Place, Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Pack, Registry
from tests.graph.drawing import draw_graph
from tests.graph.editing.shapes import done, port, wire, wired
from tests.graph.test_histories import slowly, try_many

ALL = ["load", "load_2", "blend", "split", "show", "record"]


def test_what_is_pasted_is_wired_like_what_was_copied(photos: Graph) -> None:
    pasted = paste(photos, copy_text(photos, ["load", "blend", "split"]))

    after = done(photos, pasted.edit)
    assert pasted.nodes == ("load_3", "blend_2", "split_2")
    assert wired(after).items() - wired(photos).items() == {
        ("blend_2.first", "load_3.photo"),
        ("split_2.photo", "blend_2.photo"),
    }
    assert after.nodes["blend_2"] == replace(photos.nodes["blend"], id="blend_2")
    assert after.published == photos.published


def test_what_is_pasted_twice_does_not_lie_on_top_of_itself(photos: Graph) -> None:
    text = copy_text(photos, ["load"])

    once = done(photos, paste(photos, text).edit)
    twice = done(once, paste(once, text).edit)

    assert twice.places["load_3"] == Place(32, 32)
    assert twice.places["load_4"] == Place(64, 64)


def test_the_upper_left_corner_comes_where_it_is_asked_for(photos: Graph) -> None:
    text = copy_text(photos, ["load_2", "blend"], ["frame"], ["note"])

    pasted = paste(photos, text, (1000, 2000))

    after = done(photos, pasted.edit)
    frame, note = after.frames[pasted.frames[0]], after.notes[pasted.notes[0]]
    assert (frame.x, frame.y) == (1000, 2000)
    assert (note.x, note.y) == (1064, 2376)
    assert after.places["load_3"] == Place(1024, 2256)
    assert after.places["blend_2"] == Place(1324, 2056, colour="#112233")


def test_incoming_wires_are_kept_when_that_is_asked_for(photos: Graph) -> None:
    text = copy_text(photos, ["blend"])

    without = done(photos, paste(photos, text).edit)
    with_ = done(photos, paste(photos, text, keeps_incoming=True).edit)

    assert without.inputs("blend_2") == {}
    assert with_.inputs("blend_2") == photos.inputs("blend")


def test_incoming_wires_from_nodes_that_are_not_there_are_left_out(photos: Graph) -> None:
    text = copy_text(photos, ["blend"])
    empty = Graph(photos.registry)

    after = done(empty, paste(empty, text, keeps_incoming=True).edit)

    assert wired(after) == {}
    assert list(after.nodes) == ["blend"]


def test_a_duplicate_is_fed_like_its_original(photos: Graph) -> None:
    made = duplicate(photos, ["split"])

    assert done(photos, made.edit).inputs(made.nodes[0]) == {"photo": port("blend.photo")}


def test_a_rolling_seed_rolls_in_the_copy_too(photos: Graph) -> None:
    after = done(photos, duplicate(photos, ["record"]).edit)

    assert after.rolling == {port("record.seed"), port("record_2.seed")}


def test_unknown_nodes_survive_with_values_and_wires(photos: Graph) -> None:
    AddNode(Node("odd", "gone.away", 4, {"x": [1, {"y": None}]})).apply(photos)
    Connect(wire("blend.photo", "odd.in")).apply(photos)

    after = done(photos, paste(photos, copy_text(photos, ["blend", "odd"])).edit)

    assert after.nodes["odd_2"] == Node("odd_2", "gone.away", 4, {"x": [1, {"y": None}]})
    assert after.inputs("odd_2") == {"in": port("blend_2.photo")}


def test_what_the_packs_here_do_not_take_is_left_out_and_told(photos: Graph) -> None:
    text = copy_text(photos, ["load", "blend"]).replace('"amount": 0.25', '"amount": 7.0')
    empty = Graph(photos.registry)

    pasted = paste(empty, text)

    assert done(empty, pasted.edit).nodes["blend"].values == {}
    assert len(pasted.problems) == 1
    assert "0 to 1" in pasted.problems[0]


def test_nodes_of_a_pack_that_is_not_here_come_as_unknown_ones(photos: Graph) -> None:
    bare = Graph(Registry([Pack("none", photos.registry.packs[0].folder, ())]))

    after = done(bare, paste(bare, copy_text(photos, ALL)).edit)

    assert all(after.definition(id_) is None for id_ in after.nodes)
    assert len(wired(after)) == len(wired(photos))


def test_a_folded_frame_is_copied_with_what_it_holds(photos: Graph) -> None:
    fold(photos, "frame", {}).apply(photos)

    made = duplicate(photos, [], ["frame"])

    after = done(photos, made.edit)
    assert set(made.nodes) == {"load_3", "load_4", "blend_2"}
    assert hidden_nodes(after) == {"load", "load_2", "blend", *made.nodes}
    assert len(after.notes) == 2


def test_a_folded_frame_in_a_folded_frame_is_copied_whole(photos: Graph) -> None:
    AddFrame(Frame("inner", "", 0, 0, 9, 9, "", True, ("record",))).apply(photos)
    AddFrame(Frame("outer", "", 0, 0, 9, 9, "", True, ("show",), ("inner",))).apply(photos)

    after = done(photos, duplicate(photos, [], ["outer"]).edit)

    copies = [one for id_, one in after.frames.items() if id_ not in photos.frames]
    assert sorted(one.members for one in copies) == [("record_2",), ("show_2",)]
    assert hidden_nodes(after) == {"record", "show", "record_2", "show_2"}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("a red circle", id="words"),
        pytest.param("[1]", id="a list"),
        pytest.param('{"format": 1}', id="a workflow"),
        pytest.param("[" * 100_000, id="very deep"),
    ],
)
def test_a_foreign_text_is_refused(graph: Graph, text: str) -> None:
    with pytest.raises(GraphError, match="nothing that GraphStudio copied"):
        paste(graph, text)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        pytest.param({"edits": 1}, "edits is no list", id="no list"),
        pytest.param({"edits": [1]}, "An edit is an object", id="no edit"),
        pytest.param({"edits": [{"edit": "Explode"}]}, "no edit 'Explode'", id="unknown"),
        pytest.param(
            {"edits": [{"edit": "RemoveNode", "node": "a"}]}, "RemoveNode has no place", id="other"
        ),
    ],
)
def test_a_damaged_text_is_refused(graph: Graph, part: dict[str, object], words: str) -> None:
    text = json.dumps({"graphstudio": "clipboard", "edits": [], "wires": [], **part})

    with pytest.raises(GraphError, match=words):
        paste(graph, text)


@slowly
@given(data=st.data())
def test_what_is_pasted_is_the_same_graph_again(data: st.DataObject, registry: Registry) -> None:
    graph = draw_graph(data.draw, registry)
    try_many(data, graph)
    nodes = [id_ for id_ in graph.nodes if data.draw(st.booleans())]
    frames = [id_ for id_ in graph.frames if data.draw(st.booleans())]
    text = copy_text(graph, nodes, frames)

    pasted = paste(graph, text)

    after = done(graph, pasted.edit)
    assert pasted.problems == ()
    copied = [id_ for id_ in graph.nodes if id_ in nodes or id_ in held(graph, frames)]
    assert len(pasted.nodes) == len(copied)
    twins = dict(zip(copied, pasted.nodes, strict=True))
    for id_, twin in twins.items():
        assert after.nodes[twin] == replace(graph.nodes[id_], id=twin)
        assert after.inputs(twin) == {
            name: Port(twins[feed.node], feed.socket)
            for name, feed in graph.inputs(id_).items()
            if feed.node in twins
        }
    assert nx.is_isomorphic(graph.dag.subgraph(twins), after.dag.subgraph(twins.values()))


def held(graph: Graph, frames: list[str]) -> set[str]:
    """Find what frames hold by name, at any depth."""
    found: set[str] = set()
    for id_ in frames:
        found |= {*graph.frames[id_].members, *held(graph, list(graph.frames[id_].frames))}
    return found


def test_a_copy_is_not_pinned(photos: Graph) -> None:
    toggle_pin(photos, ["load"]).apply(photos)

    after = done(photos, paste(photos, copy_text(photos, ["load"])).edit)

    assert not after.places["load_3"].is_pinned
