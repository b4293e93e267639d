import pytest

from graphstudio.graph.editing import first_fit, first_fit_inside, group
from graphstudio.graph.editing.fitting import fits
from graphstudio.graph.edits import AddNode, Connect, Disconnect
from graphstudio.graph.elements import Node
from graphstudio.graph.graph import Graph
from tests.graph.editing.shapes import port, wire


def test_a_free_input_comes_before_one_that_is_wired(photos: Graph) -> None:
    AddNode(Node("other", "photo.blend")).apply(photos)
    Connect(wire("load.photo", "other.first")).apply(photos)

    assert first_fit(photos, port("load_2.photo"), "output", "other") == port("other.second")


def test_a_wired_input_is_better_than_none(photos: Graph) -> None:
    assert first_fit(photos, port("load.photo"), "output", "split") == port("split.photo")


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        pytest.param("split.amount", "scale", "scale.limit", id="the same type before a wider one"),
        pytest.param("load.photo", "record", None, id="nothing fits"),
        pytest.param("load.photo", "odd", None, id="nobody knows the unknown node"),
        pytest.param("split.bright", "blend", None, id="a circle"),
    ],
)
def test_the_best_input_is_found(
    photos: Graph, source: str, target: str, found: str | None
) -> None:
    AddNode(Node("scale", "number.scale")).apply(photos)
    AddNode(Node("odd", "gone.away")).apply(photos)

    fit = first_fit(photos, port(source), "output", target)

    assert fit == (None if found is None else port(found))


def test_an_input_that_is_called_like_the_node_comes_first(photos: Graph) -> None:
    AddNode(Node("x", "photo.load", title="Second Photo")).apply(photos)
    AddNode(Node("other", "photo.blend")).apply(photos)

    assert first_fit(photos, port("x.photo"), "output", "other") == port("other.second")


def test_an_output_is_found_for_an_input(photos: Graph) -> None:
    assert first_fit(photos, port("blend.width"), "input", "split") is None
    assert first_fit(photos, port("record.seed"), "input", "split") == port("split.amount")


def test_all_that_fit_are_given_best_first(photos: Graph) -> None:
    AddNode(Node("other", "photo.blend")).apply(photos)

    found = list(fits(photos, port("split.amount"), "output", "other"))

    assert found == [port("other.width"), port("other.amount")]


def test_a_wire_goes_to_the_first_free_input_inside_a_frame(photos: Graph) -> None:
    edit, id_ = group(photos, ["blend", "split"], [], {})
    edit.apply(photos)
    Disconnect(port("split.photo")).apply(photos)

    found = first_fit_inside(photos, port("load.photo"), "output", id_)

    assert found == port("split.photo")
    assert first_fit_inside(photos, port("blend.photo"), "output", id_) is None


def test_a_wire_comes_from_an_output_that_leads_out_of_the_frame_already(photos: Graph) -> None:
    edit, id_ = group(photos, ["load", "load_2"], [], {})
    edit.apply(photos)
    Disconnect(port("blend.second")).apply(photos)
    AddNode(Node("new", "photo.split")).apply(photos)

    assert first_fit_inside(photos, port("new.photo"), "input", id_) == port("load.photo")
