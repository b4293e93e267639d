import json
from typing import Any

import pytest

from graphstudio.errors import BadValue, ConnectError, GraphError
from graphstudio.graph import edits
from graphstudio.graph.edits import (
    AddFrame,
    AddNode,
    AddNote,
    AppendText,
    Bypass,
    ChangeFrame,
    ChangeNote,
    ClearValue,
    Connect,
    CutText,
    Describe,
    Disconnect,
    Edit,
    Group,
    Move,
    Mute,
    Publish,
    RemoveFrame,
    RemoveNode,
    RemoveNote,
    Rename,
    Roll,
    SetValue,
    Unpublish,
    from_json,
    to_json,
)
from graphstudio.graph.elements import Frame, Node, Note, Place, Port, Wire
from graphstudio.graph.graph import Graph

FRAME = Frame("box", "Box", 0, 0, 100, 100)
NOTE = Note("memo", "Text", 0, 0, 100, 100)
FOLDED = Frame("part", "Part", 0, 0, 300, 300, "", True, ("two", "sound"), ("box",), ("memo",))


@pytest.fixture
def busy(graph: Graph) -> Graph:
    """Give a graph with something of everything."""
    Group(
        (
            AddNode(Node("one", "number.add", values={"a": 1})),
            AddNode(Node("two", "number.add"), Place(10, 20, 240, True, "#112233")),
            AddNode(Node("three", "number.scale", title="Third")),
            AddNode(Node("gone", "not.here", values={"x": [1, {"y": None}]})),
            Connect(Wire(Port("one", "value"), Port("two", "a"))),
            Connect(Wire(Port("two", "value"), Port("three", "x"))),
            Connect(Wire(Port("two", "value"), Port("gone", "z"))),
            Publish("first", Port("one", "a")),
            Publish("second", Port("two", "b")),
            AddFrame(FRAME),
            AddNote(NOTE),
            AddNode(Node("sound", "sound.record")),
            AddNode(Node("poem", "not.here", values={"lines": "one\ntwo\n"})),
            Roll(Port("sound", "seed"), True),
            AddFrame(FOLDED),
            Describe("Sums", "Adds numbers."),
        )
    ).apply(graph)
    return graph


GOOD: list[Edit] = [
    AddNode(Node("new", "number.add", values={"a": 2.0}), Place(0, 0)),
    AddNode(Node("new", "not.known", values={"a": [2]})),
    RemoveNode("two"),
    RemoveNode("gone"),
    RemoveNode("sound"),
    Roll(Port("sound", "seed"), False),
    Roll(Port("sound", "seed"), True),
    Roll(Port("gone", "x"), True),
    SetValue("one", "a", 5),
    SetValue("one", "b", 5),
    SetValue("gone", "x", {"deep": [1]}),
    ClearValue("one", "a"),
    AppendText("poem", "lines", "three\n"),
    AppendText("poem", "title", "New"),
    CutText("poem", "lines", 4),
    Rename("one", "Uno"),
    Rename("three", ""),
    Mute("one", True),
    Mute("one", False),
    Bypass("one", True),
    Connect(Wire(Port("one", "value"), Port("two", "b"))),
    Connect(Wire(Port("one", "value"), Port("three", "x"))),
    Connect(Wire(Port("one", "value"), Port("two", "a"))),
    Disconnect(Port("three", "x")),
    Move({"one": Place(1, 2), "two": None}),
    Move({}),
    AddFrame(Frame("other", "", 0, 0, 1, 1)),
    ChangeFrame(Frame("box", "New", 1, 1, 1, 1, "#abcdef")),
    RemoveFrame("box"),
    RemoveFrame("part"),
    ChangeFrame(Frame("part", "Part", 0, 0, 300, 300)),
    ChangeFrame(Frame("box", "Box", 0, 0, 9, 9, "", True, ("one",))),
    AddNote(Note("other", "", 0, 0, 1, 1)),
    ChangeNote(Note("memo", "New", 1, 1, 1, 1)),
    RemoveNote("memo"),
    Publish("third", Port("one", "a")),
    Unpublish("first"),
    Describe(title="New"),
    Describe(description=""),
    Group((RemoveNode("one"), AddNode(Node("one", "text.say")), Rename("one", "Again"))),
    Group(()),
]

