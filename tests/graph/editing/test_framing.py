import pytest

from graphstudio.errors import GraphError
from graphstudio.graph.editing import (
    carried,
    fold,
    frame_around,
    members,
    move,
    toggle_pin,
    unframe,
)
from graphstudio.graph.edits import AddFrame, AddNode, Move
from graphstudio.graph.elements import Frame, Node, Place
from graphstudio.graph.graph import Graph
from tests.graph.editing.shapes import done

SIZES = {"load": (240.0, 100.0), "blend": (200.0, 300.0)}


def test_a_node_belongs_to_the_frame_that_the_middle_of_its_header_is_in(photos: Graph) -> None:
    Move({"blend": Place(460, 0), "split": Place(450, 340)}).apply(photos)

    assert members(photos, "frame", {}) == ("load", "load_2")
    assert members(photos, "frame", {"blend": (200, 900)}) == ("load", "load_2", "blend")


def test_a_frame_is_drawn_around_nodes_with_room_on_the_grid(photos: Graph) -> None:
    Move({"load": Place(1, 3)}).apply(photos)

    edit, id_ = frame_around(photos, ["load", "blend"], SIZES, "Both")

    frame = done(photos, edit).frames[id_]
    assert id_ == "frame_2"
    assert (frame.x, frame.y) == (-24, -56)
    assert (frame.x + frame.width, frame.y + frame.height) == (528, 328)
    assert set(members(done(photos, edit), id_, SIZES)) == {"load", "blend", "load_2"}


def test_around_nothing_no_frame_is_drawn(photos: Graph) -> None:
    AddNode(Node("new", "any.show")).apply(photos)

    with pytest.raises(GraphError, match="nothing to draw a frame around"):
        frame_around(photos, ["new"], {})


def test_a_frame_takes_along_what_lies_in_it(photos: Graph) -> None:
    AddFrame(Frame("inner", "", 0, 10, 50, 50)).apply(photos)

    after = done(photos, move(photos, ["show"], ["frame"], [], 8, -16, {}))

    assert after.places["load"] == Place(8, -16)
    assert after.places["blend"] == Place(308, -16, colour="#112233")
    assert after.places["split"] == photos.places["split"]
    assert after.places["show"] == Place(908, -16)
    assert (after.frames["frame"].x, after.frames["inner"].y) == (-16, -6)
    assert (after.notes["note"].x, after.notes["note"].y) == (48, 304)


def test_a_folded_frame_takes_along_what_it_holds_and_nothing_else(photos: Graph) -> None:
    folded = done(photos, fold(photos, "frame", {}))
    Move({"split": Place(10, 10), "load": Place(5000, 0)}).apply(folded)

    after = done(folded, move(folded, [], ["frame"], [], 100, 0, {}))

    assert after.places["load"] == Place(5100, 0)
    assert after.places["split"] == Place(10, 10)
    assert after.notes["note"].x == 140


def test_a_node_is_shifted_once_though_it_is_selected_with_its_frame(photos: Graph) -> None:
    after = done(photos, move(photos, ["load"], ["frame"], ["note"], 8, 0, {}))

    assert after.places["load"] == Place(8, 0)
    assert after.notes["note"].x == 48


def test_what_a_frame_in_a_frame_holds_is_carried_too(photos: Graph) -> None:
    AddFrame(Frame("part", "", 10, 100, 900, 900, "", True, ("record",))).apply(photos)

    found = carried(photos, ["frame"], {})

    assert found.nodes == {"load", "load_2", "blend", "record"}
    assert found.frames == {"frame", "part"}
    assert found.notes == {"note"}


def test_unframing_leaves_what_lies_in_the_frame(photos: Graph) -> None:
    after = done(photos, unframe(photos, ["frame"]))

    assert after.frames == {}
    assert after.places == photos.places


def test_a_frame_that_is_not_there_is_refused(photos: Graph) -> None:
    with pytest.raises(GraphError, match="no frame 'nowhere'"):
        members(photos, "nowhere", {})


def test_a_pinned_node_stays_when_its_frame_moves_but_not_when_that_is_folded(
    photos: Graph,
) -> None:
    toggle_pin(photos, ["load"]).apply(photos)
    folded = done(photos, fold(photos, "frame", {}))

    open_ = done(photos, move(photos, [], ["frame"], [], 8, 0, {}))
    carried_ = done(folded, move(folded, [], ["frame"], [], 8, 0, {}))

    assert open_.places["load"].x == 0
    assert open_.places["load_2"].x == 8
    assert carried_.places["load"].x == 8
