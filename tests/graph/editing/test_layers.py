from hypothesis import given, settings
from hypothesis import strategies as st

from graphstudio.graph.editing.layers import Link, lay_out

Boxes = dict[str, tuple[float, float]]
SMALL = (240.0, 80.0)


def test_boxes_stand_in_columns_from_left_to_right_with_even_gaps() -> None:
    boxes = {"a": (100.0, 80.0), "b": (200.0, 80.0), "c": (240.0, 80.0)}

    spots = lay_out(boxes, [Link("a", 40, "b", 40), Link("b", 40, "c", 40)])

    assert spots == {"a": (0, 0), "b": (152, 0), "c": (400, 0)}


def test_wires_run_straight_where_they_can() -> None:
    boxes = {"a": SMALL, "b": SMALL, "c": (240.0, 200.0)}

    spots = lay_out(boxes, [Link("a", 40, "c", 40), Link("b", 40, "c", 64)])

    assert spots["b"][1] == spots["a"][1] + 104
    assert spots["c"][1] in (spots["a"][1], spots["b"][1] - 24)


def test_what_feeds_one_box_alone_stands_beside_it() -> None:
    boxes = dict.fromkeys(["a", "b", "c", "d"], SMALL)

    spots = lay_out(boxes, [Link("a", 40, "b", 40), Link("b", 40, "c", 40), Link("d", 40, "c", 64)])

    assert spots["d"][0] == spots["b"][0]


def test_wires_do_not_cross_where_they_need_not() -> None:
    boxes = dict.fromkeys(["a", "b", "x", "y"], SMALL)

    spots = lay_out(boxes, [Link("a", 40, "y", 40), Link("b", 40, "x", 40), Link("a", 60, "y", 60)])

    assert (spots["a"][1] < spots["b"][1]) == (spots["y"][1] < spots["x"][1])


def test_the_order_follows_the_sockets() -> None:
    boxes = {"low": SMALL, "high": SMALL, "end": SMALL}

    spots = lay_out(boxes, [Link("low", 40, "end", 60), Link("high", 40, "end", 36)])

    assert spots["high"][1] < spots["low"][1]


def test_parts_stand_below_one_another_and_loose_boxes_in_rows_at_the_bottom() -> None:
    boxes = dict.fromkeys(["a", "b", "c", "d", *(f"x{i}" for i in range(9))], SMALL)

    spots = lay_out(boxes, [Link("a", 40, "b", 40), Link("c", 40, "d", 40)])

    assert [spots[id_] for id_ in ("c", "x0", "x1", "x5")] == [
        (0, 104), (0, 208), (288, 208), (0, 312)
    ]  # fmt: skip


def test_loose_boxes_may_stand_in_a_column() -> None:
    boxes = dict.fromkeys([f"x{i}" for i in range(20)], SMALL)

    spots = lay_out(boxes, [], loose="column")

    assert [spots[id_] for id_ in ("x0", "x1", "x16")] == [(0, 0), (0, 104), (288, 104)]


def test_nothing_is_laid_out_as_nothing() -> None:
    assert lay_out({}, []) == {}


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Boxes, list[Link]]:
    sizes = st.tuples(st.sampled_from([40.0, 160.0, 240.0, 333.5]), st.floats(16, 500))
    boxes = {f"n{i}": draw(sizes) for i in range(draw(st.integers(1, 25)))}
    ids = list(boxes)
    links = []
    for target in range(1, len(ids)):
        for source in draw(st.lists(st.integers(0, target - 1), max_size=3)):
            link = Link(ids[source], draw(st.floats(0, 90)), ids[target], 40)
            links.append(link)
    return boxes, links


@given(graphs())
@settings(deadline=None)
def test_boxes_never_overlap_and_links_lead_to_the_right(
    graph: tuple[Boxes, list[Link]],
) -> None:
    boxes, links = graph

    spots = lay_out(boxes, links)

    assert spots.keys() == boxes.keys()
    assert all(x % 8 == 0 and y % 8 == 0 and x >= 0 and y >= 0 for x, y in spots.values())
    for one, (x, y) in spots.items():
        for other, (u, v) in spots.items():
            if one < other:
                is_beside = x + boxes[one][0] <= u or u + boxes[other][0] <= x
                is_apart = y + boxes[one][1] + 24 <= v or v + boxes[other][1] + 24 <= y
                assert is_beside or is_apart
    for link in links:
        assert spots[link.source][0] + boxes[link.source][0] + 48 <= spots[link.target][0]
    assert spots == lay_out(boxes, links)