BAD: list[tuple[Edit, str]] = [
    (AddNode(Node("one", "text.say")), "'one' already"),
    (AddNode(Node("a.b", "text.say")), "is no id"),
    (AddNode(Node("new", "number.add", values={"a": "x"})), "takes a whole number"),
    (AddNode(Node("new", "number.add"), Place(1e12, 0)), "nowhere on the canvas"),
    (RemoveNode("nowhere"), "no node 'nowhere'"),
    (SetValue("one", "a", "x"), "takes a whole number"),
    (SetValue("one", "c", 1), "no knob 'c'"),
    (SetValue("nowhere", "c", 1), "no node 'nowhere'"),
    (ClearValue("one", "b"), "no value is set for 'b'"),
    (AppendText("one", "a", "x"), "'a' is no text"),
    (AppendText("poem", "lines", "\ud800"), "broken character"),
    (AppendText("nowhere", "a", "x"), "no node 'nowhere'"),
    (CutText("poem", "lines", 9), "no 9 characters"),
    (CutText("poem", "title", 0), "no 0 characters"),
    (Rename("one", "\ud800"), "broken character"),
    (Mute("nowhere", True), "no node 'nowhere'"),
    (Bypass("nowhere", True), "no node 'nowhere'"),
    (Connect(Wire(Port("three", "value"), Port("one", "a"))), "a number does not fit"),
    (Connect(Wire(Port("two", "value"), Port("one", "b"))), "close the circle"),
    (Disconnect(Port("one", "a")), "No wire leads to one.a"),
    (Move({"one": Place(0, 0), "nowhere": Place(0, 0)}), "no node 'nowhere'"),
    (Move({"one": Place(0, 0), "two": Place(0, 0, -1)}), "width is -1"),
    (AddFrame(FRAME), "frame called 'box' already"),
    (ChangeFrame(Frame("other", "", 0, 0, 1, 1)), "no frame 'other'"),
    (RemoveFrame("other"), "no frame 'other'"),
    (AddFrame(Frame("x", "", 0, 0, 1, 1, "", True, ("nobody",))), "hold the node 'nobody'"),
    (AddFrame(Frame("x", "", 0, 0, 1, 1, "", True, (), ("nobody",))), "hold the frame 'nobody'"),
    (AddFrame(Frame("x", "", 0, 0, 1, 1, "", True, (), (), ("no",))), "hold the note 'no'"),
    (AddFrame(Frame("x", "", 0, 0, 1, 1, "", False, ("one",))), "'x' is not folded"),
    (ChangeFrame(Frame("box", "", 0, 0, 1, 1, "", True, (), ("part",))), "cannot hold itself"),
    (Roll(Port("one", "a"), True), "it is no seed"),
    (Roll(Port("sound", "x"), True), "has no input 'x'"),
    (Roll(Port("nowhere", "x"), True), "no node 'nowhere'"),
    (AddNote(NOTE), "note called 'memo' already"),
    (ChangeNote(Note("other", "", 0, 0, 1, 1)), "no note 'other'"),
    (RemoveNote("other"), "no note 'other'"),
    (Publish("first", Port("two", "b")), "is the public name of one.a"),
    (Publish("x", Port("two", "c")), "has no input 'c'"),
    (Unpublish("x"), "No input is published as 'x'"),
    (Describe(title="\ud800"), "broken character"),
    (Group((RemoveNode("two"), Rename("one", "x"), SetValue("one", "a", "x"))), "whole number"),
    (Group((Group((RemoveNode("one"), RemoveNode("two"))), RemoveNode("one"))), "no node 'one'"),
]


def state(graph: Graph) -> str:
    return json.dumps(graph.snapshot(), sort_keys=True)


