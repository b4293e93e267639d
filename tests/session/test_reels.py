"""What a window remembers of steps: the newest run's, until there is another."""

from pathlib import Path

import pytest

from graphstudio import paths
from graphstudio.engine.events import NodeDone, NodeStarted, RunDone, RunStarted, StepKept
from graphstudio.graph.packs import load_pack
from graphstudio.graph.registry import Registry
from graphstudio.session import reels
from graphstudio.session.reels import Reel, Reels
from graphstudio.session.status import RunStatus
from graphstudio.session.worker.protocol import Failed, NodeEvent
from graphstudio.workflow import files


def kept(done: int, *, node: str = "sampler", run: str = "a", is_old: bool = False) -> StepKept:
    return StepKept(node, f"{run}{done}", done, 4, is_old)


def after(*events: NodeEvent) -> RunStatus:
    status = RunStatus()
    for event in events:
        status.take(event)
    return status


FIRST = (RunStarted((), 1), NodeStarted("sampler"), kept(1), kept(2), kept(3), kept(4))
WHOLE = (*FIRST, NodeDone("sampler", 1.0, False), RunDone("done", 1.0, 1, 0))


def test_steps_of_a_running_node_are_there_at_once() -> None:
    reel = after(*FIRST[:4]).reels.get("sampler")

    assert reel == Reel(4, (1, 2), ("a1", "a2"))


def test_a_result_that_is_kept_keeps_its_steps() -> None:
    status = after(*WHOLE, RunStarted((), 1), NodeDone("sampler", 0.0, True))

    assert status.reels.get("sampler") == Reel(
        4, (1, 2, 3, 4), ("a1", "a2", "a3", "a4"), is_growing=False
    )


def test_a_node_that_runs_anew_shows_its_old_steps_until_the_first_new_one() -> None:
    status = after(*WHOLE, RunStarted((), 1), NodeStarted("sampler"))
    reel = status.reels.get("sampler")
    assert reel is not None
    assert reel.keys == ("a1", "a2", "a3", "a4")

    status.take(kept(1, run="b"))

    assert status.reels.get("sampler") == Reel(4, (1,), ("b1",))


def test_a_resumed_run_has_the_old_steps_and_the_new_ones() -> None:
    status = after(
        *WHOLE,
        RunStarted((), 1),
        NodeStarted("sampler"),
        kept(1, is_old=True),
        kept(2, is_old=True),
        kept(3, run="b"),
    )

    reel = status.reels.get("sampler")
    assert reel is not None
    assert reel.keys == ("a1", "a2", "b3")


def test_a_node_that_is_done_without_keeping_a_step_has_none() -> None:
    status = after(
        *WHOLE, RunStarted((), 1), NodeStarted("sampler"), NodeDone("sampler", 1.0, False)
    )

    assert status.reels.get("sampler") is None


@pytest.mark.parametrize(
    "end",
    [
        pytest.param(Failed("sampler", "RunError", "no luck"), id="failed"),
        pytest.param(RunDone("stopped", 1.0, 0, 0), id="stopped"),
    ],
)
def test_one_that_did_not_get_to_a_step_leaves_the_old_ones(end: NodeEvent) -> None:
    status = after(*WHOLE, RunStarted((), 1), NodeStarted("sampler"), end)
    if isinstance(end, Failed):
        status.take(RunDone("failed", 1.0, 0, 0))

    reel = status.reels.get("sampler")
    assert reel is not None
    assert not reel.is_growing


def test_the_steps_behind_a_picture_are_those_of_the_nearest_node_before_it(root: Path) -> None:
    registry = Registry([load_pack("builtin", paths.bundled("nodes"))])
    graph = files.read(root / "workflows" / "text-to-image.json", registry).graph
    status = after(*WHOLE)

    assert status.reels.behind(graph, "save") == "sampler"
    assert status.reels.behind(graph, "positive") == ""
    assert status.reels.behind(graph, "nowhere") == ""


def test_only_the_nodes_heard_of_last_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reels, "_MOST_NODES", 2)
    known = Reels()

    for node in ("one", "two", "three"):
        known.take(kept(1, node=node))

    assert [known.get(node) is not None for node in ("one", "two", "three")] == [False, True, True]


def test_steps_are_found_where_not_all_are_kept() -> None:
    reel = Reel(30, (5, 10, 20), ("a", "b", "c"))

    assert (reel.key(10), reel.key(11), reel.newest) == ("b", None, 20)
    assert [reel.nearest(one) for one in (1, 8, 15, 30)] == [5, 10, 10, 20]
    assert [reel.beside(10, one) for one in (-1, 1, 9, -9)] == [5, 20, 20, 5]
