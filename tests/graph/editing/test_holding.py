from graphstudio.graph.editing import contents, hidden, hidden_nodes, holder
from graphstudio.graph.edits import AddFrame
from graphstudio.graph.elements import Frame
from graphstudio.graph.graph import Graph


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
