import pytest

from graphstudio.errors import GraphError
from graphstudio.graph.editing import (
    FoldedPorts,
    fold,
    folded_ports,
    group,
    hidden,
    hidden_nodes,
    holder,
    kept_inside,
    unfold,
)
from graphstudio.graph.edits import AddFrame, Connect, Move, RemoveNode
from graphstudio.graph.elements import Frame, Place
from graphstudio.graph.graph import Graph
from tests.graph.editing.shapes import done, port, wire


def test_folding_hides_what_lies_in_the_frame_and_unfolding_shows_it(photos: Graph) -> None:
    AddFrame(Frame("inner", "", 0, 10, 50, 50)).apply(photos)

    folded = done(photos, fold(photos, "frame", {}))

    assert hidden_nodes(folded) == {"load", "load_2", "blend"}
    assert hidden(folded).frames == {"inner"}
    assert hidden(folded).notes == {"note"}
    assert done(folded, unfold(folded, "frame")) == photos


def test_what_comes_to_lie_where_the_box_was_is_not_swallowed(photos: Graph) -> None:
    folded = done(photos, fold(photos, "frame", {}))

    Move({"show": Place(10, 10)}).apply(folded)

    assert "show" not in hidden_nodes(folded)


def test_the_ports_of_a_folded_frame_are_those_of_wires_across_its_border(photos: Graph) -> None:
    Connect(wire("load_2.photo", "blend.first")).apply(photos)
    AddFrame(Frame("part", "", 0, 0, 9, 9, "", True, ("blend", "split"))).apply(photos)

    assert folded_ports(photos, "part") == FoldedPorts(
        (port("blend.first"), port("blend.second")), (port("split.bright"),)
    )


def test_an_output_that_feeds_several_is_one_port(photos: Graph) -> None:
    AddFrame(Frame("part", "", 0, 0, 9, 9, "", True, ("load",))).apply(photos)
    Connect(wire("load.photo", "blend.second")).apply(photos)

    assert folded_ports(photos, "part").outputs == (port("load.photo"),)


def test_frames_fold_inside_one_another(photos: Graph) -> None:
    AddFrame(Frame("part", "", 0, 100, 900, 900, "", True, ("record",))).apply(photos)

    folded = done(photos, fold(photos, "frame", {}))

    assert hidden_nodes(folded) == {"load", "load_2", "blend", "record"}
    assert holder(folded, "record") == "frame"
    assert holder(photos, "record") == "part"
    assert holder(folded, "show") is None
    assert done(folded, unfold(folded, "frame")) == photos


def test_a_node_that_goes_is_held_no_more(photos: Graph) -> None:
    folded = done(photos, fold(photos, "frame", {}))

    after = done(folded, RemoveNode("load"))

    assert after.frames["frame"].members == ("blend", "load_2")


def test_what_is_folded_cannot_be_folded_again(photos: Graph) -> None:
    folded = done(photos, fold(photos, "frame", {}))

    with pytest.raises(GraphError, match="folded already"):
        fold(folded, "frame", {})
    with pytest.raises(GraphError, match="is not folded"):
        unfold(photos, "frame")
    with pytest.raises(GraphError, match="no frame 'nowhere'"):
        fold(photos, "nowhere", {})


def test_a_group_holds_just_what_it_is_made_of(photos: Graph) -> None:
    edit, id_ = group(photos, ["load", "split"], ["note"], {}, "Part")

    after = done(photos, edit)

    assert after.frames[id_].title == "Part"
    assert hidden(after).nodes == {"load", "split"}
    assert hidden(after).notes == {"note"}


def test_a_frame_in_a_group_folds_as_it_is_seen_from_inside(photos: Graph) -> None:
    edit, outer = group(photos, ["load", "load_2"], [], {})
    grouped = done(photos, edit)
    AddFrame(Frame("inner", "", -10, -40, 400, 200)).apply(grouped)

    folded = done(grouped, kept_inside(grouped, outer, fold(grouped, "inner", {}, outer)))

    assert folded.frames["inner"].members == ("load",)
