import pytest

from graphstudio.errors import ConnectError, GraphError
from graphstudio.graph.editing import (
    add_connected,
    definitions_for,
    insertion,
    move_wires,
    probe,
    reroute,
)
from graphstudio.graph.edits import AddNode, Connect
from graphstudio.graph.elements import Node, Place
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Pack, Registry
from tests.graph.editing.shapes import done, port, wire, wired

HERE = Place(10, 20)


def ids(graph: Graph, socket: str, side: str) -> list[str]:
    found = definitions_for(graph, port(socket), "output" if side == "output" else "input")
    return [one.id for one in found]


def test_nodes_for_just_this_type_come_before_those_for_anything(photos: Graph) -> None:
    assert ids(photos, "load.photo", "output") == [
        "photo.blend", "image.preview", "photo.split", "list.first", "logic.reroute", "any.show",
        "photo.stack", "logic.switch",
    ]  # fmt: skip


def test_sockets_come_before_knobs(photos: Graph) -> None:
    found = ids(photos, "split.amount", "output")

    assert found.index("number.add") < found.index("number.scale") < found.index("number.any")
    assert "photo.split" not in found
    assert "sound.play" not in found


def test_limits_of_type_variables_count(photos: Graph) -> None:
    assert "number.any" in ids(photos, "split.amount", "output")
    assert "number.any" not in ids(photos, "load.photo", "output")


def test_nodes_that_give_what_an_input_wants_are_found(photos: Graph) -> None:
    found = ids(photos, "split.photo", "input")

    assert found[:4] == ["photo.blend", "model.decode", "photo.load", "photo.split"]
    assert "sound.record" not in found


def test_a_node_is_added_at_the_end_of_a_wire(photos: Graph) -> None:
    definition = photos.registry.require("photo.blend")

    edit, id_ = add_connected(photos, definition, HERE, port("split.bright"), "output")

    after = done(photos, edit)
    assert after.inputs(id_) == {"first": port("split.bright")}
    assert after.places[id_] == HERE
    assert after.nodes[id_].version == 2


def test_a_node_is_added_at_the_start_of_a_wire(photos: Graph) -> None:
    definition = photos.registry.require("photo.split")

    edit, id_ = add_connected(photos, definition, HERE, port("blend.second"), "input")

    assert wired(done(photos, edit))["blend.second"] == f"{id_}.bright"


def test_a_node_that_does_not_fit_is_added_unwired(photos: Graph) -> None:
    definition = photos.registry.require("sound.record")

    edit, id_ = add_connected(photos, definition, HERE, port("blend.second"), "input")

    after = done(photos, edit)
    assert wired(after) == wired(photos)
    assert id_ in after.nodes


def test_a_node_is_put_into_a_wire(photos: Graph) -> None:
    AddNode(Node("other", "photo.blend")).apply(photos)

    edit = insertion(photos, "other", wire("blend.photo", "split.photo"))

    assert edit is not None
    after = done(photos, edit)
    assert after.inputs("other") == {"first": port("blend.photo")}
    assert after.inputs("split") == {"photo": port("other.photo")}


@pytest.mark.parametrize(
    "node",
    [
        pytest.param("blend", id="an end of the wire"),
        pytest.param("show", id="no output"),
        pytest.param("record", id="no input"),
        pytest.param("odd", id="unknown"),
        pytest.param("full", id="no free input"),
        pytest.param("stack", id="its output does not fit"),
    ],
)
def test_a_node_that_does_not_fit_into_a_wire_is_not_put_there(photos: Graph, node: str) -> None:
    AddNode(Node("odd", "gone.away")).apply(photos)
    AddNode(Node("full", "photo.split")).apply(photos)
    Connect(wire("load.photo", "full.photo")).apply(photos)
    AddNode(Node("stack", "photo.stack")).apply(photos)

    assert insertion(photos, node, wire("blend.photo", "split.photo")) is None


def test_a_node_that_would_close_a_circle_is_not_put_into_a_wire(photos: Graph) -> None:
    AddNode(Node("other", "photo.blend")).apply(photos)
    Connect(wire("split.bright", "other.first")).apply(photos)

    assert insertion(photos, "other", wire("load.photo", "blend.first")) is None


def test_a_node_with_type_variables_is_put_where_its_types_allow(photos: Graph) -> None:
    AddNode(Node("pick", "logic.switch")).apply(photos)
    Connect(wire("record.sound", "pick.on_true")).apply(photos)

    assert insertion(photos, "pick", wire("blend.photo", "split.photo")) is None


def test_wires_move_to_another_output(photos: Graph) -> None:
    after = done(photos, move_wires(photos, port("blend.photo"), port("load_2.photo")))

    assert wired(after)["split.photo"] == "load_2.photo"


def test_wires_that_do_not_fit_stay_and_when_none_does_the_reason_is_told(photos: Graph) -> None:
    AddNode(Node("show_2", "any.show")).apply(photos)
    Connect(wire("blend.photo", "show_2.value")).apply(photos)

    after = done(photos, move_wires(photos, port("blend.photo"), port("record.sound")))

    assert wired(after)["show_2.value"] == "record.sound"
    assert wired(after)["split.photo"] == "blend.photo"
    with pytest.raises(ConnectError, match="Sound does not fit where Photo is wanted"):
        move_wires(photos, port("load.photo"), port("record.sound"))
    with pytest.raises(ConnectError, match=r"No wire starts at record\.sound"):
        move_wires(photos, port("record.sound"), port("load.photo"))


def test_a_reroute_is_put_into_a_wire(photos: Graph) -> None:
    edit, id_ = reroute(photos, wire("blend.photo", "split.photo"), HERE)

    after = done(photos, edit)
    assert after.nodes[id_].type == "logic.reroute"
    assert after.inputs(id_) == {"value": port("blend.photo")}
    assert after.inputs("split") == {"photo": port(f"{id_}.value")}


def test_without_a_pack_that_has_one_there_is_no_reroute(photos: Graph) -> None:
    bare = Graph(Registry([Pack("none", photos.registry.packs[0].folder, ())]))
    AddNode(Node("a", "x.y")).apply(bare)
    AddNode(Node("b", "x.y")).apply(bare)
    Connect(wire("a.x", "b.x")).apply(bare)

    with pytest.raises(GraphError, match="No loaded pack has a reroute"):
        reroute(bare, wire("a.x", "b.x"), HERE)


def test_probing_adds_a_preview_and_then_moves_its_wire(photos: Graph) -> None:
    edit, id_ = probe(photos, port("blend.photo"), HERE)
    once = done(photos, edit)

    edit, again = probe(once, port("load.photo"), Place(0, 0))
    twice = done(once, edit)

    assert once.inputs(id_) == {"photo": port("blend.photo")}
    assert again == id_
    assert twice.inputs(id_) == {"photo": port("load.photo")}
    assert twice.places[id_] == HERE


def test_what_is_in_a_preview_already_is_left_there(photos: Graph) -> None:
    edit, id_ = probe(photos, port("blend.photo"), HERE)
    after = done(photos, edit)

    edit, again = probe(after, port("blend.photo"), Place(0, 0))

    assert again == id_
    assert done(after, edit) == after


def test_what_no_preview_shows_is_refused_with_the_reason(photos: Graph) -> None:
    with pytest.raises(ConnectError, match="gives Sound, and Preview shows Photo"):
        probe(photos, port("record.sound"), HERE)
