from graphstudio.graph.editing import cut, delete, delete_and_heal, extract, fold
from graphstudio.graph.edits import AddNode, Connect
from graphstudio.graph.elements import Node
from graphstudio.graph.graph import Graph
from tests.graph.editing.shapes import done, port, wire, wired


def test_deleted_things_go_with_their_wires_and_names(photos: Graph) -> None:
    after = done(photos, delete(photos, ["blend", "record"], ["frame"], ["note"]))

    assert list(after.nodes) == ["load", "load_2", "split", "show"]
    assert wired(after) == {"show.value": "split.bright"}
    assert (after.frames, after.notes, after.published, after.rolling) == ({}, {}, {}, frozenset())


def test_a_frame_leaves_its_nodes_unless_it_is_folded(photos: Graph) -> None:
    folded = done(photos, fold(photos, "frame", {}))

    assert len(done(photos, delete(photos, [], ["frame"])).nodes) == 6
    after = done(folded, delete(folded, [], ["frame"]))
    assert list(after.nodes) == ["split", "show", "record"]
    assert after.notes == {}


def test_healing_wires_what_came_in_to_what_it_went_to(photos: Graph) -> None:
    after = done(photos, delete_and_heal(photos, ["blend"]))

    assert wired(after) == {"split.photo": "load.photo", "show.value": "split.bright"}


def test_healing_closes_the_gap_of_several_nodes_in_a_row(photos: Graph) -> None:
    after = done(photos, delete_and_heal(photos, ["split", "blend"], ["frame"], ["note"]))

    assert wired(after) == {"show.value": "load.photo"}
    assert after.frames == {}


def test_what_does_not_fit_is_left_open_by_healing(photos: Graph) -> None:
    AddNode(Node("scale", "number.scale")).apply(photos)
    Connect(wire("split.amount", "scale.x")).apply(photos)

    after = done(photos, delete_and_heal(photos, ["split"]))

    assert wired(after).get("scale.x") is None
    assert wired(after)["show.value"] == "blend.photo"


def test_an_extracted_node_stays_unwired_and_the_gap_is_closed(photos: Graph) -> None:
    after = done(photos, extract(photos, ["blend"]))

    assert wired(after) == {"split.photo": "load.photo", "show.value": "split.bright"}
    assert after.published == photos.published


def test_extracted_nodes_keep_the_wires_between_them(photos: Graph) -> None:
    after = done(photos, extract(photos, ["blend", "split"]))

    assert wired(after) == {"split.photo": "blend.photo", "show.value": "load.photo"}


def test_the_knife_cuts_each_wire_once_and_none_that_is_gone(photos: Graph) -> None:
    crossed = [
        wire("load.photo", "blend.first"),
        wire("load.photo", "blend.first"),
        wire("load.photo", "split.photo"),
        wire("load.photo", "nowhere.photo"),
    ]

    after = done(photos, cut(photos, crossed))

    assert "first" not in after.inputs("blend")
    assert after.inputs("split") == {"photo": port("blend.photo")}
