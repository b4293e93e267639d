"""Runs over streams: once for each item, in the memory of one, each with keys of its own."""

import threading
from pathlib import Path

import pytest

from graphstudio.engine.events import (
    NodeDone,
    NodeFailed,
    NodeProgress,
    NodeSkipped,
    NodeStarted,
    RunDone,
    Warned,
)
from graphstudio.errors import GraphError
from graphstudio.graph.graph import Graph
from tests.engine.laboratory import change, make_engine
from tests.engine.stream_laboratory import StreamLaboratory


@pytest.fixture
def lab() -> StreamLaboratory:
    return StreamLaboratory()


def painting(lab: StreamLaboratory, **values: float | str) -> Graph:
    """Each number is doubled, painted and saved under its name."""
    nodes = {"each": "each", "add": "add", "paint": "paint", "save": "save"}
    wires = {
        "add.a": "each.number",
        "paint.value": "add.value",
        "save.picture": "paint.image",
        "save.stem": "each.name",
    }
    return lab.graph(nodes, wires, {"add.b": 10, **values})


def saved(lab: StreamLaboratory) -> list[tuple[str, float]]:
    return [(stem, float(image.pixels[0, 0, 0, 0])) for _, image, stem in lab.pictures]


def test_what_follows_a_stream_works_once_for_each_item(lab: StreamLaboratory) -> None:
    result = lab.run(painting(lab))

    assert result.outcome == "done"
    assert saved(lab) == [("n0", 10.0), ("n1", 11.0), ("n2", 12.0)]
    assert lab.calls == ["each", *["add", "paint", "save"] * 3]
    assert len(result.saved) == 3


def test_only_what_is_new_among_the_items_runs_again(lab: StreamLaboratory) -> None:
    graph = painting(lab)
    lab.run(graph)

    lab.run(change(graph, "each", first=2, count=2))

    assert lab.calls == ["each", "save", "add", "paint", "save"]


def test_a_node_of_each_item_is_told_once(lab: StreamLaboratory) -> None:
    lab.run(painting(lab))

    assert [one.node for one in lab.seen(NodeStarted)] == ["each", "add", "paint", "save"]
    assert [one.node for one in lab.seen(NodeDone)] == ["each", "add", "paint", "save"]
    told = [(one.node, one.done, one.total) for one in lab.seen(NodeProgress)]
    assert told == [("each", done, 3) for done in range(4)]


def test_an_item_that_fails_leaves_the_others_alone(lab: StreamLaboratory) -> None:
    lab.broken = {1}

    result = lab.run(painting(lab))

    assert result.outcome == "failed"
    assert [stem for stem, _ in saved(lab)] == ["n0", "n2"]
    assert set(result.errors) == {"each"}
    assert "1 of 3 items failed" in str(result.errors["each"])
    assert "no. 1: Each (each.number) failed with ValueError: number 1 is broken" in str(
        result.errors["each"]
    )
    assert [one.node for one in lab.seen(NodeFailed)] == ["each"]
    assert len(lab.seen(Warned)) == 1
    assert [one.node for one in lab.seen(NodeDone)] == ["add", "paint", "save"]


def test_a_collector_takes_all_items_and_runs_once(lab: StreamLaboratory) -> None:
    graph = lab.graph({"each": "each", "add": "add", "all": "all"}, {
        "add.a": "each.number", "all.numbers": "add.value",
    }, {"add.b": 10, "each.count": 4})  # fmt: skip

    first = lab.run(graph)
    calls = list(lab.calls)
    again = lab.run(graph)

    assert first.values == {"all": (46,)}
    assert calls == ["each", "add", "add", "add", "add", "all"]
    assert again.values == {"all": (46,)}
    assert lab.calls == []


def test_a_stream_can_be_collected_as_it_is(lab: StreamLaboratory) -> None:
    graph = lab.graph({"each": "each", "all": "all"}, {"all.numbers": "each.number"})

    assert lab.run(graph).values == {"all": (3,)}


