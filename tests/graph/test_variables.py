import pytest

from graphstudio.errors import ConnectError
from graphstudio.graph.elements import Node, Port
from graphstudio.graph.graph import Graph


def wire(graph: Graph, source: str, target: str) -> None:
    graph.connect(Port(*source.split(".")), Port(*target.split(".")))


def type_of(graph: Graph, text: str) -> str:
    return graph.type_of(Port(*text.split("."))).name


@pytest.fixture
def full(graph: Graph) -> Graph:
    for id_, type_ in {
        "photo": "photo.load",
        "stack": "photo.stack",
        "blend": "photo.blend",
        "sound": "sound.record",
        "play": "sound.play",
        "whole": "number.add",
        "real": "number.scale",
        "same": "number.any",
        "switch": "logic.switch",
        "pass1": "logic.reroute",
        "pass2": "logic.reroute",
        "first": "list.first",
        "model": "model.load",
        "cast": "model.cast",
        "decode": "model.decode",
        "any": "any.make",
        "gone": "not.here",
    }.items():
        graph.add_node(Node(id_, type_))
    return graph


def test_a_variable_is_what_is_wired_to_it(full: Graph) -> None:
    assert type_of(full, "pass1.value") == "T"

    wire(full, "photo.photo", "pass1.value")

    assert type_of(full, "pass1.value") == "Photo"
    assert full.type_of(Port("pass1", "value"), "input").name == "Photo"


def test_types_flow_through_any_number_of_nodes_wired_in_any_order(full: Graph) -> None:
    wire(full, "pass2.value", "switch.on_true")
    wire(full, "pass1.value", "pass2.value")
    wire(full, "photo.photo", "pass1.value")

    assert type_of(full, "switch.value") == "Photo"


def test_a_second_type_on_the_same_variable_is_refused(full: Graph) -> None:
    wire(full, "photo.photo", "switch.on_true")

    with pytest.raises(ConnectError, match="Switch takes one type, and gets Photo and Sound"):
        wire(full, "sound.sound", "switch.on_false")


def test_a_type_that_a_taker_further_on_refuses_is_refused(full: Graph) -> None:
    wire(full, "pass1.value", "pass2.value")
    wire(full, "pass2.value", "play.sound")

    with pytest.raises(ConnectError, match=r"Sound is wanted, where it goes on to play\.sound"):
        wire(full, "photo.photo", "pass1.value")
    assert type_of(full, "pass2.value") == "T"


def test_whole_and_other_numbers_meet_as_numbers(full: Graph) -> None:
    wire(full, "whole.value", "switch.on_true")
    wire(full, "real.value", "switch.on_false")

    assert type_of(full, "switch.value") == "float"
    assert full.refusal(Port("switch", "value"), Port("whole", "a")) is not None


def test_taking_a_wire_off_narrows_the_variable_again(full: Graph) -> None:
    wire(full, "whole.value", "switch.on_true")
    wire(full, "real.value", "switch.on_false")

    full.disconnect(Port("switch", "on_false"))

    assert type_of(full, "switch.value") == "int"


def test_replacing_the_wire_of_a_variable_frees_it_for_another_type(full: Graph) -> None:
    wire(full, "photo.photo", "pass1.value")

    wire(full, "sound.sound", "pass1.value")

    assert type_of(full, "pass1.value") == "Sound"


def test_removing_the_node_that_feeds_a_variable_frees_it(full: Graph) -> None:
    wire(full, "photo.photo", "pass1.value")
    wire(full, "pass1.value", "pass2.value")

    full.remove_node("photo")

    assert type_of(full, "pass2.value") == "T"


def test_a_variable_in_a_list_is_the_type_of_the_items(full: Graph) -> None:
    wire(full, "stack.photos", "first.items")

    assert type_of(full, "first.value") == "Photo"


def test_a_single_thing_into_a_list_of_a_variable_counts_as_an_item(full: Graph) -> None:
    wire(full, "photo.photo", "first.items")

    assert type_of(full, "first.value") == "Photo"


def test_a_variable_in_a_generic_is_what_stands_in_the_brackets(full: Graph) -> None:
    wire(full, "model.model", "cast.model")

    assert type_of(full, "cast.model") == "Model[Vae]"
    wire(full, "cast.model", "decode.model")


def test_a_generic_with_a_variable_takes_nothing_else(full: Graph) -> None:
    with pytest.raises(ConnectError, match=r"Photo does not fit where Model\[Net\] is wanted"):
        wire(full, "photo.photo", "cast.model")


def test_a_variable_takes_only_what_it_is_limited_to(full: Graph) -> None:
    wire(full, "whole.value", "same.x")
    assert type_of(full, "same.value") == "int"

    with pytest.raises(ConnectError, match="Photo does not fit where a whole number or a number"):
        wire(full, "photo.photo", "same.x")


@pytest.mark.parametrize("source", ["any.value", "gone.x"])
def test_anything_and_placeholders_leave_a_variable_open(full: Graph, source: str) -> None:
    wire(full, "photo.photo", "switch.on_true")
    wire(full, source, "switch.on_false")

    assert type_of(full, "switch.value") == "Photo"


def test_a_copy_knows_the_types_and_shares_none_of_them(full: Graph) -> None:
    wire(full, "photo.photo", "pass1.value")
    twin = full.copy()

    twin.disconnect(Port("pass1", "value"))

    assert type_of(full, "pass1.value") == "Photo"
    assert type_of(twin, "pass1.value") == "T"
