from graphstudio.graph.editing import (
    contents,
    frames_around,
    hidden,
    hidden_nodes,
    holder,
    holders,
    kept_inside,
)
from graphstudio.graph.edits import AddFrame, AddNode, Mute, RemoveFrame
from graphstudio.graph.elements import Frame, Node
from graphstudio.graph.graph import Graph
from tests.graph.editing.shapes import done


def test_a_frame_that_is_not_folded_holds_and_hides_nothing(photos: Graph) -> None:
    assert contents(photos, ["frame"]) == hidden(photos)
    assert hidden_nodes(photos) == frozenset()
    assert holder(photos, "load") is None


def test_folded_frames_hold_what_those_in_them_hold(photos: Graph) -> None:
    AddFrame(Frame("inner", "", 0, 0, 9, 9, "", True, ("record",), (), ("note",))).apply(photos)
    AddFrame(Frame("outer", "", 0, 0, 9, 9, "", True, ("show",), ("inner",))).apply(photos)

    found = contents(photos, ["outer"])

    assert found.nodes == {"record", "show"}
    assert found.frames == {"inner"}
    assert found.notes == {"note"}
    assert hidden(photos) == found
    assert holder(photos, "record") == "outer"


def test_frames_that_are_not_there_hold_nothing(photos: Graph) -> None:
    assert contents(photos, ["nowhere"]).nodes == frozenset()


def nested(photos: Graph) -> None:
    AddFrame(Frame("inner", "", 0, 0, 9, 9, "", True, ("record",), (), ("note",))).apply(photos)
    AddFrame(Frame("outer", "", 0, 0, 9, 9, "", True, ("show",), ("inner",))).apply(photos)


def test_seen_from_inside_only_the_inside_shows(photos: Graph) -> None:
    nested(photos)

    away = hidden(photos, "outer")

    assert photos.nodes.keys() - away.nodes == {"show"}
    assert photos.frames.keys() - away.frames == {"inner"}
    assert holder(photos, "record", "outer") == "inner"
    assert holder(photos, "record", "inner") is None
    assert holders(photos, "record") == ("inner", "outer")
    assert frames_around(photos, "inner") == ("outer",)


def test_what_is_added_inside_a_frame_is_held_by_it(photos: Graph) -> None:
    nested(photos)
    edit = AddNode(Node("new", "any.show"))

    after = done(photos, kept_inside(photos, "outer", edit))

    assert after.frames["outer"].members == ("new", "show")
    assert kept_inside(photos, "outer", Mute("show", True)) == Mute("show", True)


def test_what_a_removed_frame_held_stays_inside(photos: Graph) -> None:
    nested(photos)

    after = done(photos, kept_inside(photos, "outer", RemoveFrame("inner")))

    assert after.frames["outer"].members == ("record", "show")
    assert after.frames["outer"].notes == ("note",)
    assert after.frames["outer"].frames == ()