def test_items_that_are_saved_and_collected_are_made_once(lab: StreamLaboratory) -> None:
    graph = lab.graph(
        {"each": "each", "add": "add", "paint": "paint", "save": "save", "all": "all"},
        {
            "add.a": "each.number",
            "paint.value": "add.value",
            "save.picture": "paint.image",
            "all.numbers": "add.value",
        },
        {"add.b": 0},
    )
    lab.engine = make_engine(0)

    result = lab.run(graph, "all", "save")

    assert result.values == {"all": (3,)}
    assert lab.calls.count("add") == 3


def test_what_was_collected_can_feed_each_item(lab: StreamLaboratory) -> None:
    nodes = {"each": "each", "all": "all", "add": "add", "paint": "paint", "save": "save"}
    graph = lab.graph(nodes, {
        "all.numbers": "each.number", "add.a": "each.number", "add.b": "all.value",
        "paint.value": "add.value", "save.picture": "paint.image",
    })  # fmt: skip

    lab.run(graph)

    assert [value for _, value in saved(lab)] == [3.0, 4.0, 5.0]


def test_a_collector_says_which_items_it_lacks(lab: StreamLaboratory) -> None:
    lab.broken = {1}
    graph = lab.graph({"each": "each", "add": "add", "all": "all"}, {
        "add.a": "each.number", "all.numbers": "add.value",
    })  # fmt: skip

    result = lab.run(graph)

    assert result.outcome == "failed"
    assert lab.seen(NodeSkipped) == [
        NodeSkipped("all", "it needs Add (add), of which not every item could be made")
    ]


def test_two_streams_go_side_by_side(lab: StreamLaboratory) -> None:
    nodes = {"one": "each", "two": "each", "add": "add", "all": "all"}
    graph = lab.graph(nodes, {
        "add.a": "one.number", "add.b": "two.number", "all.numbers": "add.value",
    }, {"two.first": 10})  # fmt: skip

    assert lab.run(graph).values == {"all": (10 + 12 + 14,)}


def test_streams_of_two_lengths_do_not_go_side_by_side(lab: StreamLaboratory) -> None:
    nodes = {"one": "each", "two": "each", "add": "add", "all": "all"}
    graph = lab.graph(nodes, {
        "add.a": "one.number", "add.b": "two.number", "all.numbers": "add.value",
    }, {"two.count": 4})  # fmt: skip

    result = lab.run(graph)

    assert "Each (one) gives 3, Each (two) gives 4" in str(result.errors["add"])
    assert [one.node for one in lab.seen(NodeSkipped)] == ["all"]


def test_what_depends_on_no_stream_runs_once(lab: StreamLaboratory) -> None:
    graph = lab.graph({"n": "number", "each": "each", "add": "add", "all": "all"}, {
        "add.a": "each.number", "add.b": "n.value", "all.numbers": "add.value",
    }, {"n.value": 5})  # fmt: skip
    lab.engine = make_engine(0)

    assert lab.run(graph).values == {"all": (18,)}
    assert lab.calls.count("number") == 1


def test_what_fails_once_skips_every_item_and_is_told_once(lab: StreamLaboratory) -> None:
    graph = lab.graph({"f": "fail", "each": "each", "add": "add", "all": "all"}, {
        "add.a": "each.number", "add.b": "f.value", "all.numbers": "add.value",
    })  # fmt: skip

    result = lab.run(graph)

    assert set(result.errors) == {"f"}
    assert lab.calls.count("fail") == 1
    assert NodeSkipped("add", "it needs Fail (f), which failed") in lab.seen(NodeSkipped)


def test_a_lazy_branch_of_an_item_is_only_made_when_it_is_asked_for(
    lab: StreamLaboratory,
) -> None:
    graph = lab.graph(
        {"each": "each", "add": "add", "f": "fail", "n": "number", "s": "switch", "all": "all"},
        {
            "add.a": "each.number",
            "f.a": "each.number",
            "s.on_true": "add.value",
            "s.on_false": "f.value",
            "all.numbers": "s.value",
        },
        {"add.b": 0},
    )

    result = lab.run(graph, "all")

    assert result.values == {"all": (3,)}
    assert "fail" not in lab.calls