def name(value: object) -> str:
    return type(value).__name__ if not isinstance(value, str) else ""


@pytest.mark.parametrize("edit", GOOD, ids=name)
def test_the_inverse_restores_the_graph_and_its_inverse_does_it_again(
    busy: Graph, edit: Edit
) -> None:
    before = state(busy)

    inverse = edit.apply(busy)
    after = state(busy)
    again = inverse.apply(busy)

    assert state(busy) == before
    again.apply(busy)
    assert state(busy) == after


@pytest.mark.parametrize(("edit", "words"), BAD, ids=name)
def test_a_refused_edit_says_why_and_leaves_the_graph_unchanged(
    busy: Graph, edit: Edit, words: str
) -> None:
    before, copy = state(busy), busy.copy()

    with pytest.raises(GraphError) as refused:
        edit.apply(busy)

    assert words in str(refused.value)
    assert state(busy) == before
    assert busy == copy


@pytest.mark.parametrize("edit", [*GOOD, *(edit for edit, _ in BAD)], ids=name)
def test_an_edit_is_the_same_after_the_journal(edit: Edit) -> None:
    assert from_json(json.loads(json.dumps(to_json(edit)))) == edit


def test_every_kind_of_edit_is_tried_here_and_can_be_journalled() -> None:
    kinds = {name(edit) for edit in GOOD}

    assert kinds == set(edits.__all__) - {"Edit", "from_json", "to_json"}


def test_removing_a_node_takes_its_wires_place_and_public_names_along(busy: Graph) -> None:
    RemoveNode("two").apply(busy)

    assert list(busy.wires) == []
    assert busy.places == {}
    assert dict(busy.published) == {"first": Port("one", "a")}


def test_the_errors_of_the_graph_come_through(busy: Graph) -> None:
    with pytest.raises(BadValue):
        SetValue("one", "a", None).apply(busy)
    with pytest.raises(ConnectError):
        Connect(Wire(Port("one", "x"), Port("two", "a"))).apply(busy)


def test_a_group_rolls_back_when_anything_at_all_goes_wrong(busy: Graph) -> None:
    class Broken:
        def apply(self, graph: Graph) -> Edit:
            raise KeyboardInterrupt

    before = state(busy)

    with pytest.raises(KeyboardInterrupt):
        Group((RemoveNode("two"), Broken())).apply(busy)

    assert state(busy) == before


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param([], "An edit is an object, not list", id="list"),
        pytest.param({"edit": "Explode"}, "There is no edit 'Explode'", id="kind"),
        pytest.param({}, "There is no edit None", id="nothing"),
        pytest.param({"edit": "Mute", "node": "one"}, "is_muted", id="missing part"),
        pytest.param({"edit": "Mute", "node": "a", "is_muted": 1}, "1 is not", id="wrong type"),
        pytest.param({"edit": "RemoveNode", "node": 1}, "1 is not", id="number for an id"),
        pytest.param({"edit": "RemoveNode", "node": "a", "x": 1}, "x is no part of it", id="extra"),
        pytest.param({"edit": "Disconnect", "target": "a"}, "written node.socket", id="port"),
        pytest.param({"edit": "Connect", "wire": {"source": "a.b"}}, "'target'", id="half a wire"),
        pytest.param({"edit": "Connect", "wire": "a.b"}, "Connect cannot be read", id="no wire"),
        pytest.param({"edit": "Group", "edits": [{"edit": "No"}]}, "no edit 'No'", id="in a group"),
        pytest.param({"edit": "Group", "edits": 3}, "Group cannot be read", id="no group"),
        pytest.param({"edit": "Move", "places": {"a": 3}}, "Move cannot be read", id="no place"),
        pytest.param({"edit": "AddNode", "node": {"id": True}}, "True is not", id="no node"),
    ],
)
def test_what_is_no_edit_is_refused_when_read(data: Any, words: str) -> None:
    with pytest.raises(GraphError) as refused:
        from_json(data)

    assert words in str(refused.value)
