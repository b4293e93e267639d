import pytest

from graphstudio.errors import GraphError
from graphstudio.graph.editing import (
    recolour,
    resize_node,
    toggle_bypass,
    toggle_collapse,
    toggle_mute,
    toggle_pin,
)
from graphstudio.graph.edits import Bypass, Mute
from graphstudio.graph.elements import Node, Place
from graphstudio.graph.graph import Graph
from tests.graph.editing.shapes import done


def test_muting_mutes_all_and_then_none(photos: Graph) -> None:
    Mute("load", True).apply(photos)

    once = done(photos, toggle_mute(photos, ["load", "blend"]))
    twice = done(once, toggle_mute(once, ["load", "blend"]))

    assert [once.nodes[id_].is_muted for id_ in ("load", "blend", "show")] == [True, True, False]
    assert not any(node.is_muted for node in twice.nodes.values())


def test_bypassing_bypasses_all_and_then_none(photos: Graph) -> None:
    Bypass("load", True).apply(photos)

    once = done(photos, toggle_bypass(photos, ["load", "blend"]))
    twice = done(once, toggle_bypass(once, ["load", "blend"]))

    assert [once.nodes[id_].is_bypassed for id_ in ("load", "blend")] == [True, True]
    assert not any(node.is_bypassed for node in twice.nodes.values())


def test_collapsing_collapses_all_and_then_none(photos: Graph) -> None:
    photos.add_node(Node("new", "any.show"))

    once = done(photos, toggle_collapse(photos, ["blend", "new"]))
    twice = done(once, toggle_collapse(once, ["blend", "new"]))

    assert once.places["blend"] == Place(300, 0, None, True, "#112233")
    assert once.places["new"].is_collapsed
    assert twice.places["blend"] == photos.places["blend"]


def test_colours_go_on_everything_that_is_selected(photos: Graph) -> None:
    after = done(photos, recolour(photos, ["load"], ["frame"], ["note"], "#aabbcc"))

    found = {after.places["load"].colour, after.frames["frame"].colour, after.notes["note"].colour}
    assert found == {"#aabbcc"}
    assert done(photos, recolour(photos, ["blend"])).places["blend"].colour == ""


@pytest.mark.parametrize(
    ("asked", "width"), [(300, 300), (20, 160), (9000, 480)], ids=["fits", "narrow", "wide"]
)
def test_a_node_is_as_wide_as_can_be_read(photos: Graph, asked: float, width: float) -> None:
    assert done(photos, resize_node(photos, "load", asked)).places["load"].width == width


def test_a_node_that_is_not_there_is_refused(photos: Graph) -> None:
    with pytest.raises(GraphError, match="no node 'nowhere'"):
        toggle_mute(photos, ["nowhere"])


def test_pinning_pins_all_and_then_none(photos: Graph) -> None:
    once = done(photos, toggle_pin(photos, ["load", "blend"]))
    twice = done(once, toggle_pin(once, ["load", "blend"]))

    assert once.places["blend"] == Place(300, 0, colour="#112233", is_pinned=True)
    assert once.places["load"].is_pinned
    assert twice.places == photos.places
