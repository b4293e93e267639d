from dataclasses import dataclass

import pytest

from graphstudio.graph.edits import (
    AddFrame,
    AddNode,
    AddNote,
    AppendText,
    Bypass,
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
)
from graphstudio.graph.elements import Frame, Node, Note, Place, Port
from graphstudio.graph.graph import Graph
from graphstudio.ui.canvas.touched import Touched, touched
from tests.ui.canvas.conftest import wire


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (AddNode(Node("a", "t")), Touched(nodes={"a"})),
        (RemoveNode("a"), Touched(nodes={"a"})),
        (SetValue("a", "x", 1), Touched(nodes={"a"})),
        (AppendText("a", "x", "more"), Touched(nodes={"a"})),
        (CutText("a", "x", 1), Touched(nodes={"a"})),
        (ClearValue("a", "x"), Touched(nodes={"a"})),
        (Rename("a", "x"), Touched(nodes={"a"})),
        (Mute("a", True), Touched(nodes={"a"})),
        (Bypass("a", True), Touched(nodes={"a"})),
        (Publish("p", Port("a", "x")), Touched(nodes={"a"})),
        (Roll(Port("a", "x"), True), Touched(nodes={"a"})),
        (Move({"a": Place(0, 0)}), Touched(places={"a"})),
        (Connect(wire("a.x", "b.y")), Touched(wired={"a", "b"})),
        (Disconnect(Port("b", "y")), Touched(wired={"b"})),
        (AddFrame(Frame("f", "", 0, 0, 1, 1)), Touched(frames={"f"})),
        (RemoveFrame("f"), Touched(frames={"f"})),
        (AddNote(Note("n", "", 0, 0, 1, 1)), Touched(notes={"n"})),
        (RemoveNote("n"), Touched(notes={"n"})),
        (Describe("title"), Touched()),
        (Group((Mute("a", True), RemoveNote("n"))), Touched(nodes={"a"}, notes={"n"})),
    ],
    ids=lambda value: type(value).__name__,
)
def test_an_edit_touches_what_it_names(edit: Edit, expected: Touched) -> None:
    assert touched(edit) == expected


def test_an_edit_of_an_unknown_kind_touches_everything() -> None:
    @dataclass(frozen=True)
    class Surprise:
        def apply(self, graph: Graph) -> Edit:
            raise NotImplementedError

    assert touched(Surprise()).is_everything
