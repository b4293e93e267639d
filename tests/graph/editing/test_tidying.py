from hypothesis import given
from hypothesis import strategies as st

from graphstudio.graph.editing import fold, frame_around, hidden_nodes, members, tidy, toggle_pin
from graphstudio.graph.edits import AddFrame, AddNode, Group
from graphstudio.graph.elements import Frame, Node, Place
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from tests.graph.drawing import draw_graph
from tests.graph.editing.shapes import done
from tests.graph.test_histories import slowly, try_many

Box = tuple[float, float, float, float]


def box(graph: Graph, node: str) -> Box:
    place = graph.places[node]
    return place.x, place.y, place.x + 240, place.y + 120


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_a_tidy_graph_runs_from_left_to_right_and_stays_where_it_was(photos: Graph) -> None:
    after = done(photos, tidy(photos, list(photos.nodes), {}, frames=[]))

    x = {id_: place.x for id_, place in after.places.items()}
    assert x["load"] == x["load_2"] == 0
    assert (x["blend"], x["split"], x["show"]) == (288, 576, 864)
    assert min(place.y for place in after.places.values()) == 0
    assert after.places["blend"].colour == "#112233"


def test_only_what_is_asked_for_moves(photos: Graph) -> None:
    after = done(photos, tidy(photos, ["load", "blend"], {}))

    moved = {id_ for id_ in photos.nodes if after.places[id_] != photos.places[id_]}
    assert moved <= {"load", "blend"}
    assert after.frames == photos.frames


def test_nothing_to_tidy_is_nothing_to_do(photos: Graph) -> None:
    assert tidy(photos, [], {}) == Group(())


def test_a_node_without_a_place_gets_one(photos: Graph) -> None:
    AddNode(Node("new", "any.show")).apply(photos)

    after = done(photos, tidy(photos, list(photos.nodes), {}))

    assert not any(
        overlap(box(after, "new"), box(after, id_)) for id_ in photos.nodes if id_ != "new"
    )


def test_frames_are_drawn_around_what_lay_in_them(photos: Graph) -> None:
    before = set(members(photos, "frame", {}))

    after = done(photos, tidy(photos, list(photos.nodes), {}))

    frame = after.frames["frame"]
    around = frame.x, frame.y, frame.x + frame.width, frame.y + frame.height
    assert set(members(after, "frame", {})) == before
    for id_ in photos.nodes:
        assert overlap(around, box(after, id_)) == (id_ in before)
    assert (after.notes["note"].x - frame.x, after.notes["note"].y - frame.y) == (64, 376)
    assert after.places["split"].x >= around[2] + 48


def test_a_frame_in_a_frame_stays_in_it(photos: Graph) -> None:
    edit, inner = frame_around(photos, ["load"], {"load": (240, 60)})
    edit.apply(photos)
    frame = photos.frames["frame"]
    AddFrame(Frame("outer", "", frame.x - 50, frame.y - 50, 900, 900)).apply(photos)

    after = done(photos, tidy(photos, list(photos.nodes), {}))

    assert members(after, inner, {}) == ("load",)
    assert set(members(after, "outer", {})) == set(members(photos, "outer", {}))


def test_a_wire_that_leaves_a_frame_and_comes_back_does_no_harm(photos: Graph) -> None:
    AddFrame(Frame("around", "", 580, -60, 900, 300)).apply(photos)
    edit = frame_around(photos, ["load", "load_2", "split"], {})[0]
    edit.apply(photos)

    after = done(photos, tidy(photos, list(photos.nodes), {}))

    boxes = [box(after, id_) for id_ in after.nodes]
    assert not any(overlap(a, b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_a_folded_frame_is_laid_out_as_one_node(photos: Graph) -> None:
    folded = done(photos, fold(photos, "frame", {}))
    shift = {id_: folded.places[id_].x - folded.frames["frame"].x for id_ in hidden_nodes(folded)}

    after = done(folded, tidy(folded, list(folded.nodes), {}))

    frame = after.frames["frame"]
    assert after.places["split"].x == frame.x + 240 + 48
    assert {id_: after.places[id_].x - frame.x for id_ in shift} == shift
    assert frame.is_folded


def test_nodes_under_a_folded_frame_stay_when_it_is_not_tidied(photos: Graph) -> None:
    folded = done(photos, fold(photos, "frame", {}))

    after = done(folded, tidy(folded, ["load", "split", "show"], {}))

    assert after.places["load"] == Place(0, 0)
    assert after.frames == folded.frames


@slowly
@given(data=st.data())
def test_nothing_that_shows_ever_overlaps(data: st.DataObject, registry: Registry) -> None:
    graph = draw_graph(data.draw, registry)
    try_many(data, graph)
    spots = st.integers(0, 12).map(lambda step: step * 100)
    for id_ in graph.nodes:
        graph.set_place(id_, Place(data.draw(spots), data.draw(spots)))
    for id_ in ("f", "g"):
        side = data.draw(st.sampled_from([300, 700]))
        AddFrame(Frame(id_, "", data.draw(spots), data.draw(spots), side, side)).apply(graph)

    after = done(graph, tidy(graph, list(graph.nodes), {}))

    shown = [id_ for id_ in after.nodes if id_ not in hidden_nodes(after)]
    boxes = [box(after, id_) for id_ in shown]
    assert not any(overlap(a, b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_pinned_nodes_and_the_frames_around_them_stay(photos: Graph) -> None:
    toggle_pin(photos, ["load_2"]).apply(photos)

    after = done(photos, tidy(photos, list(photos.nodes), {}))

    assert after.places["load_2"] == photos.places["load_2"]
    assert after.frames == photos.frames
    assert after.places["show"] != photos.places["show"]
