from typing import Literal

import pytest

from graphstudio.graph.editing import align, distribute, nudge, snap, toggle_pin
from graphstudio.graph.editing.arranging import Edge
from graphstudio.graph.edits import AddNode, Move
from graphstudio.graph.elements import Node, Place
from graphstudio.graph.graph import Graph
from tests.graph.editing.shapes import done

SIZES = {"load": (100.0, 50.0), "load_2": (200.0, 80.0), "blend": (60.0, 30.0)}
THREE = ["load", "load_2", "blend"]


def places(graph: Graph) -> list[tuple[float, float]]:
    return [(graph.places[id_].x, graph.places[id_].y) for id_ in THREE]


@pytest.mark.parametrize(
    ("edge", "expected"),
    [
        ("left", [(0, 0), (0, 200), (0, 0)]),
        ("right", [(260, 0), (160, 200), (300, 0)]),
        ("centre", [(130, 0), (80, 200), (150, 0)]),
        ("top", [(0, 0), (0, 0), (300, 0)]),
        ("bottom", [(0, 230), (0, 200), (300, 250)]),
        ("middle", [(0, 115), (0, 100), (300, 125)]),
    ],
)
def test_nodes_come_into_line(
    photos: Graph, edge: Edge, expected: list[tuple[float, float]]
) -> None:
    AddNode(Node("new", "any.show")).apply(photos)

    after = done(photos, align(photos, [*THREE, "new"], SIZES, edge))

    assert places(after) == expected
    assert "new" not in after.places


@pytest.mark.parametrize(
    ("axis", "expected"),
    [
        pytest.param("across", [(0, 0), (150, 0), (400, 0)], id="across"),
        pytest.param("down", [(0, 0), (0, 85), (0, 200)], id="down"),
    ],
)
def test_gaps_become_the_same(
    photos: Graph, axis: Literal["across", "down"], expected: list[tuple[float, float]]
) -> None:
    x = [0, 110, 400] if axis == "across" else [0, 0, 0]
    y = [0, 60, 200] if axis == "down" else [0, 0, 0]
    Move({id_: Place(x, y) for id_, x, y in zip(THREE, x, y, strict=True)}).apply(photos)

    assert places(done(photos, distribute(photos, THREE, SIZES, axis))) == expected


def test_two_nodes_have_one_gap_already(photos: Graph) -> None:
    assert distribute(photos, THREE[:2], SIZES, "across") == Move({})
    assert align(photos, [], SIZES, "left") == Move({})


def test_nodes_snap_to_the_grid(photos: Graph) -> None:
    Move({"load": Place(3.4, -13), "blend": Place(13, 12, 200)}).apply(photos)

    after = done(photos, snap(photos, ["load", "blend"]))

    assert after.places["load"] == Place(0, -16)
    assert after.places["blend"] == Place(16, 16, 200)


def test_arrow_keys_shift_by_steps_of_the_grid(photos: Graph) -> None:
    after = done(photos, nudge(photos, ["show"], ["frame"], [], 1, -4, {}))

    assert after.places["show"] == Place(908, -32)
    assert after.places["load"] == Place(8, -32)


def test_others_come_into_line_with_a_pinned_node(photos: Graph) -> None:
    toggle_pin(photos, ["load_2"]).apply(photos)

    after = done(photos, align(photos, THREE, SIZES, "bottom"))

    assert places(after) == [(0, 230), (0, 200), (300, 250)]
    assert after.places["load_2"] == photos.places["load_2"]


def test_pinned_nodes_are_neither_snapped_nor_shifted_nor_spread(photos: Graph) -> None:
    places_ = {"load": Place(3, 0), "load_2": Place(11, 500), "blend": Place(400, 900)}
    Move(places_).apply(photos)
    toggle_pin(photos, ["load_2"]).apply(photos)

    edits = (
        snap(photos, ["load_2"]),
        nudge(photos, ["load_2"], [], [], 1, 1, SIZES),
        distribute(photos, THREE, SIZES, "down"),
    )

    for edit in edits:
        assert done(photos, edit).places["load_2"] == Place(11, 500, is_pinned=True)