def test_a_lazy_branch_that_works_once_is_made_once_for_all_items(lab: StreamLaboratory) -> None:
    graph = lab.graph({"each": "each", "n": "number", "s": "switch", "a": "add", "all": "all"}, {
        "s.on_true": "n.value", "s.on_false": "each.number", "a.a": "s.value",
        "all.numbers": "a.value",
    }, {"n.value": 7, "a.b": 0})  # fmt: skip
    lab.engine = make_engine(0)

    assert lab.run(graph).values == {"all": (21,)}
    assert lab.calls.count("number") == 1


def test_a_stream_within_a_stream_is_refused(lab: StreamLaboratory) -> None:
    graph = lab.graph({"each": "each", "n": "nested", "all": "all"}, {
        "n.a": "each.number", "all.numbers": "n.value",
    })  # fmt: skip

    with pytest.raises(GraphError, match=r"Nested \(n\): it gives a stream"):
        lab.plan(graph)


def test_a_stopped_run_goes_on_at_the_item_where_it_was(
    lab: StreamLaboratory, tmp_path: Path
) -> None:
    lab.out = tmp_path
    stop = _StopAfter(lab, 2)
    graph = painting(lab, **{"each.count": 5})

    first = lab.run(graph, stop=stop)
    before = saved(lab)
    lab.engine = make_engine()
    second = lab.run(graph)

    assert first.outcome == "stopped"
    assert len(before) == 2
    assert second.outcome == "done"
    assert [stem for stem, _ in saved(lab)] == ["n0", "n1", "n2", "n3", "n4"]
    assert Warned("each", "2 of 5 were done before; going on.") in lab.seen(Warned)


def test_a_finished_run_saves_everything_again(lab: StreamLaboratory, tmp_path: Path) -> None:
    lab.out = tmp_path
    graph = painting(lab)

    lab.run(graph)
    lab.run(graph)

    assert len(lab.pictures) == 6
    assert list((tmp_path / "state").iterdir()) == []


def test_after_a_failure_only_what_failed_is_done_again(
    lab: StreamLaboratory, tmp_path: Path
) -> None:
    lab.out = tmp_path
    lab.broken = {1}
    graph = painting(lab)

    lab.run(graph)
    lab.broken = set()
    result = lab.run(graph)

    assert result.outcome == "done"
    assert [stem for stem, _ in saved(lab)] == ["n0", "n2", "n1"]


def test_a_changed_setting_begins_at_the_first_item(lab: StreamLaboratory, tmp_path: Path) -> None:
    lab.out = tmp_path
    lab.broken = {1}
    graph = painting(lab)

    lab.run(graph)
    lab.run(change(graph, "add", b=20))

    assert [value for _, value in saved(lab)] == [10.0, 12.0, 20.0, 22.0]


def test_a_file_that_is_gone_is_made_again(lab: StreamLaboratory, tmp_path: Path) -> None:
    lab.out = tmp_path
    lab.broken = {2}
    graph = painting(lab)

    result = lab.run(graph)
    Path(result.saved[0]).unlink()
    lab.run(graph)

    assert [stem for stem, _ in saved(lab)] == ["n0", "n1", "n0"]


def test_items_that_are_equal_are_all_done(lab: StreamLaboratory, tmp_path: Path) -> None:
    lab.out = tmp_path
    graph = lab.graph({"each": "each", "half": "half", "paint": "paint", "save": "save"}, {
        "half.a": "each.number", "paint.value": "each.number", "save.picture": "paint.image",
    })  # fmt: skip

    lab.run(graph, "save")

    assert len(lab.pictures) == 3


def test_the_counts_of_a_run_add_up_over_its_items(lab: StreamLaboratory) -> None:
    lab.run(painting(lab))

    (done,) = lab.seen(RunDone)
    assert done.ran == len(lab.calls) + 6  # each item is brought once for each of two outputs


def test_texts_of_an_item_go_with_its_picture(lab: StreamLaboratory) -> None:
    lab.run(painting(lab))

    assert [one["each.name"] for one in lab.texts] == ["n0", "n1", "n2"]


class _StopAfter(threading.Event):
    """Asks to stop when so many pictures were saved."""

    def __init__(self, lab: StreamLaboratory, count: int) -> None:
        super().__init__()
        self._lab = lab
        self._count = count

    def is_set(self) -> bool:
        return len(self._lab.pictures) >= self._count
